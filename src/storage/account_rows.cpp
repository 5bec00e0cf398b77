#include "storage/account_rows.h"

#include <string>

#include "storage/columns.h"
#include "storage/mail_rows.h"
#include "storage/writer.h"

namespace plenary::storage {
namespace {

using soci::use;

/// Runs an insertion or a change that must hit a row.
template <class... Uses>
void hit_one(soci::session& sql, const char* command, Uses... uses) {
  auto preparing = sql.prepare << command;
  (void)(preparing, ..., uses);
  soci::statement statement(preparing);
  statement.execute(true);
  if (statement.get_affected_rows() == 0)
    throw Conflict("a row was there already, or was not there");
}

struct WriteChange {
  soci::session& sql;

  void operator()(const AccountRecord& r) const {
    const std::int64_t verified = r.verified ? 1 : 0;
    const std::int64_t banned_until = to_ms(r.banned_until);
    const std::int64_t created_at = to_ms(r.created_at);
    // NULL is the one value of which a UNIQUE column holds many.
    soci::indicator signs_in = r.sign_in.empty() ? soci::i_null : soci::i_ok;
    hit_one(sql,
            "INSERT INTO account(id, sign_in, name, password_hash, verified, banned_until, "
            "created_at) VALUES(:i, :s, :n, :h, :v, :b, :c) ON CONFLICT DO NOTHING",
            use(r.id, "i"), use(r.sign_in, signs_in, "s"), use(r.name, "n"),
            use(r.password_hash, "h"), use(verified, "v"), use(banned_until, "b"),
            use(created_at, "c"));
  }

  void operator()(const GrantRecord& r) const {
    const std::int64_t given_at = to_ms(r.given_at);
    sql << "INSERT INTO account_grant(account, grant_text, given_by, given_at) "
           "VALUES(:a, :g, :b, :t) ON CONFLICT DO NOTHING",
        use(r.account, "a"), use(r.grant, "g"), use(r.given_by, "b"), use(given_at, "t");
  }

  void operator()(const InvitationRecord& r) const {
    const std::int64_t made_at = to_ms(r.made_at);
    const std::int64_t expires_at = to_ms(r.expires_at);
    hit_one(sql,
            "INSERT INTO invitation(id, token_hash, grant_text, name, email, made_by, made_at, "
            "expires_at, uses_left, used) VALUES(:i, :t, :g, :n, :e, :b, :m, :x, :l, :u) "
            "ON CONFLICT DO NOTHING",
            use(r.id, "i"), use(r.token_hash, "t"), use(r.grant, "g"), use(r.name, "n"),
            use(r.email, "e"), use(r.made_by, "b"), use(made_at, "m"), use(expires_at, "x"),
            use(r.uses_left, "l"), use(r.used, "u"));
  }

  void operator()(const LoginRecord& r) const {
    const std::int64_t expires_at = to_ms(r.expires_at);
    sql << "INSERT INTO login(token_hash, account, csrf, expires_at) VALUES(:t, :a, :c, :e) "
           "ON CONFLICT(token_hash) DO UPDATE SET expires_at = excluded.expires_at",
        use(r.token_hash, "t"), use(r.account, "a"), use(r.csrf, "c"), use(expires_at, "e");
  }

  void operator()(const SpentTokenRecord& r) const {
    const std::int64_t expires_at = to_ms(r.expires_at);
    hit_one(sql, "INSERT INTO spent_token(token, expires_at) VALUES(:t, :e) ON CONFLICT DO NOTHING",
            use(r.token, "t"), use(expires_at, "e"));
  }

  void operator()(const AuditRecord& r) const {
    const std::int64_t at = to_ms(r.at);
    sql << "INSERT INTO audit(at, account, action, subject) VALUES(:t, :a, :c, :s)", use(at, "t"),
        use(r.account, "a"), use(r.action, "c"), use(r.subject, "s");
  }

  void operator()(const SetName& r) const {
    hit_one(sql, "UPDATE account SET name = :n WHERE id = :a", use(r.name, "n"),
            use(r.account, "a"));
  }
  void operator()(const SetPassword& r) const {
    hit_one(sql, "UPDATE account SET password_hash = :h WHERE id = :a", use(r.password_hash, "h"),
            use(r.account, "a"));
  }
  void operator()(const SetVerified& r) const {
    hit_one(sql, "UPDATE account SET verified = 1 WHERE id = :a", use(r.account, "a"));
  }
  void operator()(const SetBan& r) const {
    const std::int64_t until = to_ms(r.until);
    hit_one(sql, "UPDATE account SET banned_until = :u WHERE id = :a", use(until, "u"),
            use(r.account, "a"));
  }
  void operator()(const UseInvitation& r) const {
    hit_one(sql,
            "UPDATE invitation SET uses_left = uses_left - 1, used = used + 1 "
            "WHERE id = :i AND uses_left > 0",
            use(r.id, "i"));
  }

  void operator()(const EraseGrant& r) const {
    sql << "DELETE FROM account_grant WHERE account = :a AND grant_text = :g", use(r.account, "a"),
        use(r.grant, "g");
  }
  void operator()(const EraseGrantsOf& r) const {
    sql << "DELETE FROM account_grant WHERE account = :a AND given_by = :b", use(r.account, "a"),
        use(r.given_by, "b");
  }
  void operator()(const EraseLogins& r) const {
    sql << "DELETE FROM login WHERE account = :a", use(r.account, "a");
  }
  void operator()(const EraseLogin& r) const {
    sql << "DELETE FROM login WHERE token_hash = :t", use(r.token_hash, "t");
  }
  void operator()(const EraseInvitation& r) const {
    sql << "DELETE FROM invitation WHERE id = :i", use(r.id, "i");
  }

  // What goes by mail has its rows in mail_rows.
  template <class Mail>
  void operator()(const Mail& mail) const {
    write(sql, mail);
  }
};

template <class Record, class Convert>
std::vector<Record> read(soci::session& sql, const char* query, Convert convert) {
  std::vector<Record> records;
  const soci::rowset<soci::row> rows = (sql.prepare << query);
  for (const soci::row& row : rows) records.push_back(convert(row));
  return records;
}

std::string text(const soci::row& row, std::size_t column) {
  return row.get<std::string>(column, "");
}

}  // namespace

void write(soci::session& sql, const AccountChange& change) {
  std::visit(WriteChange{sql}, change);
}

StoredAccounts read_accounts(soci::session& sql, base::Instant now) {
  const std::int64_t now_ms = to_ms(now);
  sql << "DELETE FROM login WHERE expires_at <= :n", use(now_ms, "n");
  sql << "DELETE FROM spent_token WHERE expires_at <= :n", use(now_ms, "n");

  StoredAccounts stored;
  stored.accounts = read<AccountRecord>(
      sql,
      "SELECT id, sign_in, name, password_hash, verified, banned_until, created_at FROM account "
      "ORDER BY id",
      [](const soci::row& row) {
        return AccountRecord{text(row, 0),
                             text(row, 1),
                             text(row, 2),
                             text(row, 3),
                             integer(row, 4) != 0,
                             optional_from_ms(integer(row, 5)),
                             from_ms(integer(row, 6))};
      });
  stored.grants = read<GrantRecord>(
      sql,
      "SELECT account, grant_text, given_by, given_at FROM account_grant "
      "ORDER BY account, given_at, grant_text",
      [](const soci::row& row) {
        return GrantRecord{text(row, 0), text(row, 1), text(row, 2), from_ms(integer(row, 3))};
      });
  stored.invitations = read<InvitationRecord>(sql,
                                              "SELECT id, token_hash, grant_text, name, email, "
                                              "made_by, made_at, expires_at, uses_left, used "
                                              "FROM invitation ORDER BY made_at, id",
                                              [](const soci::row& row) {
                                                return InvitationRecord{text(row, 0),
                                                                        text(row, 1),
                                                                        text(row, 2),
                                                                        text(row, 3),
                                                                        text(row, 4),
                                                                        text(row, 5),
                                                                        from_ms(integer(row, 6)),
                                                                        from_ms(integer(row, 7)),
                                                                        integer(row, 8),
                                                                        integer(row, 9)};
                                              });
  stored.logins = read<LoginRecord>(
      sql, "SELECT token_hash, account, csrf, expires_at FROM login ORDER BY token_hash",
      [](const soci::row& row) {
        return LoginRecord{text(row, 0), text(row, 1), text(row, 2), from_ms(integer(row, 3))};
      });
  stored.spent = read<SpentTokenRecord>(
      sql, "SELECT token, expires_at FROM spent_token ORDER BY token", [](const soci::row& row) {
        return SpentTokenRecord{text(row, 0), from_ms(integer(row, 1))};
      });
  read_mail(sql, now, stored);
  return stored;
}

}  // namespace plenary::storage
