#include "storage/agenda_rows.h"

#include "base/text.h"
#include "storage/columns.h"

namespace plenary::storage {
namespace {

std::optional<AgendaRecord> agenda_where(soci::session& sql, const std::string& condition,
                                         const std::string& value) {
  AgendaRecord record;
  std::string sessions;
  long long changed_at = 0;
  sql << "SELECT owner, feed_hash, sessions, changed_at FROM agenda WHERE " + condition + " = :v",
      soci::use(value, "v"), soci::into(record.owner), soci::into(record.feed_hash),
      soci::into(sessions), soci::into(changed_at);
  if (!sql.got_data()) return std::nullopt;
  for (const std::string_view session : base::split(sessions, ' ')) {
    if (!session.empty()) record.sessions.emplace_back(session);
  }
  record.changed_at = from_ms(changed_at);
  return record;
}

}  // namespace

void write(soci::session& sql, const AgendaRecord& record) {
  // Ids are slugs: none holds a space.
  std::string sessions;
  for (const std::string& session : record.sessions) {
    sessions += (sessions.empty() ? "" : " ") + session;
  }
  const std::int64_t changed_at = to_ms(record.changed_at);
  sql << "INSERT INTO agenda(owner, feed_hash, sessions, changed_at) VALUES(:o, :f, :s, :c) "
         "ON CONFLICT(owner) DO UPDATE SET feed_hash = excluded.feed_hash, "
         "sessions = excluded.sessions, changed_at = excluded.changed_at",
      soci::use(record.owner, "o"), soci::use(record.feed_hash, "f"), soci::use(sessions, "s"),
      soci::use(changed_at, "c");
}

std::optional<AgendaRecord> agenda_of_owner(soci::session& sql, const std::string& owner) {
  return agenda_where(sql, "owner", owner);
}

std::optional<AgendaRecord> agenda_of_feed(soci::session& sql, const std::string& feed_hash) {
  return agenda_where(sql, "feed_hash", feed_hash);
}

}  // namespace plenary::storage
