#include "canvas/slate.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace plenary::canvas::slate_test {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant kNow{std::chrono::milliseconds(1'595'487'303'000)};  // 14:55:03 in Beijing.

SlateText usual() {
  return {.conference = "2020年（第十九届）中国互联网大会",
          .session = "开幕式",
          .session_second_language = "Opening ceremony",
          .next = "Next: 19:30 Opening forum",
          .message = "马上回来\nWe will be right back",
          .zone_name = "Asia/Shanghai",
          .zone_offset = 8h};
}

SlateText repeated(const std::string& piece, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += piece;
  return {.conference = text,
          .session = text,
          .session_second_language = text,
          .next = text,
          .message = text + "\n" + text,
          .zone_name = text,
          .zone_offset = -(3h + 30min)};
}

std::vector<std::uint8_t> drawn(Slate& slate, int width, int height, base::Instant now) {
  PlaneBuffer buffer(width, height);
  slate.draw(now, buffer.planes());
  return buffer.bytes();
}

// Where two pictures of the same size differ in luma.
Rect difference(const std::vector<std::uint8_t>& a, const std::vector<std::uint8_t>& b, int width,
                int height) {
  Rect all;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                      static_cast<std::size_t>(x);
      if (a[at] != b[at]) all = all.united({x, y, 1, 1});
    }
  }
  return all;
}

TEST(Slate, KeepsEveryTextInsideThePictureAndApart) {
  const std::vector<SlateText> texts = {
      usual(),
      SlateText{},
      {.session = "Opening ceremony"},
      {.message = "Mohon tunggu, siaran segera dilanjutkan kembali"},
      {.next = "Next"},
      repeated("新型基础设施与工业互联网融合发展", 20),
      repeated("Konferensi Internet Tiongkok ke-19 ", 30),
      repeated("pertanggungjawaban", 40),
      repeated("\n", 50),
      repeated("\xff\x80", 3),
  };
  for (const auto& [width, height] : {std::pair{1280, 720}, {426, 240}, {720, 576}}) {
    Slate slate(width, height);
    for (const SlateText& text : texts) {
      slate.set_text(text);
      const std::vector<Rect> boxes = slate.text_boxes();
      for (std::size_t i = 0; i < boxes.size(); ++i) {
        EXPECT_TRUE((Rect{0, 0, width, height}.contains(boxes[i]))) << i << " at " << height;
        for (std::size_t k = 0; k < i; ++k) {
          // Ink rectangles of neighbouring lines may share the row of a descender.
          EXPECT_LE(boxes[i].intersected(boxes[k]).height, height / 72)
              << i << " and " << k << " at " << height;
        }
      }
    }
  }
}

TEST(Slate, DrawsTheSameBytesForTheSameTextAndSecond) {
  Slate one(640, 360), other(640, 360);
  one.set_text(usual());
  drawn(one, 640, 360, kNow - 5s);
  other.set_text(SlateText{});
  drawn(other, 640, 360, kNow);
  other.set_text(usual());
  EXPECT_EQ(drawn(one, 640, 360, kNow), drawn(other, 640, 360, kNow + 999ms));
}

TEST(Slate, ChangesWithTimeInTheClockAlone) {
  Slate slate(1280, 720);
  slate.set_text(usual());
  const auto first = drawn(slate, 1280, 720, kNow);
  for (const auto later : {1s, 57s, 9h + 5min + 0s}) {
    const Rect changed = difference(first, drawn(slate, 1280, 720, kNow + later), 1280, 720);
    EXPECT_FALSE(changed.empty());
    EXPECT_TRUE(slate.clock_region().contains(changed));
  }
}

TEST(Slate, ShowsTheTimeOfItsZone) {
  Slate beijing(640, 360), london(640, 360);
  SlateText text = usual();
  beijing.set_text(text);
  const auto there = drawn(beijing, 640, 360, kNow);
  text.zone_offset = 0min;
  london.set_text(text);
  const auto clock_differs = difference(there, drawn(london, 640, 360, kNow), 640, 360);
  EXPECT_FALSE(clock_differs.empty());
  // The same hands eight hours later; only the zone's own name ("UTC+0") tells them apart.
  const Rect label = difference(there, drawn(london, 640, 360, kNow + 8h), 640, 360);
  EXPECT_LT(label.height, 12);
}

TEST(Slate, WritesIntoFramesWithPaddedRows) {
  Slate slate(640, 360);
  slate.set_text(usual());
  const auto tight = drawn(slate, 640, 360, kNow);
  std::vector<std::uint8_t> y(704 * 360), u(384 * 180), v(352 * 180);
  slate.draw(kNow, {640, 360, y.data(), u.data(), v.data(), 704, 384, 352});
  EXPECT_EQ(y[704 * 100 + 80], tight[640 * 100 + 80]);
  EXPECT_EQ(v[352 * 50 + 310], tight[640 * 360 + 320 * 180 + 320 * 50 + 310]);
}

}  // namespace
}  // namespace plenary::canvas::slate_test
