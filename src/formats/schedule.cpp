#include "formats/schedule.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "formats/guid.h"
#include "formats/illustrative.h"
#include "programme/programme.h"

namespace plenary::formats {
namespace {

using conference::Content;
using programme::Session;

constexpr std::size_t kLeastPart = 4;  // Of an acronym, and of a slug's parts.

/// A name for each thing that no other has: those that share one get their id behind it.
template <class Noun>
std::vector<std::string> unique_names(const std::vector<Noun>& nouns, const Content& content,
                                      const Rendering& rendering) {
  std::map<std::string, int> often;
  std::vector<std::string> names;
  for (const Noun& noun : nouns) {
    names.push_back(words(noun.title, content, rendering));
    ++often[names.back()];
  }
  for (std::size_t i = 0; i < nouns.size(); ++i) {
    if (names[i].empty() || often[names[i]] > 1) names[i] += " (" + nouns[i].id.text() + ")";
  }
  return names;
}

std::string slug_of(const std::string& acronym, const std::string& id) {
  // An id has no underscore: what fills it up is told from it.
  return acronym + "-" + std::string(id.size() < kLeastPart ? kLeastPart - id.size() : 0, '_') + id;
}

/// Everybody of a session once, with their pages: the moderator, then those of the running order.
void add_persons(ScheduleEvent& event, const Session& session, const Content& content,
                 const Rendering& rendering) {
  std::set<std::string> seen;
  const auto add = [&](const std::optional<base::PersonId>& id) {
    if (!id || !seen.insert(id->text()).second) return;
    const people::Person* person = content.person(*id);
    if (person == nullptr) return;
    const std::string name = words(person->name, content, rendering);
    event.persons.push_back({name, guid(content.id, "person", id->text())});
    event.links.push_back({name, person_url(rendering, *id)});
  };
  add(session.moderator);
  for (const programme::RunningOrderItem& item : session.running_order) {
    add(item.moderator);
    add(item.person);
  }
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kMarks{
    {{"zh", "[取消]"}, {"id", "[Dibatalkan]"}, {"en", "[Cancelled]"}}};

std::string mark_in(std::string_view language) {
  for (const auto& [known, mark] : kMarks) {
    if (known == language) return std::string(mark);
  }
  return std::string(kMarks.back().second);
}

bool same_letters(std::string_view left, std::string_view right) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](char one, char two) { return lower(one) == lower(two); });
}

}  // namespace

std::string marked_title(const ScheduleEvent& event, std::string_view mark) {
  if (!event.cancelled) return event.title;
  return std::string(mark.empty() ? mark_in("en") : mark) + " " + event.title;
}

std::optional<std::string> take_mark(ScheduleEvent& event) {
  std::vector<std::string_view> marks{"[Canceled]", "Cancelled:", "Canceled:"};
  for (const auto& [language, mark] : kMarks) marks.push_back(mark);
  for (const std::string_view mark : marks) {
    const std::string_view title = event.title;
    if (title.size() <= mark.size() || !same_letters(title.substr(0, mark.size()), mark)) continue;
    const std::string rest(base::trim(title.substr(mark.size())));
    if (rest.empty()) continue;
    event.title = rest;
    event.cancelled = true;
    return std::string(mark);
  }
  return std::nullopt;
}

std::string acronym_of(const base::ConferenceId& id) {
  std::string acronym = id.text();
  std::replace(acronym.begin(), acronym.end(), '-', '_');
  while (acronym.size() < kLeastPart) acronym += '_';
  return acronym;
}

std::string id_of_acronym(std::string_view acronym) {
  while (!acronym.empty() && acronym.back() == '_') acronym.remove_suffix(1);
  std::string id(acronym);
  std::replace(id.begin(), id.end(), '_', '-');
  return id;
}

std::string id_of_slug(std::string_view slug, std::string_view acronym) {
  if (slug.starts_with(acronym) && slug.size() > acronym.size() && slug[acronym.size()] == '-') {
    slug.remove_prefix(acronym.size() + 1);
  }
  std::string id;
  for (const char given : slug) {
    const char c = given >= 'A' && given <= 'Z' ? static_cast<char>(given - 'A' + 'a') : given;
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) {
      id += c;
    } else if (!id.empty() && id.back() != '-') {
      id += '-';
    }
  }
  id.resize(std::min<std::size_t>(id.size(), 64));
  while (!id.empty() && id.back() == '-') id.pop_back();
  return id;
}

std::chrono::year_month_day day_of(const ScheduleEvent& event) {
  return programme::local_date(event.starts_at, event.utc_offset);
}

std::string format_duration(std::chrono::seconds duration) {
  const std::chrono::seconds most = std::chrono::minutes(99 * 60 + 59);
  const std::chrono::hh_mm_ss time(std::clamp(duration, std::chrono::seconds(0), most));
  std::string text = fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count());
  if (time.seconds().count() != 0) text += fmt::format(":{:02}", time.seconds().count());
  return text;
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
  const auto parts = base::split(text, ':');
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  long long seconds = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    long long value = 0;
    if (i < parts.size()) {
      if (parts[i].empty() || parts[i].size() > 4) return std::nullopt;
      for (const char c : parts[i]) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
      }
      if (i > 0 && value > 59) return std::nullopt;
    }
    seconds = seconds * 60 + value;
  }
  return std::chrono::seconds(seconds);
}

std::optional<std::chrono::year_month_day> parse_date(std::string_view text) {
  const auto instant = base::parse_rfc3339(std::string(text.substr(0, 10)) + "T00:00:00Z");
  if (!instant || (text.size() > 10 && text[10] != 'T')) return std::nullopt;
  return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(*instant));
}

Schedule schedule_of(const Content& content, std::string_view version, const Rendering& rendering) {
  Schedule schedule;
  schedule.version = version;
  schedule.acronym = acronym_of(content.id);
  schedule.title = words(content.title, content, rendering);
  schedule.time_zone = content.time_zone;
  schedule.url = rendering.origin + "/";
  schedule.utc_offset = content.utc_offset;

  std::map<std::string, std::size_t> room_of;
  const auto room_names = unique_names(content.programme.stages, content, rendering);
  for (std::size_t i = 0; i < room_names.size(); ++i) {
    const std::string& id = content.programme.stages[i].id.text();
    room_of[id] = i;
    schedule.rooms.push_back({room_names[i], guid(content.id, "stage", id), id});
  }
  std::map<std::string, std::string> track_of;
  const auto track_names = unique_names(content.programme.forums, content, rendering);
  for (std::size_t i = 0; i < track_names.size(); ++i) {
    const programme::Forum& forum = content.programme.forums[i];
    track_of[forum.id.text()] = track_names[i];
    schedule.tracks.push_back({track_names[i], forum.id.text(), forum.colour});
  }

  std::set<std::chrono::year_month_day> days;
  for (const programme::Day& day : content.programme.days) days.insert(day.date);
  for (const Session& session : content.programme.sessions) {
    ScheduleEvent event;
    event.cancelled = session.cancelled;
    if (session.cancelled) schedule.cancelled_mark = mark_in(rendering.language);
    event.guid = guid(content.id, "session", session.id.text());
    event.slug = slug_of(schedule.acronym, session.id.text());
    event.title = words(session.title, content, rendering);
    event.abstract = words(session.abstract, content, rendering);
    if (session.times_illustrative) event.description = illustrative_times(rendering.language);
    event.type = name(session.kind);
    event.language = session.language;
    if (session.forum) event.track = track_of[session.forum->text()];
    event.room = room_names[room_of[session.stage.text()]];
    event.url = session_url(rendering, session.id);
    event.starts_at = session.starts_at;
    event.utc_offset = content.utc_offset;
    event.duration = std::chrono::floor<std::chrono::seconds>(session.ends_at - session.starts_at);
    event.links.push_back({event.room, stage_url(rendering, session.stage)});
    add_persons(event, session, content, rendering);
    for (const base::Link& material : session.materials) {
      event.attachments.push_back({words(material.title, content, rendering), material.url});
    }
    days.insert(day_of(event));
    schedule.events.push_back(std::move(event));
  }
  schedule.days.assign(days.begin(), days.end());
  std::map<std::string, std::size_t> order;
  for (std::size_t i = 0; i < room_names.size(); ++i) order[room_names[i]] = i;
  std::stable_sort(schedule.events.begin(), schedule.events.end(),
                   [&order](const ScheduleEvent& left, const ScheduleEvent& right) {
                     return std::tuple(day_of(left), order[left.room], left.starts_at) <
                            std::tuple(day_of(right), order[right.room], right.starts_at);
                   });
  return schedule;
}

}  // namespace plenary::formats
