#include "stage/input_sound.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <vector>

namespace plenary::stage::input_sound_test {
namespace {

using namespace std::chrono_literals;
using base::Moment;
using media::AudioBlock;
using std::chrono::nanoseconds;

constexpr SamplePosition kFrame = 1920;

/// A tone that begins at `from`, the same on both sides.
AudioBlock tone(std::int64_t from, std::size_t frames, float amplitude = 0.5F) {
  AudioBlock block;
  for (std::size_t i = 0; i < frames; ++i) {
    const double turn = 2 * std::numbers::pi * 440 / media::kSampleRate *
                        static_cast<double>(from + static_cast<std::int64_t>(i));
    const float value = amplitude * static_cast<float>(std::sin(turn));
    block.samples.insert(block.samples.end(), {value, value});
  }
  return block;
}

AudioBlock constant(std::size_t frames, float value) {
  return AudioBlock{std::vector<float>(2 * frames, value)};
}

/// The left side of `frames` samples from `position` on.
std::vector<float> read(InputSound& sound, SamplePosition position, SamplePosition frames) {
  std::vector<float> both(static_cast<std::size_t>(2 * frames));
  sound.read(position, both);
  std::vector<float> left;
  for (std::size_t i = 0; i < both.size(); i += 2) left.push_back(both[i]);
  return left;
}

/// The greatest step from one sample to the next: a click is a great one. A 440 Hz tone of half the
/// full scale steps by 0.029 at most.
float greatest_step(const std::vector<float>& samples) {
  float greatest = 0;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    greatest = std::max(greatest, std::abs(samples[i] - samples[i - 1]));
  }
  return greatest;
}
constexpr float kNoClick = 0.032F;

TEST(InputSound, PositionsAreExactFarFromTheEpoch) {
  EXPECT_EQ(position_of(Moment{0s}), 0);
  EXPECT_EQ(position_of(Moment{1s}), 48'000);
  EXPECT_EQ(position_of(Moment{24h * 365 * 50} + 40ms), 48'000LL * 86'400 * 365 * 50 + 1920);
}

TEST(InputSound, GivesBackWhatWasPutThere) {
  InputSound sound;
  sound.push({1000, tone(1000, 1024)});
  sound.push({2024, tone(2024, 1024)});
  const std::vector<float> got = read(sound, 1000, 2048);
  const AudioBlock expected = tone(1000, 2048);
  for (std::size_t i = 480; i < got.size(); ++i) ASSERT_EQ(got[i], expected.samples[2 * i]) << i;
  EXPECT_LT(greatest_step(got), kNoClick);
}

TEST(InputSound, IsSilentBeforeAfterAndWithoutSound) {
  InputSound sound;
  EXPECT_EQ(read(sound, 0, 10), std::vector<float>(10, 0.0F));
  sound.push({100, constant(100, 0.5F)});
  const std::vector<float> got = read(sound, 10, 2000);
  EXPECT_EQ(got[89], 0);
  EXPECT_EQ(got[1999], 0);
}

TEST(InputSound, AGapHasRampsOnBothSides) {
  InputSound sound;
  sound.push({0, constant(5000, 0.8F)});
  sound.push({8000, constant(5000, 0.8F)});
  std::vector<float> all;
  for (SamplePosition at = 0; at < 13'440; at += kFrame) {
    const std::vector<float> frame = read(sound, at, kFrame);
    all.insert(all.end(), frame.begin(), frame.end());
  }
  EXPECT_LT(greatest_step(all), 0.002F);
  EXPECT_FLOAT_EQ(all[4999], 0.8F);
  EXPECT_FLOAT_EQ(all[6000], 0);
  EXPECT_FLOAT_EQ(all[9000], 0.8F);
  EXPECT_FLOAT_EQ(all[13'439], 0.8F * 41 / 480) << "the sound ran out 439 samples ago";
}

TEST(InputSound, SoundThatComesTooLateIsCutWithoutAClick) {
  InputSound sound;
  sound.push({0, tone(0, 2000)});
  std::vector<float> all = read(sound, 0, kFrame);
  sound.push({1000, tone(5000, 4000)});
  const std::vector<float> rest = read(sound, kFrame, kFrame);
  all.insert(all.end(), rest.begin(), rest.end());
  EXPECT_LT(greatest_step(all), kNoClick);
  EXPECT_FLOAT_EQ(all[3000], tone(5000 + 2000, 1).samples[0]) << "it keeps its place";
}

TEST(InputSound, WhatWasPutThereLastCounts) {
  InputSound sound;
  sound.push({0, constant(10'000, 0.1F)});
  sound.push({3000, constant(1000, 0.2F)});
  const std::vector<float> got = read(sound, 0, 6000);
  EXPECT_FLOAT_EQ(got[2999], 0.1F);
  EXPECT_FLOAT_EQ(got[3900], 0.2F);
  EXPECT_FLOAT_EQ(got[5000], 0);
  EXPECT_LT(greatest_step(got), 0.001F);
}

/// Aligns `seconds` of a tone whose clock is off by `ppm` and whose instants are rounded to
/// milliseconds, and gives what is read of it, the first second left out.
std::vector<float> aligned(int seconds, int ppm, double* offset_ms = nullptr) {
  SoundAligner aligner;
  InputSound sound;
  std::vector<float> all;
  const Moment begin{24h};
  SamplePosition position = position_of(begin);
  const SamplePosition first = position;
  PlacedSound last;
  nanoseconds due{0};
  for (std::int64_t sent = 0; sent < 48'000LL * seconds; sent += 1024) {
    due = nanoseconds(sent * 1'000'000'000 / 48'000) * (1'000'000 + ppm) / 1'000'000;
    const auto rounded = std::chrono::floor<std::chrono::milliseconds>(due);
    last = aligner.align(tone(sent, 1024), begin + rounded);
    sound.push(last);
    while (position + kFrame <= last.end()) {
      const std::vector<float> frame = read(sound, position, kFrame);
      if (position - first > 48'000) all.insert(all.end(), frame.begin(), frame.end());
      position += kFrame;
    }
  }
  const SamplePosition wanted = position_of(begin + due) + 1024;
  if (offset_ms) *offset_ms = static_cast<double>(last.end() - wanted) / 48.0;
  return all;
}

/// The loudest of what is not a steady tone of 440 Hz or near it: each sample against what the two
/// before it foretell of a sine.
float greatest_surprise(const std::vector<float>& samples) {
  const auto twice_cos = static_cast<float>(2 * std::cos(2 * std::numbers::pi * 440 / 48'000));
  float greatest = 0;
  for (std::size_t i = 2; i < samples.size(); ++i) {
    const float foretold = twice_cos * samples[i - 1] - samples[i - 2];
    greatest = std::max(greatest, std::abs(samples[i] - foretold));
  }
  return greatest;
}

TEST(SoundAligner, FollowsDriftWithoutAnAudibleSeam) {
  for (const int ppm : {0, 200, -200, 5000, -5000}) {
    double offset_ms = 0;
    const std::vector<float> got = aligned(20, ppm, &offset_ms);
    EXPECT_LT(greatest_surprise(got), 0.0005F) << ppm;
    EXPECT_LT(greatest_step(got), kNoClick) << ppm;
    EXPECT_LT(std::abs(offset_ms), std::abs(ppm) == 5000 ? 15 : 3) << ppm;
  }
}

TEST(SoundAligner, PutsABlockThatIsFarOffWhereItBelongs) {
  SoundAligner aligner;
  const Moment begin{24h};
  const PlacedSound first = aligner.align(tone(0, 1024), begin);
  EXPECT_EQ(first.position, position_of(begin));
  const PlacedSound second = aligner.align(tone(1024, 1024), begin + 500ms);
  EXPECT_NEAR(static_cast<double>(second.position - first.position), 24'000, 40);
  const PlacedSound third = aligner.align(tone(2048, 1024), begin);
  EXPECT_NEAR(static_cast<double>(third.position - first.position), 0, 40);
}

}  // namespace
}  // namespace plenary::stage::input_sound_test
