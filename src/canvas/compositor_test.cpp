#include "canvas/compositor.h"

#include <gtest/gtest.h>

namespace plenary::canvas::compositor_test {
namespace {

constexpr int kWidth = 160;
constexpr int kHeight = 90;

Canvas backdrop() {
  Canvas canvas(kWidth, kHeight);
  canvas.fill(Colour::hex(0x204060));
  return canvas;
}

std::shared_ptr<const Canvas> patch(std::uint32_t rgb, int width, int height) {
  auto layer = std::make_shared<Canvas>(width, height);
  layer->fill(Colour::hex(rgb, 0.5));
  return layer;
}

TEST(Compositor, ShowsFrameByFrameWhatAFreshOneShowsAtOnce) {
  const auto red = patch(0xFF0000, 31, 17), white = patch(0xFFFFFF, 40, 40);
  const std::vector<std::vector<Sprite>> frames = {
      {},
      {{red, 10, 10}, {white, 30, 20, 0.5}},
      {{red, 11, 10}, {white, 30, 20, 0.75}},
      {{red, 11, 10}, {white, 30, 20, 0.75, {35, 0, 20, 90}}},
      {{red, -20, 80}, {white, 150, -3}},
      {{nullptr, 0, 0}, {white, 150, -3}},
      {{red, 60, 60}},
  };
  Compositor running(backdrop());
  for (const auto& sprites : frames) {
    running.show(sprites);
    Compositor fresh(backdrop());
    fresh.show(sprites);
    EXPECT_EQ(running.bytes(), fresh.bytes());
  }
}

TEST(Compositor, PaysNothingForWhatStandsStill) {
  const auto red = patch(0xFF0000, 30, 20), white = patch(0xFFFFFF, 20, 20);
  Compositor compositor(backdrop());
  EXPECT_EQ(compositor.show({{red, 10, 10}, {white, 100, 50}}), 30u * 20 + 20 * 20);
  EXPECT_EQ(compositor.show({{red, 10, 10}, {white, 100, 50}}), 0u);
  EXPECT_EQ(compositor.show({{red, 10, 10}, {white, 100, 51}}), 20u * 21);
}

}  // namespace
}  // namespace plenary::canvas::compositor_test
