#include "storage/database.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <filesystem>

#include "storage/writer.h"

namespace plenary::storage::database_test {
namespace {

using base::Instant;
using namespace std::chrono_literals;

const Instant kNoon{std::chrono::sys_days{std::chrono::year{2020} / 7 / 23} + 12h};

class DatabaseTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/plenary-database-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string path() const { return (folder_ / "plenary.db").string(); }

  std::filesystem::path folder_;
};

SessionRecord ceremony() {
  return {.session = *base::SessionId::parse("opening-ceremony"),
          .started_at = kNoon,
          .ended_at = std::nullopt,
          .extended_minutes = 5,
          .items = {{"welcome", kNoon}, {"keynote-1", kNoon + 5min}}};
}

TEST_F(DatabaseTest, KeepsWhatWasPutAcrossAReopening) {
  const InputKeyRecord key{*base::StageId::parse("opening"), *base::InputId::parse("primary"), "ab",
                           kNoon};
  {
    Database database(path());
    EXPECT_TRUE(database.put_now(ceremony()));
    EXPECT_TRUE(database.put_now(key));
    EXPECT_TRUE(database.put_value_now("clock_offset_ms", "-5"));
  }
  Database again(path());
  EXPECT_EQ(*again.sessions(), std::vector{ceremony()});
  EXPECT_EQ(*again.input_keys(), std::vector{key});
  EXPECT_EQ(*again.value("clock_offset_ms"), "-5");
  EXPECT_EQ(*again.value("never put"), std::nullopt);
}

TEST_F(DatabaseTest, KeepsWhatWasDoneWithReleases) {
  ReleaseRecord report{.kind = "report",
                       .id = "cidr-2020",
                       .first_hand = "li",
                       .second_hand = "wang",
                       .armed_for = kNoon,
                       .ready_since = kNoon - 1h};
  const ReleaseRecord post{.kind = "news", .id = "opened", .released_at = kNoon, .released_by = "clock"};
  {
    Database database(path());
    EXPECT_TRUE(database.put_now(ReleaseRecords{report}));
    report.held = true;
    EXPECT_TRUE(database.put_now(ReleaseRecords{report, post}));
  }
  EXPECT_EQ(*Database(path()).releases(), (ReleaseRecords{post, report}));
}

TEST_F(DatabaseTest, PuttingAgainReplaces) {
  Database database(path());
  EXPECT_TRUE(database.put_now(ceremony()));
  auto ended = ceremony();
  ended.ended_at = kNoon + 1h;
  ended.items = {{"keynote-1", kNoon + 6min}};
  EXPECT_TRUE(database.put_now(ended));
  EXPECT_EQ(*database.sessions(), std::vector{ended});
}

TEST_F(DatabaseTest, WritesThatWaitTogetherShareATransaction) {
  Database database(path());
  boost::asio::io_context io;
  int put = 0;
  auto write_one = [&](int i) -> boost::asio::awaitable<void> {
    AuditRecord record{kNoon, "organiser", "test", std::to_string(i)};
    const base::Status status = co_await database.put(std::move(record));
    EXPECT_TRUE(status);
    ++put;
  };
  for (int i = 0; i < 1000; ++i) boost::asio::co_spawn(io, write_one(i), boost::asio::detached);
  io.run();
  EXPECT_EQ(put, 1000);
  EXPECT_EQ(database.audit()->size(), 1000u);
  EXPECT_LT(database.commits(), 500u);
}

TEST_F(DatabaseTest, CountsEveryStatementThatReadsOrWrites) {
  Database database(path());
  const auto cost = [&](auto call) {
    const std::uint64_t before = database.writer().statements();
    call();
    return database.writer().statements() - before;
  };
  constexpr std::uint64_t kTransaction = 4;  // BEGIN, SAVEPOINT, RELEASE, COMMIT.
  EXPECT_EQ(cost([] {}), 0u);
  EXPECT_EQ(cost([&] { EXPECT_EQ(*database.value("never put"), std::nullopt); }), kTransaction + 1);
  EXPECT_EQ(cost([&] { EXPECT_TRUE(database.put_value_now("name", "value")); }), kTransaction + 1);
}

TEST_F(DatabaseTest, AFolderThatIsNotThereIsASentence) {
  try {
    Database database("/nowhere/plenary.db");
    FAIL();
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("/nowhere/plenary.db"), std::string::npos);
  }
}

}  // namespace
}  // namespace plenary::storage::database_test
