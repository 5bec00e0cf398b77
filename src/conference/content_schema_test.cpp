#include "conference/content_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <filesystem>
#include <map>
#include <set>

#include "base/check.h"
#include "conference/package.h"
#include "conference/whole_package.h"

namespace plenary::conference::content_schema_test {
namespace {

namespace json = boost::json;
using Keys = std::map<std::string, std::set<std::string>>;

/// Adds what every map of the schema is called and the keys it has.
void gather(const json::value& value, Keys& keys) {
  if (const json::array* array = value.if_array()) {
    for (const json::value& one : *array) gather(one, keys);
  }
  const json::object* object = value.if_object();
  if (!object) return;
  if (const json::value* noun = object->if_contains("x-noun")) {
    std::set<std::string>& known = keys[std::string(noun->as_string())];
    for (const auto& [key, property] : object->at("properties").as_object()) known.emplace(key);
  }
  for (const auto& [key, one] : *object) gather(one, keys);
}

TEST(ContentSchema, HasTheKeysThatTheReadersAskForAndNoOthers) {
  Keys schema;
  gather(json::parse(content_schema()), schema);
  Keys asked = keys_asked_for(whole_package());
  for (const auto& [noun, keys] : schema) EXPECT_EQ(asked[noun], keys) << noun;
  for (const auto& [noun, keys] : asked) EXPECT_TRUE(schema.contains(noun) || keys.empty()) << noun;
}

TEST(ContentSchema, NamesEveryFieldInThreeLanguages) {
  const json::value schema = json::parse(content_schema());
  for (const auto& [name, definition] : schema.at("$defs").as_object()) {
    const json::value* properties = definition.as_object().if_contains("properties");
    if (!properties) continue;
    for (const auto& [key, property] : properties->as_object()) {
      const json::object& titles = property.at("x-title").as_object();
      for (const char* language : {"zh", "en", "id"}) {
        EXPECT_TRUE(titles.contains(language)) << name << '.' << key;
      }
    }
  }
}

}  // namespace
}  // namespace plenary::conference::content_schema_test
