#include "audience/folding.h"

#include <gtest/gtest.h>

namespace plenary::audience::folding_test {
namespace {

bool found(const std::string& word, const std::string& text) {
  const Folding folding;
  WordList list;
  list.add(folding, word);
  return !list.find(folding.fold(text)).empty();
}

TEST(WordList, FindsAWordHoweverItIsDressedUp) {
  EXPECT_TRUE(found("casino", "Best CASINO in town"));
  EXPECT_TRUE(found("casino", "ｃａｓｉｎｏ"));         // full width
  EXPECT_TRUE(found("casino", "cаsіnо"));               // Cyrillic а, і, о
  EXPECT_TRUE(found("casino", "c\u200Basino"));         // zero width space
  EXPECT_TRUE(found("casino", "c a s i n o tonight"));  // spelled out
  EXPECT_TRUE(found("casino", "c.a.s.i.n.o"));
  EXPECT_TRUE(found("casino", "cásïnò"));
  EXPECT_TRUE(found("free money", "FREE   money!!!"));
  EXPECT_FALSE(found("casino", "occasinonal"));
  EXPECT_FALSE(found("ass", "a first class assembly"));
}

TEST(WordList, FindsChineseAnywhereAndInEitherScript) {
  EXPECT_TRUE(found("赌博", "来赌博吧"));
  EXPECT_TRUE(found("赌博", "來賭博吧"));
  EXPECT_TRUE(found("賭博", "来赌博吧"));
  EXPECT_TRUE(found("赌博", "赌 博"));
  EXPECT_TRUE(found("赌博", "赌*博"));
  EXPECT_FALSE(found("赌博", "博物馆"));
}

TEST(WordList, AddsAndDropsByWhatTheWordIsRatherThanHowItIsWritten) {
  const Folding folding;
  WordList list;
  list.add(folding, "Casino");
  list.add(folding, "CASINO");
  list.add(folding, "!!!");
  EXPECT_EQ(list.words(), std::vector<std::string>{"Casino"});
  list.drop(folding, "ｃasino");
  EXPECT_TRUE(list.words().empty());
}

TEST(CleanText, KeepsWhatPeopleReadAndDropsWhatDeceives) {
  EXPECT_EQ(clean_text("  hello\t world \n", false), "hello world");
  EXPECT_EQ(clean_text("a\n\n\n\nb", true), "a\n\nb");
  EXPECT_EQ(clean_text("a\n b", false), "a b");
  EXPECT_EQ(clean_text("evil\u202Etxt\u0007", false), "eviltxt");
  EXPECT_EQ(clean_text("e\u0301", false), "é");
  EXPECT_EQ(clean_text("👩\u200D💻", false), "👩\u200D💻");
  EXPECT_EQ(clean_text("\u200B \u2060", false), "");
  std::string zalgo = "q";
  for (int i = 0; i < 50; ++i) zalgo += "\u0332";
  EXPECT_EQ(clean_text(zalgo, false).size(), 1u + 4 * 2);
}

TEST(Links, AreFoundInTheirDisguises) {
  EXPECT_TRUE(has_link("see https://example.org/x"));
  EXPECT_TRUE(has_link("HTTP：／／example"));
  EXPECT_TRUE(has_link("go to www.example"));
  EXPECT_TRUE(has_link("example.com"));
  EXPECT_TRUE(has_link("ｅｘａｍｐｌｅ．ｃｏｍ"));
  EXPECT_TRUE(has_link("example。cn"));
  EXPECT_TRUE(has_link("prizes.example/now"));
  EXPECT_FALSE(has_link("versions 1.2/1.3, i.e./e.g."));
  EXPECT_FALSE(has_link("Fine. Community is what it is about."));
  EXPECT_FALSE(has_link("3.5 million, e.g. here"));
  EXPECT_FALSE(has_link("5G。中国"));
}

TEST(NearHash, IsAlikeForTextsThatHardlyDiffer) {
  const Folding folding;
  const auto hash = [&](std::string_view text) { return near_hash(folding.fold(text)); };
  const std::string text =
      "Win big tonight at the best place in town, join our group now, number 4711";
  EXPECT_TRUE(is_near(
      hash(text),
      hash("WIN BIG tonight at the best place in town - join our group now!! number 4711")));
  EXPECT_FALSE(
      is_near(hash(text), hash("Could the speaker say how spectrum is shared between operators?")));
}

TEST(Folding, AcceptsAnyBytes) {
  const Folding folding;
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  EXPECT_FALSE(folding.fold(bytes).words.empty());
  EXPECT_FALSE(clean_text(bytes, true).empty());
}

}  // namespace
}  // namespace plenary::audience::folding_test
