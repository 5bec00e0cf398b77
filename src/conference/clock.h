#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/result.h"
#include "base/time.h"

namespace plenary::storage {
class Database;
}

namespace plenary::conference {

/// What a data folder was created for. Never changes afterwards.
enum class FolderKind : std::uint8_t { kConference, kRehearsal, kDemonstration };

/// The time that people see: real UTC plus an offset that lives in the data folder, so that a
/// restart continues it. The offset is zero except in a rehearsal or a demonstration. A value.
class Clock {
 public:
  Clock(base::UtcClock utc, FolderKind kind, std::chrono::milliseconds offset)
      : utc_(std::move(utc)), kind_(kind), offset_(offset) {}

  /// The conference's time.
  base::Instant now() const { return utc_() + offset_; }
  /// Real UTC, for journals and recordings.
  base::Instant real_now() const { return utc_(); }
  /// What the conference clock showed at a real instant.
  base::Instant shown(base::Instant real) const { return real + offset_; }

  std::chrono::milliseconds offset() const { return offset_; }
  FolderKind kind() const { return kind_; }

 private:
  base::UtcClock utc_;
  FolderKind kind_;
  std::chrono::milliseconds offset_;
};

/// What the command line says of the clock.
struct ClockRequest {
  FolderKind kind = FolderKind::kConference;         ///< --rehearsal, --demo, or neither.
  std::optional<base::Instant> set_to;               ///< --clock.
  std::optional<base::Instant> demonstration_clock;  ///< The package's, for a new --demo folder.
};

/// Takes the clock from the data folder, or makes it there on the first start. Blocks: for
/// start-up. Fails with kForbidden if the request does not fit what the folder was created for
/// (`set_to` in a conference; --demo or --rehearsal on a folder of another kind): the command line
/// is wrong, exit 2. Fails with kUnavailable if the database does.
base::Result<Clock> open_clock(storage::Database& database, const ClockRequest& request,
                               base::UtcClock utc);

}  // namespace plenary::conference
