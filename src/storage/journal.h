#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"

namespace plenary::storage {

class Database;

/// One act of an audience, as it happened. Never changed, never deleted.
struct JournalRecord {
  base::StageId stage;
  std::uint64_t seq = 0;  ///< Of the stage, from 1, without gaps.
  base::Instant at;
  std::string author;
  std::string act_id;  ///< Unique for stage and author.
  std::string body;    ///< JSON.
  bool operator==(const JournalRecord&) const = default;
};

/// How many watched a stage in one minute, summed over its seconds.
struct MinuteRecord {
  base::StageId stage;
  std::string session;  ///< The one that was live, or empty.
  base::Instant minute;
  std::int64_t seconds = 0;  ///< Of the minute that were counted.
  std::int64_t play_seconds = 0;
  std::int64_t low_seconds = 0;
  std::int64_t high_seconds = 0;
  bool operator==(const MinuteRecord&) const = default;
};

/// Keyed hashes of those who were seen for the first time, or for long enough to count for more.
struct SeenRecord {
  base::StageId stage;
  std::string session;  ///< Empty: in the whole conference.
  std::string kind;     ///< "device", "account".
  std::string hashes;   ///< 16 hexadecimal digits each.
  bool operator==(const SeenRecord&) const = default;
};

/// The audience's tables of a database. Safe from every thread; outlived by the database. Callbacks
/// run on the writer's thread and must be quick. Failures: kUnavailable (disk full, database
/// broken).
class Journal {
 public:
  using Done = std::function<void(base::Status)>;
  using Read = std::function<void(base::Result<std::vector<JournalRecord>>)>;

  explicit Journal(Database& database) : database_(database) {}

  /// All of them in one transaction, or none. `done` is called once they are on disk (fdatasync).
  void append(std::vector<JournalRecord> records, Done done);
  void append(std::vector<MinuteRecord> minutes, std::vector<SeenRecord> seen, Done done);

  /// Up to `most` records of a stage after `after`, in order.
  void read(base::StageId stage, std::uint64_t after, std::size_t most, Read done);
  boost::asio::awaitable<base::Result<std::vector<JournalRecord>>> read(base::StageId stage,
                                                                        std::uint64_t after,
                                                                        std::size_t most);

  /// For start-up: these block. All records of a stage, one after another.
  base::Status replay(const base::StageId& stage,
                      const std::function<void(const JournalRecord&)>& each);
  base::Result<std::vector<MinuteRecord>> minutes(const base::StageId& stage);
  base::Status seen(const base::StageId& stage, const std::function<void(const SeenRecord&)>& each);

 private:
  Database& database_;
};

}  // namespace plenary::storage
