#include <algorithm>
#include <cmath>
#include <cstdint>

#include "base/check.h"
#include "canvas/canvas.h"

// BT.709 (Rec. ITU-R BT.709-6, items 3.2 to 3.4) from 8-bit full-range R'G'B' to 8-bit
// limited-range Y'CbCr, in 16-bit fixed point.

namespace plenary::canvas {
namespace {

constexpr double kRed = 0.2126;
constexpr double kBlue = 0.0722;
constexpr double kGreen = 1 - kRed - kBlue;
constexpr int kBits = 16;

constexpr std::int32_t fixed(double value) {
  return static_cast<std::int32_t>(value * (1 << kBits) + (value < 0 ? -0.5 : 0.5));
}

constexpr double kLumaRange = 219.0 / 255;
constexpr double kChromaRange = 224.0 / 255;
constexpr std::int32_t kYr = fixed(kRed * kLumaRange);
constexpr std::int32_t kYg = fixed(kGreen * kLumaRange);
constexpr std::int32_t kYb = fixed(kBlue * kLumaRange);
constexpr double kCbScale = kChromaRange / (2 * (1 - kBlue));
constexpr double kCrScale = kChromaRange / (2 * (1 - kRed));
constexpr std::int32_t kCbr = fixed(-kRed * kCbScale);
constexpr std::int32_t kCbg = fixed(-kGreen * kCbScale);
constexpr std::int32_t kCbb = -kCbr - kCbg;  // Grey stays exactly neutral.
constexpr std::int32_t kCrg = fixed(-kGreen * kCrScale);
constexpr std::int32_t kCrb = fixed(-kBlue * kCrScale);
constexpr std::int32_t kCrr = -kCrg - kCrb;

void convert_luma_row(const std::uint8_t* bgra, std::uint8_t* out, int width) {
  constexpr std::int32_t kOffset = (16 << kBits) + (1 << (kBits - 1));
  for (int x = 0; x < width; ++x) {
    const std::uint8_t* const p = bgra + 4 * x;
    out[x] = static_cast<std::uint8_t>((kYb * p[0] + kYg * p[1] + kYr * p[2] + kOffset) >> kBits);
  }
}

// One row of chroma from two rows of pixels. Samples sit on even columns between the rows, so the
// weights are 1 2 1 across and 1 1 down: 8 in all, hence three more bits to shift.
void convert_chroma_row(const std::uint8_t* upper, const std::uint8_t* lower, int first, int last,
                        int width, std::uint8_t* u, std::uint8_t* v) {
  constexpr int kShift = kBits + 3;
  constexpr std::int64_t kOffset = (128LL << kShift) + (1LL << (kShift - 1));
  for (int x = first; x < last; x += 2) {
    const int left = 4 * std::max(x - 1, 0);
    const int right = 4 * std::min(x + 1, width - 1);
    std::int32_t sum[3];
    for (int c = 0; c < 3; ++c) {
      sum[c] = upper[left + c] + 2 * upper[4 * x + c] + upper[right + c] + lower[left + c] +
               2 * lower[4 * x + c] + lower[right + c];
    }
    const std::int64_t blue = sum[0], green = sum[1], red = sum[2];
    const int at = x / 2;
    u[at] =
        static_cast<std::uint8_t>((kCbb * blue + kCbg * green + kCbr * red + kOffset) >> kShift);
    v[at] =
        static_cast<std::uint8_t>((kCrb * blue + kCrg * green + kCrr * red + kOffset) >> kShift);
  }
}

}  // namespace

Rect convert(const Canvas& canvas, const Rect& rect, const Planes& out) {
  PLENARY_CHECK(canvas.width() == out.width && canvas.height() == out.height);
  // A pixel of an odd column has a share in the chroma sample to its right.
  const int left = rect.x & ~1;
  const int top = rect.y & ~1;
  const Rect wide{left, top, ((rect.right() + 2) & ~1) - left, ((rect.bottom() + 1) & ~1) - top};
  const Rect area = wide.intersected(canvas.bounds());
  for (int y = area.y; y < area.bottom(); y += 2) {
    const int below = std::min(y + 1, canvas.height() - 1);
    const std::uint8_t* const upper = canvas.row(y);
    const std::uint8_t* const lower = canvas.row(below);
    convert_luma_row(upper + 4 * area.x, out.y + y * out.y_stride + area.x, area.width);
    if (below != y) {
      convert_luma_row(lower + 4 * area.x, out.y + below * out.y_stride + area.x, area.width);
    }
    convert_chroma_row(upper, lower, area.x, area.right(), canvas.width(),
                       out.u + y / 2 * out.u_stride, out.v + y / 2 * out.v_stride);
  }
  return area;
}

}  // namespace plenary::canvas
