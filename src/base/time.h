#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace plenary::base {

/// An instant of the civil world, UTC, to the millisecond.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;
using Milliseconds = std::chrono::milliseconds;

/// An instant of the machine's monotonic clock: what timers and media go by. Never shown, never stored.
using Moment = std::chrono::steady_clock::time_point;

inline Moment now() {
  return std::chrono::steady_clock::now();
}

/// Gives the present instant. Handed to whatever needs it, so that tests own time.
using UtcClock = std::function<Instant()>;

/// The machine's UTC clock. Only the roof calls this; everything below receives a UtcClock.
Instant real_utc_now();

/// Milliseconds since the machine started, asleep or awake (CLOCK_BOOTTIME): nobody sets this
/// clock. Only the roof calls it.
Milliseconds time_since_boot();

/// "2020-07-23T06:55:00.000Z": RFC 3339, UTC, always milliseconds.
std::string format_rfc3339(Instant instant);

/// Reads an RFC 3339 date-time with "Z" or a numeric offset; fractions beyond milliseconds are cut.
/// Fails with kMalformed, also for a time without zone: a moment needs one.
Result<Instant> parse_rfc3339(std::string_view text);

}  // namespace plenary::base
