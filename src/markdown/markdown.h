#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace plenary::markdown {

/// Something between double brackets: `[[amount 34.81e12 CNY]]`.
struct Mark {
  std::string word;                    ///< "amount".
  std::vector<std::string> arguments;  ///< "34.81e12", "CNY".
  int line = 0;                        ///< From 1.
};

/// A picture that a text shows: `![a stage](stage.jpg)`.
struct PictureUse {
  std::string name;  ///< "stage.jpg", also if it was written "pictures/stage.jpg".
  int line = 0;
};

/// What its author has to mend in a text.
struct Fault {
  int line = 0;
  std::string what;
  std::string mend;
};

/// What a text holds.
struct Reading {
  std::vector<Mark> marks;
  std::vector<PictureUse> pictures;
  std::vector<Fault> faults;
};

/// The most that a text may have; longer ones are neither read nor rendered.
inline constexpr std::size_t kMostBytes = 256u << 10;

/// Reads a text, which may be any bytes. Faults are: text that is too long or not UTF-8, characters
/// that cannot be seen or turn the direction of writing, raw HTML, addresses that are neither of
/// the web nor of this site, pictures from elsewhere, marks that are not closed.
Reading read(std::string_view text);

/// What a text is rendered with.
struct Hooks {
  /// The HTML of a mark, taken as it is; empty leaves the mark out.
  std::function<std::string(const Mark&)> mark;
  /// The address of a picture's name; empty shows its description instead.
  std::function<std::string(std::string_view)> picture;
  /// Added to the level of each heading: a page has one title, and it is not in the text.
  int heading_shift = 1;
};

/// The text as HTML: UTF-8, no script, no handler, no address but of the web or this site. Empty
/// for a text that is too long or not UTF-8.
std::string html(std::string_view text, const Hooks& hooks);

/// `text` as it stands in an element or in an attribute's double quotes.
std::string escaped(std::string_view text);

/// True if an address may be followed from a page: http, https, mailto, or of this site.
bool is_safe_address(std::string_view address);

/// False if HTML holds a script, a style, a frame, a handler, or an address that runs. Judges what
/// html() gave, for tests; it is no filter.
bool harmless(std::string_view html);

}  // namespace plenary::markdown
