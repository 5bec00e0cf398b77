#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "canvas/canvas.h"

namespace plenary::canvas {

/// A layer drawn once and where it stands in the present frame. The compositor redraws what changes
/// in these fields; a layer with other pixels is another layer.
struct Sprite {
  std::shared_ptr<const Canvas> layer;  ///< None: not shown.
  int x = 0;
  int y = 0;
  double opacity = 1;
  /// The part of the frame in which it is shown; an empty one means everywhere.
  Rect clip;

  /// The pixels of the frame it touches.
  Rect extent() const;
  bool operator==(const Sprite&) const = default;
};

/// Keeps a video frame of a still backdrop with sprites over it, and pays only for what moves. One
/// thread at a time.
class Compositor {
 public:
  /// The backdrop is opaque and has even sides.
  explicit Compositor(Canvas backdrop);

  /// Brings the frame to `sprites`, drawn in this order. A sprite keeps its place in the list from
  /// frame to frame. Returns how many pixels had to be redrawn.
  std::size_t show(std::vector<Sprite> sprites);

  /// The frame as video. Who writes into it (the frame code) writes where no sprite comes.
  Planes planes() { return planes_.planes(); }
  const std::vector<std::uint8_t>& bytes() const { return planes_.bytes(); }
  const Canvas& canvas() const { return frame_; }

 private:
  void redraw(const Rect& rect);

  Canvas backdrop_;
  Canvas frame_;
  PlaneBuffer planes_;
  std::vector<Sprite> sprites_;
};

}  // namespace plenary::canvas
