#include "canvas/frame_code.h"

#include <algorithm>
#include <array>
#include <bitset>
#include <cmath>
#include <cstring>

namespace plenary::canvas {
namespace {

constexpr int kTimeBits = 42;
constexpr int kFrameBits = 14;
constexpr int kCrcBits = 16;
constexpr int kDataBits = kTimeBits + kFrameBits + kCrcBits;
static_assert(kDataBits == kCodeRows * (kCodeColumns - 2));

// Far enough apart to survive, near enough not to glare.
constexpr std::uint8_t kDark = 32;
constexpr std::uint8_t kLight = 150;
// Below this distance between light and dark there is no strip.
constexpr double kLeastContrast = 36;

using Data = std::bitset<kDataBits>;  // Bit 0 is drawn first.

std::uint16_t crc16(std::uint64_t payload) {
  std::uint16_t crc = 0xFFFF;
  for (int shift = kTimeBits + kFrameBits - 8; shift >= 0; shift -= 8) {
    crc = static_cast<std::uint16_t>(crc ^ (((payload >> shift) & 0xFF) << 8));
    for (int bit = 0; bit < 8; ++bit) {
      const bool top = (crc & 0x8000) != 0;
      crc = static_cast<std::uint16_t>(crc << 1);
      if (top) crc ^= 0x1021;
    }
  }
  return crc;
}

std::uint64_t mask(int bits) {
  return (std::uint64_t{1} << bits) - 1;
}

Data encode(const FrameCode& code) {
  const auto ms = static_cast<std::uint64_t>(code.drawn_at.time_since_epoch().count());
  const std::uint64_t payload =
      ((ms & mask(kTimeBits)) << kFrameBits) | (code.frame & mask(kFrameBits));
  const std::uint16_t crc = crc16(payload);
  Data data;
  for (int bit = 0; bit < kTimeBits + kFrameBits; ++bit) {
    data[static_cast<std::size_t>(bit)] = (payload >> (kTimeBits + kFrameBits - 1 - bit)) & 1;
  }
  for (int bit = 0; bit < kCrcBits; ++bit) {
    data[static_cast<std::size_t>(kTimeBits + kFrameBits + bit)] =
        (crc >> (kCrcBits - 1 - bit)) & 1;
  }
  return data;
}

std::optional<FrameCode> decode(const Data& data) {
  std::uint64_t payload = 0;
  for (std::size_t bit = 0; bit < kTimeBits + kFrameBits; ++bit) payload = payload << 1 | data[bit];
  std::uint16_t crc = 0;
  for (std::size_t bit = kTimeBits + kFrameBits; bit < kDataBits; ++bit) {
    crc = static_cast<std::uint16_t>(crc << 1 | data[bit]);
  }
  if (crc != crc16(payload)) return std::nullopt;
  const base::Milliseconds at(static_cast<std::int64_t>(payload >> kFrameBits));
  return FrameCode{base::Instant(at), static_cast<std::uint16_t>(payload & mask(kFrameBits))};
}

bool is_sync(int column) {
  return column == 0 || column == kCodeColumns - 1;
}
bool sync_is_light(int row, int column) {
  return (row % 2 == 0) == (column == 0);
}

// The mean luma of a cell's middle, where neither its neighbours nor scaling reach.
double sample(const LumaView& frame, int row, int column) {
  constexpr double kMargin = 0.3;
  const double cell_width = kCodeWidth * frame.width / kCodeColumns;
  const double cell_height = kCodeHeight * frame.height / kCodeRows;
  const auto range = [&](double start, double size, int limit) {
    const int first = static_cast<int>(std::lround(start + kMargin * size));
    const int last = static_cast<int>(std::lround(start + (1 - kMargin) * size));
    const int from = std::clamp(first, 0, limit - 1);
    return std::pair{from, std::clamp(last, from + 1, limit)};
  };
  const auto [left, right] =
      range(kCodeX * frame.width + column * cell_width, cell_width, frame.width);
  const auto [top, bottom] =
      range(kCodeY * frame.height + row * cell_height, cell_height, frame.height);
  int sum = 0;
  for (int y = top; y < bottom; ++y) {
    for (int x = left; x < right; ++x) sum += frame.y[y * frame.stride + x];
  }
  return static_cast<double>(sum) / ((right - left) * (bottom - top));
}

}  // namespace

Rect frame_code_region(int width, int height) {
  const int left = static_cast<int>(std::lround(kCodeX * width));
  const int top = static_cast<int>(std::lround(kCodeY * height));
  return {left, top, static_cast<int>(std::lround((kCodeX + kCodeWidth) * width)) - left,
          static_cast<int>(std::lround((kCodeY + kCodeHeight) * height)) - top};
}

void write_frame_code(const FrameCode& code, const Planes& frame) {
  const Data data = encode(code);
  const Rect region = frame_code_region(frame.width, frame.height);
  std::size_t next = 0;
  for (int row = 0; row < kCodeRows; ++row) {
    const int top = region.y + row * region.height / kCodeRows;
    const int bottom = region.y + (row + 1) * region.height / kCodeRows;
    std::uint8_t* const first = frame.y + top * frame.y_stride + region.x;
    for (int column = 0; column < kCodeColumns; ++column) {
      const bool light = is_sync(column) ? sync_is_light(row, column) : data[next++];
      const int left = column * region.width / kCodeColumns;
      const int right = (column + 1) * region.width / kCodeColumns;
      std::memset(first + left, light ? kLight : kDark, static_cast<std::size_t>(right - left));
    }
    for (int y = top + 1; y < bottom; ++y) {
      std::memcpy(frame.y + y * frame.y_stride + region.x, first,
                  static_cast<std::size_t>(region.width));
    }
  }
}

std::optional<FrameCode> read_frame_code(const LumaView& frame) {
  constexpr int kSmallest = 64;  // Below that, cells are smaller than a pixel.
  if (frame.width < kSmallest || frame.height < kSmallest) return std::nullopt;
  double light = 0, dark = 0;
  for (int row = 0; row < kCodeRows; ++row) {
    for (const int column : {0, kCodeColumns - 1}) {
      (sync_is_light(row, column) ? light : dark) += sample(frame, row, column) / kCodeRows;
    }
  }
  if (light - dark < kLeastContrast) return std::nullopt;
  const double threshold = (light + dark) / 2;
  Data data;
  std::size_t next = 0;
  for (int row = 0; row < kCodeRows; ++row) {
    for (int column = 0; column < kCodeColumns; ++column) {
      const bool is_light = sample(frame, row, column) > threshold;
      if (!is_sync(column)) {
        data[next++] = is_light;
      } else if (is_light != sync_is_light(row, column)) {
        return std::nullopt;
      }
    }
  }
  return decode(data);
}

}  // namespace plenary::canvas
