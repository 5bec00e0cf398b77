#include "account/policy.h"

#include <algorithm>
#include <initializer_list>

namespace plenary::account {
namespace {

enum class Reach : std::uint8_t { kAnybody, kInPlace, kConference };

struct Rule {
  Right right;
  std::string_view name;
  Reach reach;
  std::uint16_t roles;  // One bit a role.
};

constexpr std::uint16_t bit(Role role) {
  return static_cast<std::uint16_t>(1U << static_cast<unsigned>(role));
}

constexpr std::uint16_t any_of(std::initializer_list<Role> roles) {
  std::uint16_t bits = 0;
  for (const Role role : roles) bits = static_cast<std::uint16_t>(bits | bit(role));
  return bits;
}

using enum Role;

constexpr Rule kRules[] = {
    {Right::kWatch, "watch", Reach::kAnybody, 0},
    {Right::kSay, "say", Reach::kAnybody, 0},
    {Right::kAsk, "ask", Reach::kAnybody, 0},
    {Right::kVote, "vote", Reach::kAnybody, 0},
    {Right::kReact, "react", Reach::kAnybody, 0},
    {Right::kRaiseHand, "raise_hand", Reach::kAnybody, 0},
    {Right::kModerate, "moderate", Reach::kInPlace, any_of({kModerator, kHost, kOrganiser})},
    {Right::kRunPolls, "run_polls", Reach::kInPlace, any_of({kModerator, kHost, kOrganiser})},
    {Right::kAnnounce, "announce", Reach::kInPlace,
     any_of({kModerator, kHost, kProducer, kOrganiser})},
    {Right::kRunStage, "run_stage", Reach::kInPlace, any_of({kProducer, kOrganiser})},
    {Right::kManageKeys, "manage_keys", Reach::kInPlace, any_of({kProducer, kOrganiser})},
    {Right::kSeeFigures, "see_figures", Reach::kInPlace, any_of({kHost, kProducer, kOrganiser})},
    {Right::kRunBooth, "run_booth", Reach::kInPlace, any_of({kExhibitor, kOrganiser})},
    {Right::kAnnounceAll, "announce_all", Reach::kConference, any_of({kHost, kOrganiser})},
    {Right::kManagePeople, "manage_people", Reach::kConference, any_of({kOrganiser})},
    {Right::kExportAudience, "export_audience", Reach::kConference, any_of({kOrganiser})},
    {Right::kReadEmbargoed, "read_embargoed", Reach::kConference, any_of({kPress, kOrganiser})},
    {Right::kOrganise, "organise", Reach::kConference, any_of({kOrganiser})},
};

const Rule* rule_of(Right right) {
  const auto* const found = std::find_if(std::begin(kRules), std::end(kRules),
                                         [&](const Rule& rule) { return rule.right == right; });
  return found == std::end(kRules) ? nullptr : found;
}

bool covers(const Scope& scope, const Place& place) {
  switch (scope.kind) {
    case Scope::Kind::kConference:
      return true;
    case Scope::Kind::kForum:
      return !scope.id.empty() && scope.id == place.forum;
    case Scope::Kind::kSession:
      return !scope.id.empty() && scope.id == place.session;
    case Scope::Kind::kStage:
      return !scope.id.empty() && scope.id == place.stage;
    case Scope::Kind::kBooth:
      return !scope.id.empty() && scope.id == place.booth;
  }
  return false;
}

}  // namespace

std::string_view name(Right right) {
  const Rule* const rule = rule_of(right);
  return rule == nullptr ? std::string_view() : rule->name;
}

bool may(std::span<const Grant> grants, Right right, const Place& place) {
  const Rule* const rule = rule_of(right);
  if (rule == nullptr) return false;
  if (rule->reach == Reach::kAnybody) return true;
  const Place& asked = rule->reach == Reach::kConference ? Place() : place;
  return std::any_of(grants.begin(), grants.end(), [&](const Grant& grant) {
    return (rule->roles & bit(grant.role)) != 0 && covers(grant.scope, asked);
  });
}

bool may_somewhere(std::span<const Grant> grants, Right right) {
  const Rule* const rule = rule_of(right);
  if (rule == nullptr) return false;
  if (rule->reach != Reach::kInPlace) return may(grants, right, {});
  return std::any_of(grants.begin(), grants.end(),
                     [&](const Grant& grant) { return (rule->roles & bit(grant.role)) != 0; });
}

}  // namespace plenary::account
