#pragma once

#include <chrono>
#include <string>

#include "base/time.h"

namespace plenary::canvas {

/// "14:55:03": the time of day at `utc` where clocks are `zone_offset` ahead of UTC.
std::string time_of_day(base::Instant utc, std::chrono::minutes zone_offset);

/// "UTC+8", "UTC+5:30", "UTC−3": an offset as people write it.
std::string utc_offset_text(std::chrono::minutes zone_offset);

}  // namespace plenary::canvas
