#include "conference/releases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plenary::conference::releases_test {
namespace {

using namespace std::chrono_literals;
using base::Errc;
using base::Instant;
using base::Result;
using testing::ElementsAre;
using testing::IsEmpty;

const Instant kNoon = *base::parse_rfc3339("2020-07-23T12:00:00+08:00");
const ReleaseSubject kReport{ReleaseKind::kReport, "cidr-2020"};
const ReleaseSubject kStory{ReleaseKind::kNews, "the-report-is-out"};
const ReleaseSubject kOpened{ReleaseKind::kNews, "opened"};

ReleasePlan at(Instant instant) {
  ReleasePlan plan;
  plan.subject = kReport;
  plan.at = instant;
  return plan;
}

ReleasePlan by_hand() {
  ReleasePlan plan;
  plan.subject = kReport;
  return plan;
}

ReleasePlan story() {
  ReleasePlan plan;
  plan.subject = kStory;
  plan.with = kReport;
  plan.after = {kReport};
  plan.two_hands = false;
  return plan;
}

Release untouched() {
  return release_of({}, kReport);
}

/// A release that two people have armed for the plan, an hour before noon.
Release armed(const ReleasePlan& plan) {
  return *arm(plan, *arm(plan, untouched(), "li", kNoon - 1h), "wang", kNoon - 1h);
}

TEST(Releases, OneHandIsNotEnoughAndTwoOfOnePersonAreOne) {
  const ReleasePlan plan = at(kNoon);
  const Result<Release> once = arm(plan, untouched(), "li", kNoon - 1h);
  ASSERT_TRUE(once);
  EXPECT_EQ(phase_of(plan, *once), ReleasePhase::kPlanned);
  EXPECT_FALSE(is_due(plan, *once, kNoon + 1h));
  EXPECT_EQ(arm(plan, *once, "li", kNoon).error().code(), Errc::kConflict);
  EXPECT_EQ(release_now(plan, *once, "li", kNoon).error().code(), Errc::kConflict);
  const Result<Release> twice = arm(plan, *once, "wang", kNoon - 1h);
  ASSERT_TRUE(twice);
  EXPECT_EQ(phase_of(plan, *twice), ReleasePhase::kArmed);
  EXPECT_EQ(arm(plan, *twice, "zhao", kNoon).error().code(), Errc::kConflict);
}

TEST(Releases, TheClockReleasesAtItsInstantAndNotAMillisecondBefore) {
  const ReleasePlan plan = at(kNoon);
  EXPECT_FALSE(is_due(plan, armed(plan), kNoon - 1ms));
  EXPECT_TRUE(is_due(plan, armed(plan), kNoon));
  EXPECT_TRUE(is_due(plan, armed(plan), kNoon + 24h)) << "a server that was down makes up for it";
}

TEST(Releases, WithoutAnInstantOnlyAHandReleases) {
  const ReleasePlan plan = by_hand();
  EXPECT_FALSE(is_due(plan, armed(plan), kNoon + 24h));
  const Result<Release> out = release_now(plan, armed(plan), "zhao", kNoon);
  ASSERT_TRUE(out);
  EXPECT_EQ(phase_of(plan, *out), ReleasePhase::kReleased);
  EXPECT_EQ(out->released_at, kNoon);
  EXPECT_EQ(out->released_by, "zhao");
}

TEST(Releases, NoClockReleasesWhatIsHeld) {
  const ReleasePlan plan = at(kNoon);
  const Result<Release> held = hold(plan, armed(plan));
  ASSERT_TRUE(held);
  EXPECT_EQ(phase_of(plan, *held), ReleasePhase::kHeld);
  EXPECT_FALSE(is_due(plan, *held, kNoon + 24h));
  EXPECT_EQ(release_now(plan, *held, "li", kNoon).error().code(), Errc::kConflict);

  const Result<Release> in_time = resume(plan, *held, kNoon - 1min);
  ASSERT_TRUE(in_time);
  EXPECT_TRUE(is_due(plan, *in_time, kNoon));
  const Result<Release> too_late = resume(plan, *held, kNoon + 1min);
  ASSERT_TRUE(too_late);
  EXPECT_FALSE(is_due(plan, *too_late, kNoon + 1h)) << "its instant passed while it was held";
  EXPECT_TRUE(release_now(plan, *too_late, "li", kNoon + 1h)) << "a hand still can";
}

TEST(Releases, AnInstantThatPassedBeforeTheSecondHandIsLeftToHands) {
  const ReleasePlan plan = at(kNoon);
  const Release late = *arm(plan, *arm(plan, untouched(), "li", kNoon - 1h), "wang", kNoon + 1s);
  EXPECT_EQ(phase_of(plan, late), ReleasePhase::kArmed);
  EXPECT_FALSE(is_due(plan, late, kNoon + 1h));
  EXPECT_TRUE(release_now(plan, late, "li", kNoon + 1h));
}

TEST(Releases, PostponedItIsArmedAnew) {
  const ReleasePlan plan = at(kNoon);
  const Result<Release> later = postpone(plan, armed(plan), kNoon + 1h, kNoon - 1min);
  ASSERT_TRUE(later);
  EXPECT_EQ(phase_of(plan, *later), ReleasePhase::kPlanned);
  EXPECT_FALSE(is_due(plan, *later, kNoon + 2h));
  const Release again = *arm(plan, *arm(plan, *later, "li", kNoon - 1min), "wang", kNoon - 1min);
  EXPECT_FALSE(is_due(plan, again, kNoon + 1h - 1ms));
  EXPECT_TRUE(is_due(plan, again, kNoon + 1h));
  EXPECT_EQ(postpone(plan, again, kNoon - 2min, kNoon - 1min).error().code(), Errc::kConflict);
}

TEST(Releases, AnInstantThatTheContentChangesIsArmedAnew) {
  const Release release = armed(at(kNoon));
  const ReleasePlan earlier = at(kNoon - 30min);
  EXPECT_EQ(phase_of(earlier, release), ReleasePhase::kPlanned);
  EXPECT_FALSE(is_due(earlier, release, kNoon + 1h));
  const Result<Release> first = arm(earlier, release, "zhao", kNoon - 1h);
  ASSERT_TRUE(first);
  EXPECT_THAT(first->armed_by, ElementsAre("zhao")) << "what was said of the other instant is void";
}

TEST(Releases, DisarmedItWaits) {
  const ReleasePlan plan = at(kNoon);
  const Result<Release> disarmed = disarm(plan, armed(plan));
  ASSERT_TRUE(disarmed);
  EXPECT_EQ(*disarmed, untouched());
  EXPECT_EQ(disarm(plan, *disarmed).error().code(), Errc::kConflict);
}

TEST(Releases, NothingTakesAReleaseBack) {
  const ReleasePlan plan = at(kNoon);
  const Release out = *release_now(plan, armed(plan), "li", kNoon);
  EXPECT_EQ(arm(plan, out, "zhao", kNoon).error().code(), Errc::kConflict);
  EXPECT_EQ(disarm(plan, out).error().code(), Errc::kConflict);
  EXPECT_EQ(hold(plan, out).error().code(), Errc::kConflict);
  EXPECT_EQ(resume(plan, out, kNoon).error().code(), Errc::kConflict);
  EXPECT_EQ(postpone(plan, out, kNoon + 1h, kNoon).error().code(), Errc::kConflict);
  EXPECT_EQ(release_now(plan, out, "li", kNoon).error().code(), Errc::kConflict);
  EXPECT_FALSE(is_due(plan, out, kNoon + 1h));
}

TEST(Releases, APostGoesOutWithItsReport) {
  const ReleasePlans plans{{kReport, at(kNoon)}, {kStory, story()}};
  const Releases waiting{{kReport, armed(at(kNoon))}};
  EXPECT_THAT(due_releases(plans, waiting, kNoon - 1ms), IsEmpty());
  const std::vector<Release> both = due_releases(plans, waiting, kNoon);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0].subject, kReport);
  EXPECT_EQ(both[1].subject, kStory);
  EXPECT_EQ(both[1].released_at, kNoon);
  EXPECT_EQ(next_due(plans, waiting), kNoon);
}

TEST(Releases, APostThatIsHeldStaysWhenItsReportGoes) {
  const ReleasePlans plans{{kReport, at(kNoon)}, {kStory, story()}};
  Releases releases{{kReport, armed(at(kNoon))}, {kStory, *hold(story(), release_of({}, kStory))}};
  ASSERT_EQ(due_releases(plans, releases, kNoon).size(), 1u);
  releases[kReport] = due_releases(plans, releases, kNoon).front();
  releases[kStory] = *resume(story(), releases[kStory], kNoon + 1min);
  EXPECT_THAT(due_releases(plans, releases, kNoon + 1h), IsEmpty()) << "a hand releases it now";
}

TEST(Releases, APostNeverSpeaksOfAReportThatIsNotOut) {
  ReleasePlan early = story();
  early.subject = kOpened;
  early.with.reset();
  early.at = kNoon - 1h;
  const ReleasePlans plans{{kReport, at(kNoon)}, {kOpened, early}};
  Releases releases{{kReport, armed(at(kNoon))}};
  EXPECT_THAT(due_releases(plans, releases, kNoon - 30min), IsEmpty());
  EXPECT_EQ(due_releases(plans, releases, kNoon).size(), 2u);
}

TEST(Releases, APostWithAnInstantNeedsNoHands) {
  ReleasePlan plan = story();
  plan.subject = kOpened;
  plan.with.reset();
  plan.after.clear();
  plan.at = kNoon;
  const ReleasePlans plans{{kOpened, plan}};
  EXPECT_THAT(due_releases(plans, {}, kNoon - 1ms), IsEmpty());
  ASSERT_EQ(due_releases(plans, {}, kNoon).size(), 1u);
  EXPECT_EQ(due_releases(plans, {}, kNoon).front().released_by, "clock");
  EXPECT_EQ(arm(plan, release_of({}, kOpened), "li", kNoon).error().code(), Errc::kConflict);
}

TEST(CautiousClock, IsTheCivilClockWhileNobodySetsIt) {
  const CautiousClock clock(kNoon, 5000ms);
  EXPECT_EQ(clock.now(kNoon + 90min, 5000ms + 90min), kNoon + 90min);
}

TEST(CautiousClock, NeverRunsAheadOfTheTimeThatPassed) {
  const ReleasePlan plan = at(kNoon);
  const CautiousClock clock(kNoon - 2h, 0ms);
  // Half an hour passes, and somebody sets the civil clock an hour ahead.
  EXPECT_FALSE(is_due(plan, armed(plan), clock.now(kNoon - 30min, 30min)));
  EXPECT_FALSE(is_due(plan, armed(plan), clock.now(kNoon + 59min, 119min)));
  EXPECT_TRUE(is_due(plan, armed(plan), clock.now(kNoon + 1h, 120min)));
  // Or an hour back: later, never earlier.
  EXPECT_FALSE(is_due(plan, armed(plan), clock.now(kNoon - 1h, 120min)));
  EXPECT_TRUE(is_due(plan, armed(plan), clock.now(kNoon, 180min)));
}

}  // namespace
}  // namespace plenary::conference::releases_test
