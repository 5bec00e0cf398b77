#include "programme/agenda.h"

#include <algorithm>
#include <set>

namespace plenary::programme {
namespace {

SessionPhase phase_of(const SessionStates& states, const Session& session) {
  const auto found = states.find(session.id);
  return found == states.end() ? SessionPhase::kPlanned : found->second.phase;
}

/// Everybody who has to be there.
std::set<base::PersonId> people_of(const Session& session) {
  std::set<base::PersonId> people;
  if (session.moderator) people.insert(*session.moderator);
  for (const RunningOrderItem& item : session.running_order) {
    if (item.person) people.insert(*item.person);
    if (item.moderator) people.insert(*item.moderator);
  }
  return people;
}

/// A session with the people it needs, gathered once.
struct Engagement {
  const Session* session;
  std::set<base::PersonId> people;
};

void add_clashes(const Engagement& first, const Engagement& second, std::vector<Clash>& clashes) {
  const base::SessionId& one = first.session->id;
  const base::SessionId& other = second.session->id;
  if (first.session->stage == second.session->stage) {
    clashes.push_back({one, other, std::nullopt});
  }
  for (const base::PersonId& person : second.people) {
    if (first.people.contains(person)) clashes.push_back({one, other, person});
  }
}

}  // namespace

const Session* live_on(const Programme& programme, const SessionStates& states,
                       const base::StageId& stage) {
  for (const Session& session : programme.sessions) {
    if (session.stage == stage && phase_of(states, session) == SessionPhase::kLive) return &session;
  }
  return nullptr;
}

const Session* due_on(const Programme& programme, const SessionStates& states,
                      const base::StageId& stage, base::Instant now) {
  if (live_on(programme, states, stage)) return nullptr;
  const Session* next = next_on(programme, states, stage, now);
  return next && next->starts_at <= now ? next : nullptr;
}

const Session* next_on(const Programme& programme, const SessionStates& states,
                       const base::StageId& stage, base::Instant now) {
  const Session* next = nullptr;
  for (const Session& session : programme.sessions) {
    if (session.stage != stage || phase_of(states, session) != SessionPhase::kPlanned) continue;
    if (session.cancelled) continue;
    if (announced_end(session, state_of(states, session.id)) <= now) continue;
    if (!next || session.starts_at < next->starts_at) next = &session;
  }
  return next;
}

std::vector<const Session*> on_day(const Programme& programme, std::chrono::year_month_day date,
                                   std::chrono::minutes utc_offset) {
  std::vector<const Session*> sessions;
  for (const Session& session : programme.sessions) {
    if (local_date(session.starts_at, utc_offset) == date) sessions.push_back(&session);
  }
  std::stable_sort(sessions.begin(), sessions.end(), [](const Session* one, const Session* other) {
    return one->starts_at < other->starts_at;
  });
  return sessions;
}

std::vector<Clash> find_clashes(const Programme& programme) {
  std::vector<const Session*> by_start;
  for (const Session& session : programme.sessions) {
    if (!session.cancelled) by_start.push_back(&session);
  }
  std::stable_sort(by_start.begin(), by_start.end(), [](const Session* one, const Session* other) {
    return one->starts_at < other->starts_at;
  });
  std::vector<Clash> clashes;
  std::vector<Engagement> running;  // Those that may still overlap what comes.
  for (const Session* session : by_start) {
    std::erase_if(running, [session](const Engagement& other) {
      return other.session->ends_at <= session->starts_at;
    });
    Engagement engagement{session, people_of(*session)};
    for (const Engagement& other : running) add_clashes(other, engagement, clashes);
    running.push_back(std::move(engagement));
  }
  return clashes;
}

}  // namespace plenary::programme
