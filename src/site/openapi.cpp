#include "site/openapi.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cstdint>
#include <stdexcept>

#include "conference/report.h"
#include "conference/yaml.h"
#include "openapi_yaml.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using conference::YamlNode;

/// A scalar by YAML's core schema: what is not quoted may be null, a truth or a number.
json::value scalar(const YamlNode& node) {
  const std::string& text = node.text;
  if (!node.plain) return json::value(text);
  if (text == "null" || text == "~" || text.empty()) return nullptr;
  if (text == "true") return true;
  if (text == "false") return false;
  const char* const end = text.data() + text.size();
  std::int64_t whole = 0;
  if (const auto read = std::from_chars(text.data(), end, whole); read.ptr == end) return whole;
  double number = 0;
  if (const auto read = std::from_chars(text.data(), end, number); read.ptr == end) return number;
  return json::value(text);
}

json::value value(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::kScalar) return scalar(node);
  if (node.kind == YamlNode::Kind::kList) {
    json::array array;
    for (const YamlNode& item : node.items) array.push_back(value(item));
    return array;
  }
  json::object object;
  for (const auto& entry : node.entries) object[entry.key] = value(entry.value);
  return object;
}

}  // namespace

std::string openapi_json() {
  conference::Report report("openapi.yaml");
  const auto document = conference::parse_yaml(kOpenapiYaml, report);
  if (!document || !report.mistakes().empty()) throw std::logic_error("openapi.yaml is malformed");
  return json::serialize(value(*document));
}

}  // namespace plenary::site
