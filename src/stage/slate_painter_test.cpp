#include "stage/slate_painter.h"

#include <gtest/gtest.h>

#include <thread>

extern "C" {
#include <libavutil/frame.h>
}

namespace plenary::stage::slate_painter_test {
namespace {

using namespace std::chrono_literals;

/// A UTC that stands still, 100 ms before a full second.
base::Instant still() {
  return base::Instant(1'595'487'300'900ms);
}

/// The picture that differs from `before`, or null if there is none within a minute.
media::SharedFrame next_picture(const SlatePainter& painter, const media::SharedFrame& before) {
  const base::Moment patience = std::chrono::steady_clock::now() + 60s;
  while (std::chrono::steady_clock::now() < patience) {
    media::SharedFrame picture = painter.picture();
    if (picture != before) return picture;
    std::this_thread::sleep_for(2ms);
  }
  return nullptr;
}

/// The picture once nothing new has come for a while.
media::SharedFrame settled_picture(const SlatePainter& painter) {
  media::SharedFrame picture = painter.picture();
  for (int quiet = 0; quiet < 50; ++quiet) {
    std::this_thread::sleep_for(10ms);
    if (painter.picture() == picture) continue;
    picture = painter.picture();
    quiet = 0;
  }
  return picture;
}

TEST(SlatePainter, AlwaysHasAPicture) {
  const SlatePainter painter(320, 180, still);
  const media::SharedFrame picture = painter.picture();
  ASSERT_NE(picture, nullptr);
  EXPECT_EQ(picture->width, 320);
  EXPECT_EQ(picture->height, 180);
}

TEST(SlatePainter, AsleepItDrawsNothingButANewText) {
  SlatePainter painter(320, 180, still);
  SlateText text;
  text.conference = "Conference";
  const media::SharedFrame before = settled_picture(painter);
  painter.set_text(text);
  EXPECT_NE(next_picture(painter, before), nullptr);
}

TEST(SlatePainter, AwakeItDrawsOnceASecondOnTheSecond) {
  SlatePainter painter(320, 180, still);
  painter.set_awake(true);
  media::SharedFrame picture = painter.picture();
  const base::Moment begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 4; ++i) {
    picture = next_picture(painter, picture);
    ASSERT_NE(picture, nullptr);
  }
  EXPECT_GE(std::chrono::steady_clock::now() - begin, 180ms);
}

}  // namespace
}  // namespace plenary::stage::slate_painter_test
