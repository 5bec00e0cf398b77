#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>

#include "conference/content.h"
#include "formats/rendering.h"
#include "programme/history.h"

namespace plenary::formats {

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
  /// A reader's own, each with an alarm ten minutes before. Ids that mean nothing are left out.
  std::string personal(std::span<const base::SessionId> sessions) const;

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
