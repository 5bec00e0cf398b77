#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plenary::print {

/// A paragraph of a text.
struct Block {
  enum class Kind : std::uint8_t { kParagraph, kHeading, kItem, kQuote, kRow, kPicture };
  Kind kind = Kind::kParagraph;
  std::string markup;   ///< Pango markup: well-formed, nothing but b, i, tt and entities. Of a picture what it shows.
  std::string picture = {};  ///< Of a picture its address, else empty.

  bool operator==(const Block&) const = default;
};

/// The blocks of HTML as markdown::html() gives it. Elements that a page needs no more of than
/// their text are left out; bytes that are no HTML of ours become text. Never throws.
std::vector<Block> html_blocks(std::string_view html);

}  // namespace plenary::print
