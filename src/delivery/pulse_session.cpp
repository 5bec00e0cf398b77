#include "delivery/pulse_session.h"

#include <random>
#include <utility>

#include "base/log.h"

namespace plenary::delivery {
namespace {

constexpr std::chrono::milliseconds kReturnWithin{5000};

}  // namespace

PulseSession::PulseSession(PulseDesk& desk, PulseDesk::Stage& stage,
                           std::optional<std::uint64_t> after, account::Visitor visitor,
                           std::string prefix)
    : desk_(desk), stage_(stage), prefix_(std::move(prefix)), after_(after) {
  if (visitor.signed_in()) visitor_ = std::make_unique<account::Visitor>(std::move(visitor));
}

void PulseSession::on_open(net::SocketLink& link) {
  link_ = &link;
  desk_.enter(prefix_);
  const net::SharedFrame& begin =
      after_ ? stage_.replica.missed(*after_) : stage_.replica.welcome();
  if (begin) link.send_state(begin);
  stage_.replica.subscribe(*this, link);
}

void PulseSession::on_close() {
  if (link_ == nullptr) return;
  link_ = nullptr;
  stage_.replica.unsubscribe(*this);
  desk_.leave(prefix_);
  if (!person_) return;
  person_->session = nullptr;
  forget_ticket();
}

// A viewer's way back takes a random while, so that the next server is not met by all at once.
std::string PulseSession::drain_reason() {
  static thread_local std::minstd_rand random{std::random_device()()};
  std::uniform_int_distribution<std::int64_t> delay(0, kReturnWithin.count());
  return R"({"delay_ms":)" + std::to_string(delay(random)) + "}";
}

void PulseSession::on_text(std::string_view text) {
  if (!person_) {
    person_ = std::make_shared<Person>();
    person_->session = this;
  }
  if (person_->in_flight >= kBeatsInFlight) {
    return refuse_beat("too_fast", "Wait for the answers first.", std::chrono::seconds(1));
  }
  desk_.count(PulseDesk::kBeats);
  ++person_->in_flight;
  BeatCall call{.stage = stage_.id,
                .body = std::string(text),
                .visitor = visitor_ ? *visitor_ : account::Visitor(),
                .peer = link_->peer()};
  auto done = [desk = desk_.shared_from_this(), person = person_](BeatReply reply) {
    desk->send([person, reply = std::move(reply)] {
      --person->in_flight;
      if (person->session != nullptr) person->session->take_reply(reply);
    });
  };
  desk_.shared().parts.beat(std::move(call), std::move(done));
}

void PulseSession::take_reply(const BeatReply& reply) {
  if (reply.status == 202) {
    learn(reply);
    link_->send(reply.json);
    if (reply.removed) return remove();
    const auto found = stage_.sockets_by_ticket.find(reply.sid);
    if (found != stage_.sockets_by_ticket.end() &&
        found->second > desk_.shared().settings.sockets_per_ticket) {
      link_->close(net::close_code::kPolicy, "too many sockets of one viewer");
    }
    return;
  }
  const bool malformed = reply.status == 400 || reply.status == 413;
  refuse_beat(malformed             ? "malformed"
              : reply.status == 429 ? "too_fast"
                                    : "unavailable",
              reply.json, reply.retry);
  if (malformed && ++person_->nonsense >= kNonsense) {
    link_->close(net::close_code::kPolicy, "not understood");
  }
}

void PulseSession::learn(const BeatReply& reply) {
  person_->plays = reply.playing.value_or(person_->plays);
  person_->author = reply.author;
  if (reply.author.empty()) {
    person_->author = account::author_key(visitor_ ? *visitor_ : account::Visitor(), reply.sid);
  }
  if (person_->sid == reply.sid) return;
  forget_ticket();
  person_->sid = reply.sid;
  if (!reply.sid.empty()) ++stage_.sockets_by_ticket[reply.sid];
}

void PulseSession::forget_ticket() {
  if (person_->sid.empty()) return;
  const auto found = stage_.sockets_by_ticket.find(person_->sid);
  if (--found->second > 0) return;
  stage_.sockets_by_ticket.erase(found);
  const PulsesParts& parts = desk_.shared().parts;
  if (parts.left) parts.left(stage_.id, person_->sid, person_->plays);
}

void PulseSession::refuse_beat(std::string_view code, std::string_view detail,
                               std::chrono::milliseconds retry) {
  desk_.count(PulseDesk::kBeatsRefused);
  std::string answer(R"({"ack":null,"error":")");
  answer.append(code).append(R"(","detail":)").append(base::json_quote(detail));
  answer.append(R"(,"retry_ms":)").append(std::to_string(retry.count())).append("}");
  link_->send(answer);
}

bool PulseSession::is_account(std::string_view account) const {
  return visitor_ && visitor_->account == account;
}

bool PulseSession::is_author(std::string_view author) const {
  if (person_ && person_->author == author) return true;
  return author.substr(0, 2) == "u:" && is_account(author.substr(2));
}

void PulseSession::remove() {
  desk_.count(PulseDesk::kRemoved);
  link_->close(net::close_code::kRemoved, "removed");
}

void PulseSession::renew() {
  desk_.count(PulseDesk::kRenewed);
  link_->close(kRenew, "rights changed");
}

}  // namespace plenary::delivery
