#include "app/demo_picture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "app/demo_script.h"
#include "app/demo_sound.h"
#include "canvas/frame_code.h"

namespace plenary::app::demo_picture_test {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant kNow{std::chrono::milliseconds(1'595'487'303'000)};

DemoScript usual() {
  return {.conference = {"互联网大会", "Internet Conference"},
          .theme = {"共迎网络新时代\n共创产业新未来", "Embracing a New Internet Era"},
          .session = {"开幕式", "Opening Ceremony"},
          .cards = {{{"全程在线举行", "Held wholly online"}, "ISC"},
                    {{"三个板块：在线论坛、在线展览、特色活动", "Three sections"}, "SEED003"}},
          .zone = {"北京时间", "Beijing"},
          .zone_offset = 8h,
          .clock_offset = -1ms};
}

base::Instant at(std::uint64_t frame) {
  return kNow + 40ms * frame;
}

TEST(DemoScript, ComesBackFromJson) {
  const auto script = demo_script_from_json(to_json(usual()));
  ASSERT_TRUE(script);
  EXPECT_EQ(*script, usual());
}

TEST(DemoScript, WithoutFieldsIsEmpty) {
  const auto script = demo_script_from_json(R"({"cards":[1,{}],"theme":7})");
  ASSERT_TRUE(script);
  EXPECT_EQ(*script, (DemoScript{.cards = {{}}}));
}

TEST(DemoScript, OfSomethingElseIsRefused) {
  for (const char* text : {"", "[]", "{", "null"}) {
    const auto script = demo_script_from_json(text);
    ASSERT_FALSE(script) << text;
    EXPECT_EQ(script.error().code(), base::Errc::kMalformed);
  }
}

TEST(DemoPicture, DoesNotDependOnTheFramesBefore) {
  DemoPicture running(usual());
  for (const std::uint64_t frame : {0u, 1u, 8u, 205u, 249u, 255u, 749u, 2000u}) {
    DemoPicture fresh(usual());
    EXPECT_EQ(running.draw(frame, at(frame)), fresh.draw(frame, at(frame))) << frame;
  }
}

TEST(DemoPicture, CarriesTheInstantAndNumberOfEachFrame) {
  DemoPicture picture(usual());
  for (const std::uint64_t frame : {0u, 5u, 16'383u, 16'384u}) {
    const auto& bytes = picture.draw(frame, at(frame));
    const auto code = canvas::read_frame_code({.width = DemoPicture::kWidth,
                                               .height = DemoPicture::kHeight,
                                               .y = bytes.data(),
                                               .stride = DemoPicture::kWidth});
    const auto number = static_cast<std::uint16_t>(frame % 16'384);
    EXPECT_EQ(code, (canvas::FrameCode{at(frame), number}));
  }
}

TEST(DemoPicture, MovesSoLittleThatItCostsLittle) {
  DemoPicture picture(usual());
  picture.draw(0, at(0));
  std::size_t pixels = 0;
  constexpr std::uint64_t kFrames = 30 * DemoPicture::kFramesPerSecond;
  for (std::uint64_t frame = 1; frame <= kFrames; ++frame) {
    picture.draw(frame, at(frame));
    pixels += picture.changed_pixels();
  }
  // A twentieth of the picture.
  EXPECT_LT(pixels / kFrames, DemoPicture::kWidth * DemoPicture::kHeight / 20u);
}

// The upper left corner, where the seal and its two lines stand.
std::vector<std::uint8_t> mark(const std::vector<std::uint8_t>& bytes) {
  std::vector<std::uint8_t> luma;
  for (std::size_t y = 40; y < 110; ++y) {
    const auto row = bytes.begin() + static_cast<std::ptrdiff_t>(y * DemoPicture::kWidth);
    luma.insert(luma.end(), row + 60, row + 500);
  }
  return luma;
}

TEST(DemoPicture, SaysThroughoutThatItIsADemonstration) {
  DemoPicture picture(usual());
  const auto first = mark(picture.draw(0, at(0)));
  EXPECT_GT(*std::max_element(first.begin(), first.end()), 200);  // White words are there.
  for (std::uint64_t frame = 0; frame < 1000; frame += 9) {
    EXPECT_EQ(mark(picture.draw(frame, at(frame))), first) << frame;
  }
}

TEST(DemoPicture, StandsAnyScript) {
  std::string endless;
  for (int i = 0; i < 200; ++i) endless += "新型基础设施 infrastructure ";
  const DemoText text{endless, endless};
  for (const DemoScript& script :
       {DemoScript{}, DemoScript{.cards = {{}}}, DemoScript{.session = {"", "Only English"}},
        DemoScript{.conference = text,
        .theme = text,
        .session = text,
        .cards = {{text, endless}},
        .zone = text}}) {
    DemoPicture picture(script);
    EXPECT_EQ(picture.draw(60, at(60)).size(), 1280u * 720 * 3 / 2);
  }
}

TEST(DemoSound, IsQuietAndMeetsItsOwnBeginning) {
  const DemoSound sound;
  const std::size_t loop = sound.loop_frames();
  std::vector<std::int16_t> samples(2 * loop + 4);
  sound.read(0, samples);
  double energy = 0;
  int largest_step = 0, peak = 0;
  for (std::size_t i = 2; i < samples.size(); ++i) {
    energy += static_cast<double>(samples[i]) * samples[i];
    largest_step = std::max(largest_step, std::abs(samples[i] - samples[i - 2]));
    peak = std::max(peak, std::abs(static_cast<int>(samples[i])));
  }
  const double level_db =
      10 * std::log10(energy / static_cast<double>(samples.size()) / (32768.0 * 32768.0));
  EXPECT_GT(level_db, -34);
  EXPECT_LT(level_db, -24);
  EXPECT_LT(peak, 32768 / 4);
  EXPECT_LT(largest_step, 400);  // No click, the seam included.
  EXPECT_EQ(samples[2 * loop], samples[0]);
}

TEST(DemoSound, IsTheSameInWhateverPiecesItIsRead) {
  const DemoSound sound;
  const std::uint64_t first = 3 * sound.loop_frames() - 100;
  std::vector<std::int16_t> whole(2 * 400), piece(2 * 150);
  sound.read(first, whole);
  sound.read(first + 50, piece);
  EXPECT_TRUE(std::equal(piece.begin(), piece.end(), whole.begin() + 100));
}

}  // namespace
}  // namespace plenary::app::demo_picture_test
