#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "canvas/canvas.h"

namespace plenary::canvas {

/// Colours of a landscape of layered ridges under a sky, in the manner of the blue-green painting
/// of the Song dynasty.
struct SceneryColours {
  std::array<Colour, 4> sky;  ///< From the zenith to the horizon.
  Colour far_ridge;  ///< Of the farthest ridge's crest; the nearer ones go over to near_ridge.
  Colour near_ridge;
  Colour mist;      ///< What a ridge fades into at its foot.
  Colour light;     ///< Of the sun or moon, its rings and the rims it touches.
  Colour ember;     ///< What the light goes over to farther out, and the horizon.
  double glow = 1;  ///< How strongly the disc shines into the sky, 0 to 1.
};

/// The opening's picture: the light before sunrise.
SceneryColours ceremony_colours();
/// The slate's: the same place at night.
SceneryColours night_colours();

/// Where things stand in the picture, so that what is laid over it can meet them.
struct Scenery {
  Point disc;  ///< Centre of the sun or moon.
  double disc_radius = 0;
  std::vector<double> ring_radii;  ///< Of the ripples around it.
  /// The crests, farthest first, one point every few pixels from left to right.
  std::vector<std::vector<Point>> ridges;
};

/// Whether the disc itself is painted, or only its glow and rings for something else to stand in.
enum class Disc : std::uint8_t { kShown, kHidden };

/// The landscape's geometry for a picture of this size; the same size gives the same landscape.
Scenery plan_scenery(int width, int height);

/// Fills the canvas: sky, disc with its rings, ridges from far to near. Opaque afterwards.
void paint_scenery(Canvas& canvas, const Scenery& scenery, const SceneryColours& colours,
                   Disc disc);

}  // namespace plenary::canvas
