#include "account/grant.h"

#include <algorithm>
#include <utility>

#include "base/ids.h"

namespace plenary::account {
namespace {

using base::Errc;
using base::Error;
using Kind = Scope::Kind;

constexpr std::pair<Kind, std::string_view> kKinds[] = {
    {Kind::kConference, "conference"}, {Kind::kForum, "forum"}, {Kind::kSession, "session"},
    {Kind::kStage, "stage"},           {Kind::kBooth, "booth"},
};

}  // namespace

std::string_view name(Role role) {
  switch (role) {
    case Role::kAttendee:
      return "attendee";
    case Role::kSpeaker:
      return "speaker";
    case Role::kInterpreter:
      return "interpreter";
    case Role::kPress:
      return "press";
    case Role::kExhibitor:
      return "exhibitor";
    case Role::kProducer:
      return "producer";
    case Role::kModerator:
      return "moderator";
    case Role::kHost:
      return "host";
    case Role::kOrganiser:
      return "organiser";
  }
  return "attendee";
}

base::Result<Role> parse_role(std::string_view word) {
  const auto found = std::find_if(kEveryRole.begin(), kEveryRole.end(),
                                  [&](Role role) { return name(role) == word; });
  if (found == kEveryRole.end()) return Error(Errc::kMalformed, "no such role");
  return *found;
}

std::string print(const Scope& scope) {
  for (const auto& [kind, word] : kKinds) {
    if (kind != scope.kind) continue;
    return kind == Kind::kConference ? std::string(word) : std::string(word) + "/" + scope.id;
  }
  return "conference";
}

base::Result<Scope> parse_scope(std::string_view text) {
  if (text == "conference") return Scope{};
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return Error(Errc::kMalformed, "a scope is KIND/ID");
  const std::string_view id = text.substr(slash + 1);
  for (const auto& [kind, word] : kKinds) {
    if (kind == Kind::kConference || word != text.substr(0, slash)) continue;
    if (!base::is_slug(id)) return Error(Errc::kMalformed, "a scope's id is none");
    return Scope{kind, std::string(id)};
  }
  return Error(Errc::kMalformed, "no such kind of scope");
}

std::string print(const Grant& grant) {
  return std::string(name(grant.role)) + ":" + print(grant.scope);
}

base::Result<Grant> parse_grant(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return Error(Errc::kMalformed, "a grant is ROLE:SCOPE");
  const auto role = parse_role(text.substr(0, colon));
  if (!role) return role.error();
  auto scope = parse_scope(text.substr(colon + 1));
  if (!scope) return scope.error();
  return Grant{*role, std::move(*scope)};
}

bool has_role(std::span<const Grant> grants, Role role) {
  return std::any_of(grants.begin(), grants.end(),
                     [&](const Grant& grant) { return grant.role == role; });
}

}  // namespace plenary::account
