#include "flv/aac_config.h"

#include <gtest/gtest.h>

namespace plenary::flv::aac_config_test {
namespace {

using base::Bytes;
using base::Errc;

AacConfig plain(int sample_rate, int channels) {
  AacConfig config;
  config.sample_rate = sample_rate;
  config.channels = channels;
  return config;
}

TEST(AacConfig, IsLowComplexityStereo) {
  EXPECT_EQ(*parse_aac_config(Bytes{0x11, 0x90}), plain(48000, 2));
  EXPECT_EQ(*parse_aac_config(Bytes{0x12, 0x10}), plain(44100, 2));
  EXPECT_EQ(*parse_aac_config(Bytes{0x12, 0x08}), plain(44100, 1));
}

TEST(AacConfig, ToleratesExtensionSignallingBehind) {
  EXPECT_EQ(*parse_aac_config(Bytes{0x11, 0x90, 0x56, 0xE5, 0x00}), plain(48000, 2));
}

TEST(AacConfig, CountsTheEighthLoudspeaker) {
  EXPECT_EQ(parse_aac_config(Bytes{0x11, 0xB8})->channels, 8);
}

TEST(AacConfig, HasAnExplicitSampleRate) {
  // Type 2, rate index 15, 24 bits of 48000, channels 2, then the frame length flag.
  EXPECT_EQ(*parse_aac_config(Bytes{0x17, 0x80, 0x5D, 0xC0, 0x10}), plain(48000, 2));
}

TEST(AacConfig, HasShortFrames) {
  EXPECT_EQ(parse_aac_config(Bytes{0x11, 0x94})->frame_samples, 960);
}

TEST(AacConfig, SignalsReplicationAndParametricStereoInFront) {
  AacConfig replicated = plain(24000, 2);
  replicated.spectral_band_replication = true;
  EXPECT_EQ(*parse_aac_config(Bytes{0x2B, 0x11, 0x88, 0x00}), replicated);
  AacConfig parametric = plain(24000, 1);
  parametric.spectral_band_replication = true;
  parametric.parametric_stereo = true;
  EXPECT_EQ(*parse_aac_config(Bytes{0xEB, 0x09, 0x88, 0x00}), parametric);
}

TEST(AacConfig, RefusesWhatItCannotMean) {
  const auto code = [](const Bytes& bytes) { return parse_aac_config(bytes).error().code(); };
  EXPECT_EQ(code({}), Errc::kTruncated);
  EXPECT_EQ(code({0x11}), Errc::kTruncated);
  EXPECT_EQ(code({0x11, 0x80}), Errc::kUnsupported);  // channels by program config element
  EXPECT_EQ(code({0x11, 0xC0}), Errc::kMalformed);    // channel layout 8
  EXPECT_EQ(code({0x16, 0x90}), Errc::kMalformed);    // reserved rate index 13
  EXPECT_EQ(code({0x17, 0xFF, 0xFF, 0xFF, 0x90}), Errc::kMalformed);  // 16 MHz
  EXPECT_EQ(code({0xF9, 0x46, 0x40}), Errc::kUnsupported);  // object type 42, extended HE-AAC
  EXPECT_EQ(code(Bytes(65, 0x11)), Errc::kMalformed);
}

}  // namespace
}  // namespace plenary::flv::aac_config_test
