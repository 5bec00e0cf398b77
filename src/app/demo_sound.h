#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace plenary::app {

/// The sound of the demonstration broadcast: four soft chords that flow into one another, each
/// opened by a distant bell, quiet and without an end. Made once as a loop whose ends meet, then
/// copied.
class DemoSound {
 public:
  static constexpr int kSampleRate = 48000;

  DemoSound();

  /// Fills `out` with interleaved 16-bit stereo beginning at frame `first` of the endless sound.
  void read(std::uint64_t first, std::span<std::int16_t> out) const;

  /// Stereo frames until the sound repeats.
  std::size_t loop_frames() const { return loop_.size() / 2; }

 private:
  std::vector<std::int16_t> loop_;
};

}  // namespace plenary::app
