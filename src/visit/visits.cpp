#include "visit/visits.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <stdexcept>
#include <unordered_map>
#include <unordered_set>

#include "base/log.h"
#include "storage/database.h"
#include "storage/visit_store.h"

namespace plenary::visit {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using base::Errc;
using base::Error;

constexpr std::size_t kMostInBatch = 512;
constexpr std::size_t kMostQueued = 20'000;
constexpr std::size_t kMostHeld = 20'000;
constexpr std::size_t kMostHeldOfOne = 64;
constexpr std::chrono::seconds kStaysAtBooth{10};

Error unavailable() {
  return {Errc::kUnavailable, "This cannot be stored now. Try again in a moment."};
}

/// The database's words without the values of the statement: they are people's.
std::string without_values(const base::Error& error) {
  return error.detail().substr(0, error.detail().find(" while "));
}

}  // namespace

class Visits::Impl : public std::enable_shared_from_this<Visits::Impl> {
 public:
  using Done = std::function<void(base::Status)>;

  explicit Impl(VisitParts given) : parts(std::move(given)), store(*parts.database) {
    auto rows = store.read_now();
    if (!rows) throw std::runtime_error("cannot read the visits: " + rows.error().detail());
    rebuild(*rows);
  }

  void post(std::function<void(Impl&)> message) {
    asio::post(parts.owner,
               [self = shared_from_this(), message = std::move(message)] { message(*self); });
  }

  void take(Act act, Done done) {
    if (stopped || queue.size() >= kMostQueued) {
      unavailable_count.fetch_add(1, std::memory_order_relaxed);
      return done(unavailable());
    }
    queue.push_back({std::move(act), std::move(done)});
    pump();
  }

  awaitable<base::Result<Changes>> changes(std::string key, std::uint64_t after, std::string booth,
                                           std::chrono::milliseconds patience);
  awaitable<void> mind();

  void stop() {
    stopped = true;
    for (auto& [key, timer] : held) timer->cancel();
    if (minding != nullptr) minding->cancel();
  }

  VisitParts parts;
  storage::VisitStore store;
  std::unique_ptr<Ledger> ledger;
  std::unique_ptr<ChangeFeed> feed;
  Presence presence;
  /// Tokens are derived from whose they are: each is hashed once.
  void know_feed(const std::string& key) {
    if (hashed.insert(key).second) feeds.emplace(parts.feed_hash(key), key);
  }
  std::unordered_map<std::string, std::string> feeds;  // Hash to whose.

  std::atomic<std::uint64_t> acts{0}, unavailable_count{0}, batches{0}, held_count{0}, present{0};

 private:
  struct Queued {
    Act act;
    Done done;
  };

  void rebuild(const storage::VisitRows& rows);
  void pump();
  void gather(std::vector<Done>& batch, Effects& effects);
  void written(std::vector<Done> batch, Effects effects, base::Status status);
  void finish(std::vector<Done> batch, Effects effects, bool well);
  void reread();
  void publish(Effects effects);

  std::unordered_set<std::string> hashed;
  std::deque<Queued> queue;
  bool writing = false;
  bool unsure = false;  // The ledger is ahead of the disk, and has to be read from it again.
  bool doubtful = false;  // An act has thrown, and may have changed half of what it wanted.
  bool stopped = false;
  std::unordered_multimap<std::string, asio::steady_timer*> held;
  asio::steady_timer* minding = nullptr;
};

void Visits::Impl::rebuild(const storage::VisitRows& rows) {
  auto read = std::make_unique<Ledger>(parts.contact_of);
  read->load(rows);
  const std::uint64_t now = static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, parts.clock().time_since_epoch().count()));
  const std::uint64_t last = std::max({read->last_number(), feed ? feed->last() : 0, now});
  read->number_from(last);
  ledger = std::move(read);
  feed = std::make_unique<ChangeFeed>(last);
}

/// One transaction at a time: what waits meanwhile is in the next.
void Visits::Impl::pump() {
  while (!writing && !unsure && !queue.empty()) {
    auto batch = std::vector<Done>();
    Effects effects;
    gather(batch, effects);
    if (doubtful) effects = {};
    if (effects.rows.empty()) {
      finish(std::move(batch), std::move(effects), !doubtful);
      continue;
    }
    writing = true;
    batches.fetch_add(1, std::memory_order_relaxed);
    storage::VisitRows rows = std::move(effects.rows);
    const bool forget = effects.forget;
    auto answer = [self = shared_from_this(), batch = std::move(batch),
                   effects = std::move(effects)](base::Status status) mutable {
      asio::post(self->parts.owner, [self, batch = std::move(batch), effects = std::move(effects),
                                     status = std::move(status)]() mutable {
        self->written(std::move(batch), std::move(effects), std::move(status));
      });
    };
    store.write(std::move(rows), forget, std::move(answer));
  }
}

void Visits::Impl::gather(std::vector<Done>& batch, Effects& effects) {
  const auto world = parts.world();
  const Moment moment{parts.clock(), *world};
  Turn turn{*ledger, moment, effects, *feed, presence};
  while (!queue.empty() && batch.size() < kMostInBatch) {
    Queued next = std::move(queue.front());
    queue.pop_front();
    try {
      next.act(turn);
      batch.push_back(std::move(next.done));
    } catch (const std::exception& failure) {
      // What it had changed before is on no disk: nobody of this batch is answered by that ledger.
      base::log(base::Level::kError, "visit_act_failed", {{"why", failure.what()}});
      batch.push_back(std::move(next.done));
      doubtful = true;
      return;
    }
  }
}

void Visits::Impl::written(std::vector<Done> batch, Effects effects, base::Status status) {
  writing = false;
  if (status) {
    acts.fetch_add(batch.size(), std::memory_order_relaxed);
  } else {
    base::log(base::Level::kError, "visits_not_stored", {{"why", without_values(status.error())}});
  }
  finish(std::move(batch), std::move(effects), status.has_value());
  pump();
}

void Visits::Impl::finish(std::vector<Done> batch, Effects effects, bool well) {
  if (well) {
    publish(std::move(effects));
    for (Done& done : batch) done(base::Done{});
    return;
  }
  unavailable_count.fetch_add(batch.size(), std::memory_order_relaxed);
  for (Done& done : batch) done(unavailable());
  doubtful = false;
  unsure = true;
  reread();
}

void Visits::Impl::reread() {
  store.read([self = shared_from_this()](base::Result<storage::VisitRows> rows) {
    auto shared = std::make_shared<base::Result<storage::VisitRows>>(std::move(rows));
    asio::post(self->parts.owner, [self, shared] {
      if (!*shared) {
        // Everybody who waits learns that it does not go; the minder tries again.
        std::deque<Queued> waiting = std::move(self->queue);
        self->queue.clear();
        for (Queued& one : waiting) one.done(unavailable());
        return;
      }
      self->rebuild(**shared);
      self->unsure = false;
      self->pump();
    });
  });
}

void Visits::Impl::publish(Effects effects) {
  for (auto& [key, change] : effects.told) {
    feed->add(key, std::move(change));
    const auto [first, last] = held.equal_range(key);
    for (auto waiter = first; waiter != last; ++waiter) waiter->second->cancel();
  }
}

awaitable<base::Result<Changes>> Visits::Impl::changes(std::string key, std::uint64_t after,
                                                       std::string booth,
                                                       std::chrono::milliseconds patience) {
  if (held.size() >= kMostHeld || held.count(key) >= kMostHeldOfOne) {
    co_return Error(Errc::kLimit, "Too many wait for changes. Ask again in a moment.");
  }
  const auto self = shared_from_this();
  const auto now = std::chrono::steady_clock::now();
  asio::steady_timer timer(parts.owner);
  const auto place = held.emplace(key, &timer);
  held_count.fetch_add(1, std::memory_order_relaxed);
  if (!booth.empty() && !key.empty()) {
    presence.here(booth, key, now + patience + kStaysAtBooth);
    const std::string hash = parts.contact_of(booth, key);
    Act see = [booth, hash](Turn& turn) {
      turn.ledger.see(booth, hash, turn.moment, turn.effects);
    };
    take(std::move(see), [](const base::Status&) {});
  }
  std::vector<Change> found = feed->after(key, after);
  while (found.empty() && !stopped && std::chrono::steady_clock::now() < now + patience) {
    timer.expires_at(now + patience);
    const auto waited = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    static_cast<void>(waited);
    found = feed->after(key, after);
  }
  held.erase(place);
  held_count.fetch_sub(1, std::memory_order_relaxed);
  if (!booth.empty() && !key.empty()) {
    presence.here(booth, key, std::chrono::steady_clock::now() + kStaysAtBooth);
  }
  co_return Changes{found.empty() ? std::max(after, feed->last()) : found.back().number,
                    std::move(found)};
}

awaitable<void> Visits::Impl::mind() {
  const auto self = shared_from_this();
  asio::steady_timer timer(parts.owner);
  minding = &timer;
  while (!stopped) {
    if (unsure && !writing) reread();
    Act look = [](Turn& turn) {
      turn.ledger.move_up_all(turn.moment, turn.effects);
      turn.ledger.remind(turn.moment, turn.effects);
    };
    take(std::move(look), [](const base::Status&) {});
    present.store(presence.total(std::chrono::steady_clock::now()), std::memory_order_relaxed);
    timer.expires_after(std::chrono::seconds(1));
    const auto waited = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    static_cast<void>(waited);
  }
  minding = nullptr;
}

Visits::Visits(VisitParts parts) : impl_(std::make_shared<Impl>(std::move(parts))) {}

Visits::~Visits() = default;

awaitable<base::Status> Visits::run(Act act) {
  auto initiate = [impl = impl_](auto handler, Act handed) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    auto done = [shared](base::Status status) {
      auto executor = asio::get_associated_executor(*shared);
      auto resume = [shared, status = std::move(status)]() mutable { (*shared)(std::move(status)); };
      asio::post(executor, std::move(resume));
    };
    impl->post([handed = std::move(handed), done = std::move(done)](Impl& owner) {
      owner.take(handed, done);
    });
  };
  auto operation = asio::async_initiate<const asio::use_awaitable_t<>&, void(base::Status)>(
      std::move(initiate), asio::use_awaitable, std::move(act));
  co_return co_await std::move(operation);
}

awaitable<base::Result<Changes>> Visits::changes(std::string key, std::uint64_t after,
                                                 std::string booth,
                                                 std::chrono::milliseconds patience) {
  // A Result cannot be made of nothing, as co_spawn wants of what it hands over.
  using Outcome = std::optional<base::Result<Changes>>;
  auto waiting = [](std::shared_ptr<Impl> impl, std::string whose, std::uint64_t from,
                    std::string at, std::chrono::milliseconds most) -> awaitable<Outcome> {
    auto changes = co_await impl->changes(std::move(whose), from, std::move(at), most);
    co_return std::move(changes);
  };
  auto task = waiting(impl_, std::move(key), after, std::move(booth), patience);
  Outcome outcome = co_await asio::co_spawn(impl_->parts.owner, std::move(task), asio::use_awaitable);
  co_return std::move(*outcome);
}

awaitable<void> Visits::mind() {
  co_await asio::co_spawn(impl_->parts.owner, impl_->mind(), asio::use_awaitable);
}

void Visits::stop() {
  impl_->post([](Impl& owner) { owner.stop(); });
}

awaitable<base::Result<std::string>> Visits::owner_of_feed(std::string hash) {
  Impl* const impl = impl_.get();
  std::function<base::Result<std::string>(Turn&)> look =
      [impl, hash = std::move(hash)](Turn& turn) -> base::Result<std::string> {
    const auto known = impl->feeds.find(hash);
    if (known != impl->feeds.end()) return known->second;
    for (const auto& [exhibitor, described] : turn.moment.world.exhibitors) {
      impl->know_feed(booth_key(exhibitor));
    }
    for (const auto& [key, visitor] : turn.ledger.visitors()) impl->know_feed(key);
    const auto found = impl->feeds.find(hash);
    return found == impl->feeds.end() ? std::string() : found->second;
  };
  co_return co_await ask<std::string>(std::move(look));
}

VisitCounters Visits::counters() const {
  const auto read = [](const std::atomic<std::uint64_t>& count) {
    return count.load(std::memory_order_relaxed);
  };
  return {read(impl_->acts), read(impl_->unavailable_count), read(impl_->batches),
          read(impl_->held_count), read(impl_->present)};
}

}  // namespace plenary::visit
