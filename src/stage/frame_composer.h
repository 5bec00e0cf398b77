#pragma once

#include <cstdint>
#include <span>

#include "base/time.h"
#include "media/frame.h"
#include "stage/grid.h"
#include "stage/health.h"
#include "stage/input_sound.h"
#include "stage/programme_frame.h"

namespace plenary::stage {

/// What the programme can show besides the slate: an input. Safe from every thread, never waits.
class Source {
 public:
  virtual ~Source() = default;

  virtual Health health(base::Moment now) const = 0;
  /// The picture at `at`, which does not go back, in the programme's form. Null if there is none
  /// yet.
  virtual media::SharedFrame picture(base::Moment at) = 0;
  /// Fills `out` (interleaved stereo) with the sound from `position` on; silence where there is
  /// none.
  virtual void sound(SamplePosition position, std::span<float> out) = 0;
};

/// Makes the programme's frames out of the source that was chosen. Pure.
///
/// A change of source is a cut between two pictures and a cross-fade of 10 ms between two sounds.
/// It waits for the new source's first picture: until then the one before stays. A source that has
/// no picture (any more) keeps the last one shown; one that sends sound alone is heard over the
/// slate.
class FrameComposer {
 public:
  explicit FrameComposer(const Grid& grid) : grid_(grid) {}

  struct Wish {
    std::uint64_t index = 0;
    base::Moment at;              ///< The instant of the picture.
    SamplePosition sound_at = 0;  ///< Of the frame's first sample.
    Source* source = nullptr;     ///< Null for the slate.
    bool audio_only = false;      ///< The source sends sound alone.
    media::SharedFrame slate;     ///< The slate as it looks now.
  };
  ProgrammeFrame compose(const Wish& wish);

  /// What the last frame showed: null for the slate.
  const Source* shown() const { return shown_; }

 private:
  media::SharedFrame picture_of(const Wish& wish);
  media::AudioBlock sound_of(const Wish& wish, Source* before);

  Grid grid_;
  Source* shown_ = nullptr;
  media::SharedFrame last_picture_;
};

}  // namespace plenary::stage
