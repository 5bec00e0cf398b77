#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace plenary::canvas {

/// A rectangle in pixels, origin at the top left.
struct Rect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  bool empty() const { return width <= 0 || height <= 0; }
  int right() const { return x + width; }
  int bottom() const { return y + height; }
  bool contains(int px, int py) const {
    return px >= x && py >= y && px < right() && py < bottom();
  }
  bool contains(const Rect& other) const {
    return other.x >= x && other.y >= y && other.right() <= right() && other.bottom() <= bottom();
  }
  /// What both cover; empty if they do not meet.
  Rect intersected(const Rect& other) const;
  /// The smallest rectangle around both; an empty one does not count.
  Rect united(const Rect& other) const;
  /// Wider by `pixels` on each side.
  Rect grown(int pixels) const;
  bool operator==(const Rect&) const = default;
};

/// The planes of a writable picture, YUV 4:2:0, 8 bit, BT.709, limited range (luma 16-235, chroma
/// 16-240), in memory that somebody else owns: an AVFrame's data and linesize fit. Chroma planes
/// measure half of width and height, rounded up. Strides are in bytes.
struct Planes {
  int width = 0;
  int height = 0;
  std::uint8_t* y = nullptr;
  std::uint8_t* u = nullptr;
  std::uint8_t* v = nullptr;
  std::ptrdiff_t y_stride = 0;
  std::ptrdiff_t u_stride = 0;
  std::ptrdiff_t v_stride = 0;
};

/// Memory for one picture, planes one after another without padding: the bytes of rawvideo yuv420p.
/// A value; begins black.
class PlaneBuffer {
 public:
  /// Both sides are even and positive.
  PlaneBuffer(int width, int height);

  int width() const { return width_; }
  int height() const { return height_; }
  Planes planes();
  /// Y, then U, then V.
  const std::vector<std::uint8_t>& bytes() const { return bytes_; }

 private:
  int width_;
  int height_;
  std::vector<std::uint8_t> bytes_;
};

/// Copies a whole picture; sizes are equal.
void copy_planes(const Planes& from, const Planes& to);

}  // namespace plenary::canvas
