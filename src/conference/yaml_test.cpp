#include "conference/yaml.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace plenary::conference::yaml_test {
namespace {

using testing::ElementsAre;
using testing::StartsWith;

/// What is reported of a text, printed; the tree is dropped.
std::vector<std::string> mistakes_of(std::string_view text) {
  Report report("x.yaml");
  parse_yaml(text, report);
  std::vector<std::string> printed;
  for (const Mistake& mistake : report.mistakes()) printed.push_back(print(mistake));
  return printed;
}

TEST(Yaml, ReadsTextListsAndMapsWithTheirLines) {
  Report report("x.yaml");
  const auto root = parse_yaml("# a comment\na: one\nb:\n  - 'two'\n  - {c: 三}\n", report);
  ASSERT_TRUE(root);
  ASSERT_EQ(root->entries.size(), 2u);
  EXPECT_EQ(root->entries[0].key, "a");
  EXPECT_EQ(root->entries[0].line, 2);
  EXPECT_EQ(root->entries[0].value.text, "one");
  EXPECT_TRUE(root->entries[0].value.plain);
  const YamlNode& list = root->entries[1].value;
  EXPECT_EQ(list.kind, YamlNode::Kind::kList);
  EXPECT_EQ(list.line, 4);
  EXPECT_EQ(list.items[0].text, "two");
  EXPECT_FALSE(list.items[0].plain);
  EXPECT_EQ(list.items[1].entries[0].value.text, "三");
  EXPECT_EQ(list.items[1].line, 5);
}

TEST(Yaml, FoldsAProseText) {
  Report report("x.yaml");
  const auto root = parse_yaml("a: >-\n  one\n  two\n", report);
  ASSERT_TRUE(root);
  EXPECT_EQ(root->entries[0].value.text, "one two");
}

TEST(Yaml, NamesTheLineOfABrokenGrammar) {
  EXPECT_THAT(mistakes_of("a: 1\nb: [1, 2\nc: 3\n"),
              ElementsAre(StartsWith("x.yaml:3: this is not YAML: ")));
  EXPECT_THAT(mistakes_of("a: 1\n\tb: 2\n"), ElementsAre(StartsWith("x.yaml:2: this is not YAML")));
}

TEST(Yaml, RefusesWhatHurts) {
  EXPECT_THAT(mistakes_of("a: &x [1]\nb: *x\n"),
              ElementsAre("x.yaml:1: an anchor (`&name`) stands here. "
                          "Delete it and write the text out."));
  EXPECT_THAT(mistakes_of("a: 1\nb: *x\n"),
              ElementsAre("x.yaml:2: an alias (`*name`) stands here. Write the text out."));
  EXPECT_THAT(mistakes_of("a: !!python/object:os.system [x]\n"),
              ElementsAre("x.yaml:1: a tag (`!name`) stands here. "
                          "Delete it: content is text, lists and maps."));
  EXPECT_THAT(mistakes_of("a: 1\n---\nb: 2\n"),
              ElementsAre("x.yaml:2: a second document begins here. Keep one document in a file: "
                          "delete the line `---` or move what follows."));
  EXPECT_THAT(mistakes_of("a: 1\n? [b]\n: 2\n"),
              ElementsAre("x.yaml:2: a list or a map is used as a key. A key is a word."));
  EXPECT_THAT(mistakes_of(""),
              ElementsAre("x.yaml:1: the file is empty. Write its content or delete the file."));
}

TEST(Yaml, ReportsAKeyThatRepeatsAndKeepsTheFirst) {
  Report report("x.yaml");
  const auto root = parse_yaml("a: 1\nb: 2\na: 3\n", report);
  ASSERT_TRUE(root);
  ASSERT_EQ(root->entries.size(), 2u);
  EXPECT_EQ(root->entries[0].value.text, "1");
  ASSERT_EQ(report.mistakes().size(), 1u);
  EXPECT_EQ(print(report.mistakes()[0]),
            "x.yaml:3: the key `a` stands here for the second time. Keep one of the two.");
}

TEST(Yaml, RefusesTextThatCannotBeTrusted) {
  EXPECT_THAT(mistakes_of("a: 1\nb: \xFF\n"),
              ElementsAre("x.yaml:2: the text is not UTF-8. Save the file in the encoding UTF-8."));
  const std::string hidden =
      ". Delete it: it cannot be seen, and it makes a page say what the file does not.";
  EXPECT_THAT(mistakes_of("a: 1\n\nb: x\u202Ey\n"),
              ElementsAre("x.yaml:3: a text direction override stands in the text" + hidden));
  EXPECT_THAT(mistakes_of("a: x\u2066y\n"),
              ElementsAre("x.yaml:1: a text direction isolate stands in the text" + hidden));
  EXPECT_THAT(mistakes_of(std::string_view("a: x\0y\n", 7)),
              ElementsAre("x.yaml:1: a control character stands in the text" + hidden));
  EXPECT_THAT(mistakes_of("a: \"x\\u202Ey\"\n"),
              ElementsAre("x.yaml:1: a text direction override is written as an escape. "
                          "Delete it."));
}

TEST(Yaml, IsBounded) {
  EXPECT_THAT(
      mistakes_of(std::string(100'000, '[')),
      ElementsAre(StartsWith("x.yaml:1: the file holds too much, or is nested too deeply")));
  EXPECT_THAT(mistakes_of("a: " + std::string(kMostScalarBytes + 1, 'x')),
              ElementsAre("x.yaml:1: this text is longer than 64 KiB. Shorten it."));
  std::string many = "a:\n";
  for (std::size_t i = 0; i < kMostYamlNodes; ++i) many += "- x\n";
  EXPECT_THAT(mistakes_of(many), ElementsAre(StartsWith("x.yaml:199999: the file holds too much")));
}

TEST(Mistake, SuggestsTheNearestWord) {
  EXPECT_EQ(nearest("titel", {"text", "title", "kind"}), "title");
  EXPECT_EQ(nearest("Title", {"text", "title"}), "title");
  EXPECT_EQ(nearest("organization", {"id", "organisation"}), "organisation");
  EXPECT_EQ(nearest("xy", {"id", "kind"}), "");
  EXPECT_EQ(nearest("colour", {"id", "kind"}), "");
  EXPECT_EQ(nearest(std::string(100'000, 'a'), {"id"}), "");
}

}  // namespace
}  // namespace plenary::conference::yaml_test
