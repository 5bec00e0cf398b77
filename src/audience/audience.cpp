#include "audience/audience.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "audience/documents.h"
#include "audience/owner.h"
#include "base/log.h"

namespace plenary::audience {
namespace {

using account::Right;
using boost::asio::awaitable;

BeatAnswer refused_whole(const Beat& beat) {
  BeatAnswer answer;
  answer.ack = beat.n;
  for (const Act& act : beat.acts) answer.results.push_back(unavailable(act));
  return answer;
}

/// Runs `start(handler)` and resumes on the caller's executor with what the handler is given.
template <class Value, class Start>
awaitable<Value> resumed(Start start) {
  auto initiate = [start = std::move(start)](auto handler) mutable {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    start([shared](Value value) {
      auto executor = boost::asio::get_associated_executor(*shared);
      auto resume = [shared, value = std::move(value)]() mutable { (*shared)(std::move(value)); };
      boost::asio::post(executor, std::move(resume));
    });
  };
  auto operation = boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(Value)>(
      std::move(initiate), boost::asio::use_awaitable);
  co_return co_await std::move(operation);
}

}  // namespace

class Audience::Impl : public Owner {
 public:
  using Owner::Owner;
};

Audience::Audience(storage::Database& database, AudienceSettings settings, base::UtcClock utc,
                   PulseSink sink)
    : impl_(
          std::make_unique<Impl>(database, std::move(settings), std::move(utc), std::move(sink))) {}

Audience::~Audience() = default;

void Audience::start() {
  impl_->thread = std::thread([this] { impl_->run(); });
}

void Audience::add(const base::StageId& stage) {
  impl_->post([impl = impl_.get(), stage] {
    try {
      impl->add(stage);
    } catch (const std::exception& failure) {
      base::log(base::Level::kError, "stage_without_audience",
                {{"stage", stage.text()}, {"why", failure.what()}});
    }
  });
}

void Audience::beat(const base::StageId& stage, std::string_view ticket, account::Visitor visitor,
                    Beat beat, std::function<void(BeatAnswer)> done) {
  StageAudience* known = impl_->stage(stage);
  if (known == nullptr || impl_->mailbox.size() >= kMostBeatsWaiting) {
    impl_->counters.unavailable.fetch_add(beat.acts.size(), std::memory_order_relaxed);
    done(refused_whole(beat));
    return;
  }
  // Shared, so that a mailbox that closes just now can still be answered for.
  struct Handed {
    std::string ticket;
    account::Visitor visitor;
    Beat beat;
    std::function<void(BeatAnswer)> done;
  };
  auto handed = std::make_shared<Handed>(
      Handed{std::string(ticket), std::move(visitor), std::move(beat), std::move(done)});
  Impl* impl = impl_.get();
  const bool sent = impl->post([impl, known, handed] {
    impl->on_beat(*known, handed->ticket, handed->visitor, std::move(handed->beat),
                  std::move(handed->done));
  });
  if (!sent) handed->done(refused_whole(handed->beat));
}

awaitable<BeatAnswer> Audience::beat(base::StageId stage, std::string ticket,
                                     account::Visitor visitor, Beat beat_of_viewer) {
  auto shared = std::make_shared<Beat>(std::move(beat_of_viewer));
  auto start = [this, stage, ticket, visitor, shared](std::function<void(BeatAnswer)> done) {
    beat(stage, ticket, visitor, std::move(*shared), std::move(done));
  };
  co_return co_await resumed<BeatAnswer>(std::move(start));
}

void Audience::left(const base::StageId& stage, std::string sid, bool played) {
  StageAudience* known = impl_->stage(stage);
  if (known == nullptr || sid.empty()) return;
  // Under such a load the lease ends by itself.
  if (impl_->mailbox.size() >= kMostBeatsWaiting) return;
  impl_->post([impl = impl_.get(), known, sid = std::move(sid), played] {
    if (played) known->reach.gone(impl->secrets.count_hash(sid), impl->utc());
    known->lower_hand_of(sid);
  });
}

void Audience::set_now(const base::StageId& stage, StageNow now) {
  StageAudience* known = impl_->stage(stage);
  if (known == nullptr) return;
  impl_->post([known, now = std::move(now)] { known->set_now(now); });
}

void Audience::tell(Release release) {
  impl_->post([impl = impl_.get(), release = std::move(release)] {
    for (StageAudience* const stage : impl->stages.all()) stage->tell(release);
    impl->releases.push_back(release);
  });
}

awaitable<std::vector<ActResult>> Audience::demonstrate(base::StageId stage, std::string name,
                                                        std::vector<Act> acts) {
  StageAudience* const known = impl_->stage(stage);
  if (known == nullptr) co_return std::vector<ActResult>{};
  auto shared = std::make_shared<std::vector<Act>>(std::move(acts));
  auto start = [impl = impl_.get(), known, name, shared](std::function<void(BeatAnswer)> done) {
    const bool sent = impl->post([=] {
      impl->on_demonstration(*known, name, std::move(*shared), done);
    });
    if (!sent) done({});
  };
  BeatAnswer answer = co_await resumed<BeatAnswer>(std::move(start));
  co_return std::move(answer.results);
}

Counts Audience::counts(const base::StageId& stage) const {
  const auto* const known = impl_->latest.find(stage.text());
  return known == nullptr ? Counts{} : known->get();
}

Totals Audience::totals() const {
  const auto& counters = impl_->counters;
  const auto of = [](const std::atomic<std::uint64_t>& counter) {
    return counter.load(std::memory_order_relaxed);
  };
  return {of(counters.beats),  of(counters.acts),    of(counters.refused), of(counters.unavailable),
          of(counters.without_ticket), of(counters.tickets_issued), of(counters.tickets_renewed),
          of(counters.tickets_refused), of(counters.pulses), of(counters.batches),
          impl_->mailbox.size()};
}

bool Audience::has_stage(const base::StageId& stage) const {
  return impl_->stage(stage) != nullptr;
}

const std::string& Audience::epoch() const {
  return impl_->epoch;
}

void Audience::on_removed(Removed removed) {
  impl_->removed = std::move(removed);
}

awaitable<base::Result<std::string>> Audience::document(base::StageId stage,
                                                        DocumentRequest request,
                                                        account::Visitor visitor) {
  using Outcome = base::Result<std::string>;
  using Kind = DocumentRequest::Kind;
  StageAudience* known = impl_->stage(stage);
  if (known == nullptr) co_return base::Error(base::Errc::kNotFound, "no such stage");
  const bool exports = request.kind == Kind::kExportJsonl || request.kind == Kind::kExportCsv;
  if (!exports) {
    auto start = [impl = impl_.get(), known, request, visitor](std::function<void(Outcome)> done) {
      const bool sent = impl->post([=] { done(impl->make_document(*known, request, visitor)); });
      if (!sent) done(base::Error(base::Errc::kUnavailable, "the server stops"));
    };
    co_return co_await resumed<Outcome>(std::move(start));
  }
  if (!account::may(visitor.grants, Right::kExportAudience, {})) {
    co_return base::Error(base::Errc::kForbidden, "this is for others");
  }
  constexpr std::size_t kPage = 2000;
  const bool csv = request.kind == Kind::kExportCsv;
  std::string text = csv ? export_csv_head() : "";
  std::uint64_t after = 0;
  for (;;) {
    auto page = co_await impl_->journal.read(stage, after, kPage);
    if (!page) co_return page.error();
    text += csv ? export_csv(*page) : export_jsonl(*page);
    if (page->size() < kPage) break;
    after = page->back().seq;
  }
  co_return text;
}

}  // namespace plenary::audience
