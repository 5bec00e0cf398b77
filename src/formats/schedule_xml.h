#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/schedule.h"

namespace plenary::formats {

/// schedule.xml of frab, valid by its XML Schema: application/vnd.c3voc.schedule+xml. A schedule
/// without a day is written with one that is empty.
std::string write_schedule_xml(const Schedule& schedule);

/// Reads any writer's. No entity is expanded, no document type read, nothing fetched. Fails with
/// kLimit beyond kMostScheduleBytes or kMostEvents, kMalformed with a sentence that names the
/// event.
base::Result<Schedule> read_schedule_xml(std::string_view text);

}  // namespace plenary::formats
