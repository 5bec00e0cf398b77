#include "stage/ladder_encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "media/audio_decoder.h"
#include "media/picture_stats.h"
#include "media/test_boxes.h"
#include "media/test_publisher.h"
#include "media/video_decoder.h"

namespace plenary::stage::ladder_encoder_test {
namespace {

using media::testing::find_box;
using media::testing::Fragment;
using media::testing::fragment_of;
using media::testing::sine;
using media::testing::test_picture;
using media::testing::time_scale_of;
using media::testing::types_of;
using ::testing::Each;
using ::testing::ElementsAre;

constexpr std::uint64_t kNumber = 900'000'000;  // 1.92 s each: the year 2024.

/// Keeps everything. Each rendition writes to a vector of its own.
class Recorder final : public PartSink {
 public:
  std::uint64_t next_number() const override { return 0; }
  void begin_run(Run begun) override {
    run = std::move(begun);
    parts.resize(run.renditions.size());
  }
  void on_part(std::size_t rendition, PackagedPart part) override {
    parts.at(rendition).push_back(std::move(part));
  }
  void end_run() override { ++ends; }

  Run run;
  std::vector<std::vector<PackagedPart>> parts;
  int ends = 0;
};

StageSettings small_stage() {
  StageSettings settings;
  settings.ladder.rungs = {{*base::RenditionId::parse("high"), 320, 180, 400'000},
                           {*base::RenditionId::parse("low"), 160, 90, 100'000}};
  return settings;
}

/// Pushes frames at the speed at which they are encoded.
class Feeder {
 public:
  explicit Feeder(const StageSettings& settings, PartSink& sink, std::uint64_t first = kNumber)
      : settings_(settings) {
    auto ladder = LadderEncoder::open(settings, first, sink);
    EXPECT_TRUE(ladder) << ladder.error().detail();
    ladder_ = *std::move(ladder);
  }

  void push(media::SharedFrame picture, media::AudioBlock audio) {
    ladder_->push({index_++, std::move(picture), std::move(audio), false});
  }
  void push_patiently(media::SharedFrame picture, media::AudioBlock audio) {
    while (ladder_->behind() > 6) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    push(std::move(picture), std::move(audio));
  }
  void push_moving(int frames) {
    const auto samples = static_cast<std::size_t>(settings_.grid.samples_per_frame());
    for (int i = 0; i < frames; ++i) {
      const auto& top = settings_.ladder.rungs.front();
      push_patiently(test_picture(top.width, top.height, static_cast<int>(index_)),
                     sine(index_ * samples, samples));
    }
  }
  LadderEncoder& ladder() { return *ladder_; }
  void end() { ladder_.reset(); }

 private:
  StageSettings settings_;
  std::unique_ptr<LadderEncoder> ladder_;
  std::uint64_t index_ = 0;
};

TEST(LadderEncoder, describes_its_run_before_the_first_part) {
  Recorder recorder;
  Feeder feeder(small_stage(), recorder);
  const plenary::stage::Run& run = recorder.run;
  EXPECT_EQ(run.first_number, kNumber);
  ASSERT_EQ(run.renditions.size(), 3U);
  const Rendition &high = run.renditions[0], &low = run.renditions[1], &audio = run.renditions[2];
  EXPECT_EQ(high.id.text() + " " + low.id.text() + " " + audio.id.text(), "high low audio");
  EXPECT_EQ(high.codecs, "avc1.64000c");
  EXPECT_EQ(high.width, 320);
  EXPECT_EQ(low.height, 90);
  EXPECT_EQ(audio.kind, Rendition::Kind::kAudio);
  EXPECT_EQ(audio.codecs, "mp4a.40.2");
  for (const Rendition& rendition : run.renditions) {
    EXPECT_EQ(types_of(*rendition.init), "ftyp moov");
    EXPECT_LT(rendition.average_bps, rendition.peak_bps);
  }
}

/// Numbers, times and durations of every part, for a grid.
void expect_on_the_grid(const Grid& grid) {
  StageSettings settings = small_stage();
  settings.grid = grid;
  Recorder recorder;
  Feeder feeder(settings, recorder);
  const int frames = grid.frames_per_segment() * 2;
  feeder.push_moving(frames);
  feeder.end();
  for (std::size_t i = 0; i < 3; ++i) {
    const bool audio = i == 2;
    const std::uint64_t scale = time_scale_of(*recorder.run.renditions[i].init);
    const std::uint64_t part_length = scale * static_cast<std::uint64_t>(grid.frames_per_part) /
                                      static_cast<std::uint64_t>(grid.frames_per_second);
    const std::uint64_t segment_length =
        part_length * static_cast<std::uint64_t>(grid.parts_per_segment);
    ASSERT_EQ(recorder.parts[i].size(), 2U * static_cast<unsigned>(grid.parts_per_segment));
    std::uint64_t count = 0;
    for (const PackagedPart& part : recorder.parts[i]) {
      const auto per_segment = static_cast<std::uint64_t>(grid.parts_per_segment);
      EXPECT_EQ(part.number, kNumber + count / per_segment);
      EXPECT_EQ(part.index, static_cast<int>(count % per_segment));
      EXPECT_EQ(part.independent, audio || part.index == 0);
      EXPECT_EQ(types_of(*part.bytes), "moof mdat");
      const Fragment fragment = fragment_of(*part.bytes);
      EXPECT_EQ(fragment.decode_time, kNumber * segment_length + count * part_length);
      EXPECT_EQ(fragment.duration(), part_length);
      EXPECT_EQ(fragment.sync(0), part.independent);
      ++count;
    }
  }
}

TEST(LadderEncoder, keeps_every_part_on_the_grid_of_25_frames) {
  expect_on_the_grid({});
}

TEST(LadderEncoder, keeps_every_part_on_the_grid_of_50_frames) {
  expect_on_the_grid({50, 16, 6});
}

TEST(LadderEncoder, keeps_every_part_on_the_grid_of_30_frames) {
  expect_on_the_grid({30, 16, 3});
}

TEST(LadderEncoder, refuses_a_grid_on_which_audio_and_video_parts_do_not_end_together) {
  StageSettings settings = small_stage();
  settings.grid = {25, 7, 6};
  Recorder recorder;
  EXPECT_FALSE(LadderEncoder::open(settings, kNumber, recorder));
  EXPECT_TRUE(recorder.run.renditions.empty());
}

/// The samples of a part, one after the other.
std::vector<base::SharedBytes> samples_of(const PackagedPart& part) {
  base::ByteReader mdat(*find_box(*part.bytes, "mdat"));
  std::vector<base::SharedBytes> samples;
  for (const std::uint32_t size : fragment_of(*part.bytes).sizes) {
    const base::ByteView bytes = *mdat.take(size);
    samples.push_back(std::make_shared<base::Bytes>(bytes.begin(), bytes.end()));
  }
  EXPECT_TRUE(mdat.at_end());
  return samples;
}

/// The AVCDecoderConfigurationRecord of an init segment.
base::SharedBytes record_of(const base::Bytes& init) {
  const base::ByteView stsd = *find_box(init, "moov/trak/mdia/minf/stbl/stsd");
  const base::ByteView avc1 = *find_box(stsd.subspan(8), "avc1");
  const base::ByteView record = *find_box(avc1.subspan(78), "avcC");
  return std::make_shared<base::Bytes>(record.begin(), record.end());
}

std::vector<media::PictureStats> watch(const Recorder& recorder, std::size_t rendition) {
  media::VideoDecoder decoder;
  using Kind = media::Packet::Kind;
  const auto record = record_of(*recorder.run.renditions[rendition].init);
  EXPECT_TRUE(decoder.push({Kind::kVideoConfig, 0, 0, false, record}));
  std::vector<media::PictureStats> seen;
  std::int64_t time = 0;
  for (const PackagedPart& part : recorder.parts[rendition]) {
    for (const base::SharedBytes& sample : samples_of(part)) {
      const auto pictures = decoder.push({Kind::kVideo, time, time, false, sample});
      EXPECT_TRUE(pictures);
      ++time;
      for (const media::Picture& picture : *pictures)
        seen.push_back(media::stats_of(*picture.frame));
    }
  }
  return seen;
}

TEST(LadderEncoder, shows_every_frame_once_and_in_order_on_every_rung) {
  Recorder recorder;
  Feeder feeder(small_stage(), recorder);
  feeder.push_moving(64);
  feeder.end();
  for (std::size_t rendition = 0; rendition < 2; ++rendition) {
    const std::vector<media::PictureStats> seen = watch(recorder, rendition);
    ASSERT_EQ(seen.size(), 64U);
    for (int i = 0; i < 64; ++i) {
      const auto drawn = media::stats_of(*test_picture(320, 180, i));
      EXPECT_LT(difference(drawn, seen[static_cast<std::size_t>(i)]), 40) << i;
      if (i == 0) continue;
      const auto before = media::stats_of(*test_picture(320, 180, i - 1));
      EXPECT_GT(difference(before, seen[static_cast<std::size_t>(i)]), 60) << i;
    }
  }
}

TEST(LadderEncoder, is_heard_its_lead_after_its_place_in_the_frames) {
  Recorder recorder;
  Feeder feeder(small_stage(), recorder);
  const media::SharedFrame still = media::make_picture(320, 180);
  for (int i = 0; i < 48; ++i) {
    media::AudioBlock audio;
    audio.samples.resize(2 * 1920);
    if (i == 20) audio.samples[0] = audio.samples[1] = 1;
    feeder.push_patiently(still, std::move(audio));
  }
  feeder.end();
  media::AudioDecoder decoder;
  using Kind = media::Packet::Kind;
  const auto config = std::make_shared<base::Bytes>(base::Bytes{0x11, 0x90});  // LC, 48 kHz, 2.
  ASSERT_TRUE(decoder.push({Kind::kAudioConfig, 0, 0, false, config}));
  std::vector<float> heard;
  for (const PackagedPart& part : recorder.parts[2]) {
    for (const base::SharedBytes& sample : samples_of(part)) {
      const auto sounds = decoder.push({Kind::kAudio, 0, 0, false, sample});
      ASSERT_TRUE(sounds);
      for (const media::Sound& sound : *sounds) {
        for (std::size_t i = 0; i < sound.block.frames(); ++i) {
          heard.push_back(std::abs(sound.block.samples[2 * i]));
        }
      }
    }
  }
  ASSERT_EQ(heard.size(), 48U * 1920);
  const auto loudest = std::max_element(heard.begin(), heard.end()) - heard.begin();
  EXPECT_NEAR(static_cast<double>(loudest), 20 * 1920 + LadderEncoder::kAudioLead, 8);
}

TEST(LadderEncoder, drops_an_unfinished_part_and_ends_the_run_once) {
  Recorder recorder;
  Feeder feeder(small_stage(), recorder);
  feeder.push_moving(23);
  feeder.ladder().finish();
  EXPECT_EQ(recorder.ends, 1);
  feeder.end();
  EXPECT_EQ(recorder.ends, 1);
  for (const auto& parts : recorder.parts) EXPECT_EQ(parts.size(), 2U);
}

TEST(LadderEncoder, repeats_pictures_when_it_is_far_behind_and_leaves_no_frame_out) {
  StageSettings settings = small_stage();
  settings.ladder.preset = "veryslow";
  Recorder recorder;
  Feeder feeder(settings, recorder);
  std::mt19937 random(1);
  std::size_t most_behind = 0;
  for (int i = 0; i < 203; ++i) {
    feeder.push(test_picture(320, 180, static_cast<int>(random() % 50)), sine(0, 1920));
    most_behind = std::max(most_behind, feeder.ladder().behind());
  }
  EXPECT_GT(most_behind, 12U);
  EXPECT_GT(feeder.ladder().substituted(), 0U);
  feeder.ladder().finish();
  EXPECT_EQ(feeder.ladder().behind(), 0U);
  for (const auto& parts : recorder.parts) {
    ASSERT_EQ(parts.size(), 25U);
    EXPECT_EQ(parts.back().number, kNumber + 4);
    EXPECT_EQ(parts.back().index, 0);
  }
  EXPECT_EQ(watch(recorder, 0).size(), 200U);
}

TEST(LadderEncoder, gives_two_origins_that_are_fed_alike_the_same_bytes) {
  Recorder first, second;
  for (Recorder* recorder : {&first, &second}) {
    Feeder feeder(small_stage(), *recorder);
    feeder.push_moving(56);
  }
  for (std::size_t rendition = 0; rendition < 3; ++rendition) {
    EXPECT_EQ(*first.run.renditions[rendition].init, *second.run.renditions[rendition].init);
    ASSERT_EQ(first.parts[rendition].size(), second.parts[rendition].size());
    for (std::size_t i = 0; i < first.parts[rendition].size(); ++i) {
      EXPECT_EQ(*first.parts[rendition][i].bytes, *second.parts[rendition][i].bytes);
    }
  }
}

/// Bits a second of each segment of a rendition.
std::vector<double> segment_bps(const Recorder& recorder, std::size_t rendition) {
  std::map<std::uint64_t, double> bits;
  for (const PackagedPart& part : recorder.parts[rendition]) {
    bits[part.number] += static_cast<double>(part.bytes->size()) * 8;
  }
  std::vector<double> rates;
  for (const auto& [number, sum] : bits) rates.push_back(sum / 1.92);
  return rates;
}

media::SharedFrame noise(int width, int height, std::mt19937& random) {
  const std::shared_ptr<AVFrame> picture = media::make_picture(width, height);
  for (int y = 0; y < height; ++y) {
    std::uint8_t* line = picture->data[0] + static_cast<std::ptrdiff_t>(y) * picture->linesize[0];
    for (int x = 0; x < width; ++x) line[x] = static_cast<std::uint8_t>(16 + random() % 220);
  }
  return picture;
}

media::AudioBlock hiss(std::mt19937& random) {
  media::AudioBlock audio;
  audio.samples.resize(2 * 1920);
  for (float& sample : audio.samples) {
    sample = static_cast<float>(random() % 2001) / 1000.0F - 1.0F;
  }
  return audio;
}

/// Noise in picture and sound that no coder can compress, after segments of black silence.
void feed_worst_case(const StageSettings& settings, Recorder& recorder) {
  Feeder feeder(settings, recorder);
  std::mt19937 random(1);
  const Rung& top = settings.ladder.rungs.front();
  std::vector<media::SharedFrame> pictures;
  for (int i = 0; i < 7; ++i) pictures.push_back(noise(top.width, top.height, random));
  const media::SharedFrame black = media::make_picture(top.width, top.height);
  media::AudioBlock silence;
  silence.samples.resize(2 * 1920);
  for (int i = 0; i < 2 * 48; ++i) feeder.push_patiently(black, silence);
  for (std::size_t i = 0; i < 5 * 48; ++i) feeder.push_patiently(pictures[i % 7], hiss(random));
}

TEST(LadderEncoder, declares_bandwidths_that_no_content_exceeds) {
  StageSettings settings = small_stage();
  settings.ladder.rungs.back() = {*base::RenditionId::parse("low"), 320, 180, 155'000};
  Recorder recorder;
  feed_worst_case(settings, recorder);
  for (std::size_t i = 0; i < 3; ++i) {
    const Rendition& rendition = recorder.run.renditions[i];
    const std::vector<double> rates = segment_bps(recorder, i);
    double sum = 0;
    for (const double rate : rates) {
      EXPECT_LE(rate, rendition.peak_bps) << rendition.id.text();
      sum += rate;
    }
    EXPECT_LE(sum / static_cast<double>(rates.size()), rendition.average_bps)
        << rendition.id.text();
  }
}

TEST(AutomaticLadder, offers_720_lines_and_a_rung_of_300_kbit_with_its_audio_on_two_cores) {
  StageSettings settings;
  settings.ladder = automatic_ladder(2);
  std::string ids;
  for (const Rung& rung : settings.ladder.rungs) ids += rung.id.text() + " ";
  EXPECT_EQ(ids, "720p 360p 240p ");
  Recorder recorder;
  const Feeder feeder(settings, recorder);
  const std::vector<Rendition>& renditions = recorder.run.renditions;
  ASSERT_EQ(renditions.size(), 4U);
  EXPECT_EQ(renditions[0].codecs, "avc1.64001f");
  EXPECT_LE(renditions[2].peak_bps + renditions[3].peak_bps, 300'000U);
}

TEST(AutomaticLadder, adds_1080_lines_from_four_cores_on) {
  EXPECT_EQ(automatic_ladder(3).rungs.front().height, 720);
  const Rung top = automatic_ladder(4).rungs.front();
  EXPECT_EQ(top.height, 1080);
  EXPECT_EQ(automatic_ladder(64).rungs.size(), 4U);
  EXPECT_EQ(automatic_ladder(0).rungs.size(), 3U);
}

}  // namespace
}  // namespace plenary::stage::ladder_encoder_test
