#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "media/audio_decoder.h"
#include "media/audio_encoder.h"
#include "media/cmaf_muxer.h"
#include "media/codecs.h"
#include "media/picture_stats.h"
#include "media/test_boxes.h"
#include "media/test_publisher.h"
#include "media/video_decoder.h"
#include "media/video_encoder.h"

namespace plenary::media::encoder_test {
namespace {

using ::testing::Each;
using testing::find_box;
using testing::Fragment;
using testing::fragment_of;
using testing::sine;
using testing::test_picture;
using testing::time_scale_of;
using testing::types_of;

VideoEncoding small_video() {
  VideoEncoding encoding;
  encoding.width = 320;
  encoding.height = 180;
  encoding.bps = 300'000;
  return encoding;
}

VideoEncoder open_video(const VideoEncoding& encoding = small_video()) {
  auto encoder = VideoEncoder::open(encoding);
  EXPECT_TRUE(encoder) << encoder.error().detail();
  return *std::move(encoder);
}

AudioEncoder open_audio() {
  auto encoder = AudioEncoder::open(64'000);
  EXPECT_TRUE(encoder) << encoder.error().detail();
  return *std::move(encoder);
}

base::Bytes extradata_of(const AVCodecContext& context) {
  return {context.extradata, context.extradata + context.extradata_size};
}

/// Noise that no coder can compress: what the ceilings are for.
SharedFrame noise(int width, int height, std::mt19937& random) {
  std::shared_ptr<AVFrame> picture = make_picture(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      picture->data[0][y * picture->linesize[0] + x] =
          static_cast<std::uint8_t>(random() % 220 + 16);
    }
  }
  return picture;
}

TEST(VideoEncoder, gives_a_packet_for_each_picture_with_key_pictures_on_segments_only) {
  VideoEncoder encoder = open_video();
  for (int i = 0; i < 100; ++i) {
    // A cut in the middle of a segment must not make a key picture.
    const PacketPtr packet = encoder.encode(test_picture(320, 180, i < 70 ? i : i * 7));
    EXPECT_EQ(packet->pts, i);
    EXPECT_EQ(packet->dts, i);
    EXPECT_EQ(packet->duration, 1);
    EXPECT_EQ((packet->flags & AV_PKT_FLAG_KEY) != 0, i % 48 == 0) << i;
  }
}

TEST(VideoEncoder, has_equal_headers_in_every_run_whatever_it_encodes) {
  VideoEncoder first = open_video();
  std::mt19937 random(1);
  for (int i = 0; i < 5; ++i) first.encode(noise(320, 180, random));
  EXPECT_EQ(extradata_of(first.context()), extradata_of(open_video().context()));
}

TEST(VideoEncoder, never_exceeds_its_ceiling) {
  VideoEncoder encoder = open_video();
  std::mt19937 random(1);
  constexpr int kSegments = 6, kFrames = 48;
  double total = 0;
  for (int segment = 0; segment < kSegments; ++segment) {
    double bits = 0;
    for (int i = 0; i < kFrames; ++i) bits += encoder.encode(noise(320, 180, random))->size * 8.0;
    total += bits;
    EXPECT_LE(bits / 1.92, VideoEncoder::peak_bps(300'000, 1.92));
  }
  EXPECT_LE(total / 1.92 / kSegments, VideoEncoder::peak_bps(300'000, 1.92 * kSegments));
}

TEST(VideoEncoder, spends_next_to_nothing_on_a_still_picture) {
  VideoEncoder encoder = open_video();
  const SharedFrame still = test_picture(320, 180, 3);
  for (int i = 0; i < 48; ++i) encoder.encode(still);
  int bytes = 0;
  for (int i = 0; i < 48; ++i) bytes += encoder.encode(still)->size;
  EXPECT_LT(bytes * 8 / 1.92, 30'000);
}

TEST(VideoEncoder, refuses_a_preset_that_x264_does_not_know) {
  VideoEncoding encoding = small_video();
  encoding.preset = "warp";
  const auto encoder = VideoEncoder::open(encoding);
  ASSERT_FALSE(encoder);
  EXPECT_EQ(encoder.error().code(), base::Errc::kUnsupported);
}

TEST(AudioEncoder, gives_a_packet_for_every_1024_samples_from_the_first_on) {
  AudioEncoder encoder = open_audio();
  std::int64_t count = 0;
  for (std::size_t frame = 0; frame < 80; ++frame) {
    for (const PacketPtr& packet : encoder.encode(sine(frame * 1920, 1920))) {
      EXPECT_EQ(packet->pts, count * 1024);
      EXPECT_EQ(packet->dts, count * 1024);
      EXPECT_EQ(packet->duration, 1024);
      ++count;
    }
    EXPECT_EQ(count, static_cast<std::int64_t>((frame + 1) * 1920 / 1024));
  }
}

TEST(AudioEncoder, is_heard_its_delay_later) {
  AudioEncoder encoder = open_audio();
  AudioDecoder decoder;
  const auto config = std::make_shared<base::Bytes>(extradata_of(encoder.context()));
  ASSERT_TRUE(decoder.push({Packet::Kind::kAudioConfig, 0, 0, false, config}));
  // Silence, and a click as sample 10,000.
  AudioBlock block;
  block.samples.assign(2 * 20'480, 0);
  block.samples[2 * 10'000] = block.samples[2 * 10'000 + 1] = 1;
  std::vector<float> heard;
  for (const PacketPtr& packet : encoder.encode(block)) {
    const auto bytes = std::make_shared<base::Bytes>(packet->data, packet->data + packet->size);
    const auto sounds = decoder.push({Packet::Kind::kAudio, 0, 0, false, bytes});
    ASSERT_TRUE(sounds);
    for (const Sound& sound : *sounds) {
      ASSERT_EQ(heard.size(), static_cast<std::size_t>(packet->pts));
      for (std::size_t i = 0; i < sound.block.frames(); ++i) {
        heard.push_back(std::abs(sound.block.samples[2 * i]));
      }
    }
  }
  const auto loudest = std::max_element(heard.begin(), heard.end()) - heard.begin();
  EXPECT_NEAR(static_cast<double>(loudest), 10'000 + AudioEncoder::kDelay, 8);
}

TEST(AudioEncoder, survives_samples_that_are_no_numbers) {
  AudioEncoder encoder = open_audio();
  AudioBlock block = sine(0, 4096);
  block.samples[77] = std::numeric_limits<float>::quiet_NaN();
  block.samples[2077] = std::numeric_limits<float>::infinity();
  block.samples[3000] = 1e30F;
  EXPECT_EQ(encoder.encode(block).size(), 4U);
}

TEST(Codecs, are_named_as_rfc_6381_asks) {
  VideoEncoding encoding;
  encoding.width = 1280;
  encoding.height = 720;
  encoding.bps = 1'800'000;
  EXPECT_EQ(open_video(encoding).codecs(), "avc1.64001f");
  EXPECT_EQ(open_audio().codecs(), "mp4a.40.2");
}

TEST(Codecs, are_read_from_a_configuration_record_too) {
  const base::Bytes record = *testing::VideoPublisher({}).config().bytes;
  EXPECT_EQ(*avc_codecs(record), "avc1.42c00c");
  for (std::size_t size = 0; size < 10; ++size) {
    EXPECT_FALSE(avc_codecs(base::ByteView(record).first(size))) << size;
  }
}

TEST(Codecs, name_extended_audio_object_types) {
  // Type 42 (USAC): 31 in five bits, then 42 - 32 in six.
  EXPECT_EQ(*aac_codecs(base::Bytes{0xF9, 0x40}), "mp4a.40.42");
  EXPECT_FALSE(aac_codecs(base::Bytes{0x12}));
  EXPECT_FALSE(aac_codecs(base::Bytes{0x00, 0x10}));
}

// 900 million segments of 1.92 s: the year 2024.
constexpr std::uint64_t kNumber = 900'000'000;

TEST(CmafMuxer, begins_video_at_its_number_and_keeps_every_chunk_on_the_grid) {
  VideoEncoder encoder = open_video();
  auto muxer = CmafMuxer::open(encoder.context(), static_cast<std::int64_t>(kNumber * 48));
  ASSERT_TRUE(muxer) << muxer.error().detail();
  EXPECT_EQ(types_of(*muxer->init()), "ftyp moov");
  const std::uint64_t scale = time_scale_of(*muxer->init());
  EXPECT_FALSE(find_box(*muxer->init(), "moov/trak/edts"));
  for (int part = 0; part < 14; ++part) {
    for (int i = 0; i < 8; ++i) muxer->add(encoder.encode(test_picture(320, 180, part * 8 + i)));
    const base::SharedBytes chunk = muxer->take_chunk();
    EXPECT_EQ(types_of(*chunk), "moof mdat");
    const Fragment fragment = fragment_of(*chunk);
    // 1.92 s is 48/25 s.
    const std::uint64_t frame = scale / 25;
    EXPECT_EQ(fragment.decode_time,
              kNumber * 48 * frame + static_cast<std::uint64_t>(part) * 8 * frame);
    EXPECT_EQ(fragment.durations.size(), 8U);
    EXPECT_THAT(fragment.durations, Each(frame));
    EXPECT_FALSE(fragment.composition_offsets);
    EXPECT_EQ(fragment.sync(0), part % 6 == 0);
    EXPECT_FALSE(fragment.sync(1));
  }
}

TEST(CmafMuxer, begins_audio_at_its_number_without_an_edit_list) {
  AudioEncoder encoder = open_audio();
  auto muxer = CmafMuxer::open(encoder.context(), static_cast<std::int64_t>(kNumber * 92'160));
  ASSERT_TRUE(muxer) << muxer.error().detail();
  EXPECT_EQ(types_of(*muxer->init()), "ftyp moov");
  EXPECT_EQ(time_scale_of(*muxer->init()), 48'000U);
  EXPECT_FALSE(find_box(*muxer->init(), "moov/trak/edts"));
  for (std::uint64_t part = 0; part < 7; ++part) {
    for (PacketPtr& packet : encoder.encode(sine(part * 15'360, 15'360))) {
      muxer->add(std::move(packet));
    }
    const base::SharedBytes chunk = muxer->take_chunk();
    EXPECT_EQ(types_of(*chunk), "moof mdat");
    const Fragment fragment = fragment_of(*chunk);
    EXPECT_EQ(fragment.decode_time, kNumber * 92'160 + part * 15'360);
    EXPECT_EQ(fragment.durations.size(), 15U);
    EXPECT_THAT(fragment.durations, Each(1024U));
  }
}

TEST(CmafMuxer, gives_the_same_init_segment_in_every_run) {
  const VideoEncoder first = open_video(), second = open_video();
  EXPECT_EQ(*CmafMuxer::open(first.context(), 0)->init(),
            *CmafMuxer::open(second.context(), 48)->init());
}

}  // namespace
}  // namespace plenary::media::encoder_test
