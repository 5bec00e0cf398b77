#pragma once

#include <cstdint>

#include "media/frame.h"

namespace plenary::stage {

/// One frame of the programme: what the ladder encodes for 1/frames_per_second of a second.
struct ProgrammeFrame {
  std::uint64_t index = 0;     ///< Since the run's start: 0, 1, 2, ... without a gap.
  media::SharedFrame picture;  ///< Of the first rung's size, in media::Scaler's form.
  media::AudioBlock audio;     ///< Exactly Grid::samples_per_frame() frames.
  bool repeated = false;       ///< The picture is the one before: nothing newer was there.
};

}  // namespace plenary::stage
