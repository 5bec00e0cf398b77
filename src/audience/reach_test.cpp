#include "audience/reach.h"

#include <gtest/gtest.h>

namespace plenary::audience::reach_test {
namespace {

using namespace std::chrono_literals;

const base::Instant kNoon{std::chrono::sys_days{std::chrono::year{2020} / 7 / 23} + 12h};
const base::StageId kStage = *base::StageId::parse("opening");

/// Devices that beat every 15 s, in logical time.
class ReachTest : public testing::Test {
 protected:
  void watch(std::uint64_t device, int from, int to, std::uint64_t account = 0) {
    for (int second = from; second < to; second += 15) {
      beats_.push_back({second, device, account, true});
    }
    beats_.push_back({to, device, account, false});
  }
  void run(int seconds, const std::string& session) {
    for (int second = 0; second < seconds; ++second) {
      for (const Beat& beat : beats_) {
        if (beat.second != second) continue;
        if (beat.playing) {
          reach_.playing(beat.device, beat.account, now_);
        } else {
          reach_.gone(beat.device, now_);
        }
      }
      now_ += 1s;
      reach_.tick(now_, session);
    }
  }
  struct Beat {
    int second;
    std::uint64_t device;
    std::uint64_t account;
    bool playing;
  };
  std::vector<Beat> beats_;
  base::Instant now_ = kNoon;
  Reach reach_{kStage};
};

TEST_F(ReachTest, TheAverageMinuteIsPlaySecondsByDuration) {
  watch(0x100, 0, 600);
  watch(0x200, 0, 300);
  run(600, "ceremony");
  const Figures figures = reach_.figures("ceremony");
  EXPECT_EQ(figures.seconds, 600);
  EXPECT_NEAR(figures.average, 1.5, 0.01);
  EXPECT_EQ(figures.peak, 2);
  EXPECT_LE(figures.peak_low, 2);
  EXPECT_GT(figures.peak_low, 1);
  EXPECT_GE(figures.peak_high, 2);
  EXPECT_EQ(figures.views[0], 2u);
  EXPECT_EQ(figures.curve.size(),
            11u);  // The first second of the minute after the last belongs to it.
}

TEST_F(ReachTest, ViewsCountByHowLongSomebodyWatchedInAll) {
  watch(0x100, 0, 1);
  watch(0x200, 0, 3);  // The session begins with the first tick.
  watch(0x300, 0, 31, 0x900);
  watch(0x400, 0, 20);
  watch(0x400, 40, 60);  // 40 seconds in two.
  watch(0x500, 0, 20);
  watch(0x500, 30, 75);
  run(100, "ceremony");
  const Figures figures = reach_.figures("ceremony");
  const std::array<std::uint64_t, 4> expected{5, 4, 3, 1};
  EXPECT_EQ(figures.views, expected);
  EXPECT_EQ(figures.accounts, 1u);
}

TEST_F(ReachTest, WhoIsSilentForLongerThanTheLeaseKeepsWhatWasWatched) {
  beats_ = {{0, 0x100, 0, true}, {15, 0x100, 0, true}, {20, 0x100, 0, true}};
  beats_.push_back({140, 0x100, 0, true});
  beats_.push_back({152, 0x100, 0, false});
  run(160, "ceremony");
  const std::array<std::uint64_t, 4> expected{1, 1, 1, 0};
  EXPECT_EQ(reach_.figures("ceremony").views, expected);
}

TEST_F(ReachTest, WhatWasWatchedBeforeASessionIsNoneOfIt) {
  watch(0x100, 0, 31);
  run(31, "");
  beats_ = {{0, 0x100, 0, true}, {1, 0x100, 0, false}};
  run(20, "ceremony");
  const std::array<std::uint64_t, 4> expected{1, 0, 0, 0};
  EXPECT_EQ(reach_.figures("ceremony").views, expected);
}

TEST_F(ReachTest, AFewSecondsBeforeARestartAreNoPeak) {
  for (const std::int64_t seconds : {3, 40}) {
    Reach again(kStage);
    storage::MinuteRecord minute{kStage, "ceremony", kNoon};
    minute.seconds = seconds;
    minute.play_seconds = 10 * seconds;
    again.read(minute);
    again.tick(kNoon + 1h, "");
    EXPECT_EQ(again.counts().peak, seconds < 30 ? 0u : 10u) << seconds;
  }
}

TEST_F(ReachTest, SessionsAreCountedApartAndTheConferenceAsAWhole) {
  watch(0x100, 0, 200);
  run(100, "first");
  beats_.clear();
  watch(0x100, 10, 90);
  watch(0x200, 10, 90);
  run(100, "second");
  EXPECT_EQ(reach_.figures("first").views[0], 1u);
  EXPECT_EQ(reach_.figures("second").views[0], 2u);
  EXPECT_EQ(reach_.counts().unique, 2u);
}

TEST_F(ReachTest, WhatIsKeptGivesTheSameFiguresAfterARestart) {
  watch(0x100, 0, 200);
  watch(0x200, 30, 100, 0x900);
  run(250, "ceremony");
  std::vector<storage::MinuteRecord> minutes;
  std::vector<storage::SeenRecord> seen;
  reach_.take(minutes, seen, true);
  Reach again(kStage);
  for (const auto& minute : minutes) again.read(minute);
  for (const auto& block : seen) again.read(block);
  const Figures before = reach_.figures("ceremony");
  const Figures after = again.figures("ceremony");
  EXPECT_EQ(after.average, before.average);
  EXPECT_EQ(after.peak, before.peak);
  EXPECT_EQ(after.views, before.views);
  EXPECT_EQ(after.accounts, 1u);
  EXPECT_EQ(again.counts().unique, 2u);
  seen.clear();
  again.take(minutes, seen, true);
  EXPECT_TRUE(seen.empty());
}

}  // namespace
}  // namespace plenary::audience::reach_test
