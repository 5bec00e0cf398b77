#include "conference/yaml_text.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/text.h"

namespace plenary::conference {
namespace {

namespace json = boost::json;
using Style = YamlNode::Style;

constexpr std::size_t kInlineList = 80;

std::string spaces(std::size_t count) {
  return std::string(count, ' ');
}

/// The character that begins at `i`, and its size. Precondition: `text` is UTF-8.
std::pair<char32_t, std::size_t> character_at(std::string_view text, std::size_t i) {
  const auto lead = static_cast<unsigned char>(text[i]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t value = lead & (0x7Fu >> size);
  for (std::size_t k = 1; k < size && i + k < text.size(); ++k) {
    value = (value << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
  }
  return {value, std::min(size, text.size() - i)};
}

/// Characters that YAML takes for a line end or for nothing at all: only double quotes hold them,
/// as escapes.
bool needs_escape(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF ||
         c == 0xFFFE || c == 0xFFFF;
}

/// True if all of it can be written as it is; `line_ends` says whether they may be in it.
bool is_printable(std::string_view text, bool line_ends) {
  for (std::size_t i = 0; i < text.size();) {
    const auto [c, size] = character_at(text, i);
    if (needs_escape(c) && !(line_ends && c == '\n')) return false;
    i += size;
  }
  return true;
}

/// Words that some reader of YAML takes for more than their letters.
bool is_magic_word(std::string_view text) {
  constexpr std::array<std::string_view, 11> kWords = {"true", "false", "null", "~", "yes", "no",
                                                       "on",   "off",   "y",    "n", ""};
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](unsigned char c) { return c < 0x80 ? std::tolower(c) : c; });
  return std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
}

bool fits_plain(std::string_view text, bool flow) {
  if (is_magic_word(text) || !is_printable(text, false)) return false;
  if (text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  if (std::string_view("-?:,[]{}#&*!|>'\"%@`").find(text.front()) != std::string_view::npos) {
    return false;
  }
  if (text.find(": ") != std::string_view::npos || text.find(" #") != std::string_view::npos) {
    return false;
  }
  if (text.starts_with("...") || text.starts_with("<<")) return false;
  if (!flow) return true;
  if (text.find_first_of(",[]{}?") != std::string_view::npos) return false;
  for (std::size_t colon = text.find(':'); colon != std::string_view::npos;
       colon = text.find(':', colon + 1)) {
    if (text.substr(colon, 3) != "://") return false;
  }
  return true;
}

std::string in_double_quotes(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    const auto [c, size] = character_at(text, i);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (needs_escape(c)) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      out += "\\u";
      for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[(c >> shift) & 0xF];
    } else {
      out += text.substr(i, size);
    }
    i += size;
  }
  return out + '"';
}

std::optional<std::string> in_single_quotes(std::string_view text) {
  if (!is_printable(text, false)) return std::nullopt;
  std::string out = "'";
  for (const char c : text) {
    out += c;
    if (c == '\'') out += c;
  }
  return out + '\'';
}

/// "|-" or "|": with or without the line end at the text's end. Nothing for what block scalars
/// cannot begin or end with.
std::optional<std::string> block_header(std::string_view text, char marker) {
  if (text.empty() || !is_printable(text, true)) return std::nullopt;
  if (text.front() == ' ' || text.front() == '\n' || text.ends_with("\n\n")) return std::nullopt;
  return text.back() == '\n' ? std::string(1, marker) : std::string{marker, '-'};
}

std::string_view without_last_line_end(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

std::optional<ScalarLines> as_literal(std::string_view text, const ScalarPlace& place) {
  auto header = block_header(text, '|');
  if (!header || place.flow) return std::nullopt;
  ScalarLines lines{std::move(*header)};
  for (const std::string_view line : base::split(without_last_line_end(text), '\n')) {
    if (line.find_first_not_of(' ') == std::string_view::npos && !line.empty()) return std::nullopt;
    lines.push_back(line.empty() ? std::string() : spaces(place.indent) + std::string(line));
  }
  return lines;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

/// Breaks a paragraph at single spaces, so that no line but one without spaces exceeds the width.
void fold(std::string_view paragraph, const ScalarPlace& place, ScalarLines& lines) {
  std::string line = spaces(place.indent);
  std::size_t length = place.indent;
  bool first = true;
  while (!paragraph.empty()) {
    // A word here ends before a space that has no other beside it.
    std::size_t end = paragraph.find(' ');
    while (
        end != std::string_view::npos &&
        (end + 1 >= paragraph.size() || paragraph[end + 1] == ' ' || paragraph[end - 1] == ' ')) {
      end = paragraph.find(' ', end + 1);
    }
    const std::string_view word = paragraph.substr(0, end);
    const std::size_t size = characters(word);
    if (!first && length + 1 + size > place.width) {
      lines.push_back(std::move(line));
      line = spaces(place.indent);
      length = place.indent;
      first = true;
    }
    if (!first) line += ' ';
    line += word;
    length += size + (first ? 0 : 1);
    first = false;
    paragraph = end == std::string_view::npos ? std::string_view() : paragraph.substr(end + 1);
  }
  lines.push_back(std::move(line));
}

std::optional<ScalarLines> as_folded(std::string_view text, const ScalarPlace& place) {
  auto header = block_header(text, '>');
  if (!header || place.flow) return std::nullopt;
  ScalarLines lines{std::move(*header)};
  bool begun = false;
  for (const std::string_view paragraph : base::split(without_last_line_end(text), '\n')) {
    if (paragraph.empty()) {
      lines.emplace_back();
      continue;
    }
    // Lines that begin with a space are not folded, and one that ends so would lose it.
    if (paragraph.front() == ' ' || paragraph.front() == '\t' || paragraph.back() == ' ') {
      return std::nullopt;
    }
    if (begun) lines.emplace_back();
    fold(paragraph, place, lines);
    begun = true;
  }
  return lines;
}

std::string word_of(const json::value& value) {
  if (value.is_bool()) return value.as_bool() ? "true" : "false";
  if (value.is_null()) return "null";
  return json::serialize(value);
}

}  // namespace

bool is_container(const json::value& value) {
  return (value.is_object() && !value.as_object().empty()) ||
         (value.is_array() && !value.as_array().empty());
}

std::optional<ScalarLines> scalar_in_style(const json::value& value, Style style,
                                           const ScalarPlace& place) {
  if (!value.is_string()) return ScalarLines{word_of(value)};
  const std::string_view text = value.as_string();
  switch (style) {
    case Style::kPlain:
      if (fits_plain(text, place.flow)) return ScalarLines{std::string(text)};
      return std::nullopt;
    case Style::kSingle:
      if (auto made = in_single_quotes(text)) return ScalarLines{std::move(*made)};
      return std::nullopt;
    case Style::kLiteral:
      return as_literal(text, place);
    case Style::kFolded:
      return as_folded(text, place);
    default:
      return ScalarLines{in_double_quotes(text)};
  }
}

ScalarLines scalar_lines(const json::value& value, const ScalarPlace& place) {
  for (const Style style : {Style::kPlain, Style::kLiteral, Style::kSingle}) {
    const bool several = value.is_string() && value.as_string().find('\n') != std::string::npos;
    if (style == Style::kLiteral && !several) continue;
    if (auto lines = scalar_in_style(value, style, place)) return *lines;
  }
  return {quoted_scalar(value)};
}

std::string quoted_scalar(const json::value& value) {
  return value.is_string() ? in_double_quotes(value.as_string()) : word_of(value);
}

std::string key_text(std::string_view key) {
  return fits_plain(key, true) ? std::string(key) : in_double_quotes(key);
}

std::string flow_text(const json::value& value) {
  if (const auto* object = value.if_object()) {
    std::string out = "{";
    for (const auto& member : *object) {
      if (out.size() > 1) out += ", ";
      out += key_text(member.key()) + ": " + flow_text(member.value());
    }
    return out + "}";
  }
  if (const auto* array = value.if_array()) {
    std::string out = "[";
    for (const json::value& item : *array) {
      if (out.size() > 1) out += ", ";
      out += flow_text(item);
    }
    return out + "]";
  }
  ScalarPlace place;
  place.flow = true;
  return scalar_lines(value, place).front();
}

bool stands_inline(const json::value& value) {
  if (value.is_string()) return value.as_string().find('\n') == std::string::npos;
  if (!is_container(value)) return true;
  if (!value.is_array()) return false;
  for (const json::value& item : value.as_array()) {
    if (item.is_array() || item.is_object()) return false;
    if (item.is_string() && item.as_string().find('\n') != std::string::npos) return false;
  }
  return characters(flow_text(value)) <= kInlineList;
}

std::vector<std::string> block_lines(const json::value& value, std::size_t indent, bool quote) {
  std::vector<std::string> lines;
  if (!is_container(value)) {
    return {spaces(indent) + (value.is_object() || value.is_array()
                                  ? flow_text(value)
                                  : scalar_in_style(value, Style::kDouble, {})->front())};
  }
  const auto add_scalar = [&](std::string head, const json::value& scalar, std::size_t below) {
    ScalarPlace place;
    place.indent = below;
    const ScalarLines made =
        quote ? ScalarLines{quoted_scalar(scalar)} : scalar_lines(scalar, place);
    lines.push_back(std::move(head) + made.front());
    lines.insert(lines.end(), made.begin() + 1, made.end());
  };
  if (const auto* object = value.if_object()) {
    for (const auto& member : *object) {
      const std::string head = spaces(indent) + key_text(member.key()) + ":";
      if (!is_container(member.value()) && !member.value().is_array() &&
          !member.value().is_object()) {
        add_scalar(head + " ", member.value(), indent + 2);
      } else if (stands_inline(member.value())) {
        lines.push_back(head + " " + flow_text(member.value()));
      } else {
        lines.push_back(head);
        const auto below = block_lines(member.value(), indent + 2, quote);
        lines.insert(lines.end(), below.begin(), below.end());
      }
    }
    return lines;
  }
  for (const json::value& item : value.as_array()) {
    const std::string head = spaces(indent) + "- ";
    if (!item.is_array() && !item.is_object()) {
      add_scalar(head, item, indent + 2);
    } else if (stands_inline(item)) {
      lines.push_back(head + flow_text(item));
    } else {
      auto below = block_lines(item, indent + 2, quote);
      below.front().replace(0, indent + 2, head);
      lines.insert(lines.end(), below.begin(), below.end());
    }
  }
  return lines;
}

}  // namespace plenary::conference
