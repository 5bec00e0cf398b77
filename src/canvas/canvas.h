#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "base/result.h"
#include "canvas/planes.h"

using cairo_t = struct _cairo;
using cairo_pattern_t = struct _cairo_pattern;
using cairo_surface_t = struct _cairo_surface;

namespace plenary::canvas {

/// A colour of sRGB with opacity, each 0 to 1, not premultiplied.
struct Colour {
  double red = 0;
  double green = 0;
  double blue = 0;
  double alpha = 1;

  /// colour(0xE8C27A): as designers write it.
  static constexpr Colour hex(std::uint32_t rgb, double alpha = 1) {
    return {((rgb >> 16) & 0xFF) / 255.0, ((rgb >> 8) & 0xFF) / 255.0, (rgb & 0xFF) / 255.0, alpha};
  }
  /// The same colour, `factor` times as opaque.
  constexpr Colour faded(double factor) const { return {red, green, blue, alpha * factor}; }
};

/// Between the two, `share` of the way to `to`.
Colour mix(const Colour& from, const Colour& to, double share);

struct Point {
  double x = 0;
  double y = 0;
};

/// A colour at a place (0 to 1) of a gradient.
struct Stop {
  double at = 0;
  Colour colour;
};

/// What a shape is filled with: one colour, or a gradient.
class Paint {
 public:
  Paint(Colour colour);
  static Paint linear(Point from, Point to, std::span<const Stop> stops);
  static Paint radial(Point centre, double inner_radius, double outer_radius,
                      std::span<const Stop> stops);

 private:
  friend class Canvas;
  explicit Paint(cairo_pattern_t* pattern);
  std::shared_ptr<cairo_pattern_t> pattern_;
};

/// A picture in memory, 32 bits a pixel, blue first, opacity premultiplied, and the few ways of
/// drawing on it that a slate and a lower third need. Begins transparent. Moves, never copies. One
/// thread at a time.
class Canvas {
 public:
  /// Both sides are positive.
  Canvas(int width, int height);

  int width() const { return width_; }
  int height() const { return height_; }
  Rect bounds() const { return {0, 0, width_, height_}; }

  void fill(const Paint& paint);
  void fill(const Rect& rect, const Paint& paint);
  void fill_rounded(const Rect& rect, double radius, const Paint& paint);
  void stroke_rounded(const Rect& rect, double radius, double line_width, const Paint& paint);
  void fill_circle(Point centre, double radius, const Paint& paint);
  void stroke_circle(Point centre, double radius, double line_width, const Paint& paint);
  /// The first `turns` (0 to 1) of a circle, from twelve o'clock on, as a clock's hand goes.
  void stroke_arc(Point centre, double radius, double turns, double line_width, const Paint& paint);
  /// A closed shape through the points.
  void fill_polygon(std::span<const Point> points, const Paint& paint);
  /// An open line through the points, with round joins.
  void stroke_line(std::span<const Point> points, double line_width, const Paint& paint);

  /// Makes every pixel of `rect` transparent.
  void erase(const Rect& rect);
  /// Puts `rect` of `from` (of the same size as this) in place of what is here, opacity included.
  void restore(const Canvas& from, const Rect& rect);
  /// Lays `layer` over this with its top left corner at (x, y), `opacity` 0 to 1.
  void lay(const Canvas& layer, int x, int y, double opacity = 1);
  /// The same, but only inside `clip` (in this canvas's pixels).
  void lay(const Canvas& layer, int x, int y, double opacity, const Rect& clip);

  /// The bytes of row `y`, 4 a pixel.
  const std::uint8_t* row(int y) const;

  /// For a README or a look by eye. Fails with kUnavailable.
  base::Status write_png(const std::filesystem::path& file) const;

  /// For what this vocabulary does not say. Owned by the canvas.
  cairo_t* context() { return context_.get(); }

 private:
  int width_;
  int height_;
  std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)> surface_;
  std::unique_ptr<cairo_t, void (*)(cairo_t*)> context_;
};

/// Writes `rect` of the canvas into the same place of `out`, as opaque video: BT.709, limited
/// range, chroma sited left as H.264 assumes (ITU-T H.264 annex E, chroma_sample_loc_type 0). The
/// rectangle is widened to whole chroma samples; both have the same size. Returns what was written.
Rect convert(const Canvas& canvas, const Rect& rect, const Planes& out);

}  // namespace plenary::canvas
