#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "app/demo_script.h"
#include "base/time.h"
#include "canvas/canvas.h"

namespace plenary::app {

/// The picture of the demonstration broadcast, 1280x720: sunrise over a landscape of ridges, the
/// title of the conference, its theme and the session in turn, cards of sourced facts, a clock with
/// the frame-code strip, and a seal that says throughout that this is a demonstration and no
/// recording. Everything is drawn before the first frame and moved afterwards, so that a frame
/// costs what it changes: most change a few thousand pixels. One thread at a time.
class DemoPicture {
 public:
  static constexpr int kWidth = 1280;
  static constexpr int kHeight = 720;
  static constexpr int kFramesPerSecond = 25;

  explicit DemoPicture(const DemoScript& script);
  ~DemoPicture();

  /// Draws frame `number` (from 0, at 25 a second), which begins at `utc`, and returns it: Y, U, V
  /// of YUV 4:2:0, BT.709 limited range. Good until the next call. Frames may be left out.
  const std::vector<std::uint8_t>& draw(std::uint64_t number, base::Instant utc);

  /// How many pixels the last draw() changed, the strip aside.
  std::size_t changed_pixels() const;
  /// The last frame without its strip, for a look by eye.
  const canvas::Canvas& canvas() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plenary::app
