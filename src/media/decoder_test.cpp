#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "media/audio_decoder.h"
#include "media/picture_stats.h"
#include "media/test_publisher.h"
#include "media/video_decoder.h"

namespace plenary::media::decoder_test {
namespace {

using testing::AudioPublisher;
using ::testing::Each;
using ::testing::ElementsAre;
using testing::test_picture;
using testing::TestVideo;
using testing::VideoPublisher;

/// Publishes `count` pictures, one each 40 ms, and gives everything in the order of sending.
std::vector<Packet> publish(const TestVideo& video, int count, std::int64_t from_ms = 0) {
  VideoPublisher publisher(video);
  std::vector<Packet> packets{publisher.config()};
  for (int i = 0; i < count; ++i) {
    const SharedFrame picture = test_picture(video.width, video.height, i);
    for (Packet& packet : publisher.encode(picture, from_ms + i * 40)) packets.push_back(packet);
  }
  for (Packet& packet : publisher.finish()) packets.push_back(packet);
  return packets;
}

std::vector<Picture> decode_all(VideoDecoder& decoder, const std::vector<Packet>& packets) {
  std::vector<Picture> pictures;
  for (const Packet& packet : packets) {
    auto some = decoder.push(packet);
    if (some) pictures.insert(pictures.end(), some->begin(), some->end());
  }
  for (Picture& picture : decoder.flush()) pictures.push_back(picture);
  return pictures;
}

std::vector<std::int64_t> times_of(const std::vector<Picture>& pictures) {
  std::vector<std::int64_t> times;
  for (const Picture& picture : pictures) times.push_back(picture.pts_ms);
  return times;
}

TEST(VideoDecoder, gives_each_picture_at_once_where_there_are_no_b_frames) {
  VideoDecoder decoder;
  const std::vector<Packet> packets = publish({}, 10, 5'000'000'000);
  ASSERT_TRUE(decoder.push(packets[0])->empty());
  for (std::size_t i = 1; i < packets.size(); ++i) {
    const auto pictures = decoder.push(packets[i]);
    ASSERT_TRUE(pictures) << pictures.error().detail();
    EXPECT_THAT(times_of(*pictures), ElementsAre(packets[i].pts_ms));
  }
  EXPECT_TRUE(decoder.flush().empty());
  EXPECT_EQ(decoder.undecodable(), 0U);
}

TEST(VideoDecoder, gives_what_was_drawn) {
  VideoDecoder decoder;
  const std::vector<Picture> pictures = decode_all(decoder, publish({}, 5));
  ASSERT_EQ(pictures.size(), 5U);
  for (int i = 0; i < 5; ++i) {
    const PictureStats drawn = stats_of(*test_picture(320, 180, i));
    EXPECT_LT(difference(drawn, stats_of(*pictures[static_cast<std::size_t>(i)].frame)), 6);
  }
}

TEST(VideoDecoder, gives_b_frames_in_the_order_of_showing) {
  VideoDecoder decoder;
  TestVideo video;
  video.b_frames = 2;
  video.preset = "veryfast";
  const std::vector<Packet> packets = publish(video, 12);
  const bool reordered = std::any_of(packets.begin(), packets.end(), [](const Packet& packet) {
    return packet.pts_ms != packet.dts_ms;
  });
  ASSERT_TRUE(reordered);
  EXPECT_THAT(times_of(decode_all(decoder, packets)),
              ElementsAre(0, 40, 80, 120, 160, 200, 240, 280, 320, 360, 400, 440));
}

TEST(VideoDecoder, keeps_the_times_of_a_variable_frame_rate) {
  VideoDecoder decoder;
  VideoPublisher publisher({});
  std::vector<Packet> packets{publisher.config()};
  for (const int at : {0, 33, 40, 200, 205, 1900}) {
    for (Packet& packet : publisher.encode(test_picture(320, 180, at), at)) {
      packets.push_back(packet);
    }
  }
  for (Packet& packet : publisher.finish()) packets.push_back(packet);
  EXPECT_THAT(times_of(decode_all(decoder, packets)), ElementsAre(0, 33, 40, 200, 205, 1900));
}

TEST(VideoDecoder, follows_a_new_size_and_gives_what_the_old_one_still_held) {
  VideoDecoder decoder;
  TestVideo video;
  video.b_frames = 2;
  video.preset = "veryfast";
  std::vector<Packet> packets = publish(video, 6);
  TestVideo larger;
  larger.width = 640;
  larger.height = 360;
  for (Packet& packet : publish(larger, 2, 240)) packets.push_back(packet);
  const std::vector<Picture> pictures = decode_all(decoder, packets);
  EXPECT_THAT(times_of(pictures), ElementsAre(0, 40, 80, 120, 160, 200, 240, 280));
  EXPECT_EQ(pictures[5].frame->width, 320);
  EXPECT_EQ(pictures[6].frame->width, 640);
}

TEST(VideoDecoder, ignores_a_configuration_that_is_sent_again) {
  VideoDecoder decoder;
  std::vector<Packet> packets = publish({}, 6);
  packets.insert(packets.begin() + 4, packets[0]);
  EXPECT_THAT(times_of(decode_all(decoder, packets)), ElementsAre(0, 40, 80, 120, 160, 200));
}

TEST(VideoDecoder, counts_nonsense_and_shows_pictures_again_from_the_next_key_frame_on) {
  VideoDecoder decoder;
  TestVideo video;
  video.key_interval = 5;
  std::vector<Packet> packets = publish(video, 15);
  std::mt19937 random(1);
  for (std::size_t i = 3; i < 6; ++i) {
    base::Bytes broken = *packets[i].bytes;
    for (std::size_t at = 4; at < broken.size(); ++at) {
      broken[at] = static_cast<std::uint8_t>(random());
    }
    packets[i].bytes = std::make_shared<base::Bytes>(broken);
  }
  const std::vector<std::int64_t> times = times_of(decode_all(decoder, packets));
  EXPECT_GT(decoder.undecodable(), 0U);
  const std::vector<std::int64_t> tail(times.end() - 10, times.end());
  EXPECT_THAT(tail, ElementsAre(200, 240, 280, 320, 360, 400, 440, 480, 520, 560));
}

TEST(VideoDecoder, refuses_what_is_no_configuration_and_what_comes_before_one) {
  VideoDecoder decoder;
  const std::vector<Packet> packets = publish({}, 1);
  EXPECT_FALSE(decoder.push(packets[1]));
  Packet empty = packets[0];
  empty.bytes = std::make_shared<base::Bytes>();
  EXPECT_FALSE(decoder.push(empty));
  empty.bytes = nullptr;
  EXPECT_FALSE(decoder.push(empty));
  EXPECT_EQ(decoder.undecodable(), 3U);
}

struct Heard {
  std::vector<float> left;
  std::int64_t first_ms = 0;
  std::int64_t last_ms = 0;
};

Heard hear(AudioDecoder& decoder, AudioPublisher& publisher, int frames) {
  Heard heard;
  const auto listen = [&](const Packet& packet) {
    const auto sounds = decoder.push(packet);
    ASSERT_TRUE(sounds) << sounds.error().detail();
    for (const Sound& sound : *sounds) {
      if (heard.left.empty()) heard.first_ms = sound.pts_ms;
      heard.last_ms = sound.pts_ms;
      for (std::size_t i = 0; i < sound.block.frames(); ++i) {
        heard.left.push_back(sound.block.samples[2 * i]);
      }
    }
  };
  listen(publisher.config());
  for (int i = 0; i < frames; ++i) {
    for (const Packet& packet : publisher.encode_sine()) listen(packet);
  }
  return heard;
}

float loudest(const std::vector<float>& samples) {
  float most = 0;
  for (const float sample : samples) most = std::max(most, std::abs(sample));
  return most;
}

TEST(AudioDecoder, gives_48_khz_stereo_as_it_came) {
  AudioDecoder decoder;
  AudioPublisher publisher(48'000, 2);
  const Heard heard = hear(decoder, publisher, 50);
  EXPECT_EQ(decoder.sample_rate(), 48'000);
  EXPECT_EQ(decoder.channels(), 2);
  EXPECT_EQ(heard.left.size(), 49U * 1024);
  EXPECT_NEAR(loudest(heard.left), 0.5, 0.05);
}

TEST(AudioDecoder, resamples_44100_mono_without_losing_level_or_time) {
  AudioDecoder decoder;
  AudioPublisher publisher(44'100, 1);
  const Heard heard = hear(decoder, publisher, 100);
  EXPECT_EQ(decoder.sample_rate(), 44'100);
  EXPECT_EQ(decoder.channels(), 1);
  EXPECT_NEAR(static_cast<double>(heard.left.size()), 99 * 1024 * 48'000.0 / 44'100, 64);
  EXPECT_NEAR(loudest(heard.left), 0.5, 0.05);
  // The last block begins where the samples before it end, to a millisecond or two.
  const double before = static_cast<double>(heard.left.size()) - 1115;
  EXPECT_NEAR(static_cast<double>(heard.last_ms - heard.first_ms), before / 48, 2);
}

TEST(AudioDecoder, mixes_surround_to_stereo_within_bounds) {
  AudioDecoder decoder;
  AudioPublisher publisher(48'000, 6, 384'000);
  const Heard heard = hear(decoder, publisher, 20);
  EXPECT_EQ(decoder.channels(), 6);
  EXPECT_GT(loudest(heard.left), 0.3);
  EXPECT_LE(loudest(heard.left), 1.0);
}

TEST(AudioDecoder, follows_a_new_sample_rate) {
  AudioDecoder decoder;
  AudioPublisher first(48'000, 2), second(32'000, 1);
  EXPECT_EQ(hear(decoder, first, 10).left.size(), 9U * 1024);
  const Heard heard = hear(decoder, second, 40);
  EXPECT_EQ(decoder.sample_rate(), 32'000);
  EXPECT_NEAR(static_cast<double>(heard.left.size()), 39 * 1536, 64);
}

TEST(AudioDecoder, counts_nonsense_and_goes_on) {
  AudioDecoder decoder;
  AudioPublisher publisher(48'000, 2);
  std::vector<Packet> packets{publisher.config()};
  for (int i = 0; i < 20; ++i) {
    for (Packet& packet : publisher.encode_sine()) packets.push_back(packet);
  }
  std::mt19937 random(1);
  std::size_t failed = 0, samples = 0;
  for (std::size_t i = 0; i < packets.size(); ++i) {
    if (i == 5 || i == 6) {
      base::Bytes broken(100);
      std::generate(broken.begin(), broken.end(),
                    [&] { return static_cast<std::uint8_t>(random()); });
      packets[i].bytes = std::make_shared<base::Bytes>(broken);
    }
    const auto sounds = decoder.push(packets[i]);
    if (!sounds) {
      ++failed;
      continue;
    }
    for (const Sound& sound : *sounds) samples += sound.block.frames();
  }
  EXPECT_EQ(decoder.undecodable(), failed);
  EXPECT_GE(failed, 1U);
  EXPECT_GE(samples, 17U * 1024);
}

}  // namespace
}  // namespace plenary::media::decoder_test
