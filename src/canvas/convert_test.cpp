#include <gtest/gtest.h>

#include <array>

#include "canvas/canvas.h"

namespace plenary::canvas::convert_test {
namespace {

struct Sample {
  int y, u, v;
  bool operator==(const Sample&) const = default;
  friend std::ostream& operator<<(std::ostream& out, const Sample& s) {
    return out << s.y << "/" << s.u << "/" << s.v;
  }
};

Sample converted(std::uint32_t rgb) {
  Canvas canvas(8, 8);
  canvas.fill(Colour::hex(rgb));
  PlaneBuffer buffer(8, 8);
  convert(canvas, canvas.bounds(), buffer.planes());
  const Planes p = buffer.planes();
  return {p.y[9], p.u[5], p.v[5]};
}

// Rec. ITU-R BT.709-6, item 3.4, rounded.
TEST(Convert, GivesTheStandardsValuesForPrimariesAndGreys) {
  EXPECT_EQ(converted(0x000000), (Sample{16, 128, 128}));
  EXPECT_EQ(converted(0xFFFFFF), (Sample{235, 128, 128}));
  EXPECT_EQ(converted(0x808080), (Sample{126, 128, 128}));
  EXPECT_EQ(converted(0xFF0000), (Sample{63, 102, 240}));
  EXPECT_EQ(converted(0x00FF00), (Sample{173, 42, 26}));
  EXPECT_EQ(converted(0x0000FF), (Sample{32, 240, 118}));
}

TEST(Convert, SitsChromaOnEvenColumns) {
  Canvas canvas(8, 8);
  canvas.fill(Colour::hex(0x000000));
  canvas.fill(Rect{3, 0, 1, 8}, Colour::hex(0xFF0000));
  PlaneBuffer buffer(8, 8);
  convert(canvas, canvas.bounds(), buffer.planes());
  const Planes p = buffer.planes();
  // Column 3 is a quarter of the samples at columns 2 and 4 and of no other.
  const std::array<int, 4> v = {p.v[0], p.v[1], p.v[2], p.v[3]};
  EXPECT_EQ(v, (std::array<int, 4>{128, 156, 156, 128}));
}

TEST(Convert, OfAChangedRectangleGivesWhatAWholeConversionWould) {
  Canvas canvas(64, 48);
  canvas.fill(Colour::hex(0x204060));
  PlaneBuffer piecewise(64, 48);
  convert(canvas, canvas.bounds(), piecewise.planes());
  const Rect changed{13, 7, 9, 5};
  canvas.fill(changed, Colour::hex(0xFFCC33));
  const Rect written = convert(canvas, changed, piecewise.planes());

  PlaneBuffer whole(64, 48);
  convert(canvas, canvas.bounds(), whole.planes());
  EXPECT_EQ(piecewise.bytes(), whole.bytes());
  EXPECT_TRUE(written.contains(changed));
  EXPECT_LE(written.width * written.height, 14 * 8);
}

TEST(Convert, ClipsARectangleThatReachesOutOfThePicture) {
  Canvas canvas(16, 16);
  canvas.fill(Colour::hex(0xFFFFFF));
  PlaneBuffer buffer(16, 16);
  EXPECT_EQ(convert(canvas, {-5, 12, 100, 100}, buffer.planes()), (Rect{0, 12, 16, 4}));
  EXPECT_TRUE(convert(canvas, {20, 20, 4, 4}, buffer.planes()).empty());
}

TEST(Planes, ABufferBeginsBlackAndHasTheBytesOfRawVideo) {
  PlaneBuffer buffer(4, 2);
  const std::vector<std::uint8_t> black = {16, 16, 16, 16, 16, 16, 16, 16, 128, 128, 128, 128};
  EXPECT_EQ(buffer.bytes(), black);
}

TEST(Planes, RectanglesMeetAndUnite) {
  const Rect a{0, 0, 10, 10}, b{6, 4, 10, 10};
  EXPECT_EQ(a.intersected(b), (Rect{6, 4, 4, 6}));
  EXPECT_EQ(a.united(b), (Rect{0, 0, 16, 14}));
  EXPECT_TRUE(a.intersected({10, 0, 5, 5}).empty());
  EXPECT_EQ(a.united(Rect{}), a);
}

}  // namespace
}  // namespace plenary::canvas::convert_test
