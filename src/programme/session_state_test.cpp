#include "programme/session_state.h"

#include <gtest/gtest.h>

namespace plenary::programme {
namespace {

using namespace std::chrono_literals;
using base::Errc;
using base::Instant;

const Instant kBegin{1'595'487'300'000ms};

SessionState planned() {
  SessionState state;
  state.id = *base::SessionId::parse("opening-ceremony");
  return state;
}

TEST(SessionState, GoesLiveAndEndsByHand) {
  const auto live = start(planned(), kBegin);
  ASSERT_TRUE(live);
  EXPECT_EQ(live->phase, SessionPhase::kLive);
  EXPECT_EQ(live->started_at, kBegin);
  const auto ended = end(*live, kBegin + 90min);
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->phase, SessionPhase::kEnded);
  EXPECT_EQ(ended->ended_at, kBegin + 90min);
}

TEST(SessionState, RefusesAMoveThatDoesNotFollow) {
  const SessionState live = *start(planned(), kBegin);
  EXPECT_EQ(start(live, kBegin + 1s).error().code(), Errc::kConflict);
  EXPECT_EQ(end(planned(), kBegin).error().code(), Errc::kConflict);
  EXPECT_EQ(end(live, kBegin).error().code(), Errc::kConflict) << "a replay of no length";
  EXPECT_EQ(end(live, kBegin - 1s).error().code(), Errc::kConflict) << "the clock went back";
  const SessionState ended = *end(live, kBegin + 1s);
  EXPECT_EQ(end(ended, kBegin + 2s).error().code(), Errc::kConflict);
  EXPECT_EQ(extend(ended, 5min).error().code(), Errc::kConflict);
}

TEST(SessionState, GoesOnAfterItWasEndedByMistake) {
  const SessionState ended = *end(*start(planned(), kBegin), kBegin + 10min);
  const auto again = start(ended, kBegin + 11min);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->phase, SessionPhase::kLive);
  EXPECT_EQ(again->started_at, kBegin) << "the replay holds it whole";
  EXPECT_EQ(again->ended_at, std::nullopt);
}

TEST(SessionState, IsExtendedAndGivesTheExtensionBack) {
  const SessionState longer = *extend(planned(), 5min);
  EXPECT_EQ(longer.extended, 5min);
  EXPECT_EQ(extend(longer, -5min)->extended, 0min);
  EXPECT_EQ(extend(longer, -6min).error().code(), Errc::kLimit);
  EXPECT_EQ(extend(longer, 0min).error().code(), Errc::kLimit);
  EXPECT_EQ(extend(longer, kMostExtension).error().code(), Errc::kLimit);
  EXPECT_EQ(extend(longer, std::chrono::minutes::max()).error().code(), Errc::kLimit);
}

TEST(SessionState, OfAnUntouchedSessionIsPlanned) {
  const auto id = *base::SessionId::parse("opening-ceremony");
  EXPECT_EQ(state_of({}, id), planned());
  const SessionState live = *start(planned(), kBegin);
  EXPECT_EQ(state_of({{id, live}}, id), live);
}

}  // namespace
}  // namespace plenary::programme
