#include "programme/session_state.h"

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

base::Instant announced_end(const Session& session, const SessionState& state) {
  return session.ends_at + state.extended;
}

}  // namespace plenary::programme
