#include "canvas/cover.h"

#include <array>

#include "canvas/scenery.h"
#include "canvas/text_block.h"

namespace plenary::canvas {
namespace {

constexpr int kSide = 84;
constexpr int kTop = 96;
constexpr int kBottom = 72;
constexpr Colour kPaper = Colour::hex(0xFFFFFF);
constexpr Colour kBrass = Colour::hex(0xE8C27A);

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
  const int width = kCoverWidth - 2 * kSide;
  const TextBlock title = fit(text.title, style(Face::kSerif, true, 76, kPaper), width, 3, 40);
  const TextBlock line =
      fit(text.line, style(Face::kSans, false, 34, kPaper.faded(0.9)), width, 3, 24);
  const TextBlock dates = fit(text.dates, style(Face::kSans, false, 28, kBrass), width, 1, 18);
  canvas.fill(Rect{kSide, kTop - 28, 72, 5}, kBrass);
  title.draw(canvas, kSide, kTop);
  if (!line.empty()) line.draw(canvas, kSide, kTop + title.height() + 36);
  if (!dates.empty()) dates.draw(canvas, kSide, kCoverHeight - kBottom - dates.height());
  return canvas;
}

}  // namespace plenary::canvas
