#include "canvas/text_block.h"

#include <pango/pangocairo.h>
#include <unicode/brkiter.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "base/text.h"

#if defined(__SANITIZE_ADDRESS__)
// Fontconfig stores its pointers as offsets, so the leak checker cannot see that they are held.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfontconfig";
}
#endif

namespace plenary::canvas {
namespace {

constexpr const char* kSansFamilies = "Noto Sans CJK SC, Noto Sans, sans-serif";
constexpr const char* kSerifFamilies = "Noto Serif CJK SC, Noto Serif, serif";
// Where the baseline of a CJK em square lies below its top, in em.
constexpr double kAscent = 0.88;

template <class T>
std::shared_ptr<T> own(T* object) {
  return std::shared_ptr<T>(object, g_object_unref);
}

bool is_han(UChar32 c) {
  UErrorCode status = U_ZERO_ERROR;
  return uscript_getScript(c, &status) == USCRIPT_HAN && U_SUCCESS(status);
}

// Chinese may break between any two characters; readers prefer it between words. ICU's dictionary
// finds them, and a word joiner (U+2060) inside each keeps it together.
std::string keep_words_together(const std::string& text) {
  const auto words = icu::UnicodeString::fromUTF8(text);
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::BreakIterator> breaks(
      icu::BreakIterator::createWordInstance(icu::Locale::getChina(), status));
  if (U_FAILURE(status)) return text;
  breaks->setText(words);
  icu::UnicodeString joined;
  UChar32 previous = 0;
  for (int32_t at = 0; at < words.length(); at = words.moveIndex32(at, 1)) {
    const UChar32 c = words.char32At(at);
    if (is_han(previous) && is_han(c) && !breaks->isBoundary(at)) joined.append(UChar32{0x2060});
    joined.append(c);
    previous = c;
  }
  std::string out;
  joined.toUTF8String(out);
  return out;
}

// No more of a text than could ever be seen: laying out a book to show its first line takes a
// second.
std::string_view visible_part(std::string_view text, const TextStyle& style, int max_width,
                              int max_lines) {
  constexpr double kNarrowest = 1.0 / 6;  // Of a letter, in em.
  const double most = max_lines * (max_width / (style.size * kNarrowest) + 8);
  std::size_t at = 0;
  for (double characters = 0; at < text.size() && characters < most; ++characters) {
    do ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  }
  return text.substr(0, at);
}

std::shared_ptr<PangoContext> make_context() {
  auto context = own(pango_font_map_create_context(pango_cairo_font_map_get_default()));
  cairo_font_options_t* const options = cairo_font_options_create();
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context.get(), options);
  pango_cairo_context_set_resolution(context.get(), 96);
  cairo_font_options_destroy(options);
  // Whatever the system's locale: Han characters in their Simplified Chinese form.
  pango_context_set_language(context.get(), pango_language_from_string("zh-Hans"));
  return context;
}

void set_font(PangoLayout* layout, const TextStyle& style) {
  PangoFontDescription* const font = pango_font_description_new();
  pango_font_description_set_family_static(
      font, style.face == Face::kSerif ? kSerifFamilies : kSansFamilies);
  pango_font_description_set_weight(font, style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  if (style.tracking != 0) {
    PangoAttrList* const attributes = pango_attr_list_new();
    pango_attr_list_insert(
        attributes,
        pango_attr_letter_spacing_new(static_cast<int>(style.tracking * style.size * PANGO_SCALE)));
    pango_layout_set_attributes(layout, attributes);
    pango_attr_list_unref(attributes);
  }
}

int lines_at(PangoLayout* layout, int width) {
  pango_layout_set_width(layout, width * PANGO_SCALE);
  return pango_layout_get_line_count(layout);
}

int pixels_up(int pango_units) {
  return (pango_units + PANGO_SCALE - 1) / PANGO_SCALE;
}

int widest_line(PangoLayout* layout) {
  int widest = 0;
  for (GSList* at = pango_layout_get_lines_readonly(layout); at != nullptr; at = at->next) {
    PangoRectangle logical;
    pango_layout_line_get_extents(static_cast<PangoLayoutLine*>(at->data), nullptr, &logical);
    widest = std::max(widest, logical.width);
  }
  return pixels_up(widest);
}

// The narrowest width that needs no more lines than `width` does and forces no word apart.
void balance(PangoLayout* layout, int width) {
  const int lines = lines_at(layout, width);
  if (lines < 2) return;
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
  const auto fits = [&](int tried) {
    return lines_at(layout, tried) == lines && widest_line(layout) <= tried;
  };
  int narrow = width / 2, wide = width;
  while (fits(width) && wide - narrow > 2) {
    const int middle = (narrow + wide) / 2;
    (fits(middle) ? wide : narrow) = middle;
  }
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  lines_at(layout, wide);
}

}  // namespace

TextBlock::TextBlock(std::string_view text, const TextStyle& style, int max_width, int max_lines)
    : style_(style) {
  PLENARY_CHECK(max_width > 0 && max_lines > 0);
  const std::string clean = base::replace_invalid_utf8(base::trim(text));
  if (clean.empty()) return;
  const auto context = make_context();
  layout_ = own(pango_layout_new(context.get()));
  set_font(layout_.get(), style);
  const std::string_view visible = visible_part(clean, style, max_width, max_lines);
  const std::string joined = keep_words_together(std::string(visible));
  pango_layout_set_text(layout_.get(), joined.data(), static_cast<int>(joined.size()));
  pango_layout_set_wrap(layout_.get(), PANGO_WRAP_WORD_CHAR);
  const bool fits = lines_at(layout_.get(), max_width) <= max_lines;
  if (fits && visible.size() == clean.size()) {
    balance(layout_.get(), max_width);
  } else {
    shortened_ = true;
    // Pango counts lines a paragraph: a shortened text is one.
    std::string one = joined;
    std::replace(one.begin(), one.end(), '\n', ' ');
    pango_layout_set_text(layout_.get(), one.data(), static_cast<int>(one.size()));
    pango_layout_set_ellipsize(layout_.get(), PANGO_ELLIPSIZE_END);
    pango_layout_set_height(layout_.get(), -max_lines);
  }
  measure();
}

int TextBlock::height() const {
  if (lines_ == 0) return 0;
  return static_cast<int>(std::ceil(style_.size * (1 + (lines_ - 1) * style_.line_height)));
}

void TextBlock::measure() {
  lines_ = pango_layout_get_line_count(layout_.get());
  width_ = widest_line(layout_.get());
  double baseline = kAscent * style_.size;
  for (GSList* at = pango_layout_get_lines_readonly(layout_.get()); at != nullptr; at = at->next) {
    PangoRectangle ink;
    pango_layout_line_get_extents(static_cast<PangoLayoutLine*>(at->data), &ink, nullptr);
    const auto pixels = [](double units) { return units / PANGO_SCALE; };
    const int left = static_cast<int>(std::floor(pixels(ink.x))) - 1;
    const int top = static_cast<int>(std::floor(baseline + pixels(ink.y))) - 1;
    const int right = static_cast<int>(std::ceil(pixels(ink.x + ink.width))) + 1;
    const int bottom = static_cast<int>(std::ceil(baseline + pixels(ink.y + ink.height))) + 1;
    if (ink.width > 0) ink_ = ink_.united({left, top, right - left, bottom - top});
    baseline += style_.line_height * style_.size;
  }
}

Rect TextBlock::ink(int x, int y) const {
  if (ink_.empty()) return {};
  return {ink_.x + x, ink_.y + y, ink_.width, ink_.height};
}

std::vector<std::string> TextBlock::line_texts() const {
  std::vector<std::string> texts;
  if (!layout_) return texts;
  const std::string_view all = pango_layout_get_text(layout_.get());
  for (GSList* at = pango_layout_get_lines_readonly(layout_.get()); at != nullptr; at = at->next) {
    const auto* const line = static_cast<PangoLayoutLine*>(at->data);
    std::string text(all.substr(static_cast<std::size_t>(line->start_index),
                                static_cast<std::size_t>(line->length)));
    constexpr std::string_view kJoiner = "\u2060";
    for (std::size_t found; (found = text.find(kJoiner)) != std::string::npos;) {
      text.erase(found, kJoiner.size());
    }
    texts.emplace_back(base::trim(text));
  }
  return texts;
}

void TextBlock::draw(Canvas& canvas, int x, int y) const {
  if (!layout_) return;
  cairo_t* const cr = canvas.context();
  const Colour& c = style_.colour;
  cairo_set_source_rgba(cr, c.red, c.green, c.blue, c.alpha);
  double baseline = y + kAscent * style_.size;
  for (GSList* at = pango_layout_get_lines_readonly(layout_.get()); at != nullptr; at = at->next) {
    cairo_move_to(cr, x, baseline);
    pango_cairo_show_layout_line(cr, static_cast<PangoLayoutLine*>(at->data));
    baseline += style_.line_height * style_.size;
  }
  cairo_new_path(cr);
}

TextBlock fit(std::string_view text, const TextStyle& style, int max_width, int max_lines,
              double smallest) {
  constexpr double kStep = 0.94;
  // A little smaller is better than one line more; much smaller is not.
  constexpr double kLittle = 0.83;
  for (int lines = 1; lines <= max_lines; ++lines) {
    const double floor = std::max(smallest, lines < max_lines ? kLittle * style.size : 0);
    for (TextStyle tried = style; tried.size >= floor; tried.size *= kStep) {
      TextBlock block(text, tried, max_width, lines);
      if (!block.shortened()) return block;
    }
  }
  TextStyle last = style;
  last.size = std::min(smallest, style.size);
  return TextBlock(text, last, max_width, max_lines);
}

DigitRow::DigitRow(const TextStyle& style) : colon_(":", style, 10'000) {
  for (char digit = '0'; digit <= '9'; ++digit) {
    digits_.emplace_back(std::string_view(&digit, 1), style, 10'000);
    digit_width_ = std::max(digit_width_, digits_.back().width());
  }
}

int DigitRow::cell(char c) const {
  return c == ':' ? colon_.width() : digit_width_;
}

const TextBlock* DigitRow::glyph(char c) const {
  if (c == ':') return &colon_;
  if (c < '0' || c > '9') return nullptr;
  return &digits_[static_cast<std::size_t>(c - '0')];
}

int DigitRow::width(std::string_view text) const {
  int width = 0;
  for (const char c : text) width += cell(c);
  return width;
}

Rect DigitRow::ink(std::string_view text, int x, int y) const {
  Rect all;
  for (const char c : text) {
    if (const TextBlock* block = glyph(c)) {
      all = all.united(block->ink(x + (cell(c) - block->width()) / 2, y));
    }
    x += cell(c);
  }
  return all;
}

void DigitRow::draw(Canvas& canvas, int x, int y, std::string_view text) const {
  for (const char c : text) {
    if (const TextBlock* block = glyph(c)) {
      block->draw(canvas, x + (cell(c) - block->width()) / 2, y);
    }
    x += cell(c);
  }
}

}  // namespace plenary::canvas
