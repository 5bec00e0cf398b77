#include "flv/aac_config.h"

#include <array>
#include <string>

namespace plenary::flv {
namespace {

using base::Errc;
using base::Error;
using base::Result;

/// Reads bits, the highest of each byte first, from a bounded view.
class BitReader {
 public:
  explicit BitReader(base::ByteView bytes) : bytes_(bytes) {}

  /// The next `count` bits, at most 24.
  Result<std::uint32_t> read(std::size_t count) {
    if (bytes_.size() * 8 - position_ < count) return Error(Errc::kTruncated, "bits are missing");
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i, ++position_) {
      const auto bit = static_cast<std::uint32_t>(bytes_[position_ / 8] >> (7 - position_ % 8)) & 1;
      value = value << 1 | bit;
    }
    return value;
  }

 private:
  base::ByteView bytes_;
  std::size_t position_ = 0;
};

constexpr std::array<int, 13> kRates{96000, 88200, 64000, 48000, 44100, 32000, 24000,
                                     22050, 16000, 12000, 11025, 8000,  7350};
constexpr std::uint32_t kExplicitRate = 15;
constexpr int kEscapedType = 31;
constexpr int kSpectralBandReplication = 5;
constexpr int kParametricStereo = 29;
constexpr int kLongestConfig = 64;

Result<int> read_object_type(BitReader& bits) {
  const auto type = bits.read(5);
  if (!type) return type.error();
  if (*type != kEscapedType) return static_cast<int>(*type);
  const auto more = bits.read(6);
  if (!more) return more.error();
  return 32 + static_cast<int>(*more);
}

Result<int> read_sample_rate(BitReader& bits) {
  const auto index = bits.read(4);
  if (!index) return index.error();
  if (*index < kRates.size()) return kRates[*index];
  if (*index != kExplicitRate) return Error(Errc::kMalformed, "reserved sample rate");
  const auto rate = bits.read(24);
  if (!rate) return rate.error();
  if (*rate < 7350 || *rate > 96000) {
    return Error(Errc::kMalformed, "sample rate of " + std::to_string(*rate) + " Hz");
  }
  return static_cast<int>(*rate);
}

Result<int> read_channels(BitReader& bits) {
  const auto layout = bits.read(4);
  if (!layout) return layout.error();
  if (*layout == 0) return Error(Errc::kUnsupported, "channels by a program config element");
  if (*layout > 7) return Error(Errc::kMalformed, "channel layout " + std::to_string(*layout));
  return *layout == 7 ? 8 : static_cast<int>(*layout);
}

}  // namespace

Result<AacConfig> parse_aac_config(base::ByteView bytes) {
  if (bytes.size() > kLongestConfig) return Error(Errc::kMalformed, "configuration too long");
  BitReader bits(bytes);
  AacConfig config;

  const auto type = read_object_type(bits);
  if (!type) return type.error();
  const auto rate = read_sample_rate(bits);
  if (!rate) return rate.error();
  const auto channels = read_channels(bits);
  if (!channels) return channels.error();
  config.object_type = *type;
  config.sample_rate = *rate;
  config.channels = *channels;

  if (*type == kSpectralBandReplication || *type == kParametricStereo) {
    config.spectral_band_replication = true;
    config.parametric_stereo = *type == kParametricStereo;
    if (const auto extended_rate = read_sample_rate(bits); !extended_rate) {
      return extended_rate.error();
    }
    const auto core = read_object_type(bits);
    if (!core) return core.error();
    config.object_type = *core;
  }
  if (config.object_type < 1 || config.object_type > 4) {
    return Error(Errc::kUnsupported, "MPEG-4 audio object type " +
                                         std::to_string(config.object_type) + "; send AAC-LC");
  }
  const auto short_frames = bits.read(1);  // frameLengthFlag of GASpecificConfig
  if (!short_frames) return short_frames.error();
  config.frame_samples = *short_frames == 1 ? 960 : 1024;
  return config;
}

}  // namespace plenary::flv
