#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/schedule.h"

namespace plenary::formats {

/// schedule.json of c3voc and pretalx, valid by its JSON Schema.
std::string write_schedule_json(const Schedule& schedule);

/// Reads any writer's. Fails with kLimit beyond kMostScheduleBytes, kMostEvents or 32 levels,
/// kMalformed with a sentence that names the event.
base::Result<Schedule> read_schedule_json(std::string_view text);

}  // namespace plenary::formats
