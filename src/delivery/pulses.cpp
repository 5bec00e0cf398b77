#include "delivery/pulses.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "base/check.h"
#include "base/text.h"
#include "delivery/answers.h"
#include "delivery/pulse_desk.h"
#include "delivery/pulse_path.h"
#include "delivery/pulse_session.h"

namespace plenary::delivery {
namespace {

namespace asio = boost::asio;
using Clock = PulseReplica::Clock;

constexpr std::chrono::milliseconds kHold{2500};
constexpr std::chrono::seconds kBeatPatience{15};
constexpr std::size_t kBeatBytes = 16 * 1024;
constexpr std::string_view kBeatPrefix = "/b1/";

constexpr std::string_view kNoStage = "The conference has no stage of this name.";
constexpr std::string_view kTooFar = "That lies too far ahead.";

/// What a path asks for.
PulseReplica::Found find(PulseReplica& replica, const PulsePath& path) {
  switch (path.kind) {
    case PulsePath::Kind::kBlock:
      return replica.block(path.number);
    case PulsePath::Kind::kSnapshot:
      return replica.snapshot(path.number);
    default:
      return replica.pulse(path.number);
  }
}

std::string etag_of(const PulsePath& path) {
  const char* const mark = path.kind == PulsePath::Kind::kBlock      ? "-b"
                           : path.kind == PulsePath::Kind::kSnapshot ? "-s"
                                                                     : "-";
  return path.epoch + mark + std::to_string(path.number);
}

/// RFC 6454: a page of another site must not open a socket with our cookies. Programs send no
/// Origin and have no cookies of ours.
bool is_own_page(const net::Request& request) {
  const std::string_view origin = request.header("origin");
  if (origin.empty()) return true;
  const std::size_t scheme = origin.find("://");
  if (scheme == std::string_view::npos) return false;
  const std::string_view host = request.header("host");
  const std::string_view authority = origin.substr(scheme + 3);
  return std::equal(authority.begin(), authority.end(), host.begin(), host.end(),
                    [](char a, char b) {
                      const auto lower = [](char c) {
                        return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
                      };
                      return lower(a) == lower(b);
                    });
}

/// A beat that was posted and whose answer is not there yet.
struct PostedBeat {
  explicit PostedBeat(asio::io_context& context) : timer(context) {}
  asio::steady_timer timer;
  std::optional<BeatReply> reply;
};

}  // namespace

Pulses::Pulses(net::IoThreads& threads, PulsesParts parts, PulsesSettings settings)
    : threads_(threads),
      context_(std::make_shared<const PulseContext>(
          PulseContext{std::move(parts), settings, threads.size()})) {
  PLENARY_CHECK(context_->parts.beat && context_->parts.clock);
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    desks_.push_back(std::make_shared<PulseDesk>(threads_.context(i), context_));
  }
}

Pulses::~Pulses() = default;

void Pulses::add_routes(net::Router& router) {
  const auto get = [this](net::Request& request) { return handle_get(request); };
  router.prefix(net::Method::kGet, "/p1/", get);
  router.prefix(net::Method::kOptions, "/p1/", get);
  router.exact(net::Method::kGet, "/p1/ws",
               [this](net::Request& request) { return handle_socket(request); });
  router.prefix(net::Method::kPost, std::string(kBeatPrefix),
                [this](net::Request& request) { return handle_beat(request); });
}

void Pulses::add(const base::StageId& stage) {
  for (const auto& desk : desks_) {
    desk->send([&desk = *desk, stage] { desk.add(stage); });
  }
}

PulseDesk& Pulses::desk() {
  return *desks_[threads_.current()];
}

void Pulses::publish(std::shared_ptr<const audience::Pulse> pulse) {
  pulses_.fetch_add(1, std::memory_order_relaxed);
  const auto framed = std::make_shared<const FramedPulse>(std::move(pulse));
  for (const auto& desk : desks_) {
    desk->send([&desk = *desk, framed] {
      if (PulseDesk::Stage* const stage = desk.find(framed->pulse->stage))
        stage->replica.add(framed);
    });
  }
}

void Pulses::close_account(std::string account) {
  close_author("u:" + std::move(account));
}

void Pulses::renew_account(std::string account) {
  each_socket("u:" + std::move(account), {}, &PulseSession::renew);
}

void Pulses::close_author(std::string author, base::StageId stage) {
  each_socket(std::move(author), std::move(stage), &PulseSession::remove);
}

void Pulses::each_socket(std::string author, base::StageId stage, void (PulseSession::*act)()) {
  for (const auto& desk : desks_) {
    desk->send([&desk = *desk, author, stage, act] {
      desk.each_stage([&](PulseDesk::Stage& each) {
        if (!stage.empty() && each.id != stage) return;
        each.replica.each_subscriber([&](PulseSubscriber& subscriber) {
          auto& session = static_cast<PulseSession&>(subscriber);
          if (session.is_author(author)) (session.*act)();
        });
      });
    });
  }
}

void Pulses::stop() {
  for (const auto& desk : desks_) {
    desk->send([&desk = *desk] {
      desk.each_stage([](PulseDesk::Stage& stage) { stage.replica.stop(); });
    });
  }
}

PulsesCounters Pulses::counters() const {
  PulsesCounters sum;
  sum.pulses = pulses_.load(std::memory_order_relaxed);
  for (const auto& desk : desks_) desk->add_to(sum);
  return sum;
}

asio::awaitable<net::Response> Pulses::handle_get(net::Request& request) {
  if (request.method == net::Method::kOptions) co_return answers_.options();
  PulseDesk& desk = this->desk();
  desk.count(PulseDesk::kRequests);
  const auto path = parse_pulse_path(request.path);
  PulseDesk::Stage* const stage = path ? desk.find(path->stage) : nullptr;
  if (stage == nullptr) {
    desk.count(PulseDesk::kRefusedRequests);
    co_return answers_.not_found(path ? kNoStage : kNothingHere);
  }
  PulseReplica& replica = stage->replica;
  const bool now = path->kind == PulsePath::Kind::kNow;
  std::optional<Clock::time_point> deadline;
  for (;;) {
    if (now && replica.head() > 0) {
      co_return answers_.now(replica, context_->parts.clock());
    }
    if (!now && path->epoch != replica.epoch()) {
      desk.count(PulseDesk::kRefusedRequests);
      co_return answers_.gone();
    }
    PulseReplica::Found found =
        now ? PulseReplica::Found{.state = PulseReplica::State::kSoon, .until = 1}
            : find(replica, *path);
    if (found.state == PulseReplica::State::kThere) {
      co_return answers_.immutable(std::move(found.text), etag_of(*path));
    }
    if (found.state != PulseReplica::State::kSoon) {
      desk.count(PulseDesk::kRefusedRequests);
      co_return found.state == PulseReplica::State::kGone ? answers_.gone()
                                                          : answers_.not_found(kTooFar);
    }
    if (!deadline) {
      desk.count(PulseDesk::kHeld);
      deadline = Clock::now() + kHold;
    }
    bool came = false;
    if (replica.waiting() < context_->settings.waiting_requests) {
      desk.waiting_requests.fetch_add(1, std::memory_order_relaxed);
      came = co_await replica.until(found.until, *deadline);
      desk.waiting_requests.fetch_sub(1, std::memory_order_relaxed);
    }
    if (came) continue;
    if (!now && path->epoch != replica.epoch()) continue;
    desk.count(PulseDesk::kStalls);
    if (now) co_return answers_.not_found("The stage has no pulse yet.");
    co_return answers_.stall(replica.head());
  }
}

asio::awaitable<net::Response> Pulses::handle_socket(net::Request& request) {
  PulseDesk& desk = this->desk();
  const auto refused = [&desk](net::Response response) {
    desk.count(PulseDesk::kRefused);
    return response;
  };
  const auto id = base::StageId::parse(request.query_value("stage").value_or(std::string()));
  PulseDesk::Stage* const stage = id ? desk.find(*id) : nullptr;
  if (stage == nullptr) co_return refused(answers_.not_found(kNoStage));
  if (!is_own_page(request)) {
    co_return refused(
        net::problem(403, "Not allowed", "Pages of other sites have no socket here."));
  }
  std::string prefix = limited_address(request.peer);
  if (const auto status = desk.refusal(prefix)) {
    co_return refused(try_later(*status, "Too many sockets",
                                "There are as many viewers here as may be; try again soon.",
                                std::chrono::seconds(5)));
  }
  account::Visitor visitor;
  if (context_->parts.visitor_of) {
    auto known = co_await context_->parts.visitor_of(request, false);
    if (!known) co_return refused(net::problem(known.error()));
    visitor = std::move(*known);
  }
  std::optional<std::uint64_t> after;
  if (request.query_value("epoch") == stage->replica.epoch() && stage->replica.head() > 0) {
    after = parse_sequence(request.query_value("after").value_or(std::string()));
  }
  net::Response response;
  response.status = 101;
  response.upgrade = [&desk, stage, after, visitor = std::move(visitor),
                      prefix = std::move(prefix)] {
    return std::make_unique<PulseSession>(desk, *stage, after, visitor, prefix);
  };
  co_return response;
}

asio::awaitable<net::Response> Pulses::handle_beat(net::Request& request) {
  PulseDesk& desk = this->desk();
  desk.count(PulseDesk::kBeats);
  const auto refused = [&desk](net::Response response) {
    desk.count(PulseDesk::kBeatsRefused);
    return response;
  };
  const auto id = base::StageId::parse(std::string_view(request.path).substr(kBeatPrefix.size()));
  if (!id || desk.find(*id) == nullptr) co_return refused(answers_.not_found(kNoStage));
  if (request.body.size() > kBeatBytes) {
    co_return refused(net::problem(413, "Too much", "A beat has at most 16 KiB."));
  }
  if (desk.waiting_beats >= context_->settings.waiting_beats) {
    co_return refused(try_later(429, "Too many beats", "Too much is waiting here; try again soon.",
                                std::chrono::seconds(5)));
  }
  BeatCall call{.stage = *id, .body = std::move(request.body), .visitor = {}, .peer = request.peer};
  if (context_->parts.visitor_of) {
    auto known = co_await context_->parts.visitor_of(request, true);
    if (!known) co_return refused(net::problem(known.error()));
    call.visitor = std::move(*known);
  }
  const auto posted = std::make_shared<PostedBeat>(desk.context());
  auto done = [posted, self = desk.shared_from_this()](BeatReply reply) {
    self->send([posted, reply = std::move(reply)] {
      posted->reply = reply;
      posted->timer.cancel();
    });
  };
  posted->timer.expires_after(kBeatPatience);
  ++desk.waiting_beats;
  context_->parts.beat(std::move(call), std::move(done));
  co_await posted->timer.async_wait(asio::as_tuple(asio::use_awaitable));
  --desk.waiting_beats;
  const BeatReply reply = posted->reply.value_or(
      BeatReply{.status = 503, .json = "The answer did not come in time; try again."});
  if (reply.status == 202) co_return answers_.beat(reply.json);
  if (reply.status == 429 || reply.status == 503) {
    co_return refused(try_later(reply.status,
                                reply.status == 429 ? "Too many" : "Not available now", reply.json,
                                reply.retry));
  }
  co_return refused(net::problem(reply.status, "Not understood", reply.json));
}

}  // namespace plenary::delivery
