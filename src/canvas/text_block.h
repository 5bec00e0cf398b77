#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "canvas/canvas.h"

using PangoLayout = struct _PangoLayout;

namespace plenary::canvas {

/// The two voices: a sans serif for what is said, a serif (Song style for Chinese) for what is
/// celebrated. Noto CJK in the Simplified Chinese cut, which has Latin letters of its own; whatever
/// it lacks comes from the system's other fonts.
enum class Face : std::uint8_t { kSans, kSerif };

struct TextStyle {
  Face face = Face::kSans;
  bool bold = false;
  double size = 24;  ///< Pixels an em.
  Colour colour = Colour::hex(0xFFFFFF);
  double line_height = 1.3;  ///< Baseline to baseline, in em.
  double tracking = 0;       ///< Added between letters, in em.
};

/// Text laid out once and drawn as often as wished. Its box is typographic: the top is the top of
/// the first line's em square (Chinese characters fill it, Latin capitals stay below), the height
/// (lines - 1) x line height + one em. Lines break between words, Chinese ones too, and are
/// balanced: as narrow as the number of lines allows, so that no line is left with a single
/// character.
class TextBlock {
 public:
  /// What does not fit into `max_lines` lines of `max_width` pixels ends in an ellipsis. Bytes that
  /// are not UTF-8 become U+FFFD; a line feed begins a new line.
  TextBlock(std::string_view text, const TextStyle& style, int max_width, int max_lines = 1);

  const TextStyle& style() const { return style_; }
  bool empty() const { return lines_ == 0; }
  int lines() const { return lines_; }
  bool shortened() const { return shortened_; }
  /// Of the widest line.
  int width() const { return width_; }
  int height() const;
  /// The pixels that draw() at (x, y) touches at most: descenders reach below the box.
  Rect ink(int x, int y) const;
  /// The text of each line, for tests.
  std::vector<std::string> line_texts() const;

  void draw(Canvas& canvas, int x, int y) const;

 private:
  void measure();

  TextStyle style_;
  std::shared_ptr<PangoLayout> layout_;
  int lines_ = 0;
  int width_ = 0;
  bool shortened_ = false;
  Rect ink_;
};

/// The block in a size between style.size and `smallest` at which it fits unshortened: in few lines
/// if a slightly smaller size allows that, else as large as possible. In `smallest`, and ending in
/// an ellipsis if need be, where nothing fits.
TextBlock fit(std::string_view text, const TextStyle& style, int max_width, int max_lines,
              double smallest);

/// Digits and colons in cells of equal width, so that a running clock does not tremble.
class DigitRow {
 public:
  explicit DigitRow(const TextStyle& style);

  /// Of "14:55:03" drawn.
  int width(std::string_view text) const;
  Rect ink(std::string_view text, int x, int y) const;
  /// Top left of the em square at (x, y). Only [0-9:] are drawn, anything else leaves a digit's
  /// gap.
  void draw(Canvas& canvas, int x, int y, std::string_view text) const;

 private:
  int cell(char c) const;
  const TextBlock* glyph(char c) const;

  std::vector<TextBlock> digits_;
  TextBlock colon_;
  int digit_width_ = 0;
};

}  // namespace plenary::canvas
