#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "audience/counts.h"
#include "audience/head_count.h"
#include "base/ids.h"
#include "base/time.h"
#include "storage/journal.h"

namespace plenary::audience {

/// Who was ever seen, exactly, as keyed 64-bit hashes, each with how long it watched at least. The
/// last two bits of a hash are the level, which leaves 62 to tell people apart.
class SeenSet {
 public:
  /// Seen; watched at least 2, 30, 60 seconds.
  static constexpr std::array<std::int64_t, 4> kSeconds{0, 2, 30, 60};

  /// True if that is news: a new hash, or a higher level.
  bool raise(std::uint64_t hash, std::size_t level);
  void raise_by_seconds(std::uint64_t hash, std::int64_t seconds);
  /// How many were seen for kSeconds[level] at least.
  std::uint64_t count(std::size_t level) const;

  /// What is news since the last call, as SeenRecord::hashes.
  std::string take_news();
  void read(std::string_view hashes);

 private:
  std::unordered_map<std::uint64_t, std::uint8_t> levels_;
  std::array<std::uint64_t, 4> counts_{};
  std::vector<std::uint64_t> news_;
};

/// What is known of those who watched a session, or a stage as a whole.
struct Seen {
  SeenSet devices;
  SeenSet accounts;
};

/// The attendance of one session, in figures.
struct Figures {
  struct Minute {
    base::Instant at;
    double now = 0;  ///< Means over the minute.
    double low = 0;
    double high = 0;
  };
  std::int64_t seconds = 0;  ///< That were counted.
  double average = 0;        ///< Play-seconds divided by seconds: the average-minute audience.
  double average_low = 0;
  double average_high = 0;
  double peak = 0;                       ///< The highest mean of a minute.
  double peak_low = 0;                   ///< The highest of the minutes' lower bounds, and of the
  double peak_high = 0;                  ///< upper: no minute's truth was above, one's not below.
  std::array<std::uint64_t, 4> views{};  ///< By SeenSet::kSeconds.
  std::uint64_t accounts = 0;
  std::vector<Minute> curve;
};

/// Counts the audience of one stage: how many watch now, who was ever there, and what of it is
/// kept. Time comes in ticks of one second; lives on the audience's thread.
class Reach {
 public:
  explicit Reach(base::StageId stage) : stage_(std::move(stage)) {}

  /// A beat of a device whose player shows the stage; `account` is 0 for the anonymous.
  void playing(std::uint64_t device, std::uint64_t account, base::Instant now);
  /// The device left, or its player stopped.
  void gone(std::uint64_t device, base::Instant now);

  /// Once a second: counts, and keeps the second for the minute and session it belongs to.
  void tick(base::Instant now, const std::string& session);

  /// As of the last tick.
  const Counts& counts() const { return counts_; }
  Figures figures(const std::string& session) const;

  /// What has to be kept and is not yet handed out: minutes that are over, and newly seen hashes.
  /// `all`: the present minute as well, before the server stops.
  void take(std::vector<storage::MinuteRecord>& minutes, std::vector<storage::SeenRecord>& seen,
            bool all);
  void read(const storage::MinuteRecord& minute);
  void read(const storage::SeenRecord& seen);

 private:
  struct Viewer {
    HeadCounter::Second last = HeadCounter::kAway;
    base::Instant heard;          // Up to then its watching is credited.
    std::int64_t watched_ms = 0;  // In the present session.
    std::uint64_t account = 0;
  };
  void credit(std::uint64_t device, Viewer& viewer, base::Instant now);
  void begin_session(const std::string& session, base::Instant now);
  void keep_watched(std::uint64_t device, const Viewer& viewer);
  void forget_silent();

  base::StageId stage_;
  HeadCounter heads_;
  HeadCounter::Second second_ = 1;  // Ticks: the counter's own clock.
  std::unordered_map<std::uint64_t, Viewer> viewers_;
  // How long those watched in the present session who are away: at most one of a device that was
  // seen, and none who watched as long as anybody asks for.
  std::unordered_map<std::uint64_t, std::int64_t> watched_ms_;
  std::map<std::string, Seen> seen_;  // By session; "" is the whole conference.
  std::string session_;
  storage::MinuteRecord minute_;
  std::vector<storage::MinuteRecord> done_;  // Not yet handed out.
  std::vector<storage::MinuteRecord> kept_;  // All, in order.
  Counts counts_;
};

}  // namespace plenary::audience
