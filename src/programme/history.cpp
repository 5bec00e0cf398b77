#include "programme/history.h"

#include <array>
#include <utility>

namespace plenary::programme {
namespace {

constexpr std::array kChangeNames = {"added",   "moved",   "cancelled",
                                     "resumed", "removed", "changed"};

ChangeKind kind_of(const Announcement& before, const Announcement& after) {
  if (after.cancelled && !before.cancelled) return ChangeKind::kCancelled;
  if (before.cancelled && !after.cancelled) return ChangeKind::kResumed;
  if (before.starts_at != after.starts_at || before.stage != after.stage) return ChangeKind::kMoved;
  return ChangeKind::kChanged;
}

using Announced = std::map<base::SessionId, Announcement>;

Announced announced(const Programme& programme) {
  Announced all;
  for (const Session& session : programme.sessions) all[session.id] = announcement_of(session);
  return all;
}

/// By id, as both maps are.
std::vector<ProgrammeChange> changes_between(const Announced& before, const Announced& after) {
  std::vector<ProgrammeChange> changes;
  auto old = before.begin();
  auto now = after.begin();
  while (old != before.end() || now != after.end()) {
    if (now == after.end() || (old != before.end() && old->first < now->first)) {
      changes.push_back({old->first, ChangeKind::kRemoved, old->second, std::nullopt});
      ++old;
    } else if (old == before.end() || now->first < old->first) {
      changes.push_back({now->first, ChangeKind::kAdded, std::nullopt, now->second});
      ++now;
    } else {
      if (old->second != now->second) {
        changes.push_back(
            {now->first, kind_of(old->second, now->second), old->second, now->second});
      }
      ++old;
      ++now;
    }
  }
  return changes;
}

/// What the history holds to be announced now.
Announced standing(const History& history) {
  Announced all;
  for (const auto& [id, session] : history.sessions) {
    if (!session.removed) all[id] = session.latest;
  }
  return all;
}

}  // namespace

Announcement announcement_of(const Session& session) {
  return {session.title, session.stage, session.starts_at, session.ends_at, session.cancelled};
}

const char* name(ChangeKind kind) {
  return kChangeNames[static_cast<std::size_t>(kind)];
}

ChangeKind change_kind(std::string_view name) {
  for (std::size_t i = 0; i < kChangeNames.size(); ++i) {
    if (name == kChangeNames[i]) return static_cast<ChangeKind>(i);
  }
  return ChangeKind::kChanged;
}

const char* name(SessionStatus status) {
  switch (status) {
    case SessionStatus::kAnnounced:
      return "announced";
    case SessionStatus::kMoved:
      return "moved";
    case SessionStatus::kCancelled:
      return "cancelled";
  }
  return "";
}

std::vector<ProgrammeChange> programme_changes(const Programme& before, const Programme& after) {
  return changes_between(announced(before), announced(after));
}

const SessionHistory* History::of(const base::SessionId& id) const {
  const auto found = sessions.find(id);
  return found == sessions.end() ? nullptr : &found->second;
}

History announce(History history, const Programme& programme, base::Instant now) {
  const bool first = history.sessions.empty() && history.last_number == 0;
  if (first) history.since = now;
  for (ProgrammeChange& change : changes_between(standing(history), announced(programme))) {
    SessionHistory& session = history.sessions[change.session];
    const bool known = change.kind != ChangeKind::kAdded || session.removed;
    if (known) ++session.sequence;
    session.changed_at = now;
    session.removed = change.kind == ChangeKind::kRemoved;
    if (change.before && change.after &&
        (change.before->starts_at != change.after->starts_at ||
         change.before->stage != change.after->stage)) {
      session.moved_from = FormerPlace{change.before->starts_at, change.before->stage};
    }
    if (change.after) session.latest = *change.after;
    if (first) continue;
    history.changes.push_back({++history.last_number, now, session.sequence, std::move(change)});
  }
  if (history.changes.size() > History::kMostEntries) {
    history.changes.erase(
        history.changes.begin(),
        history.changes.end() - static_cast<std::ptrdiff_t>(History::kMostEntries));
  }
  return history;
}

History announce(History history, Things things, base::Instant now) {
  const auto tell = [&](const ThingName& name, ChangeKind kind, const base::LocalisedText& title) {
    history.thing_changes.push_back({++history.last_number, now, name, kind, title});
  };
  if (history.things) {
    for (const auto& [name, thing] : *history.things) {
      if (!things.contains(name)) tell(name, ChangeKind::kRemoved, thing.title);
    }
    for (const auto& [name, thing] : things) {
      const auto before = history.things->find(name);
      if (before == history.things->end()) {
        tell(name, ChangeKind::kAdded, thing.title);
      } else if (before->second != thing) {
        tell(name, ChangeKind::kChanged, thing.title);
      }
    }
  }
  history.things = std::move(things);
  auto& all = history.thing_changes;
  if (all.size() > History::kMostEntries) {
    all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(History::kMostEntries));
  }
  return history;
}

SessionStatus status_of(const Session& session, const History& history) {
  if (session.cancelled) return SessionStatus::kCancelled;
  const SessionHistory* const known = history.of(session.id);
  return known != nullptr && known->moved_from ? SessionStatus::kMoved : SessionStatus::kAnnounced;
}

}  // namespace plenary::programme
