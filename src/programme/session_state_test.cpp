#include "programme/session_state.h"

#include <gtest/gtest.h>

namespace plenary::programme::session_state_test {
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

Session with_items() {
  Session session;
  session.id = planned().id;
  for (const char* id : {"welcome", "keynote-1", "keynote-2"}) {
    session.running_order.emplace_back().id = id;
  }
  return session;
}

TEST(SessionState, KeepsWhenEachItemBegan) {
  SessionState live = *start(planned(), kBegin);
  EXPECT_EQ(running_item(live), std::nullopt);
  live = *start_item(with_items(), live, "welcome", kBegin + 1min);
  live = *start_item(with_items(), live, "keynote-2", kBegin + 9min);
  live = *start_item(with_items(), live, "keynote-1", kBegin + 5min);
  EXPECT_EQ(running_item(live), "keynote-2") << "what began last, in whatever order it was marked";
  live = *start_item(with_items(), live, "keynote-2", kBegin + 10min);
  const std::map<std::string, Instant> expected{
      {"welcome", kBegin + 1min}, {"keynote-1", kBegin + 5min}, {"keynote-2", kBegin + 10min}};
  EXPECT_EQ(live.items, expected);
  const SessionState again = *start(*end(live, kBegin + 11min), kBegin + 12min);
  EXPECT_EQ(again.items, expected) << "what was ended by mistake keeps its chapters";
}

TEST(SessionState, TakesTheMarkOfAnItemBack) {
  SessionState live = *start(planned(), kBegin);
  live = *start_item(with_items(), live, "welcome", kBegin + 1min);
  live = *start_item(with_items(), live, "keynote-1", kBegin + 2min);
  live = *unmark_item(live, "keynote-1");
  EXPECT_EQ(running_item(live), "welcome");
  EXPECT_EQ(unmark_item(live, "keynote-1").error().code(), Errc::kNotFound);
  const SessionState ended = *end(live, kBegin + 3min);
  EXPECT_TRUE(unmark_item(ended, "welcome")) << "a wrong chapter can go after the session too";
}

TEST(SessionState, MarksNoItemThatCannotBegin) {
  const SessionState live = *start(planned(), kBegin);
  EXPECT_EQ(start_item(with_items(), planned(), "welcome", kBegin).error().code(), Errc::kConflict);
  EXPECT_EQ(start_item(with_items(), live, "coffee", kBegin).error().code(), Errc::kNotFound);
  EXPECT_EQ(start_item(with_items(), *end(live, kBegin + 1s), "welcome", kBegin + 2s).error().code(),
            Errc::kConflict);
  EXPECT_EQ(start_item(with_items(), live, "welcome", kBegin - 1s)->items.at("welcome"), kBegin)
      << "no chapter begins before the replay";
}

}  // namespace
}  // namespace plenary::programme::session_state_test
