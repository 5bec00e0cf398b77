#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "formats/schedule.h"

namespace plenary::formats {

/// A text of a file as it is kept: clean UTF-8, printable, trimmed, at most `most` bytes.
std::string clean_text(std::string_view text, std::size_t most = 64'000);

/// `url` if it is one of http or https without blanks, else nothing at all.
std::string clean_url(std::string_view url);

/// "+08:00" at the end of a date-time, as minutes; 0 for Z.
std::chrono::minutes offset_of(std::string_view date_time);

/// What both spellings share once an event is read: its dates, and that it names what is needed.
/// `end` may be empty.
base::Status settle_event(ScheduleEvent& event, std::string_view date, std::string_view duration,
                          std::string_view end);

/// Once everything is read: rooms that only events name, days in order, the zone's offset.
base::Result<Schedule> settle_schedule(Schedule schedule);

}  // namespace plenary::formats
