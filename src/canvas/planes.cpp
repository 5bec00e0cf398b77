#include "canvas/planes.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"

namespace plenary::canvas {
namespace {

constexpr std::uint8_t kBlackLuma = 16;
constexpr std::uint8_t kNeutralChroma = 128;

void copy_rows(const std::uint8_t* from, std::ptrdiff_t from_stride, std::uint8_t* to,
               std::ptrdiff_t to_stride, int width, int height) {
  for (int row = 0; row < height; ++row) {
    std::memcpy(to + row * to_stride, from + row * from_stride, static_cast<std::size_t>(width));
  }
}

}  // namespace

Rect Rect::intersected(const Rect& other) const {
  const int left = std::max(x, other.x);
  const int top = std::max(y, other.y);
  const Rect both{left, top, std::min(right(), other.right()) - left,
                  std::min(bottom(), other.bottom()) - top};
  return both.empty() ? Rect{} : both;
}

Rect Rect::united(const Rect& other) const {
  if (empty()) return other;
  if (other.empty()) return *this;
  const int left = std::min(x, other.x);
  const int top = std::min(y, other.y);
  return {left, top, std::max(right(), other.right()) - left,
          std::max(bottom(), other.bottom()) - top};
}

Rect Rect::grown(int pixels) const {
  return {x - pixels, y - pixels, width + 2 * pixels, height + 2 * pixels};
}

PlaneBuffer::PlaneBuffer(int width, int height) : width_(width), height_(height) {
  PLENARY_CHECK(width > 0 && height > 0 && width % 2 == 0 && height % 2 == 0);
  const auto luma = static_cast<std::size_t>(width) * static_cast<std::size_t>(height);
  bytes_.resize(luma, kBlackLuma);
  bytes_.resize(luma + luma / 2, kNeutralChroma);
}

Planes PlaneBuffer::planes() {
  const std::ptrdiff_t luma = static_cast<std::ptrdiff_t>(width_) * height_;
  std::uint8_t* const first = bytes_.data();
  return {.width = width_,
          .height = height_,
          .y = first,
          .u = first + luma,
          .v = first + luma + luma / 4,
          .y_stride = width_,
          .u_stride = width_ / 2,
          .v_stride = width_ / 2};
}

void copy_planes(const Planes& from, const Planes& to) {
  PLENARY_CHECK(from.width == to.width && from.height == to.height);
  const int chroma_width = (from.width + 1) / 2;
  const int chroma_height = (from.height + 1) / 2;
  copy_rows(from.y, from.y_stride, to.y, to.y_stride, from.width, from.height);
  copy_rows(from.u, from.u_stride, to.u, to.u_stride, chroma_width, chroma_height);
  copy_rows(from.v, from.v_stride, to.v, to.v_stride, chroma_width, chroma_height);
}

}  // namespace plenary::canvas
