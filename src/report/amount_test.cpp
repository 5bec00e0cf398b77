#include "report/amount.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace plenary::report::amount_test {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

Decimal decimal(std::string_view text) {
  return *Decimal::parse(text);
}

Rate rupiah() {
  Rate rate;
  rate.from = "CNY";
  rate.to = "IDR";
  rate.rate = decimal("2080.962");
  return rate;
}

TEST(Amount, IsWordedAsTheCoverageWordedIt) {
  EXPECT_EQ(number_words(decimal("1.319e9"), "zh"), "13.19亿");
  EXPECT_EQ(number_words(decimal("1.319e9"), "en"), "1.32 billion");
  EXPECT_EQ(number_words(decimal("1.319e9"), "id"), "1,32 miliar");
  EXPECT_EQ(number_words(decimal("1.319e9"), "it"), "1,32 miliardi");
  EXPECT_EQ(number_words(decimal("1.319e9"), "ja"), "13.19億");
  EXPECT_EQ(number_words(decimal("1.319e9"), "ko"), "13.19억");
  const Unit yuan{"CNY"};
  EXPECT_EQ(amount_words(decimal("34.81e12"), yuan, "zh"), "¥34.81万亿");
  EXPECT_EQ(amount_words(decimal("34.81e12"), yuan, "en"), "CN¥34.81 trillion");
  EXPECT_EQ(amount_words(decimal("34.81e12"), yuan, "ja"), "元34.81兆");
}

TEST(Amount, InRupiahIsWhatTheIndonesianReportPrinted) {
  const Unit rupiahs{"IDR"};
  const auto shown = [&](std::string_view yuan) {
    return amount_words(convert(decimal(yuan), Unit{"CNY"}, rupiah())->value, rupiahs, "id");
  };
  EXPECT_EQ(shown("34.81e12"), "Rp72.438 triliun");
  EXPECT_EQ(shown("249.88e12"), "Rp519.991 triliun");
  EXPECT_EQ(shown("35.8e12"), "Rp74.498 triliun");
}

TEST(Amount, IsConvertedEitherWayAndByNoOtherRate) {
  const auto back = convert(decimal("2080.962"), Unit{"IDR"}, rupiah());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->value, decimal("1"));
  EXPECT_EQ(back->unit, Unit{"CNY"});
  EXPECT_FALSE(convert(decimal("5"), Unit{"USD"}, rupiah()));
}

TEST(Amount, ChangesItsScaleWordWhereTheRoundedNumberDoes) {
  EXPECT_EQ(number_words(decimal("999994999"), "en"), "999.99 million");
  EXPECT_EQ(number_words(decimal("999995000"), "en"), "1 billion");
  EXPECT_EQ(number_words(decimal("999999.4"), "en"), "999,999");
  EXPECT_EQ(number_words(decimal("999999.5"), "en"), "1 million");
  EXPECT_EQ(number_words(decimal("9999.6"), "zh"), "1万");
  EXPECT_EQ(number_words(decimal("9999"), "zh"), "9,999");
  EXPECT_EQ(number_words(decimal("122e9"), "zh"), "1,220亿");
  EXPECT_EQ(number_words(decimal("1e8"), "it"), "100 milioni");
  EXPECT_EQ(number_words(decimal("99999999"), "zh"), "1亿");
}

TEST(Amount, GivesAtMostTwoDecimalsAndNoneToLargeNumbers) {
  EXPECT_EQ(number_words(decimal("32.1749"), "en"), "32.17");
  EXPECT_EQ(number_words(decimal("1234.56"), "en"), "1,235");
  EXPECT_EQ(number_words(decimal("1234.56e12"), "en"), "1,235 trillion");
  EXPECT_EQ(number_words(decimal("-0.005"), "en"), "-0.01");
  EXPECT_EQ(number_words(Decimal(), "id"), "0");
}

TEST(Amount, SaysWhatTheSourceLeavesOpen) {
  const Unit users{"users"};
  const auto more = Approximation::kMoreThan;
  EXPECT_EQ(amount_words(decimal("1.6e9"), users, more, "zh"), "超过16亿");
  EXPECT_EQ(amount_words(decimal("1.6e9"), users, more, "en"), "more than 1.6 billion");
  EXPECT_EQ(amount_words(decimal("1.6e9"), users, more, "id"), "lebih dari 1,6 miliar");
  EXPECT_EQ(amount_words(decimal("1.6e9"), users, Approximation::kAbout, "ja"), "約16億");
}

TEST(Amount, CanBeReadToTheLastDigit) {
  EXPECT_EQ(exact_words(decimal("2080.962"), "en"), "2,080.962");
  EXPECT_EQ(exact_words(decimal("2080.962"), "id"), "2.080,962");
  EXPECT_EQ(exact_words(decimal("1.319e9"), "zh"), "1,319,000,000");
}

TEST(Amount, OfAChangeHasItsSign) {
  EXPECT_EQ(growth_words(decimal("71.6"), "id"), "+71,6%");
  EXPECT_EQ(growth_words(decimal("-3"), "en"), "-3%");
}

TEST(Amount, NamesItsTime) {
  using std::chrono::year;
  const Period end{"", year{2019} / 12 / 31};
  EXPECT_EQ(period_words(end, "zh"), "2019年底");
  EXPECT_EQ(period_words(end, "en"), "end of 2019");
  EXPECT_EQ(period_words(end, "id"), "akhir 2019");
  EXPECT_EQ(period_words(Period{"2019", {}}, "zh"), "2019年");
  EXPECT_EQ(period_words(Period{"2019", {}}, "en"), "2019");
  EXPECT_EQ(period_words(Period{"2020-03", {}}, "en"), "March 2020");
  EXPECT_EQ(period_words(Period{"2020-03", {}}, "zh"), "2020年3月");
  EXPECT_EQ(period_words(Period{"", year{2020} / 7 / 23}, "id"), "23 Juli 2020");
}

TEST(Amount, OfALanguageThatNobodyPreparedIsStillRead) {
  EXPECT_EQ(number_words(decimal("1.319e9"), "xx-nonsense"), "1.32 billion");
  EXPECT_NE(number_words(decimal("1.319e9"), "de").find("1,32"), std::string::npos);
  EXPECT_EQ(amount_words(decimal("5"), Unit{"SGD"}, "zh"), "SGD 5");
}

TEST(Unit, IsAWordOfOursOrACurrency) {
  EXPECT_TRUE(is_unit("users"));
  EXPECT_TRUE(is_unit("CNY"));
  EXPECT_TRUE(is_unit("IDR"));
  EXPECT_FALSE(is_unit("QQQ"));
  EXPECT_FALSE(is_unit("cny"));
  EXPECT_FALSE(is_unit("people"));
}

/// One line of the golden file: a value, and its words in every language of the example.
std::string golden_line(const std::string& value, const std::string& unit,
                        Approximation approximation) {
  json::object shown;
  for (const char* language : {"zh", "en", "id", "ja", "ko", "it"}) {
    shown[language] = amount_words(decimal(value), Unit{unit}, approximation, language);
  }
  return json::serialize(json::object{{"value", value},
                                      {"unit", unit},
                                      {"approximate", name(approximation)},
                                      {"shown", std::move(shown)}});
}

/// The amounts that both this rule and the pages' are held to.
std::string golden_amounts() {
  std::ostringstream out;
  out << "[\n";
  const char* separator = "  ";
  const auto add = [&](const std::string& value, const std::string& unit,
                       Approximation approximation = Approximation::kExact) {
    out << separator << golden_line(value, unit, approximation);
    separator = ",\n  ";
  };
  for (const char* value :
       {"1.319e9", "0", "7", "999.5", "1000", "9999", "9999.6", "10000", "130000", "999999.5",
        "1e6", "5.44e6", "99999999", "999994999", "999995000", "4.1e9", "1234.56e12", "-12.5e6"}) {
    add(value, "users");
  }
  for (const char* value : {"34.81e12", "249.88e12", "35.8e12", "1", "916.48e9"}) add(value, "CNY");
  for (const char* value : {"34.81e12", "249.88e12", "35.8e12"}) {
    add(convert(decimal(value), Unit{"CNY"}, rupiah())->value.plain(), "IDR");
  }
  for (const char* unit : {"USD", "CHF", "EUR", "JPY", "SGD"}) add("4.6e12", unit);
  add("122e9", "gigabytes");
  add("32.17", "percent");
  add("-0.005", "percent");
  add("1.6e9", "users", Approximation::kMoreThan);
  add("5e1", "percent", Approximation::kMoreThan);
  add("35.8e12", "CNY", Approximation::kAbout);
  out << "\n]\n";
  return out.str();
}

TEST(Amount, IsAsThePagesWordIt) {
  const fs::path path = fs::path(PLENARY_SOURCE_DIR) / "tests/golden/amounts.json";
  if (std::getenv("PLENARY_UPDATE_GOLDEN")) {
    std::ofstream(path) << golden_amounts();
    return;
  }
  std::ifstream file(path);
  const std::string golden{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(golden_amounts(), golden);
}

}  // namespace
}  // namespace plenary::report::amount_test
