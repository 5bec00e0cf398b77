#include "rehearsal/audience_member.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cstdlib>

#include "rehearsal/ws_frames.h"

namespace plenary::rehearsal {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr auto kRepeatAfter = 5s;
constexpr int kMostTries = 12;

double milliseconds(base::Moment::duration length) {
  return std::chrono::duration<double, std::milli>(length).count();
}

/// The number after `"name":`; 0 without one. A pulse's own fields come before any text of a
/// viewer.
std::int64_t number_of(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return 0;
  return std::strtoll(std::string(text.substr(at + name.size(), 20)).c_str(), nullptr, 10);
}

}  // namespace

void AudienceMember::join(bool storm) {
  storm_ = storm;
  state_ = State::kConnecting;
  begun_ = std::chrono::steady_clock::now();
  ++around_.findings.joins_begun;
  if (storm) ++around_.findings.storm_begun;
  pipe_.emplace(around_.loop, around_.server, *this);
  const std::string fields = fmt::format(
      "Upgrade: websocket\r\nConnection: Upgrade\r\nOrigin: {}\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: cGxlbmFyeXJlaGVhcnNhbA==\r\n",
      around_.server.origin());
  pipe_->send(write_request(around_.server, "GET", "/p1/ws?stage=" + around_.stage, fields));
}

void AudienceMember::leave() {
  if (state_ == State::kOpen) beat(false);
  crash();
}

void AudienceMember::crash() {
  if (pipe_) pipe_->close();
  go();
}

void AudienceMember::fall_silent() {
  if (pipe_) pipe_->fall_silent();
  vanished_ = true;
  go();
}

void AudienceMember::go() {
  state_ = State::kGone;
  if (!played_until_) played_until_ = std::chrono::steady_clock::now();
}

std::optional<Watched> AudienceMember::watched() const {
  if (!played_from_) return std::nullopt;
  const auto until = played_until_.value_or(std::chrono::steady_clock::now());
  return Watched{.seconds = std::chrono::duration<double>(until - *played_from_).count(),
                 .known = !ticket_.empty(),
                 .vanished = vanished_};
}

bool AudienceMember::act(std::string_view what) {
  if (!can_act()) return false;
  WaitingAct waiting;
  waiting.json = fmt::format(R"({{"id":"r{}",{}}})", ++acts_, what);
  waiting.sent = std::chrono::steady_clock::now();
  waiting.is_vote = what.find("\"vote\"") != std::string_view::npos;
  waiting_ = std::move(waiting);
  ++around_.findings.acts_sent;
  beat(true, waiting_->json);
  repeat_later();
  return true;
}

void AudienceMember::repeat_later() {
  around_.loop.after(kRepeatAfter, [this, act = acts_] {
    if (!waiting_ || act != acts_ || state_ != State::kOpen) return;
    if (++waiting_->tries > kMostTries) {
      waiting_.reset();
      return;
    }
    ++around_.findings.acts_repeated;
    beat(true, waiting_->json);
    repeat_later();
  });
}

void AudienceMember::beat(bool playing, std::string_view act) {
  ++beats_;
  const std::string ticket = ticket_.empty() ? "null" : fmt::format("\"{}\"", ticket_);
  const std::string body =
      fmt::format(R"({{"n":{},"ticket":{},"playing":{},"seen":{},"name":"Rehearsal","acts":[{}]}})",
                  beats_, ticket, playing, seen_, act);
  pipe_->send(client_text_frame(body, static_cast<std::uint32_t>(around_.random())));
}

void AudienceMember::beat_later() {
  std::uniform_real_distribution<double> spread(0.8, 1.2);
  const std::chrono::duration<double> wait = beat_every_ * spread(around_.random);
  around_.loop.after(std::chrono::duration_cast<std::chrono::milliseconds>(wait), [this] {
    if (state_ != State::kOpen) return;
    beat(true);
    beat_later();
  });
}

void AudienceMember::on_bytes(std::string_view bytes) {
  around_.findings.bytes += bytes.size();
  std::string_view rest = bytes;
  if (!input_.empty() || state_ == State::kConnecting) {
    input_ += bytes;
    if (state_ == State::kConnecting) on_upgrade();
    rest = input_;
  }
  while (state_ == State::kOpen) {
    const auto frame = front_frame(rest);
    if (!frame) break;
    if (frame->opcode == 1) on_text(frame->payload);
    if (frame->opcode == 8) return on_close(frame->payload);
    rest.remove_prefix(frame->size);
  }
  if (state_ != State::kOpen) return;
  std::string kept(rest);
  input_ = std::move(kept);
}

void AudienceMember::on_upgrade() {
  const auto answer = take_answer(input_);
  if (!answer) return;
  if (answer->status != 101) {
    if (answer->status >= 400) ++around_.findings.statuses[answer->status];
    return fail();
  }
  state_ = State::kOpen;
  played_from_ = std::chrono::steady_clock::now();
  beat(true);
  beat_later();
}

void AudienceMember::on_text(std::string_view text) {
  if (text.starts_with("{\"ack\"")) return on_answer(text);
  on_pulse(text);
}

void AudienceMember::on_pulse(std::string_view pulse) {
  const std::int64_t seq = number_of(pulse, "\"seq\":");
  if (seq == 0) return;
  if (!has_state_) {
    has_state_ = true;
    const double took = milliseconds(std::chrono::steady_clock::now() - begun_);
    ++around_.findings.joins_done;
    around_.findings.join_ms.add(took);
    if (storm_) {
      ++around_.findings.storm_done;
      around_.findings.storm_ms.add(took);
    }
    seen_ = seq;
    joined_ = base::real_utc_now() + around_.server_ahead;
    return;
  }
  if (seq <= seen_) return;
  if (seq != seen_ + 1) ++around_.findings.gaps;
  seen_ = seq;
  ++around_.findings.pulses;
  const base::Instant made(base::Milliseconds(number_of(pulse, "\"t\":")));
  // One from before the join tells how the stage stands, and nothing by its age.
  if (made > joined_) {
    const auto delay = base::real_utc_now() + around_.server_ahead - made;
    around_.findings.delay_ms.add(static_cast<double>(delay.count()));
    around_.delays_of_second.add(static_cast<double>(delay.count()));
  }
  if (seq > around_.newest_seq) {
    around_.newest_seq = seq;
    if (around_.on_new_pulse) around_.on_new_pulse(pulse);
  }
}

void AudienceMember::on_answer(std::string_view text) {
  boost::system::error_code failed;
  const json::value value = json::parse({text.data(), text.size()}, failed);
  if (failed || !value.is_object()) return;
  const json::object& answer = value.as_object();
  if (const auto* ticket = answer.if_contains("ticket"); ticket != nullptr && ticket->is_string()) {
    ticket_ = std::string_view(ticket->as_string());
  }
  if (const auto* next = answer.if_contains("next"); next != nullptr && next->is_object()) {
    const auto* ms = next->as_object().if_contains("ms");
    // A server that says nonsense is not obeyed: a tenth of a second is as fast as one ever beats.
    if (ms != nullptr && ms->is_int64() && ms->as_int64() >= 100) {
      beat_every_ = std::chrono::milliseconds(ms->as_int64());
    }
  }
  const auto* results = answer.if_contains("results");
  if (!waiting_ || results == nullptr || !results->is_array()) return;
  for (const json::value& result : results->as_array()) {
    const auto* ok = result.is_object() ? result.as_object().if_contains("ok") : nullptr;
    if (ok == nullptr || !ok->is_bool()) continue;
    if (ok->as_bool()) {
      ++around_.findings.acts_acknowledged;
      if (waiting_->is_vote) ++around_.findings.votes_acknowledged;
      around_.findings.act_ms.add(milliseconds(std::chrono::steady_clock::now() - waiting_->sent));
    } else {
      const auto* code = result.as_object().if_contains("error");
      const bool named = code != nullptr && code->is_string();
      // The ticket was good no longer; the answer brought another.
      if (named && code->as_string() == "ticket") return beat(true, waiting_->json);
      ++around_.findings
            .acts_refused[named ? std::string(std::string_view(code->as_string())) : "?"];
    }
    waiting_.reset();
    return;
  }
}

void AudienceMember::on_close(std::string_view payload) {
  int code = 1005;
  if (payload.size() >= 2) {
    code = static_cast<std::uint8_t>(payload[0]) << 8 | static_cast<std::uint8_t>(payload[1]);
  }
  ++around_.findings.close_codes[code];
  crash();
}

void AudienceMember::on_broken() {
  ++around_.findings.broken;
  fail();
}

void AudienceMember::fail() {
  if (!has_state_) ++around_.findings.joins_failed;
  crash();
}

}  // namespace plenary::rehearsal
