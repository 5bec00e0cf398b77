#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "programme/programme.h"
#include "programme/session_state.h"

namespace plenary::programme {

// Questions about the programme at a given time. `now` is always the conference clock's. Sessions
// are returned as pointers into the programme asked, null where there is none.

/// The session that is live on a stage: the hand said so and has not ended it, whatever the clock
/// says.
const Session* live_on(const Programme& programme, const SessionStates& states,
                       const base::StageId& stage);

/// The session that the timetable proposes to start on a stage: planned, its announced time has
/// come and is not over. Null while another is live there.
const Session* due_on(const Programme& programme, const SessionStates& states,
                      const base::StageId& stage, base::Instant now);

/// The session that people wait for on a stage: the earliest planned one whose announced end is
/// still to come. One that is late stays the next until it starts.
const Session* next_on(const Programme& programme, const SessionStates& states,
                       const base::StageId& stage, base::Instant now);

/// The sessions whose announced beginning falls on `date`, in order of time.
std::vector<const Session*> on_day(const Programme& programme, std::chrono::year_month_day date,
                                   std::chrono::minutes utc_offset);

/// Two sessions whose announced times overlap though they need the same stage or the same person.
struct Clash {
  base::SessionId first;  ///< The one that begins earlier.
  base::SessionId second;
  std::optional<base::PersonId> person;  ///< Absent: the stage is what they share.

  bool operator==(const Clash&) const = default;
};

/// Every clash, in order of the second session. One session may begin at the instant another ends.
std::vector<Clash> find_clashes(const Programme& programme);

}  // namespace plenary::programme
