#include "stage/spool_retention.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plenary::stage::spool_retention_test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

KeptBlock block(std::uint64_t first, std::chrono::hours ends, std::uint64_t bytes = 100) {
  return {.first_number = first,
          .last_number = first + 63,
          .ends = base::Instant(ends),
          .bytes = bytes};
}

TEST(RetentionLedger, KeepsEverythingWithoutALimit) {
  RetentionLedger ledger;
  ledger.add("main", 0, block(0, 1h));
  EXPECT_THAT(ledger.expire(base::Instant(100'000h), 0h, 0), IsEmpty());
}

TEST(RetentionLedger, DeletesWhatIsTooOld) {
  RetentionLedger ledger;
  for (int i = 0; i < 4; ++i)
    ledger.add("main", 0, block(static_cast<std::uint64_t>(i) * 64, 1h * i));
  EXPECT_THAT(ledger.expire(base::Instant(12h), 10h, 0),
              ElementsAre(Deletion{
                  .stage = "main", .run = 0, .first_number = 0, .last_number = 127, .bytes = 200}));
  EXPECT_THAT(ledger.expire(base::Instant(12h), 10h, 0), IsEmpty());
  EXPECT_EQ(ledger.bytes(), 200u);
}

TEST(RetentionLedger, DeletesTheOldestOfAllStagesBeyondItsBytes) {
  RetentionLedger ledger;
  ledger.add("side", 1000, block(1000, 3h));
  ledger.add("main", 0, block(0, 2h));
  ledger.add("main", 0, block(0, 2h));  // Another rendition.
  ledger.add("main", 0, block(64, 4h));
  EXPECT_THAT(
      ledger.expire(base::Instant(5h), 0h, 150),
      ElementsAre(
          Deletion{.stage = "main", .run = 0, .first_number = 0, .last_number = 63, .bytes = 200},
          Deletion{.stage = "side",
                   .run = 1000,
                   .first_number = 1000,
                   .last_number = 1063,
                   .bytes = 100}));
  EXPECT_EQ(ledger.bytes(), 100u);
}

TEST(RetentionLedger, LetsTheFolderOfAClosedRunGoWithItsLastBlock) {
  RetentionLedger ledger;
  ledger.add("main", 0, block(0, 1h));
  ledger.add("main", 0, block(64, 2h));
  ledger.close("main", 0);
  EXPECT_THAT(ledger.expire(base::Instant(100h), 1h, 0), ElementsAre(Deletion{.stage = "main",
                                                                              .run = 0,
                                                                              .first_number = 0,
                                                                              .last_number = 127,
                                                                              .bytes = 200,
                                                                              .whole_run = true}));
}

TEST(RetentionLedger, LeavesARunThatGoesOn) {
  RetentionLedger ledger;
  ledger.add("main", 0, block(0, 1h));
  EXPECT_THAT(ledger.expire(base::Instant(100h), 1h, 0),
              ElementsAre(Deletion{
                  .stage = "main", .run = 0, .first_number = 0, .last_number = 63, .bytes = 100}));
}

}  // namespace
}  // namespace plenary::stage::spool_retention_test
