#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "conference/content.h"
#include "formats/rendering.h"
#include "base/time.h"
#include "programme/history.h"

namespace plenary::formats {

/// A meeting of two that is in no programme.
struct Appointment {
  std::string uid;  ///< The same in every version of it.
  int sequence = 0;
  base::Instant changed_at;
  base::Instant starts_at;
  base::Instant ends_at;
  std::string title;
  std::string description;
  std::string url;
  bool cancelled = false;
};

/// It as a VEVENT in UTC, with an alarm ten minutes before unless it is cancelled.
std::string event_text(const Appointment& appointment);

/// The programme as iCalendar (RFC 5545), each session rendered once. UIDs are the same in every
/// version, SEQUENCE counts a session's changes, and one that was cancelled or taken out stays as
/// STATUS:CANCELLED, so that a calendar which knew it strikes it out. Times are on the conference's
/// wall clock with its VTIMEZONE, in UTC where the zone has no rules. Immutable.
class CalendarBook {
 public:
  CalendarBook(const conference::Content& content, const programme::History& history,
               const Rendering& rendering);

  /// Every session.
  std::string whole() const;
  /// One of them; nothing if it was never announced.
  std::optional<std::string> session(const base::SessionId& id) const;
  /// A reader's own, each with an alarm ten minutes before. Ids that mean nothing are left out;
  /// `more` is what event_text() made.
  std::string personal(std::span<const base::SessionId> sessions,
                       std::string_view more = {}) const;
  /// A calendar of that name with what event_text() made.
  std::string of(const std::string& name, const std::string& events) const {
    return calendar(name, events);
  }

 private:
  struct Event {
    std::string plain;
    std::string with_alarm;
  };

  std::string calendar(const std::string& name, const std::string& events) const;

  std::string title_;
  std::string time_zone_;
  std::string zone_;  ///< VTIMEZONE; may be empty.
  std::map<base::SessionId, Event> events_;
};

}  // namespace plenary::formats
