#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>

#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "programme/session.h"

namespace plenary::programme {

/// Where a session stands. Only the hand moves it: the timetable proposes, no clock ever ends a
/// session.
enum class SessionPhase : std::uint8_t { kPlanned, kLive, kEnded };

/// The name used in records and in the API: "planned", "live", "ended".
const char* name(SessionPhase phase);

/// How a session really goes. A plain value, stored whole. Its instants are real UTC, because the
/// replay is cut by them; what people read is shifted to the conference clock where it is shown.
struct SessionState {
  base::SessionId id;
  SessionPhase phase = SessionPhase::kPlanned;
  std::optional<base::Instant> started_at;  ///< Present once live.
  std::optional<base::Instant> ended_at;    ///< Present only while ended; later than started_at.
  std::chrono::minutes extended{0};  ///< By hand, onto the announced end; 0 to kMostExtension.

  bool operator==(const SessionState&) const = default;
};

inline constexpr std::chrono::minutes kMostExtension{12 * 60};

/// The states of those sessions that were ever touched; one that is absent is planned.
using SessionStates = std::map<base::SessionId, SessionState>;

/// The state of `id`, planned if `states` does not know it.
SessionState state_of(const SessionStates& states, const base::SessionId& id);

/// `state` once its session is on at `now` (real UTC). A session that was ended by mistake goes on:
/// it keeps its beginning, so that the replay holds it whole. Fails with kConflict if it is live.
base::Result<SessionState> start(SessionState state, base::Instant now);

/// `state` once its session ended at `now` (real UTC). Fails with kConflict unless it is live and
/// began before `now`.
base::Result<SessionState> end(SessionState state, base::Instant now);

/// `state` with its announced end moved by `by`, which may be negative to take an extension back.
/// Fails with kConflict once the session has ended, with kLimit if `by` is zero or the whole
/// extension would leave 0 to kMostExtension.
base::Result<SessionState> extend(SessionState state, std::chrono::minutes by);

/// The end as it is announced now: the planned one and the extension. A session that is live goes
/// on beyond it until it is ended by hand.
base::Instant announced_end(const Session& session, const SessionState& state);

}  // namespace plenary::programme
