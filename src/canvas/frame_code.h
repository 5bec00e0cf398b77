#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/time.h"
#include "canvas/planes.h"

namespace plenary::canvas {

/// What a frame says of itself to machines: when it was drawn and which one it is. Read back from
/// what a viewer sees, it gives the delay from camera to screen and tells repeated and lost frames.
struct FrameCode {
  base::Instant drawn_at;   ///< UTC, from 1970 to 2109.
  std::uint16_t frame = 0;  ///< Counts up and wraps at 2^14.
  bool operator==(const FrameCode&) const = default;
};

/// The strip in the lower right corner: 4 rows of 20 square cells, light or dark in luma, so large
/// that they survive strong compression and a small rendition (12 pixels each at 1280x720, 4 at
/// 426x240, the smallest size that is promised). Row by row, a cell is 1 if light:
///
///     row 0   1 ddddddddd ddddddddd 0      columns 0 and 19 alternate: the reader takes its
///     row 1   0 ddddddddd ddddddddd 1      threshold from them
///     row 2   1 ddddddddd ddddddddd 0      d: 72 bits, most significant first: 42 of UTC in
///     row 3   0 ddddddddd ddddddddd 1      milliseconds, 14 of the frame's number, and their
///                                          CRC-16 (polynomial 0x1021, start 0xFFFF, 7 bytes)
///
/// tests/support/frame_code.mjs reads the same in a browser.
inline constexpr int kCodeColumns = 20;
inline constexpr int kCodeRows = 4;
inline constexpr double kCodeX = 976.0 / 1280;
inline constexpr double kCodeY = 632.0 / 720;
inline constexpr double kCodeWidth = 240.0 / 1280;
inline constexpr double kCodeHeight = 48.0 / 720;

/// Where the strip lies in a frame of this size.
Rect frame_code_region(int width, int height);

/// Writes the strip's luma; chroma stays as it is (paint the place beneath in a dark, quiet
/// colour).
void write_frame_code(const FrameCode& code, const Planes& frame);

/// The luma of a picture, of any range.
struct LumaView {
  int width = 0;
  int height = 0;
  const std::uint8_t* y = nullptr;
  std::ptrdiff_t stride = 0;
};

/// Reads the strip of a whole frame; nothing if there is none or it was damaged.
std::optional<FrameCode> read_frame_code(const LumaView& frame);

}  // namespace plenary::canvas
