#include "media/codecs.h"

#include <array>
#include <optional>

#include "base/text.h"

namespace plenary::media {
namespace {

using base::Errc;
using base::Error;

constexpr std::uint8_t kNalSps = 7;

base::Result<std::string> name_of_sps(base::ByteView sps) {
  // NAL header, profile_idc, constraint flags, level_idc (H.264 section 7.3.2.1.1).
  if (sps.size() < 4 || (sps[0] & 0x1F) != kNalSps) {
    return Error(Errc::kMalformed, "no SPS where one must be");
  }
  return "avc1." + base::hex(base::text_of(sps.subspan(1, 3)));
}

/// What follows the start code 00 00 01 of the first SPS.
std::optional<base::ByteView> find_sps(base::ByteView annex_b) {
  for (std::size_t at = 0; at + 3 < annex_b.size(); ++at) {
    if (annex_b[at] != 0 || annex_b[at + 1] != 0 || annex_b[at + 2] != 1) continue;
    if ((annex_b[at + 3] & 0x1F) == kNalSps) return annex_b.subspan(at + 3);
  }
  return std::nullopt;
}

base::Result<std::string> name_of_record(base::ByteView record) {
  base::ByteReader reader(record);
  // Version, profile, compatibility, level, length size; then the count of SPS in five bits.
  if (const auto head = reader.take(5); !head) return head.error();
  const auto count = reader.u8();
  if (!count) return count.error();
  if ((*count & 0x1F) == 0) return Error(Errc::kMalformed, "the record holds no SPS");
  const auto size = reader.u16();
  if (!size) return size.error();
  const auto sps = reader.take(*size);
  if (!sps) return sps.error();
  return name_of_sps(*sps);
}

}  // namespace

base::Result<std::string> avc_codecs(base::ByteView extradata) {
  if (!extradata.empty() && extradata[0] == 1) return name_of_record(extradata);
  const auto sps = find_sps(extradata);
  if (!sps) return Error(Errc::kMalformed, "no SPS");
  return name_of_sps(*sps);
}

base::Result<std::string> aac_codecs(base::ByteView audio_specific_config) {
  base::ByteReader reader(audio_specific_config);
  const auto bits = reader.u16();
  if (!bits) return bits.error();
  // audioObjectType: five bits, or 31 and six more (section 1.6.2.1, GetAudioObjectType).
  unsigned type = *bits >> 11;
  if (type == 31) type = 32 + ((*bits >> 5) & 0x3F);
  if (type == 0) return Error(Errc::kMalformed, "audio object type 0");
  return "mp4a.40." + std::to_string(type);
}

}  // namespace plenary::media
