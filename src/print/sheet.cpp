#include "print/sheet.h"

#include <cairo/cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

#include <algorithm>

#include "base/check.h"
#include "base/html.h"
#include "base/text.h"
#include "print/html_blocks.h"

namespace plenary::print {
namespace {

// A4 in points, with margins that leave lines of some forty Chinese characters.
constexpr double kWidth = 595.28;
constexpr double kHeight = 841.89;
constexpr double kSide = 72;
constexpr double kTop = 72;
constexpr double kBottom = 76;
constexpr double kTextWidth = kWidth - 2 * kSide;

// A chart's rows, in points.
constexpr double kBarRow = 19;
constexpr double kBarHeight = 11;
constexpr double kBarGap = 8;
constexpr double kLeastBars = 90;
const SheetStyle kBarTitle{.size = 9.5, .bold = true, .space_before = 4, .keep_with_next = true};
const SheetStyle kBarText{.size = 9, .sans = true, .grey = 0.15};

struct LayoutDelete {
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
};
using Layout = std::unique_ptr<PangoLayout, LayoutDelete>;

cairo_status_t append(void* out, const unsigned char* bytes, unsigned int size) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(bytes), size);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

class Sheet::Impl {
 public:
  explicit Impl(SheetAbout about) : about_(std::move(about)) {
    surface_ = cairo_pdf_surface_create_for_stream(append, &bytes_, kWidth, kHeight);
    cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_TITLE, about_.title.c_str());
    cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_AUTHOR, about_.author.c_str());
    cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_CREATOR, "Plenary");
    cairo_pdf_surface_set_metadata(surface_, CAIRO_PDF_METADATA_CREATE_DATE,
                                   about_.created.c_str());
    cairo_ = cairo_create(surface_);
  }
  ~Impl() {
    cairo_destroy(cairo_);
    cairo_surface_destroy(surface_);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  void write(std::string_view markup, const SheetStyle& style);
  void space(double points) {
    if (y_ > kTop) y_ += points;
  }
  void break_page() {
    if (y_ > kTop) end_page();
  }
  void rule() {
    cairo_set_source_rgb(cairo_, 0.7, 0.7, 0.7);
    cairo_rectangle(cairo_, kSide, y_, kTextWidth, 0.5);
    cairo_fill(cairo_);
    y_ += 0.5;
  }
  void picture(const picture::Printed& picture);
  void bars(std::string_view title, const std::vector<SheetBar>& bars, bool broken);
  void bookmark(const std::string& title) {
    const std::string where = fmt::format("page={} pos=[{:.1f} {:.1f}]", page_, kSide, y_);
    cairo_pdf_surface_add_outline(surface_, CAIRO_PDF_OUTLINE_ROOT, title.c_str(), where.c_str(),
                                  CAIRO_PDF_OUTLINE_FLAG_OPEN);
  }
  std::string finish() {
    footer();
    cairo_show_page(cairo_);
    cairo_surface_finish(surface_);
    PLENARY_CHECK(cairo_surface_status(surface_) == CAIRO_STATUS_SUCCESS);
    return std::move(bytes_);
  }

 private:
  Layout layout(std::string_view markup, const SheetStyle& style, double width) const;
  void draw_lines(PangoLayout* layout, const SheetStyle& style);
  /// How wide the widest of some lines is, at most `most`.
  double widest(const std::vector<SheetBar>& bars, std::string SheetBar::*text, double most) const;
  void draw_bar(const SheetBar& bar, double x, double width);
  void draw_in_row(const std::string& markup, double x, double width);
  void draw_break();
  void footer();
  void end_page() {
    footer();
    cairo_show_page(cairo_);
    ++page_;
    y_ = kTop;
  }

  SheetAbout about_;
  std::string bytes_;
  cairo_surface_t* surface_ = nullptr;
  cairo_t* cairo_ = nullptr;
  int page_ = 1;
  double y_ = kTop;
};

Layout Sheet::Impl::layout(std::string_view markup, const SheetStyle& style, double width) const {
  Layout layout(pango_cairo_create_layout(cairo_));
  PangoFontDescription* font = pango_font_description_new();
  pango_font_description_set_family(
      font, style.sans ? "Noto Sans CJK SC, sans-serif" : "Noto Serif CJK SC, serif");
  pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
  pango_layout_set_font_description(layout.get(), font);
  pango_font_description_free(font);
  pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_context_set_language(pango_layout_get_context(layout.get()),
                             pango_language_from_string(about_.language.c_str()));
  const std::string text = base::replace_invalid_utf8(markup);
  const bool well_formed =
      pango_parse_markup(text.c_str(), -1, 0, nullptr, nullptr, nullptr, nullptr) != 0;
  const std::string shown = well_formed ? text : base::escape_html(text);
  pango_layout_set_markup(layout.get(), shown.c_str(), -1);
  return layout;
}

void Sheet::Impl::write(std::string_view markup, const SheetStyle& style) {
  space(style.space_before);
  const Layout laid_out = layout(markup, style, kTextWidth - style.indent);
  const double line = style.size * style.line_height;
  const double wanted = style.keep_with_next ? 4 * line : line;
  if (y_ + wanted > kHeight - kBottom) break_page();
  draw_lines(laid_out.get(), style);
}

void Sheet::Impl::draw_lines(PangoLayout* layout, const SheetStyle& style) {
  const double line = style.size * style.line_height;
  for (int i = 0; i < pango_layout_get_line_count(layout); ++i) {
    if (y_ + line > kHeight - kBottom) end_page();
    cairo_set_source_rgb(cairo_, style.grey, style.grey, style.grey);
    // The baseline: an em square in the middle of the line.
    cairo_move_to(cairo_, kSide + style.indent, y_ + (line - style.size) / 2 + style.size * 0.86);
    pango_cairo_show_layout_line(cairo_, pango_layout_get_line_readonly(layout, i));
    y_ += line;
  }
}

void Sheet::Impl::picture(const picture::Printed& picture) {
  constexpr double kPointsOfPixel = 0.6;  // 120 pixels an inch.
  constexpr double kMostHeight = 0.6 * (kHeight - kTop - kBottom);
  const double width = std::min({kTextWidth, picture.width * kPointsOfPixel, kMostHeight * picture.width / picture.height});
  const double height = width * picture.height / picture.width;
  // The PDF has the JPEG's own bytes; the surface lends it its size alone, which has its limits.
  const std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)> image(
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, picture.width, picture.height), &cairo_surface_destroy);
  if (cairo_surface_status(image.get()) != CAIRO_STATUS_SUCCESS) return;
  auto kept = std::make_unique<base::SharedBytes>(picture.jpeg);
  const auto set = cairo_surface_set_mime_data(
      image.get(), CAIRO_MIME_TYPE_JPEG, (*kept)->data(), (*kept)->size(),
      [](void* bytes) { delete static_cast<base::SharedBytes*>(bytes); }, kept.get());
  if (set != CAIRO_STATUS_SUCCESS) return;
  kept.release();
  space(10);
  if (y_ + height > kHeight - kBottom) break_page();
  cairo_save(cairo_);
  cairo_translate(cairo_, kSide + (kTextWidth - width) / 2, y_);
  cairo_scale(cairo_, width / picture.width, height / picture.height);
  cairo_set_source_surface(cairo_, image.get(), 0, 0);
  cairo_paint(cairo_);
  cairo_restore(cairo_);
  y_ += height;
  space(6);
}

double Sheet::Impl::widest(const std::vector<SheetBar>& bars, std::string SheetBar::*text, double most) const {
  double widest = 0;
  for (const SheetBar& bar : bars) {
    int width = 0;
    pango_layout_get_size(layout(bar.*text, kBarText, kTextWidth).get(), &width, nullptr);
    widest = std::max(widest, static_cast<double>(width) / PANGO_SCALE + 1);
  }
  return std::min(widest, most);
}

void Sheet::Impl::draw_in_row(const std::string& markup, double x, double width) {
  const Layout line = layout(markup, kBarText, width);
  pango_layout_set_ellipsize(line.get(), PANGO_ELLIPSIZE_END);
  pango_layout_set_height(line.get(), -1);
  cairo_set_source_rgb(cairo_, kBarText.grey, kBarText.grey, kBarText.grey);
  cairo_move_to(cairo_, x, y_ + (kBarRow - kBarText.size) / 2 + kBarText.size * 0.86);
  pango_cairo_show_layout_line(cairo_, pango_layout_get_line_readonly(line.get(), 0));
}

void Sheet::Impl::draw_bar(const SheetBar& bar, double x, double width) {
  const double top = y_ + (kBarRow - kBarHeight) / 2;
  if (bar.own) {
    cairo_set_source_rgb(cairo_, 0.11, 0.31, 0.54);
  } else {
    cairo_set_source_rgb(cairo_, 0.73, 0.71, 0.67);
  }
  cairo_save(cairo_);
  cairo_rectangle(cairo_, x, top, width, kBarHeight);
  cairo_clip(cairo_);
  cairo_paint(cairo_);
  if (bar.loose) {
    cairo_set_source_rgb(cairo_, 1, 1, 1);
    cairo_set_line_width(cairo_, 1.6);
    for (double at = 0; at < width + kBarHeight; at += 5) {
      cairo_move_to(cairo_, x + at, top);
      cairo_line_to(cairo_, x + at - kBarHeight, top + kBarHeight);
    }
    cairo_stroke(cairo_);
  }
  cairo_restore(cairo_);
}

void Sheet::Impl::draw_break() {
  const double dashes[] = {4, 4};
  cairo_save(cairo_);
  cairo_set_source_rgb(cairo_, 0.54, 0.34, 0);
  cairo_set_line_width(cairo_, 0.8);
  cairo_set_dash(cairo_, dashes, 2, 0);
  cairo_move_to(cairo_, kSide, y_);
  cairo_line_to(cairo_, kSide + kTextWidth, y_);
  cairo_stroke(cairo_);
  cairo_restore(cairo_);
}

void Sheet::Impl::bars(std::string_view title, const std::vector<SheetBar>& bars, bool broken) {
  const double height = kBarTitle.space_before + kBarTitle.size * kBarTitle.line_height +
                        static_cast<double>(bars.size()) * kBarRow;
  if (height <= kHeight - kBottom - kTop && y_ + height > kHeight - kBottom) break_page();
  write(title, kBarTitle);
  const double labels = widest(bars, &SheetBar::label, kTextWidth / 3);
  const double values = widest(bars, &SheetBar::value, kTextWidth - labels - 2 * kBarGap - kLeastBars);
  const double x = kSide + labels + kBarGap;
  const double longest = kTextWidth - labels - values - 2 * kBarGap;
  for (std::size_t i = 0; i < bars.size(); ++i) {
    if (y_ + kBarRow > kHeight - kBottom) end_page();
    if (broken && i > 0 && y_ > kTop) draw_break();
    const double width = std::clamp(bars[i].part, 0.0, 1.0) * longest;
    draw_in_row(bars[i].label, kSide, labels);
    draw_bar(bars[i], x, width);
    draw_in_row(bars[i].value, x + width + kBarGap, values);
    y_ += kBarRow;
  }
}

void Sheet::Impl::footer() {
  const SheetStyle style{.size = 8, .sans = true, .grey = 0.4};
  const Layout title = layout(base::escape_html(about_.title), style, kTextWidth - 60);
  pango_layout_set_ellipsize(title.get(), PANGO_ELLIPSIZE_END);
  pango_layout_set_height(title.get(), -1);
  const Layout number = layout(std::to_string(page_), style, 60);
  pango_layout_set_alignment(number.get(), PANGO_ALIGN_RIGHT);
  cairo_set_source_rgb(cairo_, style.grey, style.grey, style.grey);
  cairo_move_to(cairo_, kSide, kHeight - 48);
  pango_cairo_show_layout(cairo_, title.get());
  cairo_move_to(cairo_, kWidth - kSide - 60, kHeight - 48);
  pango_cairo_show_layout(cairo_, number.get());
  cairo_pdf_surface_set_page_label(surface_, std::to_string(page_).c_str());
}

Sheet::Sheet(SheetAbout about) : impl_(std::make_unique<Impl>(std::move(about))) {}
Sheet::~Sheet() = default;

void Sheet::write(std::string_view markup, const SheetStyle& style) {
  impl_->write(markup, style);
}
void Sheet::space(double points) {
  impl_->space(points);
}
void Sheet::break_page() {
  impl_->break_page();
}
void Sheet::rule() {
  impl_->rule();
}
void Sheet::picture(const picture::Printed& picture) {
  impl_->picture(picture);
}
void Sheet::bars(std::string_view title, const std::vector<SheetBar>& bars, bool broken) {
  impl_->bars(title, bars, broken);
}
void Sheet::bookmark(const std::string& title) {
  impl_->bookmark(title);
}
std::string Sheet::finish() {
  return impl_->finish();
}

}  // namespace plenary::print
