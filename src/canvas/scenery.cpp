#include "canvas/scenery.h"

#include <cairo.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace plenary::canvas {
namespace {

// One layer of the landscape, lengths as shares of the picture's height.
struct RidgePlan {
  double foot;    // Height of the valley floor, from the top.
  double rise;    // Of the highest crest above it.
  double period;  // Of the broadest undulation, as a share of the width.
  std::uint32_t seed;
  double left_share;  // How much of the rise is left at the left edge, where the words stand.
};

constexpr std::array<RidgePlan, 6> kRidges = {{
    {0.690, 0.165, 0.21, 61, 0.75},
    {0.740, 0.240, 0.34, 29, 0.40},
    {0.810, 0.250, 0.27, 5, 0.45},
    {0.900, 0.230, 0.38, 47, 0.60},
    {0.985, 0.215, 0.30, 17, 0.85},
    {1.050, 0.190, 0.36, 71, 1.00},
}};

// A hash to [0, 1): the landscape is the same on every machine.
double lattice(std::uint32_t seed, std::int32_t at) {
  std::uint32_t h = seed * 0x9E3779B1u + static_cast<std::uint32_t>(at) * 0x85EBCA77u;
  h = (h ^ (h >> 15)) * 0x2C1B3C6Du;
  h = (h ^ (h >> 12)) * 0x297A2D39u;
  return static_cast<double>((h ^ (h >> 15)) & 0xFFFFFF) / 0x1000000;
}

double smooth_noise(std::uint32_t seed, double x) {
  const double floor = std::floor(x);
  const double t = x - floor;
  const double eased = t * t * (3 - 2 * t);
  const auto at = static_cast<std::int32_t>(floor);
  return lattice(seed, at) + (lattice(seed, at + 1) - lattice(seed, at)) * eased;
}

// Peaks where two slopes meet, rounded valleys: 0 to about 1.
double crest(std::uint32_t seed, double x) {
  double height = 0, weight = 0.56, frequency = 1;
  for (std::uint32_t octave = 0; octave < 5; ++octave) {
    const double n = 1 - std::abs(2 * smooth_noise(seed + octave * 101, x * frequency) - 1);
    height += weight * (octave == 0 ? n : n * n);
    weight *= octave == 0 ? 0.42 : 0.46;
    frequency *= 2.17;
  }
  return height;
}

std::vector<Point> trace_ridge(const RidgePlan& plan, int width, int height) {
  std::vector<Point> points;
  const double step = std::max(1.0, height / 360.0);
  for (double x = -step; x <= width + step; x += step) {
    const double across = std::clamp(x / width, 0.0, 1.0);
    const double share =
        plan.left_share + (1 - plan.left_share) * across * across * (3 - 2 * across);
    const double rise = plan.rise * share * crest(plan.seed, across / plan.period);
    points.push_back({x, height * (plan.foot - rise)});
  }
  return points;
}

// The crest lowered and smoothed: the folds of the slope below it.
std::vector<Point> fold(const std::vector<Point>& ridge, double down, int reach) {
  std::vector<Point> out(ridge.size());
  const auto last = static_cast<std::ptrdiff_t>(ridge.size()) - 1;
  for (std::ptrdiff_t i = 0; i <= last; ++i) {
    double sum = 0;
    for (std::ptrdiff_t k = -reach; k <= reach; ++k) {
      sum += ridge[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(i + k, 0, last))].y;
    }
    const auto at = static_cast<std::size_t>(i);
    out[at] = {ridge[at].x, sum / (2 * reach + 1) + down};
  }
  return out;
}

void paint_sky(Canvas& canvas, const SceneryColours& colours) {
  const double h = canvas.height();
  const auto& sky = colours.sky;
  const std::array<Stop, 4> stops = {{{0, sky[0]}, {0.30, sky[1]}, {0.50, sky[2]}, {0.66, sky[3]}}};
  canvas.fill(Paint::linear({0, 0}, {0, h}, stops));
}

// Light adds to light: screened, not laid over, so that warm on blue does not turn to mud.
void paint_glow(Canvas& canvas, const Scenery& scenery, const SceneryColours& colours) {
  const double reach = 0.85 * canvas.height();
  const Colour light = colours.light.faded(colours.glow);
  const Colour ember = colours.ember.faded(colours.glow);
  const std::array<Stop, 5> stops = {{{0, light.faded(0.70)},
                                      {0.20, light.faded(0.44)},
                                      {0.42, ember.faded(0.26)},
                                      {0.70, ember.faded(0.09)},
                                      {1, ember.faded(0)}}};
  cairo_set_operator(canvas.context(), CAIRO_OPERATOR_SCREEN);
  canvas.fill(Paint::radial(scenery.disc, 0, reach, stops));
  cairo_set_operator(canvas.context(), CAIRO_OPERATOR_OVER);
}

// The side where the words stand lies in shade.
void paint_shade(Canvas& canvas, const SceneryColours& colours) {
  const double w = canvas.width();
  const std::array<Stop, 3> stops = {{{0, colours.sky[0].faded(0.62)},
                                      {0.40, colours.sky[0].faded(0.34)},
                                      {0.72, colours.sky[0].faded(0)}}};
  canvas.fill(Paint::linear({0, 0}, {w, 0}, stops));
}

void paint_disc(Canvas& canvas, const Scenery& scenery, const SceneryColours& colours) {
  const double r = scenery.disc_radius;
  const Colour white = Colour::hex(0xFFFFFF);
  const std::array<Stop, 3> body = {{{0, mix(colours.light, white, 0.60)},
                                     {0.86, mix(colours.light, white, 0.48)},
                                     {1, mix(colours.light, white, 0.22)}}};
  canvas.fill_circle(scenery.disc, r, Paint::radial(scenery.disc, 0, r, body));
}

void paint_rings(Canvas& canvas, const Scenery& scenery, const SceneryColours& colours) {
  const double hair = std::max(1.0, canvas.height() / 620.0);
  double strength = 0.34;
  for (const double radius : scenery.ring_radii) {
    canvas.stroke_circle(scenery.disc, radius, hair, colours.light.faded(strength));
    strength *= 0.72;
  }
}

// Light that the disc throws on a crest: strongest below it, gone at the far side of the picture.
Paint rim(const Canvas& canvas, const Scenery& scenery, const Colour& light, double strength) {
  const double reach = canvas.width() * 0.5;
  const std::array<Stop, 3> stops = {{{0, light.faded(strength)},
                                      {0.4, light.faded(strength * 0.45)},
                                      {1, light.faded(strength * 0.06)}}};
  return Paint::radial(scenery.disc, 0, reach, stops);
}

void paint_ridge(Canvas& canvas, const Scenery& scenery, const SceneryColours& colours,
                 std::size_t index) {
  const std::vector<Point>& ridge = scenery.ridges[index];
  const double h = canvas.height();
  const double nearness = static_cast<double>(index) / (kRidges.size() - 1);
  const Colour top = mix(colours.far_ridge, colours.near_ridge, std::pow(nearness, 0.8));
  const Colour foot = mix(colours.mist, colours.near_ridge, nearness * nearness);
  const double crest_y = h * (kRidges[index].foot - 0.85 * kRidges[index].rise);
  const double foot_y = h * (kRidges[index].foot + 0.05);

  std::vector<Point> body = ridge;
  body.push_back({canvas.width() + 2.0, h + 2});
  body.push_back({-2, h + 2});
  const std::array<Stop, 3> stops = {{{0, top}, {0.35, mix(top, foot, 0.12)}, {1, foot}}};
  canvas.fill_polygon(body, Paint::linear({0, crest_y}, {0, foot_y}, stops));

  const double hair = std::max(1.0, h / 700.0);
  double down = h / 66;
  for (int line = 1; line <= 6; ++line) {
    const double strength = (0.20 + 0.16 * nearness) * std::pow(0.74, line);
    canvas.stroke_line(fold(ridge, down, 3 * line), hair,
                       rim(canvas, scenery, colours.light, strength));
    down += h / 66 * (1 + 0.28 * line);
  }
  canvas.stroke_line(ridge, hair * 1.25,
                     rim(canvas, scenery, colours.light, 0.50 + 0.25 * (1 - nearness)));
}

}  // namespace

SceneryColours ceremony_colours() {
  return {.sky = {Colour::hex(0x0A1E33), Colour::hex(0x1C4A63), Colour::hex(0x4F8490),
                  Colour::hex(0xD9B18A)},
          .far_ridge = Colour::hex(0x6D9C9B),
          .near_ridge = Colour::hex(0x051D28),
          .mist = Colour::hex(0x8DB9AE),
          .light = Colour::hex(0xFFD28A),
          .ember = Colour::hex(0xF08A52),
          .glow = 1};
}

SceneryColours night_colours() {
  return {.sky = {Colour::hex(0x08131F), Colour::hex(0x0E2233), Colour::hex(0x183846),
                  Colour::hex(0x2A4B53)},
          .far_ridge = Colour::hex(0x234852),
          .near_ridge = Colour::hex(0x050F16),
          .mist = Colour::hex(0x2C5359),
          .light = Colour::hex(0xD9C79C),
          .ember = Colour::hex(0x5F6B66),
          .glow = 0.3};
}

Scenery plan_scenery(int width, int height) {
  Scenery scenery;
  scenery.disc = {width * 0.755, height * 0.505};
  scenery.disc_radius = height * 0.150;
  for (const double radius : {0.215, 0.292, 0.385, 0.496}) {
    scenery.ring_radii.push_back(radius * height);
  }
  for (const RidgePlan& plan : kRidges) scenery.ridges.push_back(trace_ridge(plan, width, height));
  return scenery;
}

void paint_scenery(Canvas& canvas, const Scenery& scenery, const SceneryColours& colours,
                   Disc disc) {
  paint_sky(canvas, colours);
  paint_shade(canvas, colours);
  paint_glow(canvas, scenery, colours);
  paint_rings(canvas, scenery, colours);
  if (disc == Disc::kShown) paint_disc(canvas, scenery, colours);
  for (std::size_t index = 0; index < scenery.ridges.size(); ++index) {
    paint_ridge(canvas, scenery, colours, index);
  }
}

}  // namespace plenary::canvas
