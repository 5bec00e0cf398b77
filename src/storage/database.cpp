#include "storage/database.h"

#include <fmt/format.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>
#include <utility>

#include "base/check.h"
#include "storage/account_rows.h"
#include "storage/agenda_rows.h"
#include "storage/columns.h"
#include "storage/mail_rows.h"
#include "storage/release_rows.h"
#include "storage/schema.h"
#include "storage/writer.h"

namespace plenary::storage {
namespace {

using base::Errc;
using base::Instant;

template <class Id>
Id stored_id(const std::string& text) {
  const auto id = Id::parse(text);
  if (!id) throw std::runtime_error("the database holds an id that is none: " + text);
  return *id;
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
  sql << "DELETE FROM session_item WHERE session = :s", soci::use(r.session.text(), "s");
  for (const auto& [item, began] : r.items) {
    const std::int64_t began_at = to_ms(began);
    sql << "INSERT INTO session_item(session, item, started_at) VALUES(:s, :i, :b)",
        soci::use(r.session.text(), "s"), soci::use(item, "i"), soci::use(began_at, "b");
  }
}

void write_all(soci::session& sql, const AccountChanges& changes) {
  for (const AccountChange& change : changes) write(sql, change);
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
    // What somebody takes back is overwritten in the file, not only unlinked.
    *session << "PRAGMA secure_delete = ON";
    migrate(*session);
    return session;
  } catch (const std::exception& error) {
    throw std::runtime_error(fmt::format("cannot open the database {}: {}", path, error.what()));
  }
}

/// Resumes the awaiting coroutine, on its own executor, once the writer is done. `on_disk` is called
/// before, on the writer's thread, if all went well.
boost::asio::awaitable<base::Status> submitted(Writer& writer, Writer::Work work,
                                               std::function<void()> on_disk = {}) {
  auto initiate = [&writer](auto handler, Writer::Work handed, std::function<void()> first) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    auto done = [shared, first = std::move(first)](base::Status status) {
      if (status && first) first();
      auto executor = boost::asio::get_associated_executor(*shared);
      auto resume = [shared, status = std::move(status)]() mutable { (*shared)(std::move(status)); };
      boost::asio::post(executor, std::move(resume));
    };
    writer.submit(std::move(handed), std::move(done));
  };
  auto operation =
      boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(base::Status)>(
          std::move(initiate), boost::asio::use_awaitable, std::move(work), std::move(on_disk));
  co_return co_await std::move(operation);
}

using FindAgenda = std::optional<AgendaRecord> (*)(soci::session&, const std::string&);

boost::asio::awaitable<base::Result<std::optional<AgendaRecord>>> found_agenda(Writer& writer,
                                                                               FindAgenda find,
                                                                               std::string key) {
  auto found = std::make_shared<std::optional<AgendaRecord>>();
  Writer::Work work = [found, find, key = std::move(key)](soci::session& sql) {
    *found = find(sql, key);
  };
  const base::Status read = co_await submitted(writer, std::move(work));
  if (!read) co_return read.error();
  co_return std::move(*found);
}

/// Reads all rows of `query` by `convert`, on the writer's thread.
template <class Record, class Convert>
base::Result<std::vector<Record>> read_all(Writer& writer, std::string query, Convert convert) {
  auto records = std::make_shared<std::vector<Record>>();
  const base::Status status = writer.wait([=](soci::session& sql) {
    const soci::rowset<soci::row> rows = (sql.prepare << query);
    for (const soci::row& row : rows) records->push_back(convert(row));
  });
  if (!status) return status.error();
  return std::move(*records);
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
  return impl_->writer.wait([record = std::move(record)](soci::session& sql) { write(sql, record); });
}
template base::Status Database::put_now(InputKeyRecord);
template base::Status Database::put_now(SessionRecord);
template base::Status Database::put_now(AuditRecord);
template base::Status Database::put_now(ReleaseRecords);
template base::Status Database::put_now(AgendaRecord);

base::Status Database::put_value_now(std::string name, std::string value) {
  return impl_->writer.wait([name = std::move(name), value = std::move(value)](soci::session& sql) {
    write_value(sql, name, value);
  });
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
boost::asio::awaitable<base::Status> Database::put(ReleaseRecords records) {
  Writer::Work work = [records = std::move(records)](soci::session& sql) { write(sql, records); };
  return submitted(impl_->writer, std::move(work));
}
boost::asio::awaitable<base::Status> Database::put(SpeakerLinkRecord record) {
  Writer::Work work = [record = std::move(record)](soci::session& sql) { write(sql, record); };
  return submitted(impl_->writer, std::move(work));
}
boost::asio::awaitable<base::Status> Database::put(SpeakerProposalRecord record) {
  Writer::Work work = [record = std::move(record)](soci::session& sql) { write(sql, record); };
  return submitted(impl_->writer, std::move(work));
}
boost::asio::awaitable<base::Status> Database::put(AgendaRecord record) {
  Writer::Work work = [record = std::move(record)](soci::session& sql) { write(sql, record); };
  return submitted(impl_->writer, std::move(work));
}
boost::asio::awaitable<base::Result<std::optional<AgendaRecord>>> Database::agenda(
    std::string owner) {
  return found_agenda(impl_->writer, storage::agenda_of_owner, std::move(owner));
}
boost::asio::awaitable<base::Result<std::optional<AgendaRecord>>> Database::agenda_of_feed(
    std::string feed_hash) {
  return found_agenda(impl_->writer, storage::agenda_of_feed, std::move(feed_hash));
}
boost::asio::awaitable<base::Status> Database::put_value(std::string name, std::string value) {
  Writer::Work work = [name = std::move(name), value = std::move(value)](soci::session& sql) {
    write_value(sql, name, value);
  };
  return submitted(impl_->writer, std::move(work));
}
boost::asio::awaitable<base::Status> Database::apply(AccountChanges changes, Applied applied) {
  auto shared = std::make_shared<const AccountChanges>(std::move(changes));
  Writer::Work work = [shared](soci::session& sql) { write_all(sql, *shared); };
  std::function<void()> on_disk;
  if (applied) on_disk = [shared, applied = std::move(applied)] { applied(*shared); };
  return submitted(impl_->writer, std::move(work), std::move(on_disk));
}

base::Status Database::apply_now(AccountChanges changes, Applied applied) {
  std::function<void()> on_disk;
  if (applied) on_disk = [&] { applied(changes); };
  return impl_->writer.wait([&changes](soci::session& sql) { write_all(sql, changes); }, std::move(on_disk));
}

base::Result<StoredAccounts> Database::accounts(base::Instant now) {
  auto stored = std::make_shared<StoredAccounts>();
  const base::Status status =
      impl_->writer.wait([=](soci::session& sql) { *stored = read_accounts(sql, now); });
  if (!status) return status.error();
  return std::move(*stored);
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
  auto sessions = read_all<SessionRecord>(
      impl_->writer,
      "SELECT session, started_at, ended_at, extended_minutes FROM session ORDER BY session",
      [](const soci::row& row) {
        return SessionRecord{stored_id<base::SessionId>(row.get<std::string>(0)),
                             optional_from_ms(integer(row, 1)), optional_from_ms(integer(row, 2)),
                             static_cast<int>(integer(row, 3)), {}};
      });
  if (!sessions) return sessions.error();
  struct Item {
    std::string session, item;
    Instant began;
  };
  const auto items = read_all<Item>(
      impl_->writer, "SELECT session, item, started_at FROM session_item", [](const soci::row& row) {
        return Item{row.get<std::string>(0), row.get<std::string>(1), from_ms(integer(row, 2))};
      });
  if (!items) return items.error();
  for (const Item& item : *items) {
    const auto of = std::find_if(
        sessions->begin(), sessions->end(),
        [&](const SessionRecord& record) { return record.session.text() == item.session; });
    if (of != sessions->end()) of->items.emplace(item.item, item.began);
  }
  return sessions;
}

boost::asio::awaitable<base::Result<std::vector<AuditEntry>>> Database::audit_before(
    std::int64_t before, std::size_t most) {
  auto entries = std::make_shared<std::vector<AuditEntry>>();
  Writer::Work work = [entries, before, most](soci::session& sql) {
    const long long below = before > 0 ? before : INT64_MAX;
    const auto limit = static_cast<long long>(most);
    const soci::rowset<soci::row> rows =
        (sql.prepare << "SELECT CAST(id AS TEXT), at, account, action, subject FROM audit "
                        "WHERE id < :b ORDER BY id DESC LIMIT :n",
         soci::use(below, "b"), soci::use(limit, "n"));
    for (const soci::row& row : rows) {
      entries->push_back({std::stoll(row.get<std::string>(0)),
                          {from_ms(integer(row, 1)), row.get<std::string>(2),
                           row.get<std::string>(3), row.get<std::string>(4)}});
    }
  };
  const base::Status status = co_await submitted(impl_->writer, std::move(work));
  if (!status) co_return status.error();
  co_return std::move(*entries);
}

boost::asio::awaitable<base::Result<std::vector<MailRecord>>> Database::letters(std::size_t most) {
  auto letters = std::make_shared<std::vector<MailRecord>>();
  Writer::Work work = [letters, most](soci::session& sql) { *letters = read_letters(sql, most); };
  const base::Status status = co_await submitted(impl_->writer, std::move(work));
  if (!status) co_return status.error();
  co_return std::move(*letters);
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

base::Result<ReleaseRecords> Database::releases() {
  return read_all<ReleaseRecord>(impl_->writer, kSelectReleases, release_of_row);
}

base::Result<std::vector<SpeakerLinkRecord>> Database::speaker_links() {
  return read_all<SpeakerLinkRecord>(impl_->writer, kSelectSpeakerLinks, speaker_link_of_row);
}

base::Result<std::vector<SpeakerProposalRecord>> Database::speaker_proposals() {
  return read_all<SpeakerProposalRecord>(impl_->writer, kSelectSpeakerProposals,
                                         speaker_proposal_of_row);
}

base::Result<std::optional<std::string>> Database::value(std::string name) {
  auto found = std::make_shared<std::optional<std::string>>();
  const base::Status status = impl_->writer.wait([=](soci::session& sql) {
    std::string value;
    sql << "SELECT value FROM value WHERE name = :n", soci::use(name, "n"), soci::into(value);
    if (sql.got_data()) *found = std::move(value);
  });
  if (!status) return status.error();
  return std::move(*found);
}

}  // namespace plenary::storage
