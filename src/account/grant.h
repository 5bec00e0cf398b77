#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace plenary::account {

/// What somebody is at the conference. What each may do stands in one table: see policy.h.
enum class Role : std::uint8_t {
  kAttendee,
  kSpeaker,
  kInterpreter,
  kPress,
  kExhibitor,
  kProducer,
  kModerator,
  kHost,
  kOrganiser,
};

inline constexpr std::array kEveryRole = {
    Role::kAttendee, Role::kSpeaker,   Role::kInterpreter, Role::kPress,     Role::kExhibitor,
    Role::kProducer, Role::kModerator, Role::kHost,        Role::kOrganiser,
};

/// "moderator", as the API, the command line and the database spell it.
std::string_view name(Role role);
/// Fails with kMalformed for any other word.
base::Result<Role> parse_role(std::string_view word);

/// Where a role holds: in the whole conference, or in one of its parts.
struct Scope {
  enum class Kind : std::uint8_t { kConference, kForum, kSession, kStage, kBooth };

  Kind kind = Kind::kConference;
  std::string id;  ///< A slug; empty for the conference, never empty for a part.

  bool operator==(const Scope&) const = default;
};

/// "conference", "stage/opening-ceremony".
std::string print(const Scope& scope);
/// Fails with kMalformed.
base::Result<Scope> parse_scope(std::string_view text);

/// A role in a scope, given to an account. Everything an account may do beyond what any viewer may
/// comes from its grants.
struct Grant {
  Role role = Role::kAttendee;
  Scope scope;

  bool operator==(const Grant&) const = default;
};

/// "moderator:stage/opening-ceremony", "organiser:conference".
std::string print(const Grant& grant);
/// Reads what print() writes; fails with kMalformed.
base::Result<Grant> parse_grant(std::string_view text);

/// True if one of the grants is of this role, wherever it holds.
bool has_role(std::span<const Grant> grants, Role role);

}  // namespace plenary::account
