#include "rehearsal/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace plenary::rehearsal {
namespace {

constexpr double kWidth = 1000, kHeight = 260;
constexpr double kLeft = 56, kRight = 8, kTop = 10, kBottom = 28;

/// A round number of steps of 1, 2 or 5 times a power of ten, at most `most` of them up to `value`.
double step_for(double value, int most) {
  const double least = value / most;
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= least) return factor * power;
  }
  return 10 * power;
}

struct Frame {
  double x_end = 1, y_end = 1;
  double x(double value) const { return kLeft + (kWidth - kLeft - kRight) * value / x_end; }
  double y(double value) const {
    return kHeight - kBottom - (kHeight - kTop - kBottom) * value / y_end;
  }
};

Frame frame_for(const Chart& chart) {
  Frame frame;
  for (const auto& line : chart.lines) {
    for (const auto& point : line.points) {
      frame.x_end = std::max(frame.x_end, point.x);
      frame.y_end = std::max(frame.y_end, point.y);
    }
  }
  for (const auto& span : chart.band) frame.y_end = std::max(frame.y_end, span.high);
  const double step = step_for(frame.y_end, 4);
  frame.y_end = std::ceil(frame.y_end / step) * step;
  return frame;
}

std::string grid(const Frame& frame) {
  std::string svg;
  const double y_step = step_for(frame.y_end, 4);
  for (double value = 0; value <= frame.y_end * 1.001; value += y_step) {
    svg += fmt::format(
        "<line class=\"grid\" x1=\"{:.0f}\" x2=\"{:.0f}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>"
        "<text x=\"{:.0f}\" y=\"{:.1f}\" text-anchor=\"end\">{:g}</text>",
        kLeft, kWidth - kRight, frame.y(value), frame.y(value), kLeft - 8, frame.y(value) + 4,
        value);
  }
  const double x_step = step_for(frame.x_end, 8);
  for (double value = 0; value <= frame.x_end; value += x_step) {
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{:.0f}\" text-anchor=\"middle\">{:g} s</text>",
                       frame.x(value), kHeight - 8, value);
  }
  return svg;
}

}  // namespace

std::string draw(const Chart& chart) {
  const Frame frame = frame_for(chart);
  std::string key;
  for (const auto& line : chart.lines) {
    key += fmt::format("<span><i style=\"background:{}\"></i>{}</span>", line.colour, line.name);
  }
  std::string shapes = grid(frame);
  if (!chart.band.empty()) {
    key += "<span><i style=\"background:var(--band);height:10px\"></i>[low, high]</span>";
    std::string upper, lower;
    for (const auto& span : chart.band)
      upper += fmt::format("{:.1f},{:.1f} ", frame.x(span.x), frame.y(span.high));
    for (auto span = chart.band.rbegin(); span != chart.band.rend(); ++span) {
      lower += fmt::format("{:.1f},{:.1f} ", frame.x(span->x), frame.y(span->low));
    }
    shapes += fmt::format("<polygon fill=\"var(--band)\" points=\"{}{}\"/>", upper, lower);
  }
  for (const auto& line : chart.lines) {
    std::string points;
    for (const auto& point : line.points)
      points += fmt::format("{:.1f},{:.1f} ", frame.x(point.x), frame.y(point.y));
    shapes +=
        fmt::format("<polyline class=\"line\" stroke=\"{}\" points=\"{}\"/>", line.colour, points);
  }
  return fmt::format(
      "<h2>{0}{1}</h2>\n<div class=\"key\">{2}</div>\n"
      "<div class=\"plot\" tabindex=\"0\"><svg viewBox=\"0 0 {3:.0f} {4:.0f}\" role=\"img\" "
      "aria-label=\"{0}\">{5}</svg></div>\n",
      chart.title, chart.unit.empty() ? "" : ", " + chart.unit, key, kWidth, kHeight, shapes);
}

}  // namespace plenary::rehearsal
