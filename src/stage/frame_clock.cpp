#include "stage/frame_clock.h"

#include <algorithm>

namespace plenary::stage {

using base::Moment;

RunStart start_of_run(const Grid& grid, std::uint64_t next_number, base::Instant utc, Moment now) {
  const std::uint64_t number = std::max(next_number, grid.number_at(utc));
  const auto wait = grid.start_of(number) - utc;
  if (wait > grid.segment_duration()) return {number, now};
  return {number, now + wait};
}

Moment FrameClock::due(std::uint64_t frame) const {
  // Whole seconds apart, so that a year of frames stays within 64 bits.
  const auto rate = static_cast<std::uint64_t>(frames_per_second_);
  const auto fraction = static_cast<std::int64_t>(frame % rate * 1'000'000'000 / rate);
  return start_ + std::chrono::seconds(frame / rate) + std::chrono::nanoseconds(fraction);
}

std::chrono::nanoseconds FrameClock::give_up_pause(std::uint64_t frame, Moment now) {
  const std::chrono::nanoseconds late = now - due(frame);
  if (late <= kGreatestPause) return std::chrono::nanoseconds{0};
  start_ += late;
  return late;
}

}  // namespace plenary::stage
