#include "stage/frame_composer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace plenary::stage::frame_composer_test {
namespace {

using namespace std::chrono_literals;
using base::Moment;

const Grid kGrid;

/// A source with one picture and one steady level of sound.
class FakeSource final : public Source {
 public:
  explicit FakeSource(float level) : level_(level) {}

  void show() { picture_ = media::make_picture(16, 16); }
  void show_nothing() { picture_.reset(); }
  media::SharedFrame now() const { return picture_; }

  Health health(Moment) const override { return {}; }
  media::SharedFrame picture(Moment) override { return picture_; }
  void sound(SamplePosition, std::span<float> out) override {
    std::fill(out.begin(), out.end(), level_);
  }

 private:
  media::SharedFrame picture_;
  float level_;
};

/// A composer with two sources and a slate.
class Composing : public ::testing::Test {
 protected:
  ProgrammeFrame next(Source* source, bool audio_only = false) {
    FrameComposer::Wish wish;
    wish.index = index_;
    wish.at = Moment{24h} + index_ * 40ms;
    wish.sound_at = position_of(wish.at);
    wish.source = source;
    wish.audio_only = audio_only;
    wish.slate = slate_;
    ++index_;
    ProgrammeFrame frame = composer_.compose(wish);
    EXPECT_EQ(frame.index, wish.index);
    EXPECT_EQ(frame.audio.frames(), 1920u);
    return frame;
  }
  static float level_at(const ProgrammeFrame& frame, std::size_t sample) {
    return frame.audio.samples[2 * sample];
  }

  FrameComposer composer_{kGrid};
  FakeSource a_{0.5F}, b_{-0.25F};
  media::SharedFrame slate_ = media::make_picture(16, 16);
  std::uint64_t index_ = 0;
};

TEST_F(Composing, TheSlateIsShownInSilence) {
  const ProgrammeFrame frame = next(nullptr);
  EXPECT_EQ(frame.picture, slate_);
  EXPECT_FALSE(frame.repeated);
  EXPECT_TRUE(std::all_of(frame.audio.samples.begin(), frame.audio.samples.end(),
                          [](float sample) { return sample == 0; }));
  EXPECT_TRUE(next(nullptr).repeated);
}

TEST_F(Composing, ASourceIsShownAndHeard) {
  a_.show();
  next(&a_);
  const ProgrammeFrame frame = next(&a_);
  EXPECT_EQ(frame.picture, a_.now());
  EXPECT_TRUE(frame.repeated);
  EXPECT_EQ(level_at(frame, 0), 0.5F);
  a_.show();
  EXPECT_FALSE(next(&a_).repeated);
}

TEST_F(Composing, ACutFadesTheSoundWithoutAStep) {
  a_.show();
  b_.show();
  next(&a_);
  const ProgrammeFrame before = next(&a_);
  const ProgrammeFrame frame = next(&b_);
  EXPECT_EQ(frame.picture, b_.now());
  float last = level_at(before, 1919);
  for (std::size_t i = 0; i < 1920; ++i) {
    EXPECT_LT(std::abs(level_at(frame, i) - last), 0.0017F) << i;
    last = level_at(frame, i);
  }
  EXPECT_EQ(level_at(frame, 480), -0.25F);
}

TEST_F(Composing, ToTheSlateTheSoundFadesOut) {
  a_.show();
  next(&a_);
  const ProgrammeFrame frame = next(nullptr);
  EXPECT_EQ(frame.picture, slate_);
  EXPECT_EQ(level_at(frame, 0), 0.5F);
  EXPECT_NEAR(level_at(frame, 240), 0.25F, 0.01F);
  EXPECT_EQ(level_at(frame, 480), 0);
}

TEST_F(Composing, ACutWaitsForTheNewSourcesFirstPicture) {
  a_.show();
  next(&a_);
  for (int i = 0; i < 5; ++i) {
    const ProgrammeFrame frame = next(&b_);
    EXPECT_EQ(frame.picture, a_.now());
    EXPECT_EQ(level_at(frame, 1000), 0.5F);
    EXPECT_EQ(composer_.shown(), &a_);
  }
  b_.show();
  EXPECT_EQ(next(&b_).picture, b_.now());
  EXPECT_EQ(composer_.shown(), &b_);
}

TEST_F(Composing, FromTheSlateACutWaitsToo) {
  next(nullptr);
  EXPECT_EQ(next(&a_).picture, slate_);
  EXPECT_EQ(composer_.shown(), nullptr);
}

TEST_F(Composing, ASourceWithoutAPictureAnyMoreKeepsTheLastOne) {
  a_.show();
  const media::SharedFrame last = a_.now();
  next(&a_);
  a_.show_nothing();
  const ProgrammeFrame frame = next(&a_);
  EXPECT_EQ(frame.picture, last);
  EXPECT_TRUE(frame.repeated);
}

TEST_F(Composing, SoundAloneIsHeardOverTheSlate) {
  next(&a_, true);
  const ProgrammeFrame frame = next(&a_, true);
  EXPECT_EQ(frame.picture, slate_);
  EXPECT_EQ(level_at(frame, 0), 0.5F);
  a_.show();
  EXPECT_EQ(next(&a_, false).picture, a_.now());
}

}  // namespace
}  // namespace plenary::stage::frame_composer_test
