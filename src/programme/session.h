#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/link.h"
#include "base/text.h"
#include "base/time.h"
#include "exhibition/exhibitor.h"
#include "programme/special.h"

namespace plenary::programme {

/// What a session is. The last three are behaviour: see special.h.
enum class SessionKind : std::uint8_t {
  kCeremony,
  kForum,
  kKeynote,
  kSpecial,
  kLaunch,
  kSigning,
  kTour,
};

/// What happens during one item of a running order.
enum class ItemKind : std::uint8_t { kWelcome, kAddress, kKeynote, kRelease, kPanel, kFilm };

/// The names used in content files and in the API: "ceremony", "welcome".
const char* name(SessionKind kind);
const char* name(ItemKind kind);

/// One item of a session, in the order in which it happens. Becomes a chapter of the replay.
struct RunningOrderItem {
  std::string id;  ///< A slug, unique within the session.
  ItemKind kind = ItemKind::kKeynote;
  base::LocalisedText title;
  std::optional<base::PersonId> person;              ///< Absent where no source names anybody.
  std::optional<base::OrganisationId> organisation;  ///< Whom the person speaks for.
  std::optional<base::PersonId> moderator;           ///< Of this item, where it has its own.
  bool illustrative = false;                         ///< The item itself is not in a source.
  std::vector<std::string> our_wording;  ///< Languages in which some of the words are ours.
  std::vector<std::string> sources;      ///< Keys of the conference's sources.

  bool operator==(const RunningOrderItem&) const = default;
};

/// One item of the programme: on one stage at a time. What the organiser announced; how it really
/// went is its SessionState. A plain value.
struct Session {
  base::SessionId id;
  base::LocalisedText title;
  SessionKind kind = SessionKind::kForum;
  base::StageId stage;
  std::optional<base::ForumId> forum;
  base::Instant starts_at;          ///< Announced; by the conference clock, as UTC.
  base::Instant ends_at;            ///< Announced, later than starts_at.
  bool times_illustrative = false;  ///< The clock times are ours; `part_of_day` is what is known.
  base::LocalisedText part_of_day;  ///< "afternoon"; may be empty.
  base::LocalisedText abstract;     ///< May be empty.
  std::optional<base::PersonId> moderator;
  std::string language;  ///< BCP 47, in which it is held; empty if nothing says so.
  std::string topic;     ///< An id of the conference's topics; may be empty.
  std::vector<base::Link> materials;
  bool cancelled = false;
  std::vector<RunningOrderItem> running_order;
  bool order_illustrative = false;  ///< What happened is known, in which order is not.
  std::optional<Launch> launch;     ///< Of kLaunch, and of no other; likewise the next two.
  std::optional<Signing> signing;
  std::optional<Tour> tour;
  std::optional<int> places;  ///< How many may sign up; absent: nobody needs to.
  std::vector<exhibition::ExhibitorId> exhibitors;  ///< Whose session it is.
  std::vector<std::string> our_wording;
  std::vector<std::string> sources;

  bool operator==(const Session&) const = default;
};

/// A themed track of sessions.
struct Forum {
  base::ForumId id;
  base::LocalisedText title;
  std::optional<base::OrganisationId> organisation;  ///< Its host.
  std::vector<base::OrganisationId> co_hosts;
  std::string topic;         ///< An id of the conference's topics; may be empty.
  std::string colour;        ///< "#1f6feb"; empty if pages may choose.
  base::LocalisedText text;  ///< What it is about; may be empty.
  std::vector<std::string> our_wording;
  std::vector<std::string> sources;

  bool operator==(const Forum&) const = default;
};

}  // namespace plenary::programme
