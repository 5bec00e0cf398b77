#pragma once

#include <chrono>
#include <cstdint>

#include "audience/head_count.h"

namespace plenary::audience {

/// How often devices ask and tell. One value for all, said in `now`, in every pulse and in the answer
/// to every beat; devices do as it says from then on.
struct Pacing {
  std::chrono::milliseconds pulse{1000};  ///< From one pulse to the next.
  /// Devices without sockets ask for a pulse so long after its instant, and a random part of
  /// `spread` later.
  std::chrono::milliseconds guard{300};
  std::chrono::milliseconds spread{700};
  /// They ask for each pulse (1), or, once that would be too much, for whole blocks of so many.
  std::uint32_t every = 1;
  /// Devices tell that they are there so often, 20% more or less. Counting rests on it: it is the
  /// same at any load.
  std::chrono::milliseconds beat{15'000};

  bool operator==(const Pacing&) const = default;
};

static_assert(Pacing().beat * 4 / 5 == std::chrono::seconds(HeadCounter::kShortestBeat));
static_assert(Pacing().beat * 6 / 5 == std::chrono::seconds(HeadCounter::kLongestBeat));

/// More viewers than these on a stage, and most of them hold no socket here but ask: a server has
/// sockets for 14,000.
inline constexpr std::uint64_t kManyViewers = 12'000;
/// Once there were many, so few must be left for the short intervals to come back.
inline constexpr std::uint64_t kFewViewers = 9'000;

/// The pacing for so many viewers, after `before`. Where there are many, each asks once in eight
/// pulses for a whole block: an eighth of the requests, and up to thirteen seconds of delay.
inline Pacing pacing_for(std::uint64_t viewers, const Pacing& before) {
  const bool many = viewers > (before.every > 1 ? kFewViewers : kManyViewers);
  Pacing pacing;
  if (many) {
    pacing.every = 8;
    pacing.spread = std::chrono::milliseconds(5000);
  }
  return pacing;
}

}  // namespace plenary::audience
