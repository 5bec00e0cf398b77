#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace plenary::base {

/// True if `text` is UTF-8 without overlong forms, surrogates or code points beyond U+10FFFF.
bool is_utf8(std::string_view text);

/// `text` with each invalid byte replaced by U+FFFD.
std::string replace_invalid_utf8(std::string_view text);

/// The pieces between the separators, empty ones included. Views into `text`.
std::vector<std::string_view> split(std::string_view text, char separator);

/// `text` without spaces, tabs and line ends at either end.
std::string_view trim(std::string_view text);

/// Two lower-case digits a byte.
std::string hex(std::string_view bytes);

/// A text in several languages: BCP 47 tag to words, such as {"en": "Opening", "zh": "开幕"}.
struct LocalisedText {
  std::map<std::string, std::string> by_language;

  /// The words in `language`, else in the first of `fallback` that has any, else in whichever language
  /// there is; empty only if there is none at all.
  std::string_view in(std::string_view language,
                      const std::vector<std::string>& fallback = {"en"}) const;
  bool empty() const { return by_language.empty(); }
  bool operator==(const LocalisedText&) const = default;
};

}  // namespace plenary::base
