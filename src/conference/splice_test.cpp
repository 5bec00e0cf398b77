#include "conference/splice.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "base/text.h"
#include "conference/generated_yaml.h"

namespace plenary::conference::splice_test {
namespace {

namespace json = boost::json;

constexpr std::string_view kProgramme =
    "# What happens when.\n"
    "stages:   # One.\n"
    "  - id: main\n"
    "    title: {zh: 主会场, en: \"Main stage\"}  # Big.\n"
    "sessions:\n"
    "  # The first of all.\n"
    "  - id: opening\n"
    "    title:\n"
    "      zh: '开幕式'   # As the source has it.\n"
    "      en: Opening\n"
    "    abstract: >-\n"
    "      Two lines of words that\n"
    "      are one.\n"
    "\n"
    "    sources: [ISC, SHANG]\n"
    "  - id: forum\n"
    "    title: {en: Forum}\n"
    "    illustrative: true\n";

Edit edit(std::string_view path, std::string_view value, EditOp op = EditOp::kSet,
          std::string_view at = "") {
  Edit made;
  made.op = op;
  made.path = *read_path(json::parse(path));
  if (!value.empty()) made.value = json::parse(value);
  if (!at.empty()) made.at = *read_step(json::parse(at));
  return made;
}

std::string spliced(std::string_view text, const Edit& one) {
  const auto made = splice(text, {&one, 1});
  return made ? *made : "failed: " + made.error().detail();
}

/// The text with one line of it in other words.
std::string with_line(std::string_view text, std::string_view line, std::string_view other) {
  std::string out(text);
  return out.replace(out.find(line), line.size(), other);
}

TEST(Splice, ATitleKeepsItsQuotesAndItsComment) {
  EXPECT_EQ(
      spliced(kProgramme, edit(R"(["sessions",{"id":"opening"},"title","zh"])", R"("It's on")")),
      with_line(kProgramme, "'开幕式'", "'It''s on'"));
  EXPECT_EQ(spliced(kProgramme, edit(R"(["stages",0,"title","en"])", R"("A \"stage\"")")),
            with_line(kProgramme, "\"Main stage\"", "\"A \\\"stage\\\"\""));
  EXPECT_EQ(spliced(kProgramme, edit(R"(["sessions",1,"title","en"])", R"("Forum, open: to all")")),
            with_line(kProgramme, "{en: Forum}", "{en: 'Forum, open: to all'}"));
}

TEST(Splice, AnItemThatGoesTakesTheCommentsRightAboveItAlong) {
  const char* const text =
      "people:  # All of them.\n"
      "  # Of the board:\n"
      "\n"
      "  # Ada speaks first.\n"
      "  # She said so.\n"
      "  - id: ada  # yes\n"
      "    name: Ada\n"
      "  # Bo speaks last.\n"
      "  - id: bo\n"
      "# The end.\n";
  EXPECT_EQ(spliced(text, edit(R"(["people",{"id":"ada"}])", "null", EditOp::kRemove)),
            "people:  # All of them.\n"
            "  # Of the board:\n"
            "\n"
            "  # Bo speaks last.\n"
            "  - id: bo\n"
            "# The end.\n");
  EXPECT_EQ(spliced(text, edit(R"(["people",{"id":"bo"}])", "null", EditOp::kRemove)),
            "people:  # All of them.\n"
            "  # Of the board:\n"
            "\n"
            "  # Ada speaks first.\n"
            "  # She said so.\n"
            "  - id: ada  # yes\n"
            "    name: Ada\n"
            "# The end.\n");
}

TEST(Splice, ATextThatPlainLettersCannotHoldIsQuoted) {
  for (const char* value : {"true", "no", "- a", "a: b", "a #b", " a", "", "@b", "null", "%"}) {
    const json::value text(value);
    const std::string made =
        spliced(kProgramme, edit(R"(["sessions",0,"title","en"])", json::serialize(text)));
    EXPECT_EQ(made, with_line(kProgramme, "en: Opening", "en: '" + std::string(value) + "'"));
  }
}

TEST(Splice, AFoldedTextIsFoldedAgain) {
  EXPECT_EQ(
      spliced(kProgramme, edit(R"(["sessions",0,"abstract"])",
                               R"("Three lines of words that stand below the key and are one.")")),
      with_line(kProgramme, "      Two lines of words that\n      are one.\n",
                "      Three lines of words that stand\n      below the key and are one.\n"));
}

TEST(Splice, ATextOfSeveralLinesBecomesALiteral) {
  EXPECT_EQ(spliced("a: one\nb: two\n", edit(R"(["a"])", R"("x\n\ny")")),
            "a: |-\n  x\n\n  y\nb: two\n");
  EXPECT_EQ(spliced("a: one # c\n", edit(R"(["a"])", R"("x\ny")")), "a: \"x\\ny\" # c\n");
}

TEST(Splice, AKeyIsAddedBelowTheLastAndRemovedWithItsLine) {
  const auto path = R"(["sessions",{"id":"forum"},"abstract"])";
  const std::string longer = spliced(kProgramme, edit(path, R"({"en":"Words","zh":"a: b"})"));
  EXPECT_EQ(longer, std::string(kProgramme) + "    abstract:\n      en: Words\n      zh: 'a: b'\n");
  EXPECT_EQ(spliced(longer, edit(path, "", EditOp::kRemove)), kProgramme);
  EXPECT_EQ(spliced(longer, edit(path, "null")), kProgramme);
  EXPECT_EQ(spliced(kProgramme, edit(R"(["sessions",1,"title","zh"])", R"("论坛")")),
            with_line(kProgramme, "{en: Forum}", "{en: Forum, zh: 论坛}"));
  EXPECT_EQ(spliced("a:\n  b: 1\n", edit(R"(["a","b"])", "", EditOp::kRemove)), "a: {}\n");
}

TEST(Splice, AnItemIsInsertedWhereItIsWanted) {
  const std::string item = R"({"id":"panel","title":{"en":"Panel"},"sources":["ISC"]})";
  const std::string lines = "  - id: panel\n    title:\n      en: Panel\n    sources: [ISC]\n";
  EXPECT_EQ(spliced(kProgramme, edit(R"(["sessions"])", item, EditOp::kInsert)),
            std::string(kProgramme) + lines);
  EXPECT_EQ(
      spliced(kProgramme, edit(R"(["sessions"])", item, EditOp::kInsert, R"({"id":"forum"})")),
      with_line(kProgramme, "  - id: forum\n", lines + "  - id: forum\n"));
  EXPECT_EQ(spliced("sessions: []  # None yet.\n", edit(R"(["sessions"])", item, EditOp::kInsert)),
            "sessions:  # None yet.\n" + lines);
  EXPECT_EQ(spliced("# Nothing.\n", edit(R"(["sessions"])", item, EditOp::kInsert)),
            "# Nothing.\nsessions:\n" + lines);
}

TEST(Splice, AnItemMovesWithItsBytes) {
  EXPECT_EQ(spliced("a:\n  - id: one   # 1\n    b: [ x,y ]\n  - {id: two}\n  - id: three\n",
                    edit(R"(["a",{"id":"three"}])", "", EditOp::kMove, R"({"id":"one"})")),
            "a:\n  - id: three\n  - id: one   # 1\n    b: [ x,y ]\n  - {id: two}\n");
  EXPECT_EQ(spliced("a: [x, y, z]\n", edit(R"(["a"])", R"(["x","z"])")), "a: [x, z]\n");
}

TEST(Splice, TheFirstKeyOfAnItemGoesAndTheNextTakesItsPlace) {
  EXPECT_EQ(spliced("a:\n- b: 1\n  c: 2\n- d: 3\n", edit(R"(["a",0,"b"])", "", EditOp::kRemove)),
            "a:\n- c: 2\n- d: 3\n");
  EXPECT_EQ(spliced("a: 1\nb: 2\n", edit(R"(["a"])", "", EditOp::kRemove)), "b: 2\n");
  EXPECT_EQ(spliced("a: 1\nb: 2", edit(R"(["b"])", "", EditOp::kRemove)), "a: 1");
}

TEST(Splice, LineEndsOfWindowsStay) {
  EXPECT_EQ(spliced("a:\r\n  - id: x # c\r\n    t: one\r\n  - id: y\r\n",
                    edit(R"(["a",0,"u"])", R"({"en":"two"})")),
            "a:\r\n  - id: x # c\r\n    t: one\r\n    u:\r\n      en: two\r\n  - id: y\r\n");
}

TEST(Splice, RefusesWhatLeadsNowhere) {
  EXPECT_EQ(spliced(kProgramme, edit(R"(["sessions",{"id":"x"},"title"])", R"("a")")),
            "failed: There is no sessions[x].title.");
  EXPECT_EQ(spliced(kProgramme, edit(R"(["sessions",9])", "", EditOp::kRemove)),
            "failed: There is no sessions[9].");
  EXPECT_EQ(spliced("a: &b c\n", edit(R"(["a"])", R"("x")")).substr(0, 14), "failed: Line 1");
  EXPECT_FALSE(read_path(json::parse(R"([{"id":1}])")));
  EXPECT_FALSE(read_path(json::parse(R"([-1])")));
}

TEST(Splice, RefusesTextThatTurnsTheDirection) {
  EXPECT_EQ(spliced("a: b\n", edit(R"(["a"])", "\"x\\u202ey\"")).substr(0, 8), "failed: ");
}

TEST(Splice, OneTitleOfTheExampleIsOneLine) {
  const auto path = std::filesystem::path(PLENARY_SOURCE_DIR) / "examples/cic2020/programme.yaml";
  std::stringstream read;
  read << std::ifstream(path, std::ios::binary).rdbuf();
  const std::string text = read.str();
  const auto before = base::split(text, '\n');
  const std::string made = spliced(
      text, edit(R"(["sessions",{"id":"opening-ceremony"},"title","en"])", R"("The opening")"));
  const auto after = base::split(made, '\n');
  ASSERT_EQ(before.size(), after.size());
  std::size_t different = 0;
  for (std::size_t i = 0; i < before.size(); ++i) different += before[i] != after[i] ? 1u : 0u;
  EXPECT_EQ(different, 1u);
}

/// How many lines of `text` stand between what it has in common with `other` above and below.
std::size_t lines_touched(const std::string& text, const std::string& other) {
  const auto ours = base::split(text, '\n');
  const auto theirs = base::split(other, '\n');
  const std::size_t both = std::min(ours.size(), theirs.size());
  std::size_t head = 0;
  while (head < both && ours[head] == theirs[head]) ++head;
  std::size_t tail = 0;
  while (tail < both - head && ours[ours.size() - 1 - tail] == theirs[theirs.size() - 1 - tail]) {
    ++tail;
  }
  return ours.size() - head - tail;
}

TEST(Splice, AnyEditOfAnyTextIsReadBackAndTouchesNothingElse) {
  for (unsigned seed = 1; seed <= 3000; ++seed) {
    GeneratedYaml generated(seed);
    const std::string text = generated.text();
    const auto value = yaml_value(text);
    ASSERT_TRUE(value) << seed << ": " << value.error().detail() << "\n" << text;
    const Edit one = generated.edit(*value);
    const auto wanted = apply(*value, one);
    if (!wanted) continue;
    const auto made = splice(text, {&one, 1});
    ASSERT_TRUE(made) << seed << ": " << name(one.op) << " " << print(one.path) << " "
                      << json::serialize(one.value) << "\n"
                      << made.error().detail() << "\n"
                      << text;
    ASSERT_EQ(*yaml_value(*made), *wanted) << seed;
    // Comments of lines of their own stand outside of every value.
    if (one.op == EditOp::kSet && !one.value.is_object() && !one.value.is_array() &&
        !one.value.is_null() && !value_at(*value, one.path).is_object() &&
        !value_at(*value, one.path).is_array() && !value_at(*value, one.path).is_null()) {
      const std::size_t own = generated.lines_of(value_at(*value, one.path));
      ASSERT_LE(lines_touched(text, *made), own) << seed << "\n" << text << "\n-----\n" << *made;
    }
  }
}

}  // namespace
}  // namespace plenary::conference::splice_test
