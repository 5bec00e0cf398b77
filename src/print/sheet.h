#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "picture/picture.h"

namespace plenary::print {

struct SheetStyle {
  double size = 10.5;  ///< Points.
  bool bold = false;
  bool sans = false;
  double space_before = 0;  ///< Points, not at the top of a page.
  double indent = 0;
  double line_height = 1.5;
  double grey = 0;              ///< 0 is black.
  bool keep_with_next = false;  ///< Not the last on a page.
};

/// What stands in the PDF beside its pages.
struct SheetAbout {
  std::string title;
  std::string author;
  std::string language;  ///< BCP 47; decides how Chinese characters are drawn.
  std::string created;   ///< RFC 3339.
};

/// A row of a chart: words before a bar, and behind it what it is worth.
struct SheetBar {
  std::string label;    ///< Pango markup.
  std::string value;    ///< Pango markup.
  double part = 0;      ///< How long the bar is, of the longest: 0 to 1.
  bool own = false;     ///< Stands out among the others.
  bool loose = false;   ///< Hatched: where it ends is not exact.
};

/// A4 pages that text flows onto. Bad UTF-8 becomes U+FFFD; markup that is none becomes text.
class Sheet {
 public:
  explicit Sheet(SheetAbout about);
  ~Sheet();
  Sheet(const Sheet&) = delete;
  Sheet& operator=(const Sheet&) = delete;

  /// Pango markup, broken into lines and pages.
  void write(std::string_view markup, const SheetStyle& style);
  void space(double points);
  /// A picture in the middle of a line of its own, in the width of the text where it has pixels enough.
  void picture(const picture::Printed& picture);
  /// Begins a page unless one has just begun.
  void break_page();
  /// A thin line across the text.
  void rule();
  /// A chart of bars that begin at zero, one below the other under a title, on one page where one has room for them.
  /// `broken`: lines between them say that neighbours may not be compared.
  void bars(std::string_view title, const std::vector<SheetBar>& bars, bool broken);
  /// A bookmark to what is written next.
  void bookmark(const std::string& title);

  /// Ends the document: its bytes. Nothing may be written afterwards.
  std::string finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plenary::print
