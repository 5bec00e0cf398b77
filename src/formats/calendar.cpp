#include "formats/calendar.h"

#include <libical/ical.h>
#include <unicode/vtzone.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "conference/zone.h"
#include "formats/illustrative.h"

namespace plenary::formats {
namespace {

using conference::Content;
using programme::History;
using programme::Session;
using programme::SessionHistory;

constexpr const char* kProduct = "-//Plenary//Programme//EN";
constexpr std::string_view kEnd = "END:VCALENDAR\r\n";

struct FreeComponent {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;

std::string text_of(icalcomponent* component) {
  const std::unique_ptr<char, decltype(&std::free)> text(icalcomponent_as_ical_string_r(component),
                                                         &std::free);
  return text ? std::string(text.get()) : std::string();
}

void attach(icalcomponent* component, icalproperty* property) {
  icalcomponent_add_property(component, property);
}

void add_x(icalcomponent* component, const char* name, const std::string& value) {
  icalproperty* property = icalproperty_new_x(value.c_str());
  icalproperty_set_x_name(property, name);
  attach(component, property);
}

icaltimetype utc_time(base::Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  return icaltime_from_timet_with_zone(static_cast<time_t>(seconds.time_since_epoch().count()), 0,
                                       icaltimezone_get_utc_timezone());
}

/// The wall clock's numbers, as a time that belongs to no zone by itself.
icaltimetype floating_time(base::Instant local) {
  icaltimetype time = utc_time(local);
  time.zone = nullptr;
  return time;
}

/// The rules of the conference's zone from a year before its first session on; empty if ICU has
/// none.
std::string zone_text(const std::string& name, base::Instant first) {
  if (name.empty() || name == "UTC") return {};
  const std::unique_ptr<icu::VTimeZone> zone(
      icu::VTimeZone::createVTimeZoneByID(icu::UnicodeString::fromUTF8(name)));
  if (!zone) return {};
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString rules;
  const base::Instant from = first - std::chrono::days(366);
  zone->write(static_cast<UDate>(from.time_since_epoch().count()), rules, status);
  if (U_FAILURE(status)) return {};
  std::string text;
  rules.toUTF8String(text);
  // What ICU says of itself there is of no use to a calendar.
  for (auto at = text.find("X-TZINFO:"); at != std::string::npos; at = text.find("X-TZINFO:", at)) {
    const auto end = text.find("\r\n", at);
    text.erase(at, end == std::string::npos ? std::string::npos : end + 2 - at);
  }
  return text;
}

void add_alarm(icalcomponent* event, const std::string& title) {
  icalcomponent* const alarm = icalcomponent_new(ICAL_VALARM_COMPONENT);
  icaltriggertype trigger{};
  trigger.duration = icaldurationtype_from_int(-600);
  attach(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
  attach(alarm, icalproperty_new_description(title.c_str()));
  attach(alarm, icalproperty_new_trigger(trigger));
  icalcomponent_add_component(event, alarm);
}

/// Writes one session at a time.
class EventWriter {
 public:
  EventWriter(const Content& content, const Rendering& rendering, bool zoned)
      : content_(content), rendering_(rendering), zoned_(zoned) {}

  std::string write(const base::SessionId& id, const SessionHistory& history,
                    const Session* session, bool alarm) const {
    const Component event(icalcomponent_new(ICAL_VEVENT_COMPONENT));
    const programme::Announcement& told = history.latest;
    const std::string title = words(told.title);
    const bool cancelled = told.cancelled || history.removed;
    attach(event.get(),
           icalproperty_new_uid((id.text() + "." + content_.id.text() + "@plenary").c_str()));
    attach(event.get(), icalproperty_new_sequence(static_cast<int>(history.sequence)));
    attach(event.get(), icalproperty_new_dtstamp(utc_time(history.changed_at)));
    attach(event.get(), icalproperty_new_lastmodified(utc_time(history.changed_at)));
    add_time(event.get(), icalproperty_new_dtstart(time(told.starts_at)));
    add_time(event.get(), icalproperty_new_dtend(time(told.ends_at)));
    attach(event.get(), icalproperty_new_summary(title.c_str()));
    attach(event.get(),
           icalproperty_new_status(cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
    if (const auto* stage = content_.programme.stage(told.stage)) {
      attach(event.get(), icalproperty_new_location(words(stage->title).c_str()));
    }
    attach(event.get(), icalproperty_new_url(session_url(rendering_, id).c_str()));
    if (session != nullptr) add_details(event.get(), *session);
    if (alarm && !cancelled) add_alarm(event.get(), title);
    return text_of(event.get());
  }

 private:
  std::string words(const base::LocalisedText& text) const {
    return formats::words(text, content_, rendering_);
  }

  std::chrono::minutes offset(base::Instant instant) const {
    return conference::zone_offset(content_.time_zone, instant).value_or(content_.utc_offset);
  }
  icaltimetype time(base::Instant instant) const {
    return zoned_ ? floating_time(instant + offset(instant)) : utc_time(instant);
  }
  void add_time(icalcomponent* event, icalproperty* property) const {
    if (zoned_) {
      icalproperty_add_parameter(property, icalparameter_new_tzid(content_.time_zone.c_str()));
    }
    attach(event, property);
  }

  void add_details(icalcomponent* event, const Session& session) const {
    std::string text = words(session.abstract);
    const auto speak = [&](const std::optional<base::PersonId>& id) {
      const people::Person* person = id ? content_.person(*id) : nullptr;
      if (person == nullptr) return;
      if (!text.empty()) text += "\n";
      text += words(person->name);
    };
    speak(session.moderator);
    for (const auto& item : session.running_order) speak(item.person);
    if (session.times_illustrative) {
      text += (text.empty() ? "" : "\n") + illustrative_times(rendering_.language);
    }
    if (!text.empty()) text += "\n";
    text += stage_url(rendering_, session.stage);
    attach(event, icalproperty_new_description(text.c_str()));
    if (!session.forum) return;
    if (const auto* forum = content_.forum(*session.forum)) {
      attach(event, icalproperty_new_categories(words(forum->title).c_str()));
    }
  }

  const Content& content_;
  const Rendering& rendering_;
  const bool zoned_;
};

}  // namespace

std::string event_text(const Appointment& told) {
  const Component event(icalcomponent_new(ICAL_VEVENT_COMPONENT));
  attach(event.get(), icalproperty_new_uid(told.uid.c_str()));
  attach(event.get(), icalproperty_new_sequence(told.sequence));
  attach(event.get(), icalproperty_new_dtstamp(utc_time(told.changed_at)));
  attach(event.get(), icalproperty_new_lastmodified(utc_time(told.changed_at)));
  attach(event.get(), icalproperty_new_dtstart(utc_time(told.starts_at)));
  attach(event.get(), icalproperty_new_dtend(utc_time(told.ends_at)));
  attach(event.get(), icalproperty_new_summary(told.title.c_str()));
  attach(event.get(),
         icalproperty_new_status(told.cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
  if (!told.url.empty()) attach(event.get(), icalproperty_new_url(told.url.c_str()));
  if (!told.description.empty()) {
    attach(event.get(), icalproperty_new_description(told.description.c_str()));
  }
  if (!told.cancelled) add_alarm(event.get(), told.title);
  return text_of(event.get());
}

CalendarBook::CalendarBook(const Content& content, const History& history,
                           const Rendering& rendering)
    : title_(words(content.title, content, rendering)), time_zone_(content.time_zone) {
  base::Instant first = history.since;
  for (const auto& [id, session] : history.sessions) {
    first = std::min(first, session.latest.starts_at);
  }
  zone_ = zone_text(content.time_zone, first);
  const EventWriter writer(content, rendering, !zone_.empty());
  for (const auto& [id, session] : history.sessions) {
    const Session* const now = content.programme.session(id);
    events_[id] = {writer.write(id, session, now, false), writer.write(id, session, now, true)};
  }
}

std::string CalendarBook::calendar(const std::string& name, const std::string& events) const {
  const Component calendar(icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
  attach(calendar.get(), icalproperty_new_version("2.0"));
  attach(calendar.get(), icalproperty_new_prodid(kProduct));
  attach(calendar.get(), icalproperty_new_calscale("GREGORIAN"));
  attach(calendar.get(), icalproperty_new_method(ICAL_METHOD_PUBLISH));
  add_x(calendar.get(), "X-WR-CALNAME", name);
  if (!time_zone_.empty()) add_x(calendar.get(), "X-WR-TIMEZONE", time_zone_);
  add_x(calendar.get(), "X-PUBLISHED-TTL", "PT15M");
  std::string text = text_of(calendar.get());
  if (text.ends_with(kEnd)) text.resize(text.size() - kEnd.size());
  text += zone_;
  text += events;
  text += kEnd;
  return text;
}

std::string CalendarBook::whole() const {
  std::string events;
  for (const auto& [id, event] : events_) events += event.plain;
  return calendar(title_, events);
}

std::optional<std::string> CalendarBook::session(const base::SessionId& id) const {
  const auto found = events_.find(id);
  if (found == events_.end()) return std::nullopt;
  return calendar(title_, found->second.plain);
}

std::string CalendarBook::personal(std::span<const base::SessionId> sessions,
                                   std::string_view more) const {
  std::string events;
  for (const base::SessionId& id : sessions) {
    const auto found = events_.find(id);
    if (found != events_.end()) events += found->second.with_alarm;
  }
  events += more;
  return calendar(title_, events);
}

}  // namespace plenary::formats
