#include "hls/segment.h"

#include <fmt/format.h>

#include <algorithm>

namespace plenary::hls {

Duration Shape::part_target(PartSet set) const {
  switch (set) {
    case PartSet::kShort:
      return part;
    case PartSet::kWide:
      return part * parts_per_wide;
    case PartSet::kNone:
      break;
  }
  return Duration{0};
}

int Shape::parts_in(PartSet set) const {
  switch (set) {
    case PartSet::kShort:
      return parts_per_segment;
    case PartSet::kWide:
      return (parts_per_segment + parts_per_wide - 1) / parts_per_wide;
    case PartSet::kNone:
      break;
  }
  return 0;
}

std::vector<WidePart> wide_parts(const Segment& segment, const Shape& shape, bool complete) {
  std::vector<WidePart> wide;
  const int count = static_cast<int>(segment.parts.size());
  for (int first = 0; first < count; first += shape.parts_per_wide) {
    const int end = std::min(first + shape.parts_per_wide, shape.parts_per_segment);
    if (end > count && !complete) break;
    WidePart part{.first = first, .last = std::min(end, count) - 1};
    part.independent = segment.parts[static_cast<std::size_t>(first)].independent;
    for (int i = first; i <= part.last; ++i) {
      part.duration += segment.parts[static_cast<std::size_t>(i)].duration;
    }
    wide.push_back(part);
  }
  return wide;
}

std::string format_seconds(Duration duration) {
  const auto us = duration.count();
  if (us % 1000 == 0) return fmt::format("{}.{:03}", us / 1'000'000, us / 1000 % 1000);
  return fmt::format("{}.{:06}", us / 1'000'000, us % 1'000'000);
}

}  // namespace plenary::hls
