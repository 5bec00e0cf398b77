#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "visit/change_feed.h"
#include "visit/ledger.h"
#include "visit/presence.h"

namespace plenary::storage {
class Database;
}

namespace plenary::visit {

/// What the visits work with.
struct VisitParts {
  boost::asio::any_io_executor owner;  ///< Of an io context that one thread runs.
  storage::Database* database = nullptr;
  base::UtcClock clock;                                   ///< The conference's.
  std::function<std::shared_ptr<const World>()> world;    ///< The public content, as it is now.
  Ledger::ContactOf contact_of;                           ///< Keyed: nobody guesses one.
  std::function<std::string(const std::string&)> feed_hash;  ///< Of a visitor's, a booth's calendar.
};

/// What a reader of changes gets.
struct Changes {
  std::uint64_t last = 0;  ///< Where to go on.
  std::vector<Change> changes;
};

struct VisitCounters {
  std::uint64_t acts = 0;         ///< That are on the disk.
  std::uint64_t unavailable = 0;  ///< That could not be written.
  std::uint64_t batches = 0;      ///< Transactions.
  std::uint64_t held = 0;         ///< Readers that wait for changes now.
  std::uint64_t visitors = 0;     ///< At booths now.
};

/// The one owner of the ledger. Acts run on its executor, one after another; those that come while a
/// transaction is written share the next one. Nobody is answered, and nothing is seen by anybody,
/// before it is on the disk. Where the disk refuses, all acts of that transaction get kUnavailable,
/// and the ledger is read from the disk again. Safe from every thread; awaitables resume on the
/// caller's executor.
class Visits {
 public:
  /// What an act is given: the ledger to change and to read, and what follows from it.
  struct Turn {
    Ledger& ledger;
    const Moment& moment;
    Effects& effects;
    const ChangeFeed& feed;
    Presence& presence;
  };
  using Act = std::function<void(Turn&)>;

  /// Reads the stored visits; blocks. Throws std::runtime_error if they cannot be read.
  explicit Visits(VisitParts parts);
  ~Visits();
  Visits(const Visits&) = delete;
  Visits& operator=(const Visits&) = delete;

  /// Runs `rule` on the ledger and gives what it gave once everything before it, and what it
  /// changed itself, is on the disk; kUnavailable where that failed.
  template <class Value>
  boost::asio::awaitable<base::Result<Value>> ask(std::function<base::Result<Value>(Turn&)> rule) {
    auto given = std::make_shared<std::optional<base::Result<Value>>>();
    Act act = [given, rule = std::move(rule)](Turn& turn) { given->emplace(rule(turn)); };
    const base::Status stored = co_await run(std::move(act));
    if (!stored) co_return stored.error();
    co_return std::move(**given);
  }

  /// The changes behind `after`, as soon as there are any, at last after `patience`. `booth`, if
  /// any: `key` counts as being there meanwhile. kLimit where too many wait.
  boost::asio::awaitable<base::Result<Changes>> changes(std::string key, std::uint64_t after,
                                                        std::string booth,
                                                        std::chrono::milliseconds patience);

  /// Looks after reminders and waiting lists, until stop().
  boost::asio::awaitable<void> mind();
  /// Answers everybody who waits; what is asked from now on is answered at once.
  void stop();

  /// Whose calendar has a token of this hash: a visitor, or booth_key(); empty: nobody's.
  boost::asio::awaitable<base::Result<std::string>> owner_of_feed(std::string hash);

  VisitCounters counters() const;

 private:
  class Impl;
  boost::asio::awaitable<base::Status> run(Act act);
  std::shared_ptr<Impl> impl_;
};

}  // namespace plenary::visit
