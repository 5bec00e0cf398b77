#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conference/report.h"

namespace plenary::conference {

struct YamlEntry;

/// One node of a YAML file, with the line it stands on. A value.
struct YamlNode {
  enum class Kind : std::uint8_t { kScalar, kList, kMap };
  /// How it is written: a scalar in one of five ways, a list or a map by indentation or in
  /// brackets.
  enum class Style : std::uint8_t { kPlain, kSingle, kDouble, kLiteral, kFolded, kBlock, kFlow };
  Kind kind = Kind::kScalar;
  int line = 0;                    ///< From 1.
  bool plain = false;              ///< A scalar without quotes or block marker.
  std::string text;                ///< Of a scalar.
  std::vector<YamlNode> items;     ///< Of a list.
  std::vector<YamlEntry> entries;  ///< Of a map, in the file's order, keys unique.
  Style style = Style::kPlain;
  /// The bytes that it stands on: from its first to behind its last, quotes and brackets with it,
  /// blank lines and comments behind it not. A list by indentation begins at its first hyphen.
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// A key of a map and what stands under it.
struct YamlEntry {
  std::string key;
  int line = 0;  ///< Of the key.
  YamlNode value;
  std::size_t begin = 0;  ///< The key's first byte.
  std::size_t end = 0;    ///< Behind its last.
};

/// What a file may hold at most; more is a mistake of its own.
inline constexpr int kMostYamlDepth = 16;
inline constexpr std::size_t kMostYamlNodes = 200'000;
inline constexpr std::size_t kMostScalarBytes = 64u << 10;

/// Reads the one document of a file. Content needs little of YAML, and what can hurt is refused by
/// name: anchors and aliases, tags, several documents, keys that repeat, text that is not UTF-8,
/// control characters and characters that turn the direction of the text. Mistakes go to `report`;
/// nothing is returned if the file has no shape that could be read on.
std::optional<YamlNode> parse_yaml(std::string_view text, Report& report);

}  // namespace plenary::conference
