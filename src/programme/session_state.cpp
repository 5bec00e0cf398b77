#include "programme/session_state.h"

#include <algorithm>

namespace plenary::programme {

using base::Errc;
using base::Error;
using base::Result;

const char* name(SessionPhase phase) {
  switch (phase) {
    case SessionPhase::kPlanned:
      return "planned";
    case SessionPhase::kLive:
      return "live";
    case SessionPhase::kEnded:
      return "ended";
  }
  return "";
}

SessionState state_of(const SessionStates& states, const base::SessionId& id) {
  const auto found = states.find(id);
  if (found != states.end()) return found->second;
  SessionState planned;
  planned.id = id;
  return planned;
}

Result<SessionState> start(SessionState state, base::Instant now) {
  if (state.phase == SessionPhase::kLive) return Error(Errc::kConflict, "the session is live");
  if (state.phase == SessionPhase::kPlanned) state.started_at = now;
  state.phase = SessionPhase::kLive;
  state.ended_at.reset();
  return state;
}

Result<SessionState> end(SessionState state, base::Instant now) {
  if (state.phase != SessionPhase::kLive) return Error(Errc::kConflict, "the session is not live");
  if (now <= *state.started_at) {
    return Error(Errc::kConflict, "the session cannot end before it began");
  }
  state.phase = SessionPhase::kEnded;
  state.ended_at = now;
  return state;
}

Result<SessionState> extend(SessionState state, std::chrono::minutes by) {
  if (state.phase == SessionPhase::kEnded) return Error(Errc::kConflict, "the session has ended");
  if (by.count() == 0 || by > kMostExtension || by < -kMostExtension) {
    return Error(Errc::kLimit, "an extension is 1 to 720 minutes, or as many taken back");
  }
  const std::chrono::minutes extended = state.extended + by;
  if (extended < std::chrono::minutes{0} || extended > kMostExtension) {
    return Error(Errc::kLimit, "all extensions together are 0 to 720 minutes");
  }
  state.extended = extended;
  return state;
}

Result<SessionState> start_item(const Session& session, SessionState state,
                                const std::string& item, base::Instant now) {
  const auto& order = session.running_order;
  const bool has = std::any_of(order.begin(), order.end(),
                               [&](const RunningOrderItem& one) { return one.id == item; });
  if (!has) return Error(Errc::kNotFound, "the running order has no item " + item);
  if (state.phase != SessionPhase::kLive) return Error(Errc::kConflict, "the session is not live");
  state.items[item] = std::max(now, *state.started_at);
  return state;
}

Result<SessionState> unmark_item(SessionState state, const std::string& item) {
  if (state.items.erase(item) == 0) return Error(Errc::kNotFound, "nobody marked " + item);
  return state;
}

std::optional<std::string> running_item(const SessionState& state) {
  const auto last =
      std::max_element(state.items.begin(), state.items.end(),
                       [](const auto& one, const auto& two) { return one.second < two.second; });
  return last == state.items.end() ? std::nullopt : std::optional(last->first);
}

base::Instant announced_end(const Session& session, const SessionState& state) {
  return session.ends_at + state.extended;
}

}  // namespace plenary::programme
