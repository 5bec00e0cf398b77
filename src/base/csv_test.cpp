#include "base/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plenary::base::csv_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::vector<std::string>> read(std::string_view text) {
  std::vector<std::vector<std::string>> rows;
  const auto table = read_csv(text, 100);
  EXPECT_TRUE(table) << (table ? "" : table.error().detail());
  for (const CsvRow& row : *table) rows.push_back(row.fields);
  return rows;
}

TEST(Csv, IsReadWithQuotesAndEitherLineEnd) {
  EXPECT_THAT(read("a,b\r\n\"x, y\",\"he said \"\"no\"\"\"\n1,\n"),
              ElementsAre(ElementsAre("a", "b"), ElementsAre("x, y", "he said \"no\""),
                          ElementsAre("1", "")));
  EXPECT_THAT(read(""), IsEmpty());
  EXPECT_THAT(read("\n\r\n"), IsEmpty());
}

TEST(Csv, IsReadAsSpreadsheetsOfAllCountriesSaveIt) {
  EXPECT_THAT(read("\xEF\xBB\xBF" "a;b\n1,5;2\n"),
              ElementsAre(ElementsAre("a", "b"), ElementsAre("1,5", "2")));
  EXPECT_THAT(read("a\tb\n1\t2"), ElementsAre(ElementsAre("a", "b"), ElementsAre("1", "2")));
}

TEST(Csv, KnowsOnWhichLineARowBegins) {
  const auto rows = read_csv("a\n\"one\ntwo\"\n\nb", 100);
  ASSERT_EQ(rows->size(), 3u);
  EXPECT_EQ((*rows)[1].line, 2u);
  EXPECT_EQ((*rows)[2].line, 5u);
}

TEST(Csv, TakesBackTheApostropheThatKeepsAFormulaFromRunning) {
  EXPECT_THAT(read(csv_field("=1+1") + "," + csv_field("'quoted'")),
              ElementsAre(ElementsAre("=1+1", "'quoted'")));
}

TEST(Csv, SaysWhatIsWrong) {
  EXPECT_EQ(read_csv("a,\"b\nc", 9).error().detail(), "The quote that begins on line 1 does not end.");
  EXPECT_EQ(read_csv("\xFF\xFE" "a", 9).error().code(), Errc::kMalformed);
  EXPECT_EQ(read_csv("a\nb\nc\n", 1).error().code(), Errc::kLimit);
}

}  // namespace
}  // namespace plenary::base::csv_test
