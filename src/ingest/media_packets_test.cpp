#include "ingest/media_packets.h"

#include <gtest/gtest.h>

#include "rtmp/publisher_script.h"

namespace plenary::ingest::media_packets_test {
namespace {

using base::Bytes;
using base::Errc;
using media::Packet;

rtmp::Media video(Bytes body) {
  return {rtmp::Media::Kind::kVideo, 1000, std::move(body)};
}
rtmp::Media audio(Bytes body) {
  return {rtmp::Media::Kind::kAudio, 1000, std::move(body)};
}

Bytes with_header(Bytes header, const Bytes& body) {
  for (const auto byte : body) header.push_back(byte);
  return header;
}

TEST(MediaPackets, CarryAPictureWithBothItsTimes) {
  const auto packet = packet_of(video({0x17, 1, 0, 0, 80, 0, 0, 0, 1, 0x65}));
  ASSERT_TRUE(packet && packet->has_value());
  EXPECT_EQ((*packet)->kind, Packet::Kind::kVideo);
  EXPECT_EQ((*packet)->dts_ms, 1000);
  EXPECT_EQ((*packet)->pts_ms, 1080);
  EXPECT_TRUE((*packet)->key);
  EXPECT_EQ(*(*packet)->bytes, (Bytes{0, 0, 0, 1, 0x65}));
}

TEST(MediaPackets, CarryConfigurationsThatHold) {
  const auto avc = packet_of(video(with_header({0x17, 0, 0, 0, 0}, rtmp::sample_avc_config())));
  ASSERT_TRUE(avc && avc->has_value());
  EXPECT_EQ((*avc)->kind, Packet::Kind::kVideoConfig);
  EXPECT_EQ(*(*avc)->bytes, rtmp::sample_avc_config());
  const auto aac = packet_of(audio(with_header({0xAF, 0}, rtmp::sample_aac_config())));
  ASSERT_TRUE(aac && aac->has_value());
  EXPECT_EQ((*aac)->kind, Packet::Kind::kAudioConfig);
  EXPECT_EQ(*(*aac)->bytes, rtmp::sample_aac_config());
}

TEST(MediaPackets, CarrySound) {
  const auto packet = packet_of(audio({0xAF, 1, 0x21, 0x10}));
  ASSERT_TRUE(packet && packet->has_value());
  EXPECT_EQ((*packet)->kind, Packet::Kind::kAudio);
  EXPECT_EQ((*packet)->pts_ms, 1000);
  EXPECT_EQ(*(*packet)->bytes, (Bytes{0x21, 0x10}));
}

TEST(MediaPackets, AreNoneWhereNothingIsToDecode) {
  EXPECT_FALSE(packet_of(video({0x17, 2, 0, 0, 0}))->has_value());
  EXPECT_FALSE(packet_of(video({0x57, 0}))->has_value());
  EXPECT_FALSE(packet_of(audio({0xAF, 1}))->has_value());
}

TEST(MediaPackets, RefuseBrokenConfigurationsAndOtherCodecs) {
  EXPECT_EQ(packet_of(video({0x17, 0, 0, 0, 0, 1})).error().code(), Errc::kTruncated);
  EXPECT_EQ(packet_of(audio({0xAF, 0, 0x16, 0x90})).error().code(), Errc::kMalformed);
  EXPECT_EQ(packet_of(video({0x90, 'h', 'v', 'c', '1'})).error().code(), Errc::kUnsupported);
  EXPECT_EQ(packet_of(audio({0x2F, 0})).error().code(), Errc::kUnsupported);
}

}  // namespace
}  // namespace plenary::ingest::media_packets_test
