#include "media/scaler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "media/jpeg_encoder.h"
#include "media/picture_stats.h"
#include "media/test_publisher.h"
#include "media/video_decoder.h"
#include "media/video_encoder.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace plenary::media::scaler_test {
namespace {

using testing::test_picture;

/// A picture of one colour in any 8-bit planar YUV form.
std::shared_ptr<AVFrame> plain(int width, int height, AVPixelFormat format, int y, int u, int v) {
  FramePtr frame = new_frame();
  frame->format = format;
  frame->width = width;
  frame->height = height;
  av_frame_get_buffer(frame.get(), 0);
  const AVPixFmtDescriptor* descriptor = av_pix_fmt_desc_get(format);
  const int values[] = {y, u, v};
  for (int plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : descriptor->log2_chroma_h;
    const int rows = AV_CEIL_RSHIFT(height, shift);
    std::memset(frame->data[plane], values[plane],
                static_cast<std::size_t>(frame->linesize[plane] * rows));
  }
  return std::shared_ptr<AVFrame>(frame.release(), LibavDeleter());
}

int at(const AVFrame& frame, int plane, int x, int y) {
  return frame.data[plane][y * frame.linesize[plane] + x];
}

/// Where the picture lies between black bars: "x y width height" in luma pixels.
std::string box_in(const AVFrame& frame) {
  int left = frame.width, top = frame.height, right = -1, bottom = -1;
  for (int y = 0; y < frame.height; ++y) {
    for (int x = 0; x < frame.width; ++x) {
      if (at(frame, 0, x, y) == 16) continue;
      left = std::min(left, x);
      right = std::max(right, x);
      top = std::min(top, y);
      bottom = std::max(bottom, y);
    }
  }
  return std::to_string(left) + " " + std::to_string(top) + " " + std::to_string(right - left + 1) +
         " " + std::to_string(bottom - top + 1);
}

SharedFrame scaled(Scaler& scaler, const SharedFrame& source) {
  auto result = scaler.scale(source);
  EXPECT_TRUE(result) << result.error().detail();
  return *result;
}

TEST(Scaler, passes_through_what_is_right_already) {
  Scaler scaler(640, 360);
  const SharedFrame picture = make_picture(640, 360);
  EXPECT_EQ(scaled(scaler, picture), picture);
}

TEST(Scaler, keeps_the_aspect_between_black_bars) {
  Scaler scaler(640, 360);
  const auto grey = [](int width, int height) {
    return plain(width, height, AV_PIX_FMT_YUV420P, 120, 90, 90);
  };
  EXPECT_EQ(box_in(*scaled(scaler, grey(1280, 720))), "0 0 640 360");
  EXPECT_EQ(box_in(*scaled(scaler, grey(640, 480))), "80 0 480 360");
  EXPECT_EQ(box_in(*scaled(scaler, grey(1080, 1920))), "218 0 202 360");
  EXPECT_EQ(box_in(*scaled(scaler, grey(1000, 250))), "0 100 640 160");
  EXPECT_EQ(box_in(*scaled(scaler, grey(1920, 1088))), "0 0 640 360");
  EXPECT_EQ(box_in(*scaled(scaler, grey(4000, 16))), "0 178 640 2");
}

TEST(Scaler, draws_bars_black_in_every_plane) {
  Scaler scaler(640, 360);
  const SharedFrame result = scaled(scaler, plain(333, 361, AV_PIX_FMT_YUV420P, 120, 90, 200));
  for (const int x : {0, 30, 289, 319}) {
    const bool inside = box_in(*result) == "154 0 332 360" && x * 2 >= 154 && x * 2 < 154 + 332;
    EXPECT_EQ(at(*result, 1, x, 90), inside ? 90 : 128) << x << " in " << box_in(*result);
    EXPECT_EQ(at(*result, 2, x, 90), inside ? 200 : 128) << x;
  }
}

TEST(Scaler, obeys_the_sample_aspect) {
  Scaler scaler(640, 360);
  const std::shared_ptr<AVFrame> anamorphic = plain(720, 576, AV_PIX_FMT_YUV420P, 120, 128, 128);
  anamorphic->sample_aspect_ratio = AVRational{64, 45};  // 16:9 PAL.
  EXPECT_EQ(box_in(*scaled(scaler, anamorphic)), "0 0 640 360");
}

TEST(Scaler, brings_full_range_into_limits) {
  Scaler scaler(640, 360);
  const SharedFrame white = scaled(scaler, plain(640, 360, AV_PIX_FMT_YUVJ420P, 255, 128, 128));
  EXPECT_NEAR(at(*white, 0, 100, 100), 235, 1);
  const SharedFrame black = scaled(scaler, plain(640, 360, AV_PIX_FMT_YUVJ420P, 0, 128, 128));
  EXPECT_NEAR(at(*black, 0, 100, 100), 16, 1);
}

TEST(Scaler, converts_bt601_to_bt709) {
  Scaler scaler(640, 360);
  // Pure red is 81 90 240 in BT.601 and 63 102 240 in BT.709.
  const std::shared_ptr<AVFrame> red = plain(640, 360, AV_PIX_FMT_YUV420P, 81, 90, 240);
  red->colorspace = AVCOL_SPC_SMPTE170M;
  const SharedFrame result = scaled(scaler, red);
  EXPECT_NEAR(at(*result, 0, 100, 100), 63, 2);
  EXPECT_NEAR(at(*result, 1, 100, 100), 102, 2);
  EXPECT_NEAR(at(*result, 2, 100, 100), 240, 2);
}

TEST(Scaler, takes_untagged_pictures_as_browsers_do) {
  Scaler scaler(1280, 720);
  const SharedFrame large = plain(1280, 720, AV_PIX_FMT_YUV420P, 63, 102, 240);
  EXPECT_EQ(scaled(scaler, large), large);
  const SharedFrame small = scaled(scaler, plain(640, 360, AV_PIX_FMT_YUV420P, 81, 90, 240));
  EXPECT_NEAR(at(*small, 0, 100, 100), 63, 2);
}

TEST(Scaler, reads_other_chroma_forms) {
  Scaler scaler(640, 360);
  for (const AVPixelFormat format : {AV_PIX_FMT_YUV422P, AV_PIX_FMT_YUV444P}) {
    const std::shared_ptr<AVFrame> source = plain(640, 360, format, 63, 102, 240);
    source->colorspace = AVCOL_SPC_BT709;
    const SharedFrame result = scaled(scaler, source);
    EXPECT_EQ(result->format, AV_PIX_FMT_YUV420P);
    EXPECT_NEAR(at(*result, 0, 100, 100), 63, 1);
    EXPECT_NEAR(at(*result, 2, 100, 100), 240, 1);
  }
}

TEST(Scaler, follows_a_source_that_changes_its_size) {
  Scaler scaler(640, 360);
  EXPECT_EQ(box_in(*scaled(scaler, test_picture(1280, 720, 0))), "0 0 640 360");
  EXPECT_EQ(box_in(*scaled(scaler, test_picture(640, 480, 0))), "80 0 480 360");
  EXPECT_EQ(box_in(*scaled(scaler, test_picture(1280, 720, 0))), "0 0 640 360");
}

TEST(Scaler, scales_a_repeated_picture_once) {
  Scaler scaler(640, 360);
  const SharedFrame source = test_picture(1280, 720, 0);
  EXPECT_EQ(scaled(scaler, source), scaled(scaler, source));
}

TEST(PictureStats, tell_black_from_dark) {
  EXPECT_TRUE(stats_of(*make_picture(1280, 720)).black());
  EXPECT_FALSE(stats_of(*plain(1280, 720, AV_PIX_FMT_YUV420P, 40, 128, 128)).black());
  EXPECT_NEAR(stats_of(*plain(1280, 720, AV_PIX_FMT_YUV420P, 40, 128, 128)).mean_luma, 40, 0.1);
}

TEST(PictureStats, see_a_digit_change_and_overlook_coding_noise) {
  const auto encoder = VideoEncoder::open({640, 360, 25, 48, 600'000, "superfast"});
  ASSERT_TRUE(encoder);
  testing::VideoPublisher publisher({640, 360, 0, 25, {}, 0, "superfast"});
  VideoDecoder decoder;
  ASSERT_TRUE(decoder.push(publisher.config()));
  const SharedFrame still = test_picture(640, 360, 3);
  std::vector<PictureStats> seen;
  for (int i = 0; i < 60; ++i) {
    for (const Packet& packet : publisher.encode(still, i * 40)) {
      const auto pictures = decoder.push(packet);
      ASSERT_TRUE(pictures);
      for (const Picture& picture : *pictures) seen.push_back(stats_of(*picture.frame));
    }
  }
  ASSERT_GT(seen.size(), 50U);
  for (const PictureStats& stats : seen) EXPECT_LT(difference(stats, seen[10]), 1.0);

  const std::shared_ptr<AVFrame> ticking = test_picture(640, 360, 3);
  for (int y = 300; y < 316; ++y)
    std::memset(ticking->data[0] + y * ticking->linesize[0] + 600, 200, 8);
  EXPECT_GT(difference(stats_of(*still), stats_of(*ticking)), 3);
}

TEST(PictureStats, take_any_size) {
  EXPECT_NEAR(stats_of(*plain(2, 2, AV_PIX_FMT_YUV420P, 99, 128, 128)).mean_luma, 99, 0.1);
  EXPECT_NEAR(stats_of(*plain(2000, 6, AV_PIX_FMT_YUV420P, 99, 128, 128)).mean_luma, 99, 0.1);
}

TEST(JpegEncoder, keeps_a_ribbon_small) {
  JpegEncoder encoder;
  const auto jpeg = encoder.encode(plain(2, 4000, AV_PIX_FMT_YUV420P, 99, 128, 128));
  ASSERT_TRUE(jpeg) << jpeg.error().detail();
  EXPECT_LT((*jpeg)->size(), 30'000U);
}

TEST(JpegEncoder, makes_a_small_file_that_follows_the_sources_size) {
  JpegEncoder encoder;
  for (const auto& [width, height] : {std::pair(1280, 720), std::pair(640, 480)}) {
    const auto jpeg = encoder.encode(test_picture(width, height, 5));
    ASSERT_TRUE(jpeg) << jpeg.error().detail();
    const base::Bytes& bytes = **jpeg;
    ASSERT_GT(bytes.size(), 500U);
    EXPECT_LT(bytes.size(), 30'000U);
    EXPECT_EQ(bytes[0], 0xFF);
    EXPECT_EQ(bytes[1], 0xD8);
    EXPECT_EQ(bytes[bytes.size() - 1], 0xD9);
  }
}

}  // namespace
}  // namespace plenary::media::scaler_test
