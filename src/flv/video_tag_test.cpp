#include "flv/video_tag.h"

#include <gtest/gtest.h>

namespace plenary::flv::video_tag_test {
namespace {

using base::Bytes;
using base::Errc;

TEST(VideoTag, IsAConfiguration) {
  const Bytes body{0x17, 0x00, 0x00, 0x00, 0x00, 0x01, 0x64};
  const auto tag = parse_video_tag(body);
  ASSERT_TRUE(tag);
  EXPECT_EQ(tag->kind, VideoTag::Kind::kConfig);
  EXPECT_EQ(Bytes(tag->data.begin(), tag->data.end()), (Bytes{0x01, 0x64}));
}

TEST(VideoTag, IsAKeyPictureWithItsCompositionTime) {
  const Bytes body{0x17, 0x01, 0x00, 0x00, 0xC8, 0x00, 0x00, 0x00, 0x02, 0x65, 0x88};
  const auto tag = parse_video_tag(body);
  ASSERT_TRUE(tag);
  EXPECT_EQ(tag->kind, VideoTag::Kind::kPicture);
  EXPECT_TRUE(tag->key);
  EXPECT_EQ(tag->composition_ms, 200);
  EXPECT_EQ(tag->data.size(), 6u);
}

TEST(VideoTag, HasANegativeCompositionTime) {
  const Bytes body{0x27, 0x01, 0xFF, 0xFF, 0xFE, 0x00, 0x00, 0x00, 0x01, 0x41};
  const auto tag = parse_video_tag(body);
  ASSERT_TRUE(tag);
  EXPECT_FALSE(tag->key);
  EXPECT_EQ(tag->composition_ms, -2);
}

TEST(VideoTag, EndsTheSequence) {
  const Bytes body{0x17, 0x02, 0x00, 0x00, 0x00};
  EXPECT_EQ(parse_video_tag(body)->kind, VideoTag::Kind::kEndOfSequence);
}

TEST(VideoTag, IsACommandForPlayers) {
  const Bytes body{0x57, 0x00};
  EXPECT_EQ(parse_video_tag(body)->kind, VideoTag::Kind::kCommand);
}

TEST(VideoTag, IsTruncatedBeforeItsHeaderIsWhole) {
  const Bytes body{0x17, 0x01, 0x00, 0x00, 0x00};
  for (std::size_t size = 0; size < body.size(); ++size) {
    const auto tag = parse_video_tag(base::ByteView(body).first(size));
    ASSERT_FALSE(tag);
    EXPECT_EQ(tag.error().code(), Errc::kTruncated) << size;
  }
  EXPECT_EQ(parse_video_tag(body).error().code(), Errc::kMalformed);  // no NAL unit
}

struct Refusal {
  Bytes body;
  Errc code;
  std::string detail;
};

TEST(VideoTag, NamesTheCodecItRefuses) {
  const Refusal refusals[] = {
      {{0x22, 0x00}, Errc::kUnsupported, "video is Sorenson H.263; send H.264"},
      {{0x1C, 0x00},
       Errc::kUnsupported,
       "video is HEVC under the unregistered number 12; send H.264"},
      {{0x90, 'h', 'v', 'c', '1', 0x01},
       Errc::kUnsupported,
       "video is enhanced RTMP 'hvc1'; send H.264 in classic RTMP"},
      {{0x91, 'a', 'v', '0', '1'},
       Errc::kUnsupported,
       "video is enhanced RTMP 'av01'; send H.264 in classic RTMP"},
      // ModEx with one byte of data, then coded frames.
      {{0x97, 0x00, 0xAA, 0x01, 'v', 'p', '0', '9'},
       Errc::kUnsupported,
       "video is enhanced RTMP 'vp09'; send H.264 in classic RTMP"},
      // Multitrack: one track, and many tracks of many codecs.
      {{0x96, 0x00, 'a', 'v', 'c', '1'},
       Errc::kUnsupported,
       "video is enhanced RTMP 'avc1'; send H.264 in classic RTMP"},
      {{0x96, 0x20, 0x00},
       Errc::kUnsupported,
       "video is enhanced RTMP 'several tracks'; send H.264 in classic RTMP"},
      {{0x90, 'h', 'v'},
       Errc::kUnsupported,
       "video is enhanced RTMP 'unknown'; send H.264 in classic RTMP"},
      {{0x90, 'h', 'v', 0x01, 0x0A},
       Errc::kUnsupported,
       "video is enhanced RTMP 'unknown'; send H.264 in classic RTMP"},
      {{0x10, 0x00}, Errc::kMalformed, "video codec number 0"},
      {{0x07, 0x01}, Errc::kMalformed, "video frame type 0"},
      {{0x17, 0x03, 0x00, 0x00, 0x00}, Errc::kMalformed, "AVC packet type 3"},
  };
  for (const Refusal& refusal : refusals) {
    const auto tag = parse_video_tag(refusal.body);
    ASSERT_FALSE(tag);
    EXPECT_EQ(tag.error().code(), refusal.code) << refusal.detail;
    EXPECT_EQ(tag.error().detail(), refusal.detail);
  }
}

}  // namespace
}  // namespace plenary::flv::video_tag_test
