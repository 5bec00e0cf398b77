#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "base/time.h"
#include "media/frame.h"
#include "media/libav.h"

namespace plenary::stage {

/// A place in an input's sound: samples of 48 kHz since the monotonic clock's epoch.
using SamplePosition = std::int64_t;

/// The position that is heard at `instant`.
SamplePosition position_of(base::Moment instant);

/// Stereo samples and where they begin.
struct PlacedSound {
  SamplePosition position = 0;
  media::AudioBlock block;
  SamplePosition end() const { return position + static_cast<SamplePosition>(block.frames()); }
};

/// Joins an input's decoded blocks into one line of samples that keeps to their instants. The
/// instants tremble by a millisecond and drift against our clock; the line follows them by
/// stretching the sound, half a percent at most, which nobody hears. Only a block that is far off
/// is put where it belongs, leaving a gap or an overlap. One thread at a time.
class SoundAligner {
 public:
  SoundAligner();

  /// The block, stretched and placed. Precondition: it is not empty.
  PlacedSound align(const media::AudioBlock& block, base::Moment due);

 private:
  void stretch(double error_samples);
  media::AudioBlock resample(const media::AudioBlock& block);

  media::SwrPtr resampler_;
  std::optional<SamplePosition> next_;  ///< Where the line ends.
  double error_ = 0;                    ///< Smoothed: where the line should be minus where it is.
};

/// An input's samples that wait for their instant, with gaps. Read in order, a frame's worth at a
/// time; gaps are silence and no seam clicks. Pure.
class InputSound {
 public:
  /// Adds sound in place of what waits at its position and after. What was read already is cut off.
  void push(PlacedSound sound);

  /// Fills `out` (interleaved stereo) with the samples from `position` on. Reading on from anywhere
  /// but the last read's end begins anew there.
  void read(SamplePosition position, std::span<float> out);

  /// Forgets what waits and where the last read ended.
  void clear();

 private:
  /// Length of a ramp that hides a seam: 10 ms.
  static constexpr int kRamp = 480;
  /// What is kept behind the newest sample while nobody reads: 2 s.
  static constexpr SamplePosition kKept = 2 * media::kSampleRate;

  struct Piece {
    PlacedSound sound;
    bool seam = false;  ///< Does not continue the piece before.
  };
  void forget_before(SamplePosition position);
  void emit(std::span<const float> from, bool seam, std::span<float> out);
  void emit_silence(std::span<float> out);
  void begin_seam(float left, float right);
  void write(float left, float right, float* out);

  std::deque<Piece> waiting_;
  std::optional<SamplePosition> next_;  ///< Where the last read ended.
  float last_[2] = {0, 0};              ///< What was given last.
  float step_[2] = {0, 0};              ///< Of the seam being hidden.
  int ramp_left_ = 0;
  bool in_gap_ = true;
};

}  // namespace plenary::stage
