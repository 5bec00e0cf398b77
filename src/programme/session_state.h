#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

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
  /// When items of the running order began, by their ids: the replay's chapters. What nobody marked
  /// is absent.
  std::map<std::string, base::Instant> items;

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

/// `state` with `item` of the running order beginning at `now` (real UTC). Marked again it begins
/// anew: the last press is the right one. Fails with kConflict unless the session is live, with
/// kNotFound if the session has no such item.
base::Result<SessionState> start_item(const Session& session, SessionState state,
                                      const std::string& item, base::Instant now);

/// `state` with the mark of `item` taken back, also after the session. Fails with kNotFound if
/// there is none.
base::Result<SessionState> unmark_item(SessionState state, const std::string& item);

/// The item that began last; nothing if none is marked.
std::optional<std::string> running_item(const SessionState& state);

/// The end as it is announced now: the planned one and the extension. A session that is live goes
/// on beyond it until it is ended by hand.
base::Instant announced_end(const Session& session, const SessionState& state);

}  // namespace plenary::programme
