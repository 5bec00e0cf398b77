#include "storage/schema.h"

#include <array>
#include <stdexcept>
#include <string>

namespace plenary::storage {
namespace {

// Each step takes the schema from its index to the next number. A step that has shipped never changes.
constexpr std::array kSteps = {
    R"(
CREATE TABLE value(name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE account(name TEXT PRIMARY KEY, password_hash TEXT NOT NULL, role TEXT NOT NULL,
                     created_at BIGINT NOT NULL);
CREATE TABLE login(token_hash TEXT PRIMARY KEY, account TEXT NOT NULL, csrf TEXT NOT NULL,
                   expires_at BIGINT NOT NULL);
CREATE TABLE input_key(stage TEXT NOT NULL, input TEXT NOT NULL, key_hash TEXT NOT NULL,
                       rotated_at BIGINT NOT NULL, PRIMARY KEY(stage, input));
CREATE TABLE session(session TEXT PRIMARY KEY, started_at BIGINT NOT NULL, ended_at BIGINT NOT NULL,
                     extended_minutes BIGINT NOT NULL);
CREATE TABLE audit(id INTEGER PRIMARY KEY, at BIGINT NOT NULL, account TEXT NOT NULL,
                   action TEXT NOT NULL, subject TEXT NOT NULL)
)",
    // An account is no longer its name and its one role.
    R"(
ALTER TABLE account RENAME TO account_1;
CREATE TABLE account(id TEXT PRIMARY KEY, sign_in TEXT UNIQUE, name TEXT NOT NULL,
                     password_hash TEXT NOT NULL, verified BIGINT NOT NULL,
                     banned_until BIGINT NOT NULL, created_at BIGINT NOT NULL);
CREATE TABLE account_grant(account TEXT NOT NULL, grant_text TEXT NOT NULL, given_by TEXT NOT NULL,
                           given_at BIGINT NOT NULL, PRIMARY KEY(account, grant_text));
CREATE TABLE invitation(id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE,
                        grant_text TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL,
                        made_by TEXT NOT NULL, made_at BIGINT NOT NULL, expires_at BIGINT NOT NULL,
                        uses_left BIGINT NOT NULL, used BIGINT NOT NULL);
CREATE TABLE spent_token(token TEXT PRIMARY KEY, expires_at BIGINT NOT NULL);
CREATE INDEX login_of_account ON login(account);
INSERT INTO account(id, sign_in, name, password_hash, verified, banned_until, created_at)
  SELECT name, name, name, password_hash, 1, 0, created_at FROM account_1;
INSERT INTO account_grant(account, grant_text, given_by, given_at)
  SELECT name, role || ':conference', 'command line', created_at FROM account_1;
DROP TABLE account_1
)",
    // The audience's acts in their order, its minutes, and who was ever seen.
    R"(
CREATE TABLE journal(stage TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL,
                     author TEXT NOT NULL, act_id TEXT NOT NULL, body TEXT NOT NULL,
                     PRIMARY KEY(stage, seq), UNIQUE(stage, author, act_id)) WITHOUT ROWID;
CREATE TABLE audience_minute(stage TEXT NOT NULL, session TEXT NOT NULL, minute BIGINT NOT NULL,
                             seconds BIGINT NOT NULL, play_seconds BIGINT NOT NULL,
                             low_seconds BIGINT NOT NULL, high_seconds BIGINT NOT NULL,
                             PRIMARY KEY(stage, session, minute));
CREATE TABLE audience_seen(id INTEGER PRIMARY KEY, stage TEXT NOT NULL, session TEXT NOT NULL,
                           kind TEXT NOT NULL, hashes TEXT NOT NULL);
CREATE INDEX audience_seen_of_stage ON audience_seen(stage)
)",
    // What becomes public at an instant, and the speakers' own pages.
    R"(
CREATE TABLE release(kind TEXT NOT NULL, id TEXT NOT NULL, postponed_to BIGINT NOT NULL,
                     first_hand TEXT NOT NULL, second_hand TEXT NOT NULL, armed_for BIGINT NOT NULL,
                     ready_since BIGINT NOT NULL, held BIGINT NOT NULL, released_at BIGINT NOT NULL,
                     released_by TEXT NOT NULL, PRIMARY KEY(kind, id));
CREATE TABLE speaker_link(person TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE,
                          made_by TEXT NOT NULL, made_at BIGINT NOT NULL);
CREATE TABLE speaker_proposal(id TEXT PRIMARY KEY, person TEXT NOT NULL, at BIGINT NOT NULL,
                              text TEXT NOT NULL, picture TEXT NOT NULL, state TEXT NOT NULL,
                              decided_by TEXT NOT NULL)
)",
    // What viewers mean to see.
    R"(
CREATE TABLE agenda(owner TEXT PRIMARY KEY, feed_hash TEXT NOT NULL UNIQUE, sessions TEXT NOT NULL,
                    changed_at BIGINT NOT NULL) WITHOUT ROWID
)",
    // The conference's package: its versions, the draft, and the bytes of both.
    R"(
CREATE TABLE content_blob(hash TEXT PRIMARY KEY, bytes BLOB);
CREATE TABLE content_version(number BIGINT PRIMARY KEY, at BIGINT NOT NULL, account TEXT NOT NULL,
                             note TEXT NOT NULL);
CREATE TABLE content_file(version BIGINT NOT NULL, path TEXT NOT NULL, hash TEXT NOT NULL,
                          PRIMARY KEY(version, path));
CREATE INDEX content_file_of_hash ON content_file(hash);
CREATE TABLE draft(id BIGINT PRIMARY KEY, revision BIGINT NOT NULL);
CREATE TABLE draft_file(path TEXT PRIMARY KEY, hash TEXT NOT NULL);
CREATE INDEX draft_file_of_hash ON draft_file(hash);
CREATE TABLE draft_touch(id INTEGER PRIMARY KEY, revision BIGINT NOT NULL, at BIGINT NOT NULL,
                         account TEXT NOT NULL, file TEXT NOT NULL, path TEXT NOT NULL)
)",
    // When the items of a session's running order began.
    R"(
CREATE TABLE session_item(session TEXT NOT NULL, item TEXT NOT NULL, started_at BIGINT NOT NULL,
                          PRIMARY KEY(session, item)) WITHOUT ROWID
)",
    // What visitors and booth staff do with each other, one row a thing; the body is the visits' own.
    R"(
CREATE TABLE visit_row(kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
                       PRIMARY KEY(kind, id)) WITHOUT ROWID
)",
    // Letters on their way, what their links open, and who is reached by them.
    R"(
CREATE TABLE mail(id TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL,
                  recipient TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
                  stop_url TEXT NOT NULL, made_at BIGINT NOT NULL, good_until BIGINT NOT NULL,
                  next_at BIGINT NOT NULL, tries BIGINT NOT NULL, state TEXT NOT NULL,
                  error TEXT NOT NULL);
CREATE INDEX mail_due ON mail(state, next_at);
CREATE TABLE mail_token(token_hash TEXT PRIMARY KEY, account TEXT NOT NULL, purpose TEXT NOT NULL,
                        address TEXT NOT NULL, expires_at BIGINT NOT NULL);
CREATE TABLE mail_address(account TEXT PRIMARY KEY, address TEXT NOT NULL,
                          stop_token TEXT NOT NULL UNIQUE, reminders BIGINT NOT NULL,
                          verified_at BIGINT NOT NULL)
)",
};

int schema_number(soci::session& sql) {
  int there = 0;
  sql << "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'schema_number'",
      soci::into(there);
  if (there == 0) return 0;
  int number = 0;
  sql << "SELECT number FROM schema_number", soci::into(number);
  return number;
}

void run_statements(soci::session& sql, std::string_view statements) {
  while (!statements.empty()) {
    const std::size_t end = statements.find(';');
    sql << std::string(statements.substr(0, end));
    if (end == std::string_view::npos) return;
    statements.remove_prefix(end + 1);
  }
}

}  // namespace

void migrate(soci::session& sql) {
  constexpr int kLatest = static_cast<int>(kSteps.size());
  const int present = schema_number(sql);
  if (present > kLatest) {
    throw std::runtime_error("it was written by a later version of Plenary; run that version, or "
                             "another data folder");
  }
  for (int step = present; step < kLatest; ++step) {
    soci::transaction transaction(sql);
    if (step == 0) {
      sql << "CREATE TABLE schema_number(number INTEGER NOT NULL)";
      sql << "INSERT INTO schema_number(number) VALUES(0)";
    }
    run_statements(sql, kSteps[static_cast<std::size_t>(step)]);
    const int reached = step + 1;
    sql << "UPDATE schema_number SET number = :n", soci::use(reached, "n");
    transaction.commit();
  }
}

}  // namespace plenary::storage
