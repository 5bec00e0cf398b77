#pragma once

#include <chrono>
#include <cstdint>

#include "base/time.h"
#include "stage/grid.h"

namespace plenary::stage {

/// Where a run begins: the number of its first segment, and the instant of its first frame.
struct RunStart {
  std::uint64_t first_number = 0;
  base::Moment at;
};

/// Lays a run on the grid. Segment N begins at UTC grid.start_of(N). A run opens in the middle of
/// the running segment, whose first frames are so in the past and are caught up with at once: it
/// can be played without waiting for a boundary. Where the running segment's number, or one after
/// it, has been written already (`next_number` is one past the last), the run waits for its own
/// segment's begin; but where that is further away than one segment, as after the machine's clock
/// was put back, it begins now, and its numbers stay ahead of UTC.
RunStart start_of_run(const Grid& grid, std::uint64_t next_number, base::Instant utc,
                      base::Moment now);

/// When each frame of a run is due. Counted from the run's start, so that it never drifts.
class FrameClock {
 public:
  /// Frames are caught up with over a pause of this length; beyond it time is given up.
  static constexpr std::chrono::seconds kGreatestPause{10};

  FrameClock(const Grid& grid, base::Moment start)
      : frames_per_second_(grid.frames_per_second), start_(start) {}

  base::Moment due(std::uint64_t frame) const;

  /// Says that frame `frame` is being made at `now`. After a pause of more than kGreatestPause the
  /// frames from here on are due later by as much; returns by how much, usually zero.
  std::chrono::nanoseconds give_up_pause(std::uint64_t frame, base::Moment now);

 private:
  int frames_per_second_;
  base::Moment start_;
};

}  // namespace plenary::stage
