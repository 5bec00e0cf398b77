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
/// so that jitter does not show; of picture and sound, that of the later. It follows the clocks'
/// drift by at most 5 ms a second, which a resampler absorbs unheard; only a delay that has
/// outgrown the buffer for half a second moves it at once. A jump of the timestamps, forwards or
/// back, is taken out of the stream that jumps, so that its media goes on without a gap, and
/// likewise out of the other if that jumps as well. Streams whose clocks have nothing to do with
/// each other are played as they arrive.
class InputClock {
 public:
  enum class Stream : std::uint8_t { kVideo, kAudio };

  /// `buffer` is what its user adds to each instant: what hides jitter.
  explicit InputClock(std::chrono::milliseconds buffer);

  /// Where a packet belongs, given its decoding and presentation times in milliseconds (any values)
  /// and when it arrived: the instant at which it is presented if the buffer is added. Arrivals do
  /// not go back.
  base::Moment place(Stream stream, std::int64_t dts_ms, std::int64_t pts_ms, base::Moment arrival);

  /// How often media was moved at once: jumps of a stream, and delays that had grown for good.
  std::uint64_t jumps() const { return jumps_; }

 private:
  using Duration = std::chrono::nanoseconds;

  /// The least offset observed in one second.
  struct Bucket {
    std::int64_t second = -1;
    Duration least{0};
  };
  static constexpr std::size_t kBuckets = 10;

  struct Track {
    bool begun = false;
    Duration shift{0};  ///< Added to the publisher's timestamps: takes its jumps out.
    Duration last_timestamp{0};
    Duration last_lateness{0};
    std::array<Bucket, kBuckets> buckets;
    /// Since when no packet was in time, and the least offset among these.
    std::optional<base::Moment> late_since;
    Duration least_late{0};
    /// The shift of the other stream, which has jumped at that time: this one is likely to follow.
    std::optional<Duration> expected_shift;
    base::Moment expected_since;

    void observe(Duration observed, base::Moment now);
    std::optional<Duration> least(base::Moment now) const;
  };

  bool jumped(const Track& track, Duration timestamp, Duration lateness) const;
  void take_jumps_out(Track& track, Track& other, Duration timestamp, base::Moment arrival);
  void note_lateness(Track& track, Duration observed, base::Moment now);
  void follow_drift(base::Moment now);

  Duration tolerated_;  ///< Lateness that the buffer hides.
  bool anchored_ = false;
  Duration offset_{0};  ///< Local time minus the publisher's.
  base::Moment first_arrival_;
  base::Moment followed_at_;  ///< When offset_ last followed the drift.
  std::array<Track, 2> tracks_;
  std::uint64_t jumps_ = 0;
};

}  // namespace plenary::stage
