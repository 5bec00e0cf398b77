#pragma once

// For tests only: reads ISO base media boxes.

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace plenary::media::testing {

struct Box {
  std::string type;
  base::ByteView body;  ///< Without size and type.
};

/// The boxes that `bytes` consists of; throws where it does not.
inline std::vector<Box> boxes_of(base::ByteView bytes) {
  std::vector<Box> boxes;
  base::ByteReader reader(bytes);
  while (!reader.at_end()) {
    const auto size = reader.u32();
    const auto type = reader.take(4);
    if (!size || !type || *size < 8) throw std::runtime_error("not a box");
    const auto body = reader.take(*size - 8);
    if (!body) throw std::runtime_error("a box that is cut off");
    boxes.push_back({std::string(base::text_of(*type)), *body});
  }
  return boxes;
}

/// Their types in a row: "ftyp moov".
inline std::string types_of(base::ByteView bytes) {
  std::string types;
  for (const Box& box : boxes_of(bytes)) types += (types.empty() ? "" : " ") + box.type;
  return types;
}

/// The body of the first box at a path such as "moov/trak/mdia", if it is there.
inline std::optional<base::ByteView> find_box(base::ByteView bytes, std::string_view path) {
  const auto slash = path.find('/');
  for (const Box& box : boxes_of(bytes)) {
    if (box.type != path.substr(0, slash)) continue;
    if (slash == std::string_view::npos) return box.body;
    return find_box(box.body, path.substr(slash + 1));
  }
  return std::nullopt;
}

/// What one moof says.
struct Fragment {
  std::uint64_t decode_time = 0;         ///< tfdt.
  std::vector<std::uint32_t> durations;  ///< Of each sample.
  std::vector<std::uint32_t> sizes;
  std::vector<std::uint32_t> flags;
  bool composition_offsets = false;

  bool sync(std::size_t sample) const { return (flags.at(sample) & 0x10000) == 0; }
  std::uint64_t duration() const {
    std::uint64_t sum = 0;
    for (const std::uint32_t each : durations) sum += each;
    return sum;
  }
};

/// Reads tfhd, tfdt and trun (14496-12 sections 8.8.7, 8.8.12 and 8.8.8) of the first moof.
inline Fragment fragment_of(base::ByteView chunk) {
  Fragment fragment;
  base::ByteReader tfhd(*find_box(chunk, "moof/traf/tfhd"));
  const std::uint32_t given = *tfhd.u32();
  (void)*tfhd.u32();  // Track.
  if ((given & 0x01) != 0) (void)*tfhd.u64();
  if ((given & 0x02) != 0) (void)*tfhd.u32();
  const std::uint32_t duration = (given & 0x08) != 0 ? *tfhd.u32() : 0;
  const std::uint32_t size = (given & 0x10) != 0 ? *tfhd.u32() : 0;
  const std::uint32_t flags = (given & 0x20) != 0 ? *tfhd.u32() : 0;

  base::ByteReader tfdt(*find_box(chunk, "moof/traf/tfdt"));
  const bool wide = *tfdt.u32() >> 24 == 1;
  fragment.decode_time = wide ? *tfdt.u64() : *tfdt.u32();

  base::ByteReader trun(*find_box(chunk, "moof/traf/trun"));
  const std::uint32_t has = *trun.u32() & 0xFFFFFF;
  const std::uint32_t count = *trun.u32();
  if ((has & 0x001) != 0) (void)*trun.u32();
  const std::uint32_t first = (has & 0x004) != 0 ? *trun.u32() : flags;
  for (std::uint32_t i = 0; i < count; ++i) {
    fragment.durations.push_back((has & 0x100) != 0 ? *trun.u32() : duration);
    fragment.sizes.push_back((has & 0x200) != 0 ? *trun.u32() : size);
    fragment.flags.push_back((has & 0x400) != 0 ? *trun.u32() : i == 0 ? first : flags);
    if ((has & 0x800) != 0) {
      fragment.composition_offsets = true;
      (void)*trun.u32();
    }
  }
  return fragment;
}

/// The media time scale in an init segment.
inline std::uint32_t time_scale_of(base::ByteView init) {
  base::ByteReader mdhd(*find_box(init, "moov/trak/mdia/mdhd"));
  const bool wide = *mdhd.u32() >> 24 == 1;
  (void)*mdhd.take(wide ? 16 : 8);
  return *mdhd.u32();
}

}  // namespace plenary::media::testing
