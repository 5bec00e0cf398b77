#include "storage/journal.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <stdexcept>
#include <utility>

#include "storage/columns.h"
#include "storage/database.h"
#include "storage/writer.h"

namespace plenary::storage {
namespace {

using Records = std::vector<JournalRecord>;

void insert(soci::session& sql, const Records& records) {
  std::string stage;
  std::int64_t seq = 0;
  std::int64_t at = 0;
  std::string author;
  std::string act_id;
  std::string body;
  soci::statement statement =
      (sql.prepare << "INSERT INTO journal(stage, seq, at, author, act_id, body) "
                      "VALUES(:s, :q, :t, :a, :i, :b)",
       soci::use(stage, "s"), soci::use(seq, "q"), soci::use(at, "t"), soci::use(author, "a"),
       soci::use(act_id, "i"), soci::use(body, "b"));
  for (const JournalRecord& record : records) {
    stage = record.stage.text();
    seq = static_cast<std::int64_t>(record.seq);
    at = to_ms(record.at);
    author = record.author;
    act_id = record.act_id;
    body = record.body;
    statement.execute(true);
  }
}

void insert(soci::session& sql, const MinuteRecord& r) {
  const std::int64_t minute = to_ms(r.minute);
  // A restart within a minute adds what it saw to what was seen before.
  sql << "INSERT INTO audience_minute(stage, session, minute, seconds, play_seconds, low_seconds, "
         "high_seconds) VALUES(:s, :e, :m, :n, :p, :l, :h) ON CONFLICT(stage, session, minute) DO "
         "UPDATE SET seconds = seconds + excluded.seconds, "
         "play_seconds = play_seconds + excluded.play_seconds, "
         "low_seconds = low_seconds + excluded.low_seconds, "
         "high_seconds = high_seconds + excluded.high_seconds",
      soci::use(r.stage.text(), "s"), soci::use(r.session, "e"), soci::use(minute, "m"),
      soci::use(r.seconds, "n"), soci::use(r.play_seconds, "p"), soci::use(r.low_seconds, "l"),
      soci::use(r.high_seconds, "h");
}

void insert(soci::session& sql, const SeenRecord& r) {
  sql << "INSERT INTO audience_seen(stage, session, kind, hashes) VALUES(:s, :e, :k, :h)",
      soci::use(r.stage.text(), "s"), soci::use(r.session, "e"), soci::use(r.kind, "k"),
      soci::use(r.hashes, "h");
}

Records select(soci::session& sql, const base::StageId& stage, std::uint64_t after,
               std::size_t most) {
  const auto from = static_cast<std::int64_t>(after);
  const auto limit = static_cast<std::int64_t>(most);
  const soci::rowset<soci::row> rows =
      (sql.prepare << "SELECT seq, at, author, act_id, body FROM journal WHERE stage = :s AND "
                      "seq > :q ORDER BY seq LIMIT :n",
       soci::use(stage.text(), "s"), soci::use(from, "q"), soci::use(limit, "n"));
  Records records;
  for (const soci::row& row : rows) {
    JournalRecord& record = records.emplace_back();
    record.stage = stage;
    record.seq = static_cast<std::uint64_t>(integer(row, 0));
    record.at = from_ms(integer(row, 1));
    record.author = row.get<std::string>(2);
    record.act_id = row.get<std::string>(3);
    record.body = row.get<std::string>(4);
  }
  return records;
}

}  // namespace

void Journal::append(std::vector<JournalRecord> records, Done done) {
  Writer::Work work = [records = std::move(records)](soci::session& sql) { insert(sql, records); };
  database_.writer().submit(std::move(work), std::move(done));
}

void Journal::append(std::vector<MinuteRecord> minutes, std::vector<SeenRecord> seen, Done done) {
  Writer::Work work = [minutes = std::move(minutes), seen = std::move(seen)](soci::session& sql) {
    for (const MinuteRecord& record : minutes) insert(sql, record);
    for (const SeenRecord& record : seen) insert(sql, record);
  };
  database_.writer().submit(std::move(work), std::move(done));
}

void Journal::read(base::StageId stage, std::uint64_t after, std::size_t most, Read done) {
  auto records = std::make_shared<Records>();
  Writer::Work work = [=](soci::session& sql) { *records = select(sql, stage, after, most); };
  database_.writer().submit(std::move(work),
                            [records, done = std::move(done)](base::Status status) {
                              if (!status) return done(status.error());
                              done(std::move(*records));
                            });
}

boost::asio::awaitable<base::Result<std::vector<JournalRecord>>> Journal::read(base::StageId stage,
                                                                               std::uint64_t after,
                                                                               std::size_t most) {
  using Outcome = base::Result<Records>;
  auto initiate = [this, stage = std::move(stage), after, most](auto handler) {
    auto shared = std::make_shared<decltype(handler)>(std::move(handler));
    read(stage, after, most, [shared](Outcome outcome) {
      auto executor = boost::asio::get_associated_executor(*shared);
      auto resume = [shared, outcome = std::move(outcome)]() mutable {
        (*shared)(std::move(outcome));
      };
      boost::asio::post(executor, std::move(resume));
    });
  };
  auto operation =
      boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(Outcome)>(
          std::move(initiate), boost::asio::use_awaitable);
  co_return co_await std::move(operation);
}

base::Status Journal::replay(const base::StageId& stage,
                             const std::function<void(const JournalRecord&)>& each) {
  constexpr std::size_t kPage = 4096;
  std::uint64_t after = 0;
  for (;;) {
    Records page;
    const base::Status status = database_.writer().wait([&](soci::session& sql) { page = select(sql, stage, after, kPage); });
    if (!status) return status;
    for (const JournalRecord& record : page) each(record);
    if (page.size() < kPage) return base::Done{};
    after = page.back().seq;
  }
}

base::Result<std::vector<MinuteRecord>> Journal::minutes(const base::StageId& stage) {
  std::vector<MinuteRecord> minutes;
  const base::Status status = database_.writer().wait([&](soci::session& sql) {
    const soci::rowset<soci::row> rows =
        (sql.prepare << "SELECT session, minute, seconds, play_seconds, low_seconds, high_seconds "
                        "FROM audience_minute WHERE stage = :s ORDER BY minute",
         soci::use(stage.text(), "s"));
    for (const soci::row& row : rows) {
      minutes.push_back({stage, row.get<std::string>(0), from_ms(integer(row, 1)), integer(row, 2),
                         integer(row, 3), integer(row, 4), integer(row, 5)});
    }
  });
  if (!status) return status.error();
  return minutes;
}

base::Status Journal::seen(const base::StageId& stage,
                           const std::function<void(const SeenRecord&)>& each) {
  return database_.writer().wait([&](soci::session& sql) {
    const soci::rowset<soci::row> rows =
        (sql.prepare << "SELECT session, kind, hashes FROM audience_seen WHERE stage = :s",
         soci::use(stage.text(), "s"));
    for (const soci::row& row : rows) {
      const SeenRecord record{stage, row.get<std::string>(0), row.get<std::string>(1),
                              row.get<std::string>(2)};
      each(record);
    }
  });
}

}  // namespace plenary::storage
