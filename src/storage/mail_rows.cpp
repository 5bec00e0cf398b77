#include "storage/mail_rows.h"

#include "storage/columns.h"
#include "storage/writer.h"

namespace plenary::storage {

using soci::use;

void write(soci::session& sql, const MailRecord& r) {
  const std::int64_t made_at = to_ms(r.made_at);
  const std::int64_t good_until = to_ms(r.good_until);
  const std::int64_t next_at = to_ms(r.next_at);
  sql << "INSERT INTO mail(id, kind, account, recipient, subject, body, stop_url, made_at, "
         "good_until, next_at, tries, state, error) "
         "VALUES(:i, :k, :a, :r, :s, :b, :u, :m, :g, :n, :t, :w, :e) ON CONFLICT(id) DO NOTHING",
      use(r.id, "i"), use(r.kind, "k"), use(r.account, "a"), use(r.recipient, "r"),
      use(r.subject, "s"), use(r.text, "b"), use(r.stop_url, "u"), use(made_at, "m"),
      use(good_until, "g"), use(next_at, "n"), use(r.tries, "t"), use(r.state, "w"),
      use(r.error, "e");
}

void write(soci::session& sql, const MailTokenRecord& r) {
  const std::int64_t expires_at = to_ms(r.expires_at);
  sql << "INSERT INTO mail_token(token_hash, account, purpose, address, expires_at) "
         "VALUES(:t, :a, :p, :d, :e)",
      use(r.token_hash, "t"), use(r.account, "a"), use(r.purpose, "p"), use(r.address, "d"),
      use(expires_at, "e");
}

void write(soci::session& sql, const MailAddressRecord& r) {
  const std::int64_t reminders = r.reminders ? 1 : 0;
  const std::int64_t verified_at = to_ms(r.verified_at);
  sql << "INSERT INTO mail_address(account, address, stop_token, reminders, verified_at) "
         "VALUES(:a, :d, :s, :r, :v) ON CONFLICT(account) DO UPDATE SET "
         "address = excluded.address, stop_token = excluded.stop_token, "
         "reminders = excluded.reminders, verified_at = excluded.verified_at",
      use(r.account, "a"), use(r.address, "d"), use(r.stop_token, "s"), use(reminders, "r"),
      use(verified_at, "v");
}

void write(soci::session& sql, const UseMailToken& r) {
  auto preparing =
      (sql.prepare << "DELETE FROM mail_token WHERE token_hash = :t", use(r.token_hash, "t"));
  soci::statement statement(preparing);
  statement.execute(true);
  if (statement.get_affected_rows() == 0) throw Conflict("the link was used before");
}

void write(soci::session& sql, const EraseMailTokens& r) {
  sql << "DELETE FROM mail_token WHERE account = :a AND purpose = :p", use(r.account, "a"),
      use(r.purpose, "p");
}

void read_mail(soci::session& sql, base::Instant now, StoredAccounts& stored) {
  const std::int64_t now_ms = to_ms(now);
  sql << "DELETE FROM mail_token WHERE expires_at <= :n", use(now_ms, "n");
  const soci::rowset<soci::row> tokens =
      (sql.prepare << "SELECT token_hash, account, purpose, address, expires_at FROM mail_token "
                      "ORDER BY token_hash");
  for (const soci::row& row : tokens) {
    stored.mail_tokens.push_back({row.get<std::string>(0), row.get<std::string>(1),
                                  row.get<std::string>(2), row.get<std::string>(3),
                                  from_ms(integer(row, 4))});
  }
  const soci::rowset<soci::row> addresses =
      (sql.prepare << "SELECT account, address, stop_token, reminders, verified_at "
                      "FROM mail_address ORDER BY account");
  for (const soci::row& row : addresses) {
    stored.mail_addresses.push_back({row.get<std::string>(0), row.get<std::string>(1),
                                     row.get<std::string>(2), integer(row, 3) != 0,
                                     from_ms(integer(row, 4))});
  }
}

}  // namespace plenary::storage
