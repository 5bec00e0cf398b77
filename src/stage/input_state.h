#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/guarded.h"
#include "base/time.h"
#include "stage/health.h"
#include "stage/input_pictures.h"
#include "stage/input_sound.h"
#include "stage/meters.h"
#include "stage/stage.h"

namespace plenary::stage {

/// All that an input knows and holds. Its door, its decoder and the programme's thread meet here,
/// each for some microseconds.
struct InputState {
  InputState(const HealthSettings& settings, std::chrono::nanoseconds frame_duration)
      : health(settings), pictures(frame_duration) {}

  /// Numbers the publishers that were let in; what a former one's decoder still gives is not taken.
  std::uint64_t publication = 0;
  bool present = false;
  /// The last publisher went without a word.
  bool broken_off = false;
  std::string protocol, address, software;
  std::optional<base::Instant> since;

  HealthMonitor health;
  InputPictures pictures;
  InputSound sound;

  RateMeter picture_rate;
  RateMeter bit_rate;
  LevelMeter level;
  int width = 0, height = 0;
  int sample_rate = 0, channels = 0;
  bool anything_decoded = false;
  std::uint64_t packets = 0, undecodable = 0, dropped = 0;

  /// A publisher is let in: everything of the former one is forgotten. Its number.
  std::uint64_t begin(const Publisher& publisher, base::Moment now, base::Instant utc);
  /// It went.
  void end(bool goodbye);
};

using SharedInputState = base::Guarded<InputState>;

}  // namespace plenary::stage
