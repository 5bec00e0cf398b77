#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <span>

#include "base/time.h"

namespace plenary::stage {

/// How much of something comes in a second, measured over the last two. Pure.
class RateMeter {
 public:
  void add(base::Moment now, double amount = 1);
  double per_second(base::Moment now) const;
  void clear() { entries_.clear(); }

 private:
  struct Entry {
    base::Moment at;
    double amount;
  };
  std::deque<Entry> entries_;
};

/// How loud the last second was. Pure.
class LevelMeter {
 public:
  /// Samples at 48 kHz, interleaved stereo.
  void add(std::span<const float> samples);
  /// Root mean square in dBFS; -120 for silence or no sound.
  double db() const;
  void clear();

 private:
  struct Entry {
    double squares;
    std::size_t count;
  };
  std::deque<Entry> entries_;
  std::size_t count_ = 0;
};

/// Root mean square of the samples in dBFS, -120 for silence or no samples.
double level_db(std::span<const float> samples);

}  // namespace plenary::stage
