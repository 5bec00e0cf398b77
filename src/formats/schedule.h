#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "conference/content.h"
#include "formats/rendering.h"

namespace plenary::formats {

inline constexpr std::size_t kMostScheduleBytes = 8u << 20;
inline constexpr std::size_t kMostEvents = 5'000;

/// A link of an event, to material or to anything else.
struct ScheduleLink {
  std::string title;
  std::string url;  ///< http or https.
  bool operator==(const ScheduleLink&) const = default;
};

struct SchedulePerson {
  std::string name;
  std::string guid;  ///< Empty where the file has none.
  bool operator==(const SchedulePerson&) const = default;
};

/// One session as the frab/c3voc format has it: in one language, its people without their parts.
struct ScheduleEvent {
  std::string guid;  ///< A UUID; empty where the file has none.
  std::string slug;  ///< Begins with the acronym.
  std::string title;       ///< Without the mark of one that is cancelled.
  bool cancelled = false;  ///< Written as a mark before the title: see marked_title().
  std::string subtitle;
  std::string abstract;
  std::string description;
  std::string type;      ///< Ours: a session's kind. Others': "talk", "workshop".
  std::string language;  ///< Empty where it is not said.
  std::string track;     ///< The name of one; may be empty.
  std::string room;      ///< The name of one.
  std::string url;
  base::Instant starts_at;
  std::chrono::minutes utc_offset{0};  ///< As its date is written.
  std::chrono::seconds duration{0};
  std::vector<SchedulePerson> persons;
  std::vector<ScheduleLink> links;
  std::vector<ScheduleLink> attachments;
  bool operator==(const ScheduleEvent&) const = default;
};

struct ScheduleRoom {
  std::string name;  ///< Unique.
  std::string guid;
  std::string slug;  ///< Of JSON alone; XML has no place for it.
  bool operator==(const ScheduleRoom&) const = default;
};

struct ScheduleTrack {
  std::string name;
  std::string slug;
  std::string colour;  ///< "#1f6feb", or empty.
  bool operator==(const ScheduleTrack&) const = default;
};

/// A programme as the frab/c3voc format has it, XML and JSON alike.
struct Schedule {
  std::string version;
  std::string acronym;
  std::string title;
  std::string time_zone;  ///< An IANA name, or empty.
  std::string url;        ///< Of the conference.
  std::chrono::minutes utc_offset{0};
  std::vector<std::chrono::year_month_day> days;  ///< In order.
  std::vector<ScheduleRoom> rooms;
  std::vector<ScheduleTrack> tracks;
  std::vector<ScheduleEvent> events;  ///< In order of day, room and time.
  std::string cancelled_mark;         ///< "[Cancelled]"; empty where nothing is cancelled.
  bool operator==(const Schedule&) const = default;
};

/// The content as a schedule, in the rendering's language, cancelled sessions marked as such.
/// `version` is the programme's.
Schedule schedule_of(const conference::Content& content, std::string_view version,
                     const Rendering& rendering);

/// The title as a file has it. The format has no word for what is cancelled, and readers must not
/// miss it: it stands before the title, "[Cancelled] Opening".
std::string marked_title(const ScheduleEvent& event, std::string_view mark);

/// Takes such a mark (of any of our languages, or "CANCELLED:" as other tools write it) off the
/// title and says which it was; nothing if there is none.
std::optional<std::string> take_mark(ScheduleEvent& event);

/// "my-conference" as an acronym, "my_conference", of at least four characters; and back.
std::string acronym_of(const base::ConferenceId& id);
std::string id_of_acronym(std::string_view acronym);

/// The id of the session that a slug of ours names, or what is left of a foreign one:
/// "my_conf-42-a" is "42-a". Empty if it gives no id.
std::string id_of_slug(std::string_view slug, std::string_view acronym);

/// The day of an event, by the clock on the wall where it is.
std::chrono::year_month_day day_of(const ScheduleEvent& event);

/// "01:30", or with seconds where there are any: at most 99:59.
std::string format_duration(std::chrono::seconds duration);
std::optional<std::chrono::seconds> parse_duration(std::string_view text);

/// Reads "2020-07-23".
std::optional<std::chrono::year_month_day> parse_date(std::string_view text);

}  // namespace plenary::formats
