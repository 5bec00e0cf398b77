#include "formats/schedule_read.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "formats/guid.h"

namespace plenary::formats {

using base::Errc;
using base::Error;

std::string clean_text(std::string_view text, std::size_t most) {
  std::string clean = printable(base::replace_invalid_utf8(text));
  // What turns the direction of writing around would make a programme read otherwise than it is.
  for (const std::string_view mark :
       {"\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066", "\u2067", "\u2068", "\u2069"}) {
    for (auto at = clean.find(mark); at != std::string::npos; at = clean.find(mark, at)) {
      clean.erase(at, mark.size());
    }
  }
  std::size_t size = std::min(most, clean.size());
  while (size < clean.size() && size > 0 &&
         (static_cast<unsigned char>(clean[size]) & 0xC0U) == 0x80U) {
    --size;
  }
  return std::string(base::trim(std::string_view(clean).substr(0, size)));
}

std::string clean_url(std::string_view url) {
  const std::string clean = clean_text(url, 2'000);
  const bool web = clean.starts_with("https://") || clean.starts_with("http://");
  const bool plain = clean.find_first_of(" \n\"<>\\") == std::string::npos;
  return web && plain && clean.size() > 8 ? clean : std::string();
}

std::chrono::minutes offset_of(std::string_view date_time) {
  if (date_time.size() < 6) return {};
  const std::string_view zone = date_time.substr(date_time.size() - 6);
  if ((zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return {};
  const auto digit = [&zone](std::size_t at) { return zone[at] - '0'; };
  const std::chrono::minutes size((digit(1) * 10 + digit(2)) * 60 + digit(4) * 10 + digit(5));
  return zone[0] == '-' ? -size : size;
}

base::Status settle_event(ScheduleEvent& event, std::string_view date, std::string_view duration,
                          std::string_view end) {
  const std::string which = "the event \"" + event.title.substr(0, 80) + "\" ";
  if (event.title.empty()) return Error(Errc::kMalformed, "an event has no title");
  if (event.room.empty()) return Error(Errc::kMalformed, which + "has no room");
  const auto starts_at = base::parse_rfc3339(date);
  if (!starts_at) {
    return Error(Errc::kMalformed,
                 which + "needs a date with its offset: 2020-07-23T14:30:00+08:00");
  }
  event.starts_at = *starts_at;
  event.utc_offset = offset_of(date);
  const auto ends_at = base::parse_rfc3339(end);
  if (ends_at) {
    event.duration = std::chrono::floor<std::chrono::seconds>(*ends_at - *starts_at);
  } else if (const auto given = parse_duration(duration)) {
    event.duration = *given;
  }
  if (event.duration <= std::chrono::seconds(0) || event.duration > std::chrono::hours(24 * 31)) {
    return Error(Errc::kMalformed, which + "needs a duration: 01:30");
  }
  if (!is_uuid(event.guid)) event.guid.clear();
  return base::Done{};
}

base::Result<Schedule> settle_schedule(Schedule schedule) {
  if (schedule.events.size() > kMostEvents) {
    return Error(Errc::kLimit, "a schedule has at most " + std::to_string(kMostEvents) + " events");
  }
  std::map<std::string, std::size_t> order;
  std::vector<ScheduleRoom> rooms;
  for (ScheduleRoom& room : schedule.rooms) {
    if (room.name.empty() || !order.emplace(room.name, rooms.size()).second) continue;
    rooms.push_back(std::move(room));
  }
  std::set<std::chrono::year_month_day> days(schedule.days.begin(), schedule.days.end());
  std::set<std::string> tracks;
  for (const ScheduleTrack& track : schedule.tracks) tracks.insert(track.name);
  for (ScheduleEvent& event : schedule.events) {
    if (auto mark = take_mark(event)) schedule.cancelled_mark = std::move(*mark);
    if (order.emplace(event.room, rooms.size()).second) rooms.push_back({event.room, {}, {}});
    if (!event.track.empty() && tracks.insert(event.track).second) {
      schedule.tracks.push_back({event.track, {}, {}});
    }
    days.insert(day_of(event));
  }
  if (days.size() > 366) return Error(Errc::kLimit, "a schedule has at most 366 days");
  schedule.rooms = std::move(rooms);
  schedule.days.assign(days.begin(), days.end());
  if (!schedule.events.empty()) schedule.utc_offset = schedule.events.front().utc_offset;
  std::stable_sort(schedule.events.begin(), schedule.events.end(),
                   [&order](const ScheduleEvent& left, const ScheduleEvent& right) {
                     return std::tuple(day_of(left), order[left.room], left.starts_at) <
                            std::tuple(day_of(right), order[right.room], right.starts_at);
                   });
  return schedule;
}

}  // namespace plenary::formats
