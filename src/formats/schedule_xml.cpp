#include "formats/schedule_xml.h"

#include <algorithm>
#include <pugixml.hpp>
#include <sstream>

#include "formats/guid.h"
#include "formats/schedule_numbers.h"
#include "formats/schedule_read.h"
#include "formats/xml_parts.h"
#include "programme/programme.h"

namespace plenary::formats {
namespace {

using base::Errc;
using base::Error;

void set(pugi::xml_node node, const char* name, const std::string& text) {
  node.append_attribute(name).set_value(text.c_str());
}

bool is_track_slug(std::string_view slug) {
  return slug.size() >= 2 && slug[0] >= 'a' && slug[0] <= 'z' && base::is_slug(slug);
}

void add_conference(pugi::xml_node root, const Schedule& schedule) {
  pugi::xml_node conference = root.append_child("conference");
  add(conference, "acronym", schedule.acronym);
  add(conference, "title", schedule.title);
  if (!schedule.days.empty()) {
    add(conference, "start", programme::format_date(schedule.days.front()));
    add(conference, "end", programme::format_date(schedule.days.back()));
  }
  add(conference, "days", std::to_string(schedule.days.size()));
  add(conference, "timeslot_duration", "00:05");
  add(conference, "url", schedule.url);
  if (!schedule.time_zone.empty()) add(conference, "time_zone_name", schedule.time_zone);
  for (const ScheduleTrack& track : schedule.tracks) {
    pugi::xml_node node = conference.append_child("track");
    set(node, "name", track.name);
    if (!track.colour.empty()) set(node, "color", track.colour);
    if (is_track_slug(track.slug)) set(node, "slug", track.slug);
  }
}

void add_links(pugi::xml_node parent, const char* list, const char* item,
               const std::vector<ScheduleLink>& links) {
  pugi::xml_node node = parent.append_child(list);
  for (const ScheduleLink& link : links) {
    pugi::xml_node one = node.append_child(item);
    set(one, "href", link.url);
    one.text().set(link.title.c_str());
  }
}

void add_event(pugi::xml_node room, const ScheduleEvent& event, std::string_view mark,
               Numbers& numbers) {
  pugi::xml_node node = room.append_child("event");
  set(node, "guid", event.guid);
  set(node, "id", std::to_string(numbers.of(event.guid)));
  const std::string date = local_time(event.starts_at, event.utc_offset);
  add(node, "date", date);
  add(node, "start", date.substr(11, 5));
  add(node, "duration", format_duration(event.duration));
  add(node, "room", event.room);
  add(node, "slug", event.slug);
  add(node, "url", event.url);
  add(node, "title", marked_title(event, mark));
  add(node, "subtitle", event.subtitle);
  add(node, "track", event.track);
  add(node, "type", event.type);
  add(node, "language", event.language);
  add(node, "abstract", event.abstract);
  add(node, "description", event.description);
  pugi::xml_node persons = node.append_child("persons");
  for (const SchedulePerson& person : event.persons) {
    pugi::xml_node one = persons.append_child("person");
    if (!person.guid.empty()) {
      set(one, "id", std::to_string(number_of(person.guid)));
      set(one, "guid", person.guid);
    }
    one.text().set(person.name.c_str());
  }
  add_links(node, "links", "link", event.links);
  add_links(node, "attachments", "attachment", event.attachments);
}

std::string text_of(pugi::xml_node parent, const char* name, std::size_t most = 64'000) {
  return clean_text(parent.child(name).text().get(), most);
}

std::vector<ScheduleLink> links_of(pugi::xml_node list, const char* item) {
  std::vector<ScheduleLink> links;
  for (const pugi::xml_node one : list.children(item)) {
    const std::string url = clean_url(one.attribute("href").value());
    if (url.empty() || links.size() >= 100) continue;
    links.push_back({clean_text(one.text().get(), 500), url});
  }
  return links;
}

base::Result<ScheduleEvent> event_of(pugi::xml_node node, const std::string& room) {
  ScheduleEvent event;
  event.guid = clean_text(node.attribute("guid").value(), 36);
  event.slug = text_of(node, "slug", 200);
  event.title = text_of(node, "title", 500);
  event.subtitle = text_of(node, "subtitle", 500);
  event.abstract = text_of(node, "abstract");
  event.description = text_of(node, "description");
  event.type = text_of(node, "type", 100);
  event.language = text_of(node, "language", 35);
  event.track = text_of(node, "track", 300);
  event.room = room.empty() ? text_of(node, "room", 300) : room;
  event.url = clean_url(node.child("url").text().get());
  for (const pugi::xml_node one : node.child("persons").children("person")) {
    SchedulePerson person{clean_text(one.text().get(), 300),
                          clean_text(one.attribute("guid").value(), 36)};
    if (!is_uuid(person.guid)) person.guid.clear();
    if (!person.name.empty() && event.persons.size() < 200) event.persons.push_back(person);
  }
  event.links = links_of(node.child("links"), "link");
  event.attachments = links_of(node.child("attachments"), "attachment");
  const base::Status settled =
      settle_event(event, text_of(node, "date", 40), text_of(node, "duration", 20), {});
  if (!settled) return settled.error();
  return event;
}

void read_conference(pugi::xml_node conference, Schedule& schedule) {
  schedule.acronym = text_of(conference, "acronym", 64);
  schedule.title = text_of(conference, "title", 500);
  schedule.time_zone = text_of(conference, "time_zone_name", 64);
  schedule.url = clean_url(conference.child("url").text().get());
  for (const pugi::xml_node track : conference.children("track")) {
    if (schedule.tracks.size() >= 500) break;
    const std::string name = clean_text(track.attribute("name").value(), 300);
    if (name.empty()) continue;
    schedule.tracks.push_back({name, clean_text(track.attribute("slug").value(), 64),
                               clean_text(track.attribute("color").value(), 7)});
  }
}

}  // namespace

std::string write_schedule_xml(const Schedule& schedule) {
  pugi::xml_document document;
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  set(declaration, "version", "1.0");
  set(declaration, "encoding", "UTF-8");
  pugi::xml_node root = document.append_child("schedule");
  pugi::xml_node generator = root.append_child("generator");
  set(generator, "name", "plenary");
  add(root, "version", schedule.version);
  add_conference(root, schedule);

  std::vector<std::chrono::year_month_day> days = schedule.days;
  if (days.empty()) days.emplace_back(std::chrono::sys_days{});
  Numbers numbers;
  auto next = schedule.events.begin();
  for (std::size_t i = 0; i < days.size(); ++i) {
    pugi::xml_node day = root.append_child("day");
    const base::Instant midnight =
        base::Instant(std::chrono::sys_days(days[i])) - schedule.utc_offset;
    set(day, "index", std::to_string(i + 1));
    set(day, "date", programme::format_date(days[i]));
    set(day, "start", local_time(midnight, schedule.utc_offset));
    set(day, "end", local_time(midnight + std::chrono::days(1), schedule.utc_offset));
    for (const ScheduleRoom& room : schedule.rooms) {
      pugi::xml_node node = day.append_child("room");
      set(node, "name", room.name);
      if (!room.guid.empty()) set(node, "guid", room.guid);
      for (; next != schedule.events.end() && day_of(*next) == days[i] && next->room == room.name;
           ++next) {
        add_event(node, *next, schedule.cancelled_mark, numbers);
      }
    }
  }
  std::ostringstream out;
  document.save(out, " ", pugi::format_indent, pugi::encoding_utf8);
  return out.str();
}

base::Result<Schedule> read_schedule_xml(std::string_view text) {
  if (text.size() > kMostScheduleBytes) return Error(Errc::kLimit, "a schedule has at most 8 MiB");
  pugi::xml_document document;
  // Named and numbered characters alone are replaced: pugixml knows no other entities, and a
  // document type is skipped unread.
  const auto parsed = document.load_buffer(
      text.data(), text.size(), pugi::parse_default | pugi::parse_trim_pcdata, pugi::encoding_utf8);
  if (!parsed) {
    return Error(Errc::kMalformed, std::string("not XML: ") + parsed.description() + " at byte " +
                                       std::to_string(parsed.offset));
  }
  const pugi::xml_node root = document.child("schedule");
  if (!root) return Error(Errc::kMalformed, "not a schedule: its root is not <schedule>");
  Schedule schedule;
  schedule.version = text_of(root, "version", 200);
  read_conference(root.child("conference"), schedule);
  for (const pugi::xml_node day : root.children("day")) {
    if (const auto date = parse_date(day.attribute("date").value())) schedule.days.push_back(*date);
    for (const pugi::xml_node room : day.children("room")) {
      const std::string name = clean_text(room.attribute("name").value(), 300);
      std::string uuid = clean_text(room.attribute("guid").value(), 36);
      if (!is_uuid(uuid)) uuid.clear();
      const auto known =
          std::find_if(schedule.rooms.begin(), schedule.rooms.end(),
                       [&name](const ScheduleRoom& one) { return one.name == name; });
      if (known == schedule.rooms.end() && schedule.rooms.size() < 1'000) {
        schedule.rooms.push_back({name, uuid, {}});
      }
      for (const pugi::xml_node event : room.children("event")) {
        auto read = event_of(event, name);
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

}  // namespace plenary::formats
