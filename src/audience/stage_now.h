#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"

namespace plenary::audience {

/// What a stage shows, as GET /api/v1/stages says it; instants are the conference clock's.
struct StageNow {
  struct Session {
    base::SessionId id;
    std::string state;  ///< "planned", "live", "ended".
    std::optional<base::Instant> started_at;
    base::Instant ends_at;
    bool operator==(const Session&) const = default;
  };
  struct Next {
    base::SessionId id;
    base::Instant starts_at;
    bool operator==(const Next&) const = default;
  };

  bool open = false;               ///< A run is on: there is something to play.
  bool on_input = false;           ///< An input is shown; otherwise the slate.
  std::optional<Session> session;  ///< The one that is live.
  std::optional<Next> next;
  std::vector<std::string> ended;  ///< Sessions of the stage that are over.
  /// Of the live session, and while none is, of the next: whose moderators and hosts have a say. May
  /// be empty.
  std::string forum;
  std::uint64_t programme_version = 0;

  bool operator==(const StageNow&) const = default;
};

}  // namespace plenary::audience
