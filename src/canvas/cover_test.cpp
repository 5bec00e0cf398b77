#include "canvas/cover.h"

#include <gtest/gtest.h>

#include <cstring>

namespace plenary::canvas::cover_test {
namespace {

bool same(const Canvas& left, const Canvas& right) {
  for (int y = 0; y < left.height(); ++y) {
    const auto bytes = static_cast<std::size_t>(left.width()) * 4;
    if (std::memcmp(left.row(y), right.row(y), bytes) != 0) return false;
  }
  return true;
}

TEST(Cover, IsOpaqueAndTheSameEachTime) {
  const CoverText text{"2020 中国互联网大会", "Internet for a better life", "2020-07-23"};
  const Canvas cover = draw_cover(text);
  EXPECT_EQ(cover.width(), 1200);
  EXPECT_EQ(cover.height(), 630);
  for (const int y : {0, 315, 629}) {
    for (const int x : {0, 600, 1199}) EXPECT_EQ(cover.row(y)[4 * x + 3], 255);
  }
  EXPECT_TRUE(same(cover, draw_cover(text)));
}

TEST(Cover, SaysWhatItIsGivenHoweverLong) {
  const Canvas plain = draw_cover({});
  EXPECT_FALSE(same(plain, draw_cover({"A conference", "", ""})));
  EXPECT_FALSE(same(plain, draw_cover({"", "", "2020-07-23"})));
  std::string endless;
  for (int i = 0; i < 500; ++i) endless += "互联网 conference ";
  const Canvas full = draw_cover({endless, endless, endless});
  // What does not fit ends in an ellipsis: the margins stay as they are.
  for (int y = 0; y < full.height(); ++y) {
    EXPECT_EQ(std::memcmp(full.row(y), plain.row(y), 4 * 80), 0) << y;
  }
}

}  // namespace
}  // namespace plenary::canvas::cover_test
