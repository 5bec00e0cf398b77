#include "canvas/text_block.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plenary::canvas::text_block_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr TextStyle kStyle{.size = 40};

// The pixels that are not transparent.
Rect painted(const Canvas& canvas) {
  Rect all;
  for (int y = 0; y < canvas.height(); ++y) {
    const std::uint8_t* const row = canvas.row(y);
    for (int x = 0; x < canvas.width(); ++x) {
      if (row[4 * x + 3] != 0) all = all.united({x, y, 1, 1});
    }
  }
  return all;
}

TEST(TextBlock, OfNothingIsNothing) {
  const TextBlock block("  \n ", kStyle, 100);
  EXPECT_TRUE(block.empty());
  EXPECT_EQ(block.height(), 0);
  EXPECT_TRUE(block.ink(5, 5).empty());
}

TEST(TextBlock, BreaksChineseBetweenWordsAndBalancesTheLines) {
  const TextBlock block("第十九届中国互联网大会", kStyle, 300, 2);
  EXPECT_THAT(block.line_texts(), ElementsAre("第十九届中国", "互联网大会"));
  EXPECT_FALSE(block.shortened());
}

TEST(TextBlock, BreaksEnglishBetweenWords) {
  const TextBlock block("Embracing a New Internet Era", kStyle, 400, 2);
  EXPECT_THAT(block.line_texts(), ElementsAre("Embracing a", "New Internet Era"));
}

TEST(TextBlock, BreaksAWordOnlyIfItIsWiderThanThePlace) {
  const TextBlock block("Keterbukaanpertanggungjawabannya", kStyle, 300, 5);
  EXPECT_GT(block.lines(), 1);
  EXPECT_LE(block.width(), 300);
}

TEST(TextBlock, KeepsTheLinesItsAuthorMade) {
  const TextBlock block("马上回来\nWe will be right back", kStyle, 900, 3);
  EXPECT_THAT(block.line_texts(), ElementsAre("马上回来", "We will be right back"));
}

TEST(TextBlock, EndsInAnEllipsisWhereThereIsNoRoom) {
  const std::string text = "One\ntwo and three and four and five and six and seven";
  const TextBlock block(text, kStyle, 260, 2);
  EXPECT_TRUE(block.shortened());
  EXPECT_EQ(block.lines(), 2);
  EXPECT_LE(block.width(), 260);
}

TEST(TextBlock, SurvivesBytesThatAreNoText) {
  const TextBlock block("\xff\xfe 中\xe4", kStyle, 500);
  EXPECT_EQ(block.lines(), 1);
}

TEST(TextBlock, DrawsNothingOutsideItsInk) {
  for (const char* text : {"Ågypq|", "互联网大会，（第十九届）", "Konferensi 中国 ไทย 대회"}) {
    Canvas canvas(900, 200);
    const TextBlock block(text, kStyle, 800, 2);
    block.draw(canvas, 50, 60);
    const Rect pixels = painted(canvas);
    EXPECT_FALSE(pixels.empty()) << text;
    EXPECT_TRUE(block.ink(50, 60).contains(pixels)) << text;
  }
}

TEST(Fit, PrefersALittleSmallerToOneLineMore) {
  const TextBlock wide("Opening ceremony", kStyle, 2000);
  const TextBlock fitted = fit("Opening ceremony", kStyle, wide.width() * 9 / 10, 2, 10);
  EXPECT_EQ(fitted.lines(), 1);
  EXPECT_LT(fitted.style().size, kStyle.size);
}

TEST(Fit, PrefersOneLineMoreToMuchSmaller) {
  const TextBlock wide("Opening ceremony", kStyle, 2000);
  const TextBlock fitted = fit("Opening ceremony", kStyle, wide.width() * 6 / 10, 2, 10);
  EXPECT_EQ(fitted.lines(), 2);
  EXPECT_EQ(fitted.style().size, kStyle.size);
}

TEST(Fit, ShrinksBeforeItShortensAndNeverBelowTheSmallest) {
  const std::string text(400, 'm');
  const TextBlock fitted = fit(text, kStyle, 200, 1, 12);
  EXPECT_TRUE(fitted.shortened());
  EXPECT_EQ(fitted.style().size, 12);
}

TEST(DigitRow, GivesEveryTimeTheSameWidth) {
  const DigitRow digits(kStyle);
  EXPECT_EQ(digits.width("11:11:11"), digits.width("08:40:56"));
  Canvas canvas(400, 80);
  digits.draw(canvas, 20, 20, "23:59:08");
  EXPECT_TRUE(digits.ink("23:59:08", 20, 20).contains(painted(canvas)));
}

}  // namespace
}  // namespace plenary::canvas::text_block_test
