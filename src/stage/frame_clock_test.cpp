#include "stage/frame_clock.h"

#include <gtest/gtest.h>

namespace plenary::stage::frame_clock_test {
namespace {

using namespace std::chrono_literals;
using base::Instant;
using base::Moment;

const Grid kGrid;
constexpr Moment kNow{5h};
/// 1000 segments of 1.92 s and 1.3 s after the epoch.
constexpr Instant kUtc{1'921'300ms};

TEST(RunStart, IsTheRunningSegmentsBegin) {
  const RunStart start = start_of_run(kGrid, 0, kUtc, kNow);
  EXPECT_EQ(start.first_number, 1000u);
  EXPECT_EQ(start.at, kNow - 1300ms);
}

TEST(RunStart, AfterASegmentThatWasWrittenAlreadyItWaitsForTheNext) {
  const RunStart start = start_of_run(kGrid, 1001, kUtc, kNow);
  EXPECT_EQ(start.first_number, 1001u);
  EXPECT_EQ(start.at, kNow + 620ms);
}

TEST(RunStart, NumbersNeverGoBackThoughTheMachinesClockDid) {
  const RunStart start = start_of_run(kGrid, 5000, kUtc, kNow);
  EXPECT_EQ(start.first_number, 5000u);
  EXPECT_EQ(start.at, kNow);
}

TEST(FrameClock, CountsFramesFromTheStartAndNeverDrifts) {
  const FrameClock clock(kGrid, kNow);
  EXPECT_EQ(clock.due(0), kNow);
  EXPECT_EQ(clock.due(1), kNow + 40ms);
  EXPECT_EQ(clock.due(25ULL * 86'400 * 365), kNow + 24h * 365);
  const FrameClock thirty(Grid{30, 16, 3}, kNow);
  EXPECT_EQ(thirty.due(1), kNow + std::chrono::nanoseconds(33'333'333));
  EXPECT_EQ(thirty.due(30ULL * 86'400 * 365), kNow + 24h * 365);
}

TEST(FrameClock, APauseIsCaughtUpWithUnlessItIsTooLong) {
  FrameClock clock(kGrid, kNow);
  EXPECT_EQ(clock.give_up_pause(100, kNow + 4s + 10s), 0s);
  EXPECT_EQ(clock.due(100), kNow + 4s);
  EXPECT_EQ(clock.give_up_pause(100, kNow + 4s + 60s), 60s);
  EXPECT_EQ(clock.due(100), kNow + 64s);
  EXPECT_EQ(clock.due(101), kNow + 64s + 40ms);
}

}  // namespace
}  // namespace plenary::stage::frame_clock_test
