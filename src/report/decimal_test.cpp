#include "report/decimal.h"

#include <gtest/gtest.h>

#include <string>

namespace plenary::report::decimal_test {
namespace {

Decimal decimal(std::string_view text) {
  const auto parsed = Decimal::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed ? *parsed : Decimal();
}

TEST(Decimal, ReadsWhatASourcePrints) {
  EXPECT_EQ(decimal("1.319e9").plain(), "1319000000");
  EXPECT_EQ(decimal("1319000000"), decimal("1.319e9"));
  EXPECT_EQ(decimal("32.170"), decimal("32.17"));
  EXPECT_EQ(decimal("-0.50").plain(), "-0.5");
  EXPECT_EQ(decimal("0.0e7"), Decimal());
  EXPECT_EQ(decimal("-0"), Decimal());
  EXPECT_EQ(decimal("00012.0").plain(), "12");
  EXPECT_EQ(decimal("122E+9").plain(), "122000000000");
  EXPECT_EQ(decimal("5e-3").plain(), "0.005");
}

TEST(Decimal, RefusesWhatIsNoNumber) {
  for (const char* text : {"", "-", ".5", "5.", "1,319", "1 319", "1e", "1e+", "e9", "0x10", "NaN",
                           "--1", "1.2.3", "12%", "١٢", "1e9 "}) {
    EXPECT_FALSE(Decimal::parse(text)) << text;
  }
  EXPECT_EQ(Decimal::parse("1e41").error().code(), base::Errc::kLimit);
  EXPECT_EQ(Decimal::parse("1e-41").error().code(), base::Errc::kLimit);
  EXPECT_EQ(Decimal::parse("1e99999999999").error().code(), base::Errc::kLimit);
  EXPECT_EQ(Decimal::parse(std::string(41, '9')).error().code(), base::Errc::kLimit);
}

TEST(Decimal, HasOneTextThatReadsBack) {
  for (const char* text : {"0", "32.17", "-3", "999999", "1e6", "1.319e9", "34.81e12", "249.88e12",
                           "122e9", "0.005", "-12.5e6", "5.44e6", "123456.789"}) {
    EXPECT_EQ(decimal(text).text(), text);
    EXPECT_EQ(decimal(decimal(text).text()), decimal(text));
  }
}

TEST(Decimal, ReckonsWithoutRounding) {
  EXPECT_EQ(decimal("34.81e12") * decimal("2080.962"), decimal("72438287220000000"));
  EXPECT_EQ(decimal("0.1") + decimal("0.2"), decimal("0.3"));
  EXPECT_EQ(decimal("1e40") + decimal("1e-40") - decimal("1e40"), decimal("1e-40"));
  EXPECT_EQ(decimal("2") - decimal("5"), decimal("-3"));
  EXPECT_EQ(decimal("-2") * decimal("-2"), decimal("4"));
  EXPECT_EQ(decimal("5") - decimal("5"), Decimal());
}

TEST(Decimal, DividesToTheDigitsAskedFor) {
  EXPECT_EQ(decimal("2").divided_by(decimal("3"), 5)->plain(), "0.66667");
  EXPECT_EQ(decimal("-1").divided_by(decimal("8"), 20)->plain(), "-0.125");
  EXPECT_EQ(decimal("122e9").divided_by(decimal("71.1e9"), 4)->plain(), "1.716");
  EXPECT_EQ(*decimal("1").divided_by(decimal("1e40"), 3), decimal("1e-40"));
  EXPECT_EQ(decimal("1").divided_by(Decimal()).error().code(), base::Errc::kMalformed);
}

TEST(Decimal, RoundsHalfAwayFromZero) {
  EXPECT_EQ(decimal("0.125").rounded(2).plain(), "0.13");
  EXPECT_EQ(decimal("-0.125").rounded(2).plain(), "-0.13");
  EXPECT_EQ(decimal("0.1249").rounded(2).plain(), "0.12");
  EXPECT_EQ(decimal("999.995").rounded(2).plain(), "1000");
  EXPECT_EQ(decimal("0.5").rounded(0).plain(), "1");
  EXPECT_EQ(decimal("0.04").rounded(0).plain(), "0");
  EXPECT_EQ(decimal("1234").rounded(-2).plain(), "1200");
  EXPECT_EQ(decimal("1234").rounded(2).plain(), "1234");
}

TEST(Decimal, KnowsItsOrder) {
  EXPECT_LT(decimal("-5"), decimal("0.1"));
  EXPECT_LT(decimal("9.99"), decimal("10"));
  EXPECT_GT(decimal("1e12"), decimal("999999999999"));
}

}  // namespace
}  // namespace plenary::report::decimal_test
