#pragma once

#include <chrono>
#include <cstdint>

#include "base/time.h"

namespace plenary::stage {

/// The time grid of a stage: how frames, parts and segments fall on UTC. A value. Two origins with
/// one grid, fed the same way, produce segments of the same numbers and boundaries.
///
/// The default is 25 frames a second in segments of 1.92 s (48 frames, 90 AAC frames) and parts of
/// 0.32 s (8 frames, 15 AAC frames).
struct Grid {
  int frames_per_second = 25;
  int frames_per_part = 8;
  int parts_per_segment = 6;

  int frames_per_segment() const { return frames_per_part * parts_per_segment; }
  /// Samples of 48 kHz audio a video frame lasts: 1920 at 25 fps.
  int samples_per_frame() const { return 48000 / frames_per_second; }
  int samples_per_part() const { return samples_per_frame() * frames_per_part; }
  int samples_per_segment() const { return samples_per_part() * parts_per_segment; }
  std::chrono::nanoseconds frame_duration() const {
    return std::chrono::nanoseconds(1'000'000'000LL / frames_per_second);
  }
  std::chrono::microseconds part_duration() const {
    return std::chrono::microseconds(1'000'000LL * frames_per_part / frames_per_second);
  }
  std::chrono::microseconds segment_duration() const {
    // Not from part_duration(), which is cut to microseconds: 16 frames at 30 fps are 533333.3 of
    // them.
    return std::chrono::microseconds(1'000'000LL * frames_per_segment() / frames_per_second);
  }

  /// The number of the segment that holds `utc`: UTC divided by the segment's length.
  std::uint64_t number_at(base::Instant utc) const {
    const auto since_epoch =
        std::chrono::duration_cast<std::chrono::microseconds>(utc.time_since_epoch());
    return static_cast<std::uint64_t>(since_epoch / segment_duration());
  }
  /// The instant at which segment `number` begins; its baseMediaDecodeTime too.
  std::chrono::sys_time<std::chrono::microseconds> start_of(std::uint64_t number) const {
    return std::chrono::sys_time<std::chrono::microseconds>(segment_duration() *
                                                            static_cast<std::int64_t>(number));
  }

  bool operator==(const Grid&) const = default;
};

}  // namespace plenary::stage
