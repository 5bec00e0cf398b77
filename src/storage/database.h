#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "storage/account_records.h"
#include "storage/agenda_records.h"
#include "storage/release_records.h"

namespace plenary::storage {

class Writer;

/// The key of a stage's input, as its hash.
struct InputKeyRecord {
  base::StageId stage;
  base::InputId input;
  std::string key_hash;
  base::Instant rotated_at;
  bool operator==(const InputKeyRecord&) const = default;
};

/// What the hand did with a session. Planned while `started_at` is absent, live until `ended_at`.
struct SessionRecord {
  base::SessionId session;
  std::optional<base::Instant> started_at;  ///< Real UTC, by which the recording is cut.
  std::optional<base::Instant> ended_at;
  int extended_minutes = 0;
  std::map<std::string, base::Instant> items;  ///< When items of the running order began.
  bool operator==(const SessionRecord&) const = default;
};

/// The records of a data folder: SQLite in `DIR/plenary.db` (WAL, synchronous FULL).
///
/// One thread owns the database. A write completes once its transaction is on disk (fdatasync);
/// writes that wait together share one transaction. All methods are safe from every thread; the
/// awaitables resume on the caller's executor. Failures: kUnavailable (disk full, database broken).
class Database {
 public:
  using Applied = std::function<void(const AccountChanges&)>;

  /// Opens or creates the database and brings its schema up to date. Throws std::runtime_error with a
  /// sentence for the operator if the folder cannot be written or the schema is from a later version.
  explicit Database(const std::string& path);
  /// Finishes what was handed over.
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  boost::asio::awaitable<base::Status> put(InputKeyRecord record);
  boost::asio::awaitable<base::Status> put(SessionRecord record);
  boost::asio::awaitable<base::Status> put(AuditRecord record);
  boost::asio::awaitable<base::Status> put(ReleaseRecords records);
  boost::asio::awaitable<base::Status> put(SpeakerLinkRecord record);
  boost::asio::awaitable<base::Status> put(SpeakerProposalRecord record);
  boost::asio::awaitable<base::Status> put(AgendaRecord record);
  boost::asio::awaitable<base::Status> put_value(std::string name, std::string value);
  /// All of them or none; kConflict as AccountChange says. `applied`, if any, is called on the
  /// writer's thread once they are on disk and before this resumes: what is kept in memory so follows
  /// the disk in the disk's order.
  boost::asio::awaitable<base::Status> apply(AccountChanges changes, Applied applied = {});

  /// A viewer's agenda, by whose it is or by the hash of its calendar's token; nothing if there is
  /// none. Agendas alone are read while serving: there may be as many as viewers.
  boost::asio::awaitable<base::Result<std::optional<AgendaRecord>>> agenda(std::string owner);
  boost::asio::awaitable<base::Result<std::optional<AgendaRecord>>> agenda_of_feed(
      std::string feed_hash);

  /// Up to `most` lines of the audit log, the newest first, before the one of this number (0: from the
  /// end).
  boost::asio::awaitable<base::Result<std::vector<AuditEntry>>> audit_before(std::int64_t before,
                                                                             std::size_t most);

  /// Up to `most` letters of the outbox for the desk, the newest first, without their words.
  boost::asio::awaitable<base::Result<std::vector<MailRecord>>> letters(std::size_t most);

  /// The same writes and the reads for start-up and the command line: these block, so never on an io
  /// thread.
  template <class Record>
  base::Status put_now(Record record);
  base::Status put_value_now(std::string name, std::string value);
  base::Status apply_now(AccountChanges changes, Applied applied = {});
  /// What has expired at `now` is forgotten.
  base::Result<StoredAccounts> accounts(base::Instant now);
  base::Result<std::vector<InputKeyRecord>> input_keys();
  base::Result<std::vector<SessionRecord>> sessions();
  base::Result<std::vector<AuditRecord>> audit();
  base::Result<ReleaseRecords> releases();
  base::Result<std::vector<SpeakerLinkRecord>> speaker_links();
  base::Result<std::vector<SpeakerProposalRecord>> speaker_proposals();
  /// A named value ("clock_offset_ms", "folder_kind"); nothing if it was never put.
  base::Result<std::optional<std::string>> value(std::string name);

  /// Transactions committed since the start: a measure of group commit.
  std::uint64_t commits() const;

  /// For the tables that have a class of their own: Journal.
  Writer& writer();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plenary::storage
