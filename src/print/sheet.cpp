#include "print/sheet.h"

#include <cairo/cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>

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
void Sheet::bookmark(const std::string& title) {
  impl_->bookmark(title);
}
std::string Sheet::finish() {
  return impl_->finish();
}

}  // namespace plenary::print
