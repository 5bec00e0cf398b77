#pragma once

#include <soci/soci.h>

#include <atomic>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

#include "base/mailbox.h"
#include "base/result.h"

namespace plenary::storage {

/// What a job throws where the rows are not as its caller thought: its outcome is then kConflict.
class Conflict : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The one thread that owns a database connection. Jobs handed over while a transaction commits share
/// the next one; each runs in a savepoint of its own, so that one that fails takes no other with it.
class Writer {
 public:
  /// Runs on the writer's thread; reports failure by throwing.
  using Work = std::function<void(soci::session&)>;
  /// Called on the writer's thread after the transaction is on disk, or with why it is not.
  using Done = std::function<void(base::Status)>;

  /// Takes over an open connection.
  explicit Writer(std::unique_ptr<soci::session> session);
  /// Finishes what is queued, then joins.
  ~Writer();

  /// Queues; `done` is called with kUnavailable at once if more than 100,000 jobs wait.
  void submit(Work work, Done done);
  /// Hands over and waits until it is on disk; `on_disk` is then called on the writer's thread.
  base::Status wait(Work work, std::function<void()> on_disk = {});

  /// To be called by a job: once its transaction is committed, and before anybody is answered, the
  /// write-ahead log is emptied, so that what was deleted is in no file any more.
  void empty_log() { empty_log_ = true; }

  std::uint64_t commits() const { return commits_.load(std::memory_order_relaxed); }
  /// Statements begun on this connection since it was taken over: whatever reads, writes, or frames a
  /// transaction.
  std::uint64_t statements() const { return statements_.load(std::memory_order_relaxed); }

 private:
  struct Job {
    Work work;
    Done done;
  };

  void run();
  void commit_batch(std::vector<Job> batch);
  void checkpoint();

  std::atomic<std::uint64_t> commits_{0};
  std::atomic<std::uint64_t> statements_{0};  // SQLite counts into it: outlives the connection.
  std::unique_ptr<soci::session> session_;
  base::Mailbox<Job> jobs_;
  bool empty_log_ = false;  // The thread's own.
  std::uint64_t failed_in_a_row_ = 0;  // Batches. The thread's own.
  std::thread thread_;
};

}  // namespace plenary::storage
