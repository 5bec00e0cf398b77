#include "flv/avc_config.h"

#include <gtest/gtest.h>

namespace plenary::flv::avc_config_test {
namespace {

using base::Bytes;
using base::Errc;

/// High profile at level 1.1, as x264 writes it: one SPS, one PPS, then the high profile's tail.
Bytes x264_record() {
  return {0x01, 0x64, 0x00, 0x0B, 0xFF, 0xE1, 0x00, 0x19, 0x67, 0x64, 0x00, 0x0B, 0xAC, 0xD9, 0x42,
          0x8D, 0xF9, 0x30, 0x11, 0x00, 0x00, 0x03, 0x00, 0x01, 0x00, 0x00, 0x03, 0x00, 0x14, 0x0F,
          0x14, 0x29, 0x96, 0x01, 0x00, 0x04, 0x68, 0xEF, 0xBC, 0xB0, 0xFD, 0xF8, 0xF8, 0x00};
}

TEST(AvcConfig, HasTheSetsOfARealEncoder) {
  const Bytes record = x264_record();
  const auto config = parse_avc_config(record);
  ASSERT_TRUE(config);
  EXPECT_EQ(config->profile, 100);
  EXPECT_EQ(config->level, 11);
  EXPECT_EQ(config->nal_length_bytes, 4);
  ASSERT_EQ(config->sequence_sets.size(), 1u);
  EXPECT_EQ(config->sequence_sets[0].size(), 25u);
  ASSERT_EQ(config->picture_sets.size(), 1u);
  EXPECT_EQ(config->picture_sets[0].size(), 4u);
}

TEST(AvcConfig, NeedsNoTailBehindTheSets) {
  Bytes record = x264_record();
  record.resize(record.size() - 4);
  EXPECT_TRUE(parse_avc_config(record));
}

TEST(AvcConfig, IsTruncatedWhereverItIsCut) {
  const Bytes record = x264_record();
  for (std::size_t size = 0; size < record.size() - 4; ++size) {
    const auto config = parse_avc_config(base::ByteView(record).first(size));
    ASSERT_FALSE(config) << size;
    EXPECT_EQ(config.error().code(), Errc::kTruncated) << size;
  }
}

TEST(AvcConfig, RefusesLengthsBeyondItsEnd) {
  Bytes record = x264_record();
  record[6] = 0xFF;
  EXPECT_EQ(parse_avc_config(record).error().code(), Errc::kTruncated);
}

TEST(AvcConfig, RefusesWhatIsNoParameterSet) {
  const auto broken = [](std::size_t at, std::uint8_t value) {
    Bytes record = x264_record();
    record[at] = value;
    const auto config = parse_avc_config(record);
    return config ? std::string("accepted") : config.error().detail();
  };
  EXPECT_EQ(broken(0, 0x02), "record version 2");
  EXPECT_EQ(broken(4, 0xFE), "NAL length of 3 bytes");
  EXPECT_EQ(broken(5, 0xE0), "no parameter set");
  EXPECT_EQ(broken(8, 0x65), "NAL unit type 5 among the parameter sets of type 7");
  EXPECT_EQ(broken(33, 0x00), "no parameter set");
  EXPECT_EQ(broken(35, 0x01), "parameter set too short");
  EXPECT_EQ(broken(36, 0x67), "NAL unit type 7 among the parameter sets of type 8");
}

}  // namespace
}  // namespace plenary::flv::avc_config_test
