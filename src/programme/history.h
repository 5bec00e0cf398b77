#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"
#include "programme/programme.h"

namespace plenary::programme {

/// What was told of a session, and would have to be told again if it changed.
struct Announcement {
  base::LocalisedText title;
  base::StageId stage;
  base::Instant starts_at;
  base::Instant ends_at;
  bool cancelled = false;

  bool operator==(const Announcement&) const = default;
};

Announcement announcement_of(const Session& session);

enum class ChangeKind : std::uint8_t {
  kAdded,
  kMoved,  ///< To another beginning or another stage.
  kCancelled,
  kResumed,  ///< Cancelled before, and on again.
  kRemoved,  ///< The programme does not have it any more.
  kChanged,  ///< In its title or its end alone.
};

/// The name used in the API: "added", "moved"; and back, kChanged for a word that is none.
const char* name(ChangeKind kind);
ChangeKind change_kind(std::string_view name);

/// One session that two programmes tell differently.
struct ProgrammeChange {
  base::SessionId session;
  ChangeKind kind = ChangeKind::kChanged;
  std::optional<Announcement> before;  ///< Absent for what was added.
  std::optional<Announcement> after;   ///< Absent for what was removed.

  bool operator==(const ProgrammeChange&) const = default;
};

/// What became of the sessions from one programme to the next, in order of their ids.
std::vector<ProgrammeChange> programme_changes(const Programme& before, const Programme& after);

/// Where and when a session was to be before it was moved.
struct FormerPlace {
  base::Instant starts_at;
  base::StageId stage;
  bool operator==(const FormerPlace&) const = default;
};

/// What has been announced of one session so far.
struct SessionHistory {
  Announcement latest;
  std::optional<FormerPlace> moved_from;  ///< Before its last move.
  std::uint32_t sequence = 0;             ///< How often it changed: SEQUENCE of RFC 5545.
  base::Instant changed_at;               ///< When that was told; at first, when it was added.
  bool removed = false;

  bool operator==(const SessionHistory&) const = default;
};

/// A change with the time at which it was told.
struct ChangeEntry {
  std::uint64_t number = 0;  ///< From 1, without gaps.
  base::Instant at;
  std::uint32_t sequence = 0;  ///< Of the session, after the change.
  ProgrammeChange change;

  bool operator==(const ChangeEntry&) const = default;
};

/// Something beside the sessions that was announced: a person, a report, a post, an exhibitor.
struct Thing {
  base::LocalisedText title;
  std::string told;  ///< Another text as soon as anything is told differently.

  bool operator==(const Thing&) const = default;
};

/// Its kind and its id: "person", "he-guili".
using ThingName = std::pair<std::string, std::string>;
using Things = std::map<ThingName, Thing>;

/// One of them that was added, changed or removed.
struct ThingChange {
  std::uint64_t number = 0;  ///< In one sequence with the changes of sessions.
  base::Instant at;
  ThingName thing;
  ChangeKind kind = ChangeKind::kChanged;
  base::LocalisedText title;  ///< Of what was removed, its last.

  bool operator==(const ThingChange&) const = default;
};

/// Everything that was ever announced of the sessions, and what is told beside them. A plain value,
/// stored whole.
struct History {
  static constexpr std::size_t kMostEntries = 500;

  base::Instant since;  ///< When the first programme was announced.
  std::map<base::SessionId, SessionHistory> sessions;
  std::vector<ChangeEntry> changes;  ///< Oldest first; the oldest fall away.
  std::uint64_t last_number = 0;
  std::optional<Things> things;            ///< Absent until they were announced once.
  std::vector<ThingChange> thing_changes;  ///< As `changes`.

  /// Null if nothing was ever announced of it.
  const SessionHistory* of(const base::SessionId& id) const;

  bool operator==(const History&) const = default;
};

/// The history once `programme` is announced at `now`; the same if it tells nothing new. The first
/// announcement of all is no change.
History announce(History history, const Programme& programme, base::Instant now);

/// The same for what is told beside the sessions. Give it what is public, and nothing else.
History announce(History history, Things things, base::Instant now);

/// How a session stands against what was announced of it.
enum class SessionStatus : std::uint8_t { kAnnounced, kMoved, kCancelled };

/// "announced", "moved", "cancelled".
const char* name(SessionStatus status);
SessionStatus status_of(const Session& session, const History& history);

}  // namespace plenary::programme
