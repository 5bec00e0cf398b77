#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conference/yaml.h"

/// How values are written as YAML.
namespace plenary::conference {

/// Where a scalar is to stand.
struct ScalarPlace {
  bool flow = false;       ///< Within brackets.
  std::size_t indent = 0;  ///< Of the lines of a block scalar.
  std::size_t width = 96;  ///< At which a folded one breaks its lines.
};

/// A scalar as lines, the first without indentation: a string, a boolean, a number or null.
using ScalarLines = std::vector<std::string>;

/// In this style, if that can hold it.
std::optional<ScalarLines> scalar_in_style(const boost::json::value& value, YamlNode::Style style,
                                           const ScalarPlace& place);
/// Plain where that can hold it; a text of several lines as a literal block where there is room for
/// one; else quoted.
ScalarLines scalar_lines(const boost::json::value& value, const ScalarPlace& place);
/// In double quotes, which hold everything; booleans and null stay plain.
std::string quoted_scalar(const boost::json::value& value);
std::string key_text(std::string_view key);

/// True for a map or a list that has something in it.
bool is_container(const boost::json::value& value);
/// On one line, in brackets.
std::string flow_text(const boost::json::value& value);
/// True if a value stands behind its key: a scalar of one line, something empty, a short list of
/// words.
bool stands_inline(const boost::json::value& value);
/// A map or a list by indentation, each line with its own. With `quote`, every text in double
/// quotes: a comment that follows deeper in would become part of a literal block.
std::vector<std::string> block_lines(const boost::json::value& value, std::size_t indent,
                                     bool quote = false);

}  // namespace plenary::conference
