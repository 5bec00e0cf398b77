#include "hls/directives.h"

#include <gtest/gtest.h>

namespace plenary::hls::directives_test {
namespace {

using Kind = Decision::Kind;

// Segments up to 99 are whole; of 100 three short parts exist, which are one wide part.
constexpr Edge kEdge{100, 3};

Directives ask(std::uint64_t msn) {
  return {.msn = msn};
}
Directives ask(std::uint64_t msn, std::uint64_t part) {
  return {.msn = msn, .part = part};
}
Decision wait_until(Edge edge) {
  return {.kind = Kind::kWait, .until = edge};
}

Decision decide_short(const Directives& directives) {
  return decide(directives, kEdge, false, Shape{}, PartSet::kShort);
}

TEST(ParseDirectives, FindsThemAmongOtherFields) {
  const auto directives = parse_directives("token=a%26b&_HLS_msn=41&x&_HLS_part=2&_HLS_skip=v2");
  ASSERT_TRUE(directives);
  EXPECT_EQ(*directives, (Directives{.msn = 41, .part = 2, .skip = true}));
}

TEST(ParseDirectives, AsksForNothingWithoutThem) {
  for (const char* query :
       {"", "&", "&&", "=", "HLS_msn=4", "_HLS_", "_HLS_skip=NO", "_HLS_skip"}) {
    const auto directives = parse_directives(query);
    ASSERT_TRUE(directives) << query;
    EXPECT_EQ(*directives, Directives{}) << query;
  }
}

TEST(ParseDirectives, RefusesWhatIsNoInteger) {
  for (const char* query :
       {"_HLS_msn=", "_HLS_msn", "_HLS_msn=-1", "_HLS_msn=+1", "_HLS_msn=1.5", "_HLS_msn=1%30",
        "_HLS_msn=18446744073709551616", "_HLS_msn=1&_HLS_part=x", "_HLS_msn=1&_HLS_msn=1"}) {
    EXPECT_FALSE(parse_directives(query)) << query;
  }
}

TEST(Decide, AnswersAPlainRequestAtOnce) {
  EXPECT_EQ(decide_short({}), Decision{});
  EXPECT_EQ(decide_short({.skip = true}), Decision{});
}

TEST(Decide, RefusesAPartWithoutItsSegment) {
  EXPECT_EQ(decide_short({.part = 0}).kind, Kind::kRefuse);
  EXPECT_EQ(decide({.part = 0}, kEdge, true, Shape{}, PartSet::kNone).kind, Kind::kRefuse);
}

TEST(Decide, AnswersThePastAtOnce) {
  EXPECT_EQ(decide_short(ask(99)), Decision{});
  EXPECT_EQ(decide_short(ask(0)), Decision{});
  EXPECT_EQ(decide_short(ask(1, 999)), Decision{});
  EXPECT_EQ(decide_short(ask(100, 2)), Decision{});
}

TEST(Decide, HoldsASegmentUntilItIsWhole) {
  EXPECT_EQ(decide_short(ask(100)), wait_until({101, 0}));
  EXPECT_EQ(decide_short(ask(101)), wait_until({102, 0}));
}

TEST(Decide, HoldsAPartUntilItExists) {
  EXPECT_EQ(decide_short(ask(100, 3)), wait_until({100, 4}));
  EXPECT_EQ(decide_short(ask(101, 0)), wait_until({101, 1}));
}

TEST(Decide, TakesTheLastPartForTheWholeSegment) {
  EXPECT_EQ(decide_short(ask(100, 5)), wait_until({101, 0}));
}

TEST(Decide, TakesAPartBeyondItsSegmentForTheNextSegmentsFirst) {
  EXPECT_EQ(decide_short(ask(100, 6)), wait_until({101, 1}));
  EXPECT_EQ(decide_short(ask(99, 6)), Decision{});
  EXPECT_EQ(decide(ask(99, 6), {100, 0}, false, Shape{}, PartSet::kShort), wait_until({100, 1}));
}

TEST(Decide, RefusesMoreThanTwoSegmentsAhead) {
  EXPECT_EQ(decide_short(ask(102)).kind, Kind::kRefuse);
  EXPECT_EQ(decide_short(ask(102, 0)).kind, Kind::kRefuse);
  EXPECT_EQ(decide_short(ask(18446744073709551615u, 18446744073709551615u)).kind, Kind::kRefuse);
}

TEST(Decide, RefusesPartsBeyondTheAdvancePartLimit) {
  // Three seconds are nine parts of 0.32 s; the last that exists is 100.2.
  EXPECT_EQ(decide_short(ask(101, 5)), wait_until({102, 0}));
  EXPECT_EQ(decide_short(ask(101, 6)).kind, Kind::kRefuse);
  EXPECT_EQ(decide_short(ask(100, 11)), wait_until({101, 1}));
  EXPECT_EQ(decide_short(ask(100, 12)).kind, Kind::kRefuse);
  EXPECT_EQ(decide_short(ask(100, 18446744073709551615u)).kind, Kind::kRefuse);
}

TEST(Decide, CountsWideParts) {
  const auto decide_wide = [](const Directives& directives) {
    return decide(directives, kEdge, false, Shape{}, PartSet::kWide);
  };
  EXPECT_EQ(decide_wide(ask(100, 0)), Decision{});
  EXPECT_EQ(decide_wide(ask(100, 1)), wait_until({101, 0}));
  EXPECT_EQ(decide_wide(ask(100, 2)), wait_until({101, 3}));
  EXPECT_EQ(decide_wide(ask(101, 0)), wait_until({101, 3}));
  EXPECT_EQ(decide_wide(ask(101, 1)), wait_until({102, 0}));  // Three seconds are three wide parts.
  EXPECT_EQ(decide_wide(ask(101, 2)).kind, Kind::kRefuse);
}

TEST(Decide, OverlooksPartsWhereThePlaylistHasNone) {
  EXPECT_EQ(decide(ask(100, 0), kEdge, false, Shape{}, PartSet::kNone), wait_until({101, 0}));
  EXPECT_EQ(decide(ask(99, 4), kEdge, false, Shape{}, PartSet::kNone), Decision{});
}

TEST(Decide, IgnoresDirectivesOnceThePlaylistHasEnded) {
  for (const PartSet set : {PartSet::kShort, PartSet::kWide, PartSet::kNone}) {
    EXPECT_EQ(decide(ask(5000, 7), kEdge, true, Shape{}, set), Decision{});
  }
}

}  // namespace
}  // namespace plenary::hls::directives_test
