#include "canvas/cover.h"

#include <array>

#include "canvas/scenery.h"
#include "canvas/text_block.h"

namespace plenary::canvas {
namespace {

constexpr int kLeft = 84;
constexpr int kTop = 96;
constexpr int kBottom = 72;
constexpr Colour kWhite = Colour::hex(0xFFFFFF);
constexpr Colour kGold = Colour::hex(0xE8C27A);

TextStyle style(Face face, bool bold, double size, const Colour& colour) {
  return {.face = face, .bold = bold, .size = size, .colour = colour};
}

}  // namespace

Canvas draw_cover(const CoverText& text) {
  Canvas canvas(kCoverWidth, kCoverHeight);
  Scenery scenery = plan_scenery(kCoverWidth, kCoverHeight);
  paint_scenery(canvas, scenery, night_colours(), Disc::kShown);
  // Words stand on the sky at the left, which is made darker below them.
  const std::array<Stop, 2> shade = {
      {{0, Colour::hex(0x07131D, 0.78)}, {1, Colour::hex(0x07131D, 0)}}};
  canvas.fill(Paint::linear({0, 0}, {kCoverWidth * 0.9, 0}, shade));
  const int width = kCoverWidth - 2 * kLeft;
  const TextBlock title = fit(text.title, style(Face::kSerif, true, 76, kWhite), width, 3, 40);
  const TextBlock line =
      fit(text.line, style(Face::kSans, false, 34, kWhite.faded(0.9)), width, 3, 24);
  const TextBlock dates = fit(text.dates, style(Face::kSans, false, 28, kGold), width, 1, 18);
  canvas.fill(Rect{kLeft, kTop - 28, 72, 5}, kGold);
  title.draw(canvas, kLeft, kTop);
  if (!line.empty()) line.draw(canvas, kLeft, kTop + title.height() + 36);
  if (!dates.empty()) dates.draw(canvas, kLeft, kCoverHeight - kBottom - dates.height());
  return canvas;
}

}  // namespace plenary::canvas
