#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>

#include "base/time.h"

namespace plenary::stage {

/// Puts a publisher's timestamps onto the local monotonic clock. Pure: it goes by the arrival times
/// that it is told.
///
/// The offset between the two clocks is that of the least delayed packets of the last ten seconds,
/// so that jitter does not show; it follows their drift by at most 5 ms a second, which a resampler
/// absorbs unheard. A jump of the timestamps, forwards or back, moves the offset at once so that
/// media goes on without a gap; so does a delay that has outgrown the buffer for half a second.
class InputClock {
 public:
  enum class Stream : std::uint8_t { kVideo, kAudio };

  /// `buffer` is what its user adds to each instant: what hides jitter.
  explicit InputClock(std::chrono::milliseconds buffer);

  /// Where a packet belongs, given its decoding and presentation times in milliseconds (any values)
  /// and when it arrived: the instant at which it is presented if the buffer is added. Arrivals do
  /// not go back.
  base::Moment place(Stream stream, std::int64_t dts_ms, std::int64_t pts_ms, base::Moment arrival);

  /// How often the offset was moved at once after the first packet.
  std::uint64_t jumps() const { return jumps_; }

 private:
  using Duration = std::chrono::nanoseconds;

  /// What was last seen of a stream.
  struct Last {
    Duration timestamp{0};
    Duration lateness{0};
  };
  /// The least offset observed in one second.
  struct Bucket {
    std::int64_t second = -1;
    Duration least{0};
  };
  static constexpr std::size_t kBuckets = 10;

  void anchor(Duration offset, base::Moment now);
  bool fits_previous(const std::optional<Last>& last, Duration timestamp, Duration observed,
                     base::Moment now) const;
  bool jumped(const std::optional<Last>& last, Duration timestamp, Duration lateness) const;
  void note_lateness(Duration lateness, Duration observed, base::Moment now);
  void observe(Duration observed, base::Moment now);
  Duration least_observed() const;

  Duration tolerated_;  ///< Lateness that the buffer hides.
  bool anchored_ = false;
  Duration offset_{0};  ///< Local time minus the publisher's.
  base::Moment first_arrival_;
  base::Moment followed_at_;  ///< When offset_ last followed the drift.
  base::Moment anchored_at_;
  std::optional<Duration>
      previous_offset_;  ///< Before the last jump: packets may still be of that time.
  std::array<std::optional<Last>, 2> last_;
  std::array<Bucket, kBuckets> buckets_;
  /// Since when no packet was in time, and the least offset among these.
  std::optional<base::Moment> late_since_;
  Duration least_late_{0};
  std::uint64_t jumps_ = 0;
};

}  // namespace plenary::stage
