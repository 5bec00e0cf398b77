#include "net/target.h"

#include <gtest/gtest.h>

#include "net/http.h"

namespace plenary::net::target_test {
namespace {

TEST(Target, IsTakenApartAndDecodedOnce) {
  const std::vector<std::pair<std::string, Target>> cases{
      {"/", {"/", ""}},
      {"/live/opening/index.m3u8?_HLS_msn=1&_HLS_part=2",
       {"/live/opening/index.m3u8", "_HLS_msn=1&_HLS_part=2"}},
      {"/a%20b?c%20d", {"/a b", "c%20d"}},
      {"/%E5%BC%80%E5%B9%95", {"/开幕", ""}},
      {"/开幕?名=值", {"/开幕", "名=值"}},
      {"/%2525", {"/%25", ""}},
      {"/a?", {"/a", ""}},
      {"/a?b?c", {"/a", "b?c"}},
      {"/..a/.b./...", {"/..a/.b./...", ""}},
      {"//a//b/", {"//a//b/", ""}},
      {"http://example.org/a?b", {"/a", "b"}},
      {"https://example.org:8443", {"/", ""}},
  };
  for (const auto& [text, expected] : cases) {
    const auto target = parse_target(text);
    ASSERT_TRUE(target) << text;
    EXPECT_EQ(*target, expected) << text;
  }
}

TEST(Target, RefusesWhatNoPageLinksTo) {
  using namespace std::string_literals;
  const std::vector<std::string> cases{
      "",
      "*",
      "a",
      "example.org:443",
      "ftp://example.org/a",
      "http://",
      "http:///a",
      "http://example.org?a",
      "/..",
      "/../etc/passwd",
      "/a/../b",
      "/a/./b",
      "/a/.",
      "/%2e%2e/b",
      "/%2E/b",
      "/.%2e",
      "/a%2fb",
      "/a%2Fb",
      "/a\\b",
      "/a%5cb",
      "/a%00b",
      "/a\0b"s,
      "/a%0ab",
      "/a%7f",
      "/a b",
      "/a#b",
      "/a?b#c",
      "/%",
      "/%4",
      "/%g0",
      "/%ff",
      "/%c0%af",
      "/\xff",
      "/a?\xff",
  };
  for (const std::string& text : cases) EXPECT_FALSE(parse_target(text)) << text;
}

TEST(Query, GivesTheFirstFieldOfAName) {
  Request request;
  request.query = "a=1&b=x%20y+z&a=2&empty=&bare&n%61me=v&bad=%zz&nul=%00&=nameless";
  EXPECT_EQ(request.query_value("a"), "1");
  EXPECT_EQ(request.query_value("b"), "x y z");
  EXPECT_EQ(request.query_value("empty"), "");
  EXPECT_EQ(request.query_value("bare"), "");
  EXPECT_EQ(request.query_value("name"), "v");
  EXPECT_EQ(request.query_value("bad"), "");
  EXPECT_EQ(request.query_value("nul"), "");
  EXPECT_EQ(request.query_value(""), "nameless");
  EXPECT_EQ(request.query_value("absent"), std::nullopt);
}

TEST(Cookie, IsFoundAmongOthers) {
  Request request;
  request.headers = {{"cookie", "a=1; plenary=abc=; ab=3"}, {"cookie", "later=x;loose = y "}};
  EXPECT_EQ(request.cookie("a"), "1");
  EXPECT_EQ(request.cookie("plenary"), "abc=");
  EXPECT_EQ(request.cookie("ab"), "3");
  EXPECT_EQ(request.cookie("later"), "x");
  EXPECT_EQ(request.cookie("loose"), "y");
  EXPECT_EQ(request.cookie("b"), "");
}

}  // namespace
}  // namespace plenary::net::target_test
