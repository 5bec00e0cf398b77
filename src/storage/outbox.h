#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "storage/mail_records.h"

namespace plenary::storage {

class Database;

/// The letters on their way, on disk. All methods block until the disk has it: for a thread of its
/// own, never an io thread. Failures: kUnavailable.
class Outbox {
 public:
  /// `database` outlives this.
  explicit Outbox(Database& database) : database_(database) {}

  /// Letters that belong to no other change (see AccountChange for those that do). Ids that were
  /// there are left as they are.
  base::Status put(std::vector<MailRecord> letters);
  /// At most `most` that wait and whose time has come, the oldest first.
  base::Result<std::vector<MailRecord>> due(base::Instant now, std::size_t most);
  /// Its words are erased; the rest stays for keep().
  base::Status sent(const std::string& id);
  base::Status failed(const std::string& id, const std::string& error);
  base::Status again(const std::string& id, base::Instant next_at, const std::string& error);
  /// Forgets letters that are done and were made before `before`.
  base::Status forget(base::Instant before);
  /// The newest first, without their words.
  base::Result<std::vector<MailRecord>> list(std::size_t most);
  /// Accounts that want reminders, with their agendas.
  base::Result<std::vector<ReminderRow>> reminders();

 private:
  Database& database_;
};

}  // namespace plenary::storage
