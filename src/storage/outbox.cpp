#include "storage/outbox.h"

#include <soci/soci.h>

#include <memory>
#include <utility>

#include "base/text.h"
#include "storage/columns.h"
#include "storage/database.h"
#include "storage/mail_rows.h"
#include "storage/writer.h"

namespace plenary::storage {
namespace {

using soci::use;

constexpr const char* kColumns =
    "SELECT id, kind, account, recipient, subject, body, stop_url, made_at, good_until, next_at, "
    "tries, state, error FROM mail ";

MailRecord letter_of(const soci::row& row) {
  const auto text = [&row](std::size_t column) { return row.get<std::string>(column); };
  MailRecord letter;
  letter.id = text(0);
  letter.kind = text(1);
  letter.account = text(2);
  letter.recipient = text(3);
  letter.subject = text(4);
  letter.text = text(5);
  letter.stop_url = text(6);
  letter.made_at = from_ms(integer(row, 7));
  letter.good_until = from_ms(integer(row, 8));
  letter.next_at = from_ms(integer(row, 9));
  letter.tries = integer(row, 10);
  letter.state = text(11);
  letter.error = text(12);
  return letter;
}

}  // namespace

std::vector<MailRecord> read_letters(soci::session& sql, std::size_t most) {
  std::vector<MailRecord> letters;
  const auto limit = static_cast<long long>(most);
  const std::string query = std::string(kColumns) + "ORDER BY made_at DESC, id LIMIT :l";
  const soci::rowset<soci::row> rows = (sql.prepare << query, use(limit, "l"));
  for (const soci::row& row : rows) {
    letters.push_back(letter_of(row));
    letters.back().text.clear();
    letters.back().stop_url.clear();
  }
  return letters;
}

base::Status Outbox::put(std::vector<MailRecord> letters) {
  return database_.writer().wait([letters = std::move(letters)](soci::session& sql) {
    for (const MailRecord& letter : letters) write(sql, letter);
  });
}

base::Result<std::vector<MailRecord>> Outbox::due(base::Instant now, std::size_t most) {
  auto letters = std::make_shared<std::vector<MailRecord>>();
  const base::Status read = database_.writer().wait([=](soci::session& sql) {
    const std::int64_t now_ms = to_ms(now);
    const auto limit = static_cast<long long>(most);
    const std::string query = std::string(kColumns) +
                              "WHERE state = 'waiting' AND next_at <= :n ORDER BY next_at LIMIT :l";
    const soci::rowset<soci::row> rows = (sql.prepare << query, use(now_ms, "n"), use(limit, "l"));
    for (const soci::row& row : rows) letters->push_back(letter_of(row));
  });
  if (!read) return read.error();
  return std::move(*letters);
}

base::Status Outbox::sent(const std::string& id) {
  return database_.writer().wait([id](soci::session& sql) {
    sql << "UPDATE mail SET state = 'sent', subject = '', body = '', stop_url = '', error = '', "
           "tries = tries + 1 WHERE id = :i",
        use(id, "i");
  });
}

base::Status Outbox::failed(const std::string& id, const std::string& error) {
  return database_.writer().wait([id, error](soci::session& sql) {
    sql << "UPDATE mail SET state = 'failed', subject = '', body = '', stop_url = '', error = :e, "
           "tries = tries + 1 WHERE id = :i",
        use(error, "e"), use(id, "i");
  });
}

base::Status Outbox::again(const std::string& id, base::Instant next_at, const std::string& error) {
  return database_.writer().wait([id, next_at, error](soci::session& sql) {
    const std::int64_t next_ms = to_ms(next_at);
    sql << "UPDATE mail SET next_at = :n, error = :e, tries = tries + 1 WHERE id = :i",
        use(next_ms, "n"), use(error, "e"), use(id, "i");
  });
}

base::Status Outbox::forget(base::Instant before) {
  return database_.writer().wait([before](soci::session& sql) {
    const std::int64_t before_ms = to_ms(before);
    sql << "DELETE FROM mail WHERE state <> 'waiting' AND made_at < :b", use(before_ms, "b");
  });
}

base::Result<std::vector<MailRecord>> Outbox::list(std::size_t most) {
  auto letters = std::make_shared<std::vector<MailRecord>>();
  const base::Status read =
      database_.writer().wait([=](soci::session& sql) { *letters = read_letters(sql, most); });
  if (!read) return read.error();
  return std::move(*letters);
}

base::Result<std::vector<ReminderRow>> Outbox::reminders() {
  auto reminders = std::make_shared<std::vector<ReminderRow>>();
  const base::Status read = database_.writer().wait([=](soci::session& sql) {
    const soci::rowset<soci::row> rows =
        (sql.prepare << "SELECT m.account, m.address, m.stop_token, m.verified_at, a.sessions "
                        "FROM mail_address m JOIN agenda a ON a.owner = 'u:' || m.account "
                        "WHERE m.reminders = 1 ORDER BY m.account");
    for (const soci::row& row : rows) {
      ReminderRow& one = reminders->emplace_back();
      one.address = {row.get<std::string>(0), row.get<std::string>(1), row.get<std::string>(2),
                     true, from_ms(integer(row, 3))};
      const std::string sessions = row.get<std::string>(4);
      for (const std::string_view session : base::split(sessions, ' ')) {
        if (!session.empty()) one.sessions.emplace_back(session);
      }
    }
  });
  if (!read) return read.error();
  return std::move(*reminders);
}

}  // namespace plenary::storage
