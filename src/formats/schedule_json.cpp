#include "formats/schedule_json.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cctype>

#include "formats/guid.h"
#include "formats/schedule_numbers.h"
#include "formats/schedule_read.h"
#include "programme/programme.h"

namespace plenary::formats {
namespace {

namespace json = boost::json;
using base::Errc;
using base::Error;

/// The schema wants a region and a city, or UTC; other names are left to each event's offset.
bool is_zone_of_schema(std::string_view name) {
  if (name == "UTC") return true;
  const std::size_t slash = name.find('/');
  const auto word = [](std::string_view text) {
    return text.size() >= 2 && std::isupper(static_cast<unsigned char>(text[0])) != 0 &&
           std::islower(static_cast<unsigned char>(text[1])) != 0;
  };
  return slash != std::string_view::npos && word(name.substr(0, slash)) &&
         std::all_of(name.begin() + 1, name.begin() + static_cast<std::ptrdiff_t>(slash),
                     [](unsigned char c) { return std::islower(c) != 0; }) &&
         word(name.substr(slash + 1));
}

bool is_slug_of_schema(std::string_view slug) {
  return slug.size() >= 2 && base::is_slug(slug);
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::array links_json(const std::vector<ScheduleLink>& links) {
  json::array array;
  for (const ScheduleLink& link : links) {
    array.emplace_back(json::object{{"url", link.url}, {"title", link.title}, {"type", "related"}});
  }
  return array;
}

json::object event_json(const ScheduleEvent& event, std::string_view mark, Numbers& numbers) {
  const std::string date = local_time(event.starts_at, event.utc_offset);
  json::array persons;
  for (const SchedulePerson& person : event.persons) {
    json::object one{{"name", person.name}};
    if (!person.guid.empty()) {
      one["guid"] = person.guid;
      one["id"] = number_of(person.guid);
    }
    persons.emplace_back(std::move(one));
  }
  return {{"guid", event.guid},
          {"id", numbers.of(event.guid)},
          {"slug", event.slug},
          {"url", event.url},
          {"date", date},
          {"start", date.substr(11, 5)},
          {"end", local_time(event.starts_at + event.duration, event.utc_offset)},
          {"duration", format_duration(std::chrono::floor<std::chrono::minutes>(event.duration))},
          {"room", event.room},
          {"title", marked_title(event, mark)},
          {"subtitle", event.subtitle},
          {"track", text_or_null(event.track)},
          {"type", event.type},
          {"language", text_or_null(event.language)},
          {"abstract", event.abstract},
          {"description", event.description},
          {"persons", std::move(persons)},
          {"links", links_json(event.links)},
          {"attachments", links_json(event.attachments)}};
}

json::array days_json(const Schedule& schedule) {
  json::array days;
  Numbers numbers;
  auto next = schedule.events.begin();
  for (std::size_t i = 0; i < schedule.days.size(); ++i) {
    const base::Instant midnight =
        base::Instant(std::chrono::sys_days(schedule.days[i])) - schedule.utc_offset;
    json::object rooms;
    for (; next != schedule.events.end() && day_of(*next) == schedule.days[i]; ++next) {
      json::value& list = rooms[next->room];
      if (!list.is_array()) list = json::array();
      list.as_array().emplace_back(event_json(*next, schedule.cancelled_mark, numbers));
    }
    days.emplace_back(
        json::object{{"index", i + 1},
                     {"date", programme::format_date(schedule.days[i])},
                     {"day_start", local_time(midnight, schedule.utc_offset)},
                     {"day_end", local_time(midnight + std::chrono::days(1), schedule.utc_offset)},
                     {"rooms", std::move(rooms)}});
  }
  return days;
}

json::object conference_json(const Schedule& schedule) {
  const std::string none = "1970-01-01";
  json::array rooms;
  for (const ScheduleRoom& room : schedule.rooms) {
    json::object one{{"name", room.name}, {"guid", room.guid}};
    if (is_slug_of_schema(room.slug)) one["slug"] = room.slug;
    if (!room.slug.empty()) one["stream_id"] = room.slug;
    rooms.emplace_back(std::move(one));
  }
  json::array tracks;
  for (const ScheduleTrack& track : schedule.tracks) {
    json::object one{{"name", track.name}};
    if (is_slug_of_schema(track.slug)) one["slug"] = track.slug;
    if (!track.colour.empty()) one["color"] = track.colour;
    tracks.emplace_back(std::move(one));
  }
  json::object conference{
      {"acronym", schedule.acronym},
      {"title", schedule.title},
      {"start", schedule.days.empty() ? none : programme::format_date(schedule.days.front())},
      {"end", schedule.days.empty() ? none : programme::format_date(schedule.days.back())},
      {"daysCount", schedule.days.size()},
      {"timeslot_duration", "00:05"},
      {"url", schedule.url},
      {"rooms", std::move(rooms)},
      {"tracks", std::move(tracks)},
      {"days", days_json(schedule)}};
  if (is_zone_of_schema(schedule.time_zone)) conference["time_zone_name"] = schedule.time_zone;
  return conference;
}

/// A member that may be missing, null, or of another type than it should be.
std::string text_of(const json::object& object, std::string_view name, std::size_t most = 64'000) {
  const json::value* const value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return {};
  return clean_text(std::string_view(value->get_string()), most);
}

const json::array& list_of(const json::object& object, std::string_view name) {
  static const json::array none;
  const json::value* const value = object.if_contains(name);
  return value != nullptr && value->is_array() ? value->get_array() : none;
}

const json::object& object_of(const json::value* value) {
  static const json::object none;
  return value != nullptr && value->is_object() ? value->get_object() : none;
}

std::vector<ScheduleLink> links_of(const json::array& list) {
  std::vector<ScheduleLink> links;
  for (const json::value& one : list) {
    const json::object& object = object_of(&one);
    const std::string url = clean_url(text_of(object, "url", 2'000));
    if (!url.empty() && links.size() < 100) links.push_back({text_of(object, "title", 500), url});
  }
  return links;
}

base::Result<ScheduleEvent> event_of(const json::object& object, const std::string& room) {
  ScheduleEvent event;
  event.guid = text_of(object, "guid", 36);
  event.slug = text_of(object, "slug", 200);
  event.title = text_of(object, "title", 500);
  event.subtitle = text_of(object, "subtitle", 500);
  event.abstract = text_of(object, "abstract");
  event.description = text_of(object, "description");
  event.type = text_of(object, "type", 100);
  event.language = text_of(object, "language", 35);
  event.track = text_of(object, "track", 300);
  event.room = room;
  event.url = clean_url(text_of(object, "url", 2'000));
  for (const json::value& one : list_of(object, "persons")) {
    const json::object& person = object_of(&one);
    std::string name = text_of(person, "name", 300);
    if (name.empty()) name = text_of(person, "public_name", 300);
    std::string uuid = text_of(person, "guid", 36);
    if (!is_uuid(uuid)) uuid.clear();
    if (!name.empty() && event.persons.size() < 200) event.persons.push_back({name, uuid});
  }
  event.links = links_of(list_of(object, "links"));
  event.attachments = links_of(list_of(object, "attachments"));
  const base::Status settled =
      settle_event(event, text_of(object, "date", 40), text_of(object, "duration", 20),
                   text_of(object, "end", 40));
  if (!settled) return settled.error();
  return event;
}

void read_conference(const json::object& conference, Schedule& schedule) {
  schedule.acronym = text_of(conference, "acronym", 64);
  schedule.title = text_of(conference, "title", 500);
  schedule.time_zone = text_of(conference, "time_zone_name", 64);
  schedule.url = clean_url(text_of(conference, "url", 2'000));
  for (const json::value& one : list_of(conference, "rooms")) {
    const json::object& room = object_of(&one);
    std::string uuid = text_of(room, "guid", 36);
    if (!is_uuid(uuid)) uuid.clear();
    std::string slug = text_of(room, "slug", 64);
    if (slug.empty()) slug = text_of(room, "stream_id", 64);
    if (schedule.rooms.size() < 1'000) {
      schedule.rooms.push_back({text_of(room, "name", 300), uuid, slug});
    }
  }
  for (const json::value& one : list_of(conference, "tracks")) {
    const json::object& track = object_of(&one);
    const std::string name = text_of(track, "name", 300);
    if (!name.empty() && schedule.tracks.size() < 500) {
      schedule.tracks.push_back({name, text_of(track, "slug", 64), text_of(track, "color", 7)});
    }
  }
}

base::Result<Schedule> schedule_of_json(const json::object& root) {
  const json::object& body = object_of(root.if_contains("schedule"));
  const json::object& conference = object_of(body.if_contains("conference"));
  if (conference.empty()) return Error(Errc::kMalformed, "not a schedule: no schedule.conference");
  Schedule schedule;
  schedule.version = text_of(body, "version", 200);
  read_conference(conference, schedule);
  for (const json::value& one : list_of(conference, "days")) {
    const json::object& day = object_of(&one);
    if (const auto date = parse_date(text_of(day, "date", 40))) schedule.days.push_back(*date);
    for (const auto& [name, events] : object_of(day.if_contains("rooms"))) {
      if (!events.is_array()) continue;
      const std::string room = clean_text(std::string_view(name), 300);
      for (const json::value& event : events.get_array()) {
        auto read = event_of(object_of(&event), room);
        if (!read) return read.error();
        schedule.events.push_back(std::move(*read));
        if (schedule.events.size() > kMostEvents) {
          return Error(Errc::kLimit, "a schedule has at most 5,000 events");
        }
      }
    }
  }
  return settle_schedule(std::move(schedule));
}

}  // namespace

std::string write_schedule_json(const Schedule& schedule) {
  return json::serialize(json::object{
      {"$schema", "https://c3voc.de/schedule/schema.json"},
      {"generator", json::object{{"name", "plenary"}}},
      {"schedule",
       json::object{{"version", schedule.version}, {"conference", conference_json(schedule)}}}});
}

base::Result<Schedule> read_schedule_json(std::string_view text) {
  if (text.size() > kMostScheduleBytes) return Error(Errc::kLimit, "a schedule has at most 8 MiB");
  boost::system::error_code failed;
  json::parse_options options;
  options.max_depth = 32;
  const json::value root = json::parse({text.data(), text.size()}, failed, {}, options);
  if (failed) return Error(Errc::kMalformed, "not JSON: " + failed.message());
  return schedule_of_json(object_of(&root));
}

}  // namespace plenary::formats
