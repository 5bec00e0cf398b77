#include "storage/database.h"

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <stdexcept>
#include <utility>

#include "base/check.h"
#include "storage/schema.h"
#include "storage/writer.h"

namespace plenary::storage {
namespace {

using base::Errc;
using base::Instant;

std::int64_t to_ms(Instant instant) { return instant.time_since_epoch().count(); }
Instant from_ms(std::int64_t ms) { return Instant(std::chrono::milliseconds(ms)); }

// 0 stands for absent: no conference began in 1970.
std::int64_t to_ms(const std::optional<Instant>& instant) { return instant ? to_ms(*instant) : 0; }
std::optional<Instant> optional_from_ms(std::int64_t ms) {
  return ms == 0 ? std::nullopt : std::optional(from_ms(ms));
}

template <class Id>
Id stored_id(const std::string& text) {
  const auto id = Id::parse(text);
  if (!id) throw std::runtime_error("the database holds an id that is none: " + text);
  return *id;
}

void write(soci::session& sql, const AccountRecord& r) {
  const std::int64_t created_at = to_ms(r.created_at);
  sql << "INSERT INTO account(name, password_hash, role, created_at) VALUES(:n, :h, :r, :c) "
         "ON CONFLICT(name) DO UPDATE SET password_hash = excluded.password_hash, role = excluded.role",
      soci::use(r.name, "n"), soci::use(r.password_hash, "h"), soci::use(r.role, "r"),
      soci::use(created_at, "c");
  sql << "DELETE FROM login WHERE account = :a", soci::use(r.name, "a");
}

void write(soci::session& sql, const LoginRecord& r) {
  const std::int64_t expires_at = to_ms(r.expires_at);
  sql << "INSERT INTO login(token_hash, account, csrf, expires_at) VALUES(:t, :a, :c, :e) "
         "ON CONFLICT(token_hash) DO UPDATE SET expires_at = excluded.expires_at",
      soci::use(r.token_hash, "t"), soci::use(r.account, "a"), soci::use(r.csrf, "c"),
      soci::use(expires_at, "e");
}

void write(soci::session& sql, const InputKeyRecord& r) {
  const std::int64_t rotated_at = to_ms(r.rotated_at);
  sql << "INSERT INTO input_key(stage, input, key_hash, rotated_at) VALUES(:s, :i, :k, :r) "
         "ON CONFLICT(stage, input) DO UPDATE SET key_hash = excluded.key_hash, "
         "rotated_at = excluded.rotated_at",
      soci::use(r.stage.text(), "s"), soci::use(r.input.text(), "i"), soci::use(r.key_hash, "k"),
      soci::use(rotated_at, "r");
}

void write(soci::session& sql, const SessionRecord& r) {
  const std::int64_t started_at = to_ms(r.started_at);
  const std::int64_t ended_at = to_ms(r.ended_at);
  sql << "INSERT INTO session(session, started_at, ended_at, extended_minutes) VALUES(:s, :b, :e, :x) "
         "ON CONFLICT(session) DO UPDATE SET started_at = excluded.started_at, "
         "ended_at = excluded.ended_at, extended_minutes = excluded.extended_minutes",
      soci::use(r.session.text(), "s"), soci::use(started_at, "b"), soci::use(ended_at, "e"),
      soci::use(r.extended_minutes, "x");
}

void write(soci::session& sql, const AuditRecord& r) {
  const std::int64_t at = to_ms(r.at);
  sql << "INSERT INTO audit(at, account, action, subject) VALUES(:t, :a, :c, :s)", soci::use(at, "t"),
      soci::use(r.account, "a"), soci::use(r.action, "c"), soci::use(r.subject, "s");
}

void write_value(soci::session& sql, const std::string& name, const std::string& value) {
  sql << "INSERT INTO value(name, value) VALUES(:n, :v) "
         "ON CONFLICT(name) DO UPDATE SET value = excluded.value",
      soci::use(name, "n"), soci::use(value, "v");
}

std::unique_ptr<soci::session> open_sqlite(const std::string& path) {
  try {
    auto session = std::make_unique<soci::session>(soci::sqlite3, path);
    *session << "PRAGMA journal_mode = WAL";
    *session << "PRAGMA synchronous = FULL";
    *session << "PRAGMA busy_timeout = 5000";
    migrate(*session);
    return session;
  } catch (const std::exception& error) {
    throw std::runtime_error(fmt::format("cannot open the database {}: {}", path, error.what()));
  }
}

/// Resumes the awaiting coroutine, on its own executor, once the writer is done.
boost::asio::awaitable<base::Status> submitted(Writer& writer, Writer::Work work) {
  auto initiate = [&writer](auto handler, Writer::Work handed) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    auto done = [shared](base::Status status) {
      auto executor = boost::asio::get_associated_executor(*shared);
      auto resume = [shared, status = std::move(status)]() mutable { (*shared)(std::move(status)); };
      boost::asio::post(executor, std::move(resume));
    };
    writer.submit(std::move(handed), std::move(done));
  };
  auto operation =
      boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(base::Status)>(
          std::move(initiate), boost::asio::use_awaitable, std::move(work));
  co_return co_await std::move(operation);
}

base::Status wait(Writer& writer, Writer::Work work) {
  auto promise = std::make_shared<std::promise<base::Status>>();
  auto outcome = promise->get_future();
  writer.submit(std::move(work),
                [promise](base::Status status) { promise->set_value(std::move(status)); });
  return outcome.get();
}

/// Reads all rows of `query` by `convert`, on the writer's thread.
template <class Record, class Convert>
base::Result<std::vector<Record>> read_all(Writer& writer, std::string query, Convert convert) {
  auto records = std::make_shared<std::vector<Record>>();
  const base::Status status = wait(writer, [=](soci::session& sql) {
    const soci::rowset<soci::row> rows = (sql.prepare << query);
    for (const soci::row& row : rows) records->push_back(convert(row));
  });
  if (!status) return status.error();
  return std::move(*records);
}

/// SQLite gives an INTEGER column as whichever width its declaration suggests; the schema says BIGINT.
std::int64_t integer(const soci::row& row, std::size_t column) {
  return row.get<long long>(column);
}

}  // namespace

class Database::Impl {
 public:
  explicit Impl(const std::string& path) : writer(open_sqlite(path)) {}
  Writer writer;
};

Database::Database(const std::string& path) : impl_(std::make_unique<Impl>(path)) {}
Database::~Database() = default;

std::uint64_t Database::commits() const { return impl_->writer.commits(); }
Writer& Database::writer() { return impl_->writer; }

template <class Record>
base::Status Database::put_now(Record record) {
  return wait(impl_->writer, [record = std::move(record)](soci::session& sql) { write(sql, record); });
}
template base::Status Database::put_now(AccountRecord);
template base::Status Database::put_now(LoginRecord);
template base::Status Database::put_now(InputKeyRecord);
template base::Status Database::put_now(SessionRecord);
template base::Status Database::put_now(AuditRecord);

base::Status Database::put_value_now(std::string name, std::string value) {
  return wait(impl_->writer, [name = std::move(name), value = std::move(value)](soci::session& sql) {
    write_value(sql, name, value);
  });
}

boost::asio::awaitable<base::Status> Database::put(AccountRecord record) {
  Writer::Work work = [record = std::move(record)](soci::session& sql) { write(sql, record); };
  return submitted(impl_->writer, std::move(work));
}
boost::asio::awaitable<base::Status> Database::put(LoginRecord record) {
  Writer::Work work = [record = std::move(record)](soci::session& sql) { write(sql, record); };
  return submitted(impl_->writer, std::move(work));
}
boost::asio::awaitable<base::Status> Database::put(InputKeyRecord record) {
  Writer::Work work = [record = std::move(record)](soci::session& sql) { write(sql, record); };
  return submitted(impl_->writer, std::move(work));
}
boost::asio::awaitable<base::Status> Database::put(SessionRecord record) {
  Writer::Work work = [record = std::move(record)](soci::session& sql) { write(sql, record); };
  return submitted(impl_->writer, std::move(work));
}
boost::asio::awaitable<base::Status> Database::put(AuditRecord record) {
  Writer::Work work = [record = std::move(record)](soci::session& sql) { write(sql, record); };
  return submitted(impl_->writer, std::move(work));
}
boost::asio::awaitable<base::Status> Database::put_value(std::string name, std::string value) {
  Writer::Work work = [name = std::move(name), value = std::move(value)](soci::session& sql) {
    write_value(sql, name, value);
  };
  return submitted(impl_->writer, std::move(work));
}
boost::asio::awaitable<base::Status> Database::erase_login(std::string token_hash) {
  Writer::Work work = [token_hash = std::move(token_hash)](soci::session& sql) {
    sql << "DELETE FROM login WHERE token_hash = :t", soci::use(token_hash, "t");
  };
  return submitted(impl_->writer, std::move(work));
}

base::Result<std::vector<AccountRecord>> Database::accounts() {
  return read_all<AccountRecord>(
      impl_->writer, "SELECT name, password_hash, role, created_at FROM account ORDER BY name",
      [](const soci::row& row) {
        return AccountRecord{row.get<std::string>(0), row.get<std::string>(1),
                             row.get<std::string>(2), from_ms(integer(row, 3))};
      });
}

base::Result<std::vector<LoginRecord>> Database::logins() {
  return read_all<LoginRecord>(
      impl_->writer, "SELECT token_hash, account, csrf, expires_at FROM login ORDER BY token_hash",
      [](const soci::row& row) {
        return LoginRecord{row.get<std::string>(0), row.get<std::string>(1),
                           row.get<std::string>(2), from_ms(integer(row, 3))};
      });
}

base::Result<std::vector<InputKeyRecord>> Database::input_keys() {
  return read_all<InputKeyRecord>(
      impl_->writer, "SELECT stage, input, key_hash, rotated_at FROM input_key ORDER BY stage, input",
      [](const soci::row& row) {
        return InputKeyRecord{stored_id<base::StageId>(row.get<std::string>(0)),
                              stored_id<base::InputId>(row.get<std::string>(1)),
                              row.get<std::string>(2), from_ms(integer(row, 3))};
      });
}

base::Result<std::vector<SessionRecord>> Database::sessions() {
  return read_all<SessionRecord>(
      impl_->writer,
      "SELECT session, started_at, ended_at, extended_minutes FROM session ORDER BY session",
      [](const soci::row& row) {
        return SessionRecord{stored_id<base::SessionId>(row.get<std::string>(0)),
                             optional_from_ms(integer(row, 1)), optional_from_ms(integer(row, 2)),
                             static_cast<int>(integer(row, 3))};
      });
}

base::Result<std::vector<AuditRecord>> Database::audit() {
  return read_all<AuditRecord>(impl_->writer,
                               "SELECT at, account, action, subject FROM audit ORDER BY id",
                               [](const soci::row& row) {
                                 return AuditRecord{from_ms(integer(row, 0)),
                                                    row.get<std::string>(1),
                                                    row.get<std::string>(2),
                                                    row.get<std::string>(3)};
                               });
}

base::Result<std::optional<std::string>> Database::value(std::string name) {
  auto found = std::make_shared<std::optional<std::string>>();
  const base::Status status = wait(impl_->writer, [=](soci::session& sql) {
    std::string value;
    sql << "SELECT value FROM value WHERE name = :n", soci::use(name, "n"), soci::into(value);
    if (sql.got_data()) *found = std::move(value);
  });
  if (!status) return status.error();
  return std::move(*found);
}

}  // namespace plenary::storage
