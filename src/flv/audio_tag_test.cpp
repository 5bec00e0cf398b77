#include "flv/audio_tag.h"

#include <gtest/gtest.h>

#include "flv/tag_header.h"

namespace plenary::flv::audio_tag_test {
namespace {

using base::Bytes;
using base::Errc;

TEST(AudioTag, IsAConfiguration) {
  const Bytes body{0xAF, 0x00, 0x11, 0x90};
  const auto tag = parse_audio_tag(body);
  ASSERT_TRUE(tag);
  EXPECT_EQ(tag->kind, AudioTag::Kind::kConfig);
  EXPECT_EQ(Bytes(tag->data.begin(), tag->data.end()), (Bytes{0x11, 0x90}));
}

TEST(AudioTag, IsAFrameEvenWithoutBytes) {
  const Bytes body{0xAF, 0x01, 0x21};
  const auto tag = parse_audio_tag(body);
  ASSERT_TRUE(tag);
  EXPECT_EQ(tag->kind, AudioTag::Kind::kFrame);
  EXPECT_EQ(tag->data.size(), 1u);
  EXPECT_TRUE(parse_audio_tag(base::ByteView(body).first(2)));
}

TEST(AudioTag, IsTruncatedBeforeItsHeaderIsWhole) {
  const Bytes body{0xAF};
  EXPECT_EQ(parse_audio_tag({}).error().code(), Errc::kTruncated);
  EXPECT_EQ(parse_audio_tag(body).error().code(), Errc::kTruncated);
}

TEST(AudioTag, NamesTheCodecItRefuses) {
  const struct {
    Bytes body;
    Errc code;
    std::string detail;
  } refusals[] = {
      {{0x2F, 0xFF}, Errc::kUnsupported, "audio is MP3; send AAC"},
      {{0xB2, 0x00}, Errc::kUnsupported, "audio is Speex; send AAC"},
      {{0x90, 'O', 'p', 'u', 's'},
       Errc::kUnsupported,
       "audio is enhanced RTMP 'Opus'; send AAC in classic RTMP"},
      {{0x95, 0x00, 'm', 'p', '4', 'a'},
       Errc::kUnsupported,
       "audio is enhanced RTMP 'mp4a'; send AAC in classic RTMP"},
      {{0xC0, 0x00}, Errc::kMalformed, "sound format 12"},
      {{0xAF, 0x02}, Errc::kMalformed, "AAC packet type 2"},
  };
  for (const auto& refusal : refusals) {
    const auto tag = parse_audio_tag(refusal.body);
    ASSERT_FALSE(tag);
    EXPECT_EQ(tag.error().code(), refusal.code) << refusal.detail;
    EXPECT_EQ(tag.error().detail(), refusal.detail);
  }
}

TEST(TagHeader, CarriesTheTimestampsHighestByteLast) {
  const Bytes bytes{0x09, 0x00, 0x01, 0x00, 0x34, 0x56, 0x78, 0x12, 0x00, 0x00, 0x00, 0xFF};
  base::ByteReader reader(bytes);
  const auto header = read_tag_header(reader);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->type, 9);
  EXPECT_EQ(header->body_bytes, 256u);
  EXPECT_EQ(header->timestamp_ms, 0x12345678u);
  EXPECT_EQ(reader.remaining(), 1u);
  EXPECT_EQ(read_tag_header(reader).error().code(), Errc::kTruncated);
}

}  // namespace
}  // namespace plenary::flv::audio_tag_test
