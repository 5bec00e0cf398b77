#include "account/policy.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace plenary::account::policy_test {
namespace {

Grant grant(std::string_view text) {
  return *parse_grant(text);
}

/// The rights of a role that holds in the whole conference, as words.
std::string rights_of(Role role) {
  const Grant held{role, {}};
  std::string words;
  for (const Right right : kEveryRight) {
    if (may({}, right, {})) continue;  // Everybody's.
    if (may(std::span(&held, 1), right, {}))
      words += (words.empty() ? "" : " ") + std::string(name(right));
  }
  return words;
}

TEST(Policy, IsThisTable) {
  EXPECT_EQ(rights_of(Role::kAttendee), "");
  EXPECT_EQ(rights_of(Role::kSpeaker), "");
  EXPECT_EQ(rights_of(Role::kInterpreter), "");
  EXPECT_EQ(rights_of(Role::kPress), "read_embargoed");
  EXPECT_EQ(rights_of(Role::kExhibitor), "run_booth");
  EXPECT_EQ(rights_of(Role::kProducer), "announce run_stage manage_keys see_figures");
  EXPECT_EQ(rights_of(Role::kModerator), "moderate run_polls announce");
  EXPECT_EQ(rights_of(Role::kHost), "moderate run_polls announce see_figures announce_all");
  EXPECT_EQ(rights_of(Role::kOrganiser),
            "moderate run_polls announce run_stage manage_keys see_figures run_booth "
            "announce_all manage_people export_audience read_embargoed organise");
}

TEST(Policy, NobodyIsAViewerAndNoMore) {
  std::string words;
  for (const Right right : kEveryRight) {
    if (may({}, right, {})) words += std::string(name(right)) + " ";
    EXPECT_EQ(may_somewhere({}, right), may({}, right, {}));
  }
  EXPECT_EQ(words, "watch say ask vote react raise_hand ");
}

TEST(Policy, ARoleHoldsInItsScopeAlone) {
  const Place here{.stage = "main", .session = "opening", .forum = "5g", .booth = "a1"};
  const Place there{.stage = "side", .session = "closing", .forum = "ai", .booth = "b2"};
  for (const char* scope : {"stage/main", "session/opening", "forum/5g", "booth/a1"}) {
    const Grant held = grant(std::string("moderator:") + scope);
    const std::span grants(&held, 1);
    EXPECT_TRUE(may(grants, Right::kModerate, here)) << scope;
    EXPECT_FALSE(may(grants, Right::kModerate, there)) << scope;
    EXPECT_FALSE(may(grants, Right::kModerate, {})) << scope;
    EXPECT_TRUE(may_somewhere(grants, Right::kModerate)) << scope;
    EXPECT_FALSE(may_somewhere(grants, Right::kRunStage)) << scope;
  }
}

TEST(Policy, AnIdCountsOnlyForItsOwnKind) {
  const Grant held = grant("moderator:stage/main");
  EXPECT_FALSE(may(std::span(&held, 1), Right::kModerate,
                   {.session = "main", .forum = "main", .booth = "main"}));
}

TEST(Policy, AnOrganiserOfAStageOrganisesNoConference) {
  const Grant held = grant("organiser:stage/main");
  const std::span grants(&held, 1);
  const Place here{.stage = "main"};
  EXPECT_TRUE(may(grants, Right::kModerate, here));
  for (const Right right :
       {Right::kManagePeople, Right::kOrganise, Right::kExportAudience, Right::kAnnounceAll}) {
    EXPECT_FALSE(may(grants, right, here)) << name(right);
    EXPECT_FALSE(may_somewhere(grants, right)) << name(right);
  }
}

TEST(Policy, BoothStaffRunTheirBoothAndNothingElse) {
  const Grant held = grant("exhibitor:booth/a1");
  const std::span grants(&held, 1);
  const Place here{.stage = "main", .session = "opening", .forum = "5g", .booth = "a1"};
  const Place there{.stage = "main", .session = "opening", .forum = "5g", .booth = "b2"};
  for (const Right right : kEveryRight) {
    if (may({}, right, {})) continue;  // Everybody's.
    EXPECT_EQ(may(grants, right, here), right == Right::kRunBooth) << name(right);
    EXPECT_FALSE(may(grants, right, there)) << name(right);
    EXPECT_FALSE(may(grants, right, {})) << name(right);
  }
}

TEST(Policy, AnEmptyIdCoversNothing) {
  const Grant broken{Role::kModerator, {Scope::Kind::kStage, ""}};
  EXPECT_FALSE(may(std::span(&broken, 1), Right::kModerate, {}));
}

TEST(Policy, EveryRightHasARuleAndAName) {
  std::set<std::string_view> names;
  for (const Right right : kEveryRight) EXPECT_TRUE(names.insert(name(right)).second);
  EXPECT_FALSE(names.contains(""));
}

}  // namespace
}  // namespace plenary::account::policy_test
