#include "flv/avc_config.h"

#include <string>

namespace plenary::flv {
namespace {

using base::Errc;
using base::Error;

enum NalType : std::uint8_t { kSequenceSet = 7, kPictureSet = 8 };

/// A sequence set holds profile, flags and level behind its header; a picture set at least one
/// byte.
constexpr std::size_t kSequenceSetMinimum = 4;
constexpr std::size_t kPictureSetMinimum = 2;

base::Result<std::vector<base::ByteView>> read_sets(base::ByteReader& reader, std::size_t count,
                                                    NalType type, std::size_t minimum) {
  if (count == 0) return Error(Errc::kMalformed, "no parameter set");
  std::vector<base::ByteView> sets;
  for (std::size_t i = 0; i < count; ++i) {
    const auto size = reader.u16();
    if (!size) return size.error();
    const auto set = reader.take(*size);
    if (!set) return set.error();
    if (set->size() < minimum) return Error(Errc::kMalformed, "parameter set too short");
    if (((*set)[0] & 0x1F) != type) {
      return Error(Errc::kMalformed, "NAL unit type " + std::to_string((*set)[0] & 0x1F) +
                                         " among the parameter sets of type " +
                                         std::to_string(type));
    }
    sets.push_back(*set);
  }
  return sets;
}

}  // namespace

base::Result<AvcConfig> parse_avc_config(base::ByteView record) {
  base::ByteReader reader(record);
  const auto fixed = reader.take(6);
  if (!fixed) return fixed.error();
  const base::ByteView head = *fixed;
  if (head[0] != 1) return Error(Errc::kMalformed, "record version " + std::to_string(head[0]));

  AvcConfig config;
  config.profile = head[1];
  config.compatibility = head[2];
  config.level = head[3];
  config.nal_length_bytes = static_cast<std::uint8_t>((head[4] & 0x03) + 1);
  if (config.nal_length_bytes == 3) return Error(Errc::kMalformed, "NAL length of 3 bytes");

  auto sequence_sets = read_sets(reader, head[5] & 0x1F, kSequenceSet, kSequenceSetMinimum);
  if (!sequence_sets) return sequence_sets.error();
  config.sequence_sets = *std::move(sequence_sets);

  const auto picture_count = reader.u8();
  if (!picture_count) return picture_count.error();
  auto picture_sets = read_sets(reader, *picture_count, kPictureSet, kPictureSetMinimum);
  if (!picture_sets) return picture_sets.error();
  config.picture_sets = *std::move(picture_sets);
  return config;
}

}  // namespace plenary::flv
