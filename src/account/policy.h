#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "account/grant.h"

namespace plenary::account {

/// One thing that can be done. Every route and every act of the audience asks for exactly one.
enum class Right : std::uint8_t {
  // Any viewer's, signed in or not.
  kWatch,
  kSay,
  kAsk,
  kVote,
  kReact,
  kRaiseHand,
  // In a place, by those whose role holds there.
  kModerate,    ///< Take down, time out, ban, label, answer; the rules of a stage's room.
  kRunPolls,    ///< Prepare, open and close polls.
  kAnnounce,    ///< Tell one stage.
  kRunStage,    ///< Take inputs, open and close; start, end and extend sessions.
  kManageKeys,  ///< New keys for publishers.
  kSeeFigures,  ///< Who watched how long, as figures.
  kRunBooth,    ///< A booth's profile, conversations, leads, bookings and figures.
  // In the whole conference only.
  kAnnounceAll,     ///< Tell every stage.
  kManagePeople,    ///< Accounts, grants, invitations, bans.
  kExportAudience,  ///< Everything said, with authors.
  kReadEmbargoed,   ///< Reports and news before they are out.
  kOrganise,        ///< Everything else of the organiser's.
};

inline constexpr std::array kEveryRight = {
    Right::kWatch,       Right::kSay,          Right::kAsk,
    Right::kVote,        Right::kReact,        Right::kRaiseHand,
    Right::kModerate,    Right::kRunPolls,     Right::kAnnounce,
    Right::kRunStage,    Right::kManageKeys,   Right::kSeeFigures,
    Right::kRunBooth,    Right::kAnnounceAll,  Right::kManagePeople,
    Right::kExportAudience, Right::kReadEmbargoed, Right::kOrganise,
};

/// "run_stage", as logs and the API spell it.
std::string_view name(Right right);

/// Where the thing touched is. A message in a forum session's room lies in its stage, its session
/// and its forum at once. All empty: in the whole conference, and so in no part of it.
struct Place {
  std::string stage;
  std::string session;
  std::string forum;
  std::string booth;
};

/// The one table of who may do what; whatever it does not name is refused. A role counts where its
/// scope covers `place`; for the rights of the whole conference only a scope of the conference
/// counts, whatever `place` is.
bool may(std::span<const Grant> grants, Right right, const Place& place);

/// True if the grants give the right in any place at all: for lists, of which each then shows what
/// lies where may() says so.
bool may_somewhere(std::span<const Grant> grants, Right right);

}  // namespace plenary::account
