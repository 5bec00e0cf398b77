#include "storage/journal.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <future>

#include "storage/database.h"

namespace plenary::storage::journal_test {
namespace {

using namespace std::chrono_literals;

const base::Instant kNoon{std::chrono::sys_days{std::chrono::year{2020} / 7 / 23} + 12h};
const base::StageId kStage = *base::StageId::parse("opening");
const base::StageId kOther = *base::StageId::parse("forum");

class JournalTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/plenary-journal-XXXXXX";
    folder_ = ::mkdtemp(name);
    database_ = std::make_unique<Database>((folder_ / "plenary.db").string());
  }
  void TearDown() override {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }
  base::Status append(std::vector<JournalRecord> records) {
    std::promise<base::Status> promise;
    journal().append(std::move(records),
                     [&](base::Status status) { promise.set_value(std::move(status)); });
    return promise.get_future().get();
  }
  base::Status append(std::vector<MinuteRecord> minutes, std::vector<SeenRecord> seen) {
    std::promise<base::Status> promise;
    journal().append(std::move(minutes), std::move(seen),
                     [&](base::Status status) { promise.set_value(std::move(status)); });
    return promise.get_future().get();
  }
  std::vector<JournalRecord> replayed(const base::StageId& stage) {
    std::vector<JournalRecord> records;
    EXPECT_TRUE(
        journal().replay(stage, [&](const JournalRecord& record) { records.push_back(record); }));
    return records;
  }
  Journal journal() { return Journal(*database_); }

  std::filesystem::path folder_;
  std::unique_ptr<Database> database_;
};

JournalRecord record(const base::StageId& stage, std::uint64_t seq, const std::string& act) {
  return {stage, seq, kNoon, "v:somebody", act, "{\"act\":{}}"};
}

TEST_F(JournalTest, GivesBackWhatWasAppendedStageByStage) {
  EXPECT_TRUE(append({record(kStage, 1, "a"), record(kOther, 1, "a"), record(kStage, 2, "b")}));
  const std::vector<JournalRecord> expected{record(kStage, 1, "a"), record(kStage, 2, "b")};
  EXPECT_EQ(replayed(kStage), expected);
  EXPECT_EQ(replayed(kOther).size(), 1u);
}

TEST_F(JournalTest, ABatchIsThereWholeOrNotAtAll) {
  EXPECT_TRUE(append({record(kStage, 1, "a")}));
  EXPECT_FALSE(
      append({record(kStage, 2, "b"), record(kStage, 3, "a")}));  // The act is there already.
  EXPECT_FALSE(append({record(kStage, 2, "c"), record(kStage, 1, "d")}));  // So is the number.
  EXPECT_EQ(replayed(kStage).size(), 1u);
  EXPECT_TRUE(append({record(kStage, 2, "b")}));
}

TEST_F(JournalTest, ReadsAPageAfterANumber) {
  std::vector<JournalRecord> records;
  for (std::uint64_t seq = 1; seq <= 5000; ++seq) {
    records.push_back(record(kStage, seq, std::to_string(seq)));
  }
  EXPECT_TRUE(append(records));
  std::promise<std::vector<JournalRecord>> promise;
  journal().read(kStage, 4990, 5, [&](base::Result<std::vector<JournalRecord>> page) {
    promise.set_value(std::move(*page));
  });
  const std::vector<JournalRecord> expected(records.begin() + 4990, records.begin() + 4995);
  EXPECT_EQ(promise.get_future().get(), expected);
  EXPECT_EQ(replayed(kStage), records);
}

TEST_F(JournalTest, AMinuteCutInTwoByARestartIsOneAgain) {
  EXPECT_TRUE(append({{kStage, "ceremony", kNoon, 20, 200, 180, 220}}, {}));
  EXPECT_TRUE(append({{kStage, "ceremony", kNoon, 30, 330, 300, 360}}, {}));
  const std::vector<MinuteRecord> expected{{kStage, "ceremony", kNoon, 50, 530, 480, 580}};
  EXPECT_EQ(*journal().minutes(kStage), expected);
}

TEST_F(JournalTest, KeepsEveryBlockOfThoseWhoWereSeen) {
  const SeenRecord first{kStage, "", "device", "00000000000000ff"};
  const SeenRecord second{kStage, "", "device", "00000000000000fe"};
  EXPECT_TRUE(append({}, {first, second}));
  std::vector<SeenRecord> seen;
  EXPECT_TRUE(journal().seen(kStage, [&](const SeenRecord& block) { seen.push_back(block); }));
  const std::vector<SeenRecord> expected{first, second};
  EXPECT_EQ(seen, expected);
}

}  // namespace
}  // namespace plenary::storage::journal_test
