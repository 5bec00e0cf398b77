#pragma once

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace plenary::conference {

/// Two spaces a level, so that a change of one value is a change of one line.
inline void indent_json(const boost::json::value& value, const std::string& margin,
                        std::ostream& out) {
  const std::string inner = margin + "  ";
  const char* separator = "\n";
  if (const auto* object = value.if_object(); object && !object->empty()) {
    out << "{";
    for (const auto& [key, one] : *object) {
      out << separator << inner << boost::json::serialize(boost::json::string(key)) << ": ";
      indent_json(one, inner, out);
      separator = ",\n";
    }
    out << "\n" << margin << "}";
  } else if (const auto* array = value.if_array(); array && !array->empty()) {
    out << "[";
    for (const auto& one : *array) {
      out << separator << inner;
      indent_json(one, inner, out);
      separator = ",\n";
    }
    out << "\n" << margin << "]";
  } else {
    out << boost::json::serialize(value);
  }
}

/// Compares a body with tests/golden/api/NAME.json, which the pages' tests read too. With
/// PLENARY_UPDATE_GOLDEN set, writes that file instead. For tests alone.
inline void expect_golden_json(const std::string& name, const std::string& body) {
  std::ostringstream pretty;
  indent_json(boost::json::parse(body), "", pretty);
  pretty << "\n";
  const auto path =
      std::filesystem::path(PLENARY_SOURCE_DIR) / "tests/golden/api" / (name + ".json");
  if (std::getenv("PLENARY_UPDATE_GOLDEN")) {
    std::ofstream(path) << pretty.str();
    return;
  }
  std::ifstream file(path);
  const std::string golden{std::istreambuf_iterator<char>(file), {}};
  EXPECT_TRUE(pretty.str() == golden) << path << " is not what is rendered now";
}

}  // namespace plenary::conference
