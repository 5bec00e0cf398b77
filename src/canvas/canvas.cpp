#include "canvas/canvas.h"

#include <cairo.h>

#include <numbers>

#include "base/check.h"

namespace plenary::canvas {
namespace {

void add_stops(cairo_pattern_t* pattern, std::span<const Stop> stops) {
  for (const Stop& stop : stops) {
    const Colour& c = stop.colour;
    cairo_pattern_add_color_stop_rgba(pattern, stop.at, c.red, c.green, c.blue, c.alpha);
  }
}

void trace(cairo_t* cr, const Rect& rect) {
  cairo_rectangle(cr, rect.x, rect.y, rect.width, rect.height);
}

void trace_rounded(cairo_t* cr, const Rect& rect, double radius) {
  constexpr double kQuarter = std::numbers::pi / 2;
  cairo_new_sub_path(cr);
  cairo_arc(cr, rect.right() - radius, rect.y + radius, radius, -kQuarter, 0);
  cairo_arc(cr, rect.right() - radius, rect.bottom() - radius, radius, 0, kQuarter);
  cairo_arc(cr, rect.x + radius, rect.bottom() - radius, radius, kQuarter, 2 * kQuarter);
  cairo_arc(cr, rect.x + radius, rect.y + radius, radius, 2 * kQuarter, 3 * kQuarter);
  cairo_close_path(cr);
}

void trace(cairo_t* cr, std::span<const Point> points) {
  cairo_new_path(cr);
  for (const Point& point : points) cairo_line_to(cr, point.x, point.y);
}

}  // namespace

Colour mix(const Colour& from, const Colour& to, double share) {
  const auto between = [share](double a, double b) { return a + (b - a) * share; };
  return {between(from.red, to.red), between(from.green, to.green), between(from.blue, to.blue),
          between(from.alpha, to.alpha)};
}

Paint::Paint(cairo_pattern_t* pattern) : pattern_(pattern, cairo_pattern_destroy) {}

Paint::Paint(Colour colour)
    : Paint(cairo_pattern_create_rgba(colour.red, colour.green, colour.blue, colour.alpha)) {}

Paint Paint::linear(Point from, Point to, std::span<const Stop> stops) {
  Paint paint(cairo_pattern_create_linear(from.x, from.y, to.x, to.y));
  add_stops(paint.pattern_.get(), stops);
  return paint;
}

Paint Paint::radial(Point centre, double inner_radius, double outer_radius,
                    std::span<const Stop> stops) {
  Paint paint(cairo_pattern_create_radial(centre.x, centre.y, inner_radius, centre.x, centre.y,
                                          outer_radius));
  add_stops(paint.pattern_.get(), stops);
  return paint;
}

Canvas::Canvas(int width, int height)
    : width_(width),
      height_(height),
      surface_(cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height),
               cairo_surface_destroy),
      context_(cairo_create(surface_.get()), cairo_destroy) {
  PLENARY_CHECK(cairo_surface_status(surface_.get()) == CAIRO_STATUS_SUCCESS);
  cairo_set_line_join(context_.get(), CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap(context_.get(), CAIRO_LINE_CAP_ROUND);
}

void Canvas::fill(const Paint& paint) {
  cairo_set_source(context_.get(), paint.pattern_.get());
  cairo_paint(context_.get());
}

void Canvas::fill(const Rect& rect, const Paint& paint) {
  cairo_set_source(context_.get(), paint.pattern_.get());
  trace(context_.get(), rect);
  cairo_fill(context_.get());
}

void Canvas::fill_rounded(const Rect& rect, double radius, const Paint& paint) {
  cairo_set_source(context_.get(), paint.pattern_.get());
  trace_rounded(context_.get(), rect, radius);
  cairo_fill(context_.get());
}

void Canvas::stroke_rounded(const Rect& rect, double radius, double line_width,
                            const Paint& paint) {
  cairo_set_source(context_.get(), paint.pattern_.get());
  cairo_set_line_width(context_.get(), line_width);
  trace_rounded(context_.get(), rect, radius);
  cairo_stroke(context_.get());
}

void Canvas::fill_circle(Point centre, double radius, const Paint& paint) {
  cairo_set_source(context_.get(), paint.pattern_.get());
  cairo_new_path(context_.get());
  cairo_arc(context_.get(), centre.x, centre.y, radius, 0, 2 * std::numbers::pi);
  cairo_fill(context_.get());
}

void Canvas::stroke_circle(Point centre, double radius, double line_width, const Paint& paint) {
  cairo_set_source(context_.get(), paint.pattern_.get());
  cairo_set_line_width(context_.get(), line_width);
  cairo_new_path(context_.get());
  cairo_arc(context_.get(), centre.x, centre.y, radius, 0, 2 * std::numbers::pi);
  cairo_stroke(context_.get());
}

void Canvas::stroke_arc(Point centre, double radius, double turns, double line_width,
                        const Paint& paint) {
  constexpr double kNoon = -std::numbers::pi / 2;
  cairo_set_source(context_.get(), paint.pattern_.get());
  cairo_set_line_width(context_.get(), line_width);
  cairo_new_path(context_.get());
  cairo_arc(context_.get(), centre.x, centre.y, radius, kNoon,
            kNoon + turns * 2 * std::numbers::pi);
  cairo_stroke(context_.get());
}

void Canvas::fill_polygon(std::span<const Point> points, const Paint& paint) {
  cairo_set_source(context_.get(), paint.pattern_.get());
  trace(context_.get(), points);
  cairo_close_path(context_.get());
  cairo_fill(context_.get());
}

void Canvas::stroke_line(std::span<const Point> points, double line_width, const Paint& paint) {
  cairo_set_source(context_.get(), paint.pattern_.get());
  cairo_set_line_width(context_.get(), line_width);
  trace(context_.get(), points);
  cairo_stroke(context_.get());
}

void Canvas::erase(const Rect& rect) {
  cairo_save(context_.get());
  cairo_set_operator(context_.get(), CAIRO_OPERATOR_CLEAR);
  trace(context_.get(), rect);
  cairo_fill(context_.get());
  cairo_restore(context_.get());
}

void Canvas::restore(const Canvas& from, const Rect& rect) {
  PLENARY_CHECK(from.width_ == width_ && from.height_ == height_);
  cairo_save(context_.get());
  cairo_set_operator(context_.get(), CAIRO_OPERATOR_SOURCE);
  cairo_set_source_surface(context_.get(), from.surface_.get(), 0, 0);
  trace(context_.get(), rect);
  cairo_fill(context_.get());
  cairo_restore(context_.get());
}

void Canvas::lay(const Canvas& layer, int x, int y, double opacity) {
  lay(layer, x, y, opacity, bounds());
}

void Canvas::lay(const Canvas& layer, int x, int y, double opacity, const Rect& clip) {
  const Rect shown = clip.intersected({x, y, layer.width_, layer.height_});
  if (shown.empty() || opacity <= 0) return;
  cairo_save(context_.get());
  cairo_set_source_surface(context_.get(), layer.surface_.get(), x, y);
  cairo_pattern_set_filter(cairo_get_source(context_.get()), CAIRO_FILTER_NEAREST);
  trace(context_.get(), shown);
  cairo_clip(context_.get());
  if (opacity >= 1) {
    cairo_paint(context_.get());
  } else {
    cairo_paint_with_alpha(context_.get(), opacity);
  }
  cairo_restore(context_.get());
}

const std::uint8_t* Canvas::row(int y) const {
  cairo_surface_flush(surface_.get());
  return cairo_image_surface_get_data(surface_.get()) +
         static_cast<std::ptrdiff_t>(y) * cairo_image_surface_get_stride(surface_.get());
}

base::Status Canvas::write_png(const std::filesystem::path& file) const {
  const cairo_status_t status = cairo_surface_write_to_png(surface_.get(), file.c_str());
  if (status == CAIRO_STATUS_SUCCESS) return base::Done{};
  return base::Error(base::Errc::kUnavailable,
                     "cannot write " + file.string() + ": " + cairo_status_to_string(status));
}

}  // namespace plenary::canvas
