#include "storage/writer.h"

#include <soci/sqlite3/soci-sqlite3.h>

#include <chrono>
#include <future>
#include <memory>
#include <utility>
#include <vector>

#include "base/log.h"

namespace plenary::storage {
namespace {

constexpr std::size_t kMostWaiting = 100'000;
constexpr std::size_t kMostInTransaction = 512;

base::Status failure(const std::exception& error) {
  const bool conflict = dynamic_cast<const Conflict*>(&error) != nullptr;
  return base::Error(conflict ? base::Errc::kConflict : base::Errc::kUnavailable, error.what());
}

/// Has SQLite call for each statement that it begins (sqlite3_trace_v2, SQLITE_TRACE_STMT).
void count_statements(soci::session& session, std::atomic<std::uint64_t>& statements) {
  // SOCI's library does not export the type's information: no dynamic_cast.
  if (session.get_backend_name() != "sqlite3") return;
  const auto* backend = static_cast<soci::sqlite3_session_backend*>(session.get_backend());
  const auto count = [](unsigned, void* counter, void*, void*) {
    static_cast<std::atomic<std::uint64_t>*>(counter)->fetch_add(1, std::memory_order_relaxed);
    return 0;
  };
  sqlite_api::sqlite3_trace_v2(backend->conn_, SQLITE_TRACE_STMT, count, &statements);
}

}  // namespace

Writer::Writer(std::unique_ptr<soci::session> session)
    : session_(std::move(session)), jobs_(kMostWaiting) {
  count_statements(*session_, statements_);
  thread_ = std::thread([this] { run(); });
}

Writer::~Writer() {
  jobs_.close();
  thread_.join();
}

void Writer::submit(Work work, Done done) {
  // The mailbox drops what it cannot hold, and the caller must learn of it.
  Job job{std::move(work), done};
  if (!jobs_.send(std::move(job))) done(base::Error(base::Errc::kUnavailable, "too many writes wait"));
}

base::Status Writer::wait(Work work, std::function<void()> on_disk) {
  // Shared, since the writer's thread may still be inside set_value() when the waiting one goes on.
  auto promise = std::make_shared<std::promise<base::Status>>();
  auto outcome = promise->get_future();
  submit(std::move(work), [promise, first = std::move(on_disk)](base::Status status) {
    if (status && first) first();
    promise->set_value(std::move(status));
  });
  return outcome.get();
}

void Writer::run() {
  for (;;) {
    auto first = jobs_.take_until(std::chrono::steady_clock::now() + std::chrono::hours(1));
    if (!first) {
      if (jobs_.closed()) return;
      continue;
    }
    std::vector<Job> batch;
    batch.push_back(std::move(*first));
    while (batch.size() < kMostInTransaction) {
      auto next = jobs_.try_take();
      if (!next) break;
      batch.push_back(std::move(*next));
    }
    commit_batch(std::move(batch));
  }
}

void Writer::commit_batch(std::vector<Job> batch) {
  std::vector<base::Status> outcomes(batch.size(), base::Status(base::Done{}));
  try {
    *session_ << "BEGIN IMMEDIATE";
    for (std::size_t i = 0; i < batch.size(); ++i) {
      *session_ << "SAVEPOINT job";
      try {
        batch[i].work(*session_);
      } catch (const std::exception& error) {
        outcomes[i] = failure(error);
        *session_ << "ROLLBACK TO job";
      }
      *session_ << "RELEASE job";
    }
    *session_ << "COMMIT";
    commits_.fetch_add(1, std::memory_order_relaxed);
    if (failed_in_a_row_ > 0) {
      base::log(base::Level::kInfo, "database_writes_again", {{"failed", failed_in_a_row_}});
    }
    failed_in_a_row_ = 0;
  } catch (const std::exception& error) {
    // A full disk refuses batch after batch: the first says it all.
    if (failed_in_a_row_++ == 0) {
      base::log(base::Level::kError, "database_write_failed", {{"why", error.what()}});
    }
    for (auto& outcome : outcomes) {
      if (outcome) outcome = failure(error);
    }
    try {
      *session_ << "ROLLBACK";
    } catch (const std::exception&) {
      // SQLite has rolled back by itself (a full disk does that).
    }
  }
  if (empty_log_) checkpoint();
  for (std::size_t i = 0; i < batch.size(); ++i) batch[i].done(std::move(outcomes[i]));
}

void Writer::checkpoint() {
  empty_log_ = false;
  try {
    *session_ << "PRAGMA wal_checkpoint(TRUNCATE)";
  } catch (const std::exception& error) {
    // The transaction stands; the log is emptied with the next of its kind.
    empty_log_ = true;
    base::log(base::Level::kWarning, "database_log_not_emptied", {{"why", error.what()}});
  }
}

}  // namespace plenary::storage
