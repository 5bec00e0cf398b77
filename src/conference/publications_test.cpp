#include "conference/publications.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plenary::conference::publications_test {
namespace {

using testing::HasSubstr;

const base::Instant kOut = *base::parse_rfc3339("2020-07-23T20:30:00+08:00");

Content content() {
  Content made;
  made.languages = {"zh", "en", "id"};
  made.fallback = {"en"};
  made.utc_offset = std::chrono::minutes{480};
  made.title.by_language["en"] = "A conference";
  report::Rate rate;
  rate.id = *report::RateId::parse("cny-idr");
  rate.from = "CNY";
  rate.to = "IDR";
  rate.rate = *report::Decimal::parse("2080.962");
  rate.date = std::chrono::year{2020} / 7 / 24;
  rate.inferred = true;
  made.rates.push_back(rate);
  report::Report report;
  report.id = *report::ReportId::parse("figures");
  report.title.by_language["en"] = "Figures {2020}";
  report::Indicator indicator;
  indicator.id = *report::IndicatorId::parse("trade");
  indicator.name.by_language["en"] = "=HYPERLINK(\"x\")";
  indicator.value = *report::Decimal::parse("34.81e12");
  indicator.unit.code = "CNY";
  indicator.period.span = "2019";
  report.indicators.push_back(indicator);
  made.reports.push_back(report);
  news::Post post;
  post.slug = *news::PostId::parse("out");
  post.title.by_language = {{"en", "Out"}, {"id", "Terbit"}};
  post.markdown = {{"en", "It was [[indicator figures/trade]]."},
                   {"id", "Nilainya [[amount 34.81e12 CNY]]."}};
  made.news.push_back(post);
  return made;
}

TEST(Publications, WriteNoFormulaIntoACsv) {
  const Content made = content();
  const std::string csv = indicators_csv(made, made.reports[0]);
  EXPECT_THAT(csv, HasSubstr("\"'=HYPERLINK(\"\"x\"\")\""));
  EXPECT_THAT(csv, HasSubstr(",34810000000000,\"CNY\",\"2019\""));
}

TEST(Publications, AreQuotedInThreeStyles) {
  const Content made = content();
  const auto cited = [&](CiteStyle style) {
    return cite(made, made.reports[0], kOut, style, "en", "https://x.example/report/figures");
  };
  EXPECT_EQ(cited(CiteStyle::kBibtex),
            "@techreport{figures,\n  title = {Figures \\{2020\\}},\n  institution = {A conference},\n"
            "  year = {2020},\n  date = {2020-07-23},\n"
            "  url = {https://x.example/report/figures}\n}\n");
  EXPECT_EQ(cited(CiteStyle::kApa),
            "A conference. (2020, July 23). Figures {2020}. https://x.example/report/figures\n");
  EXPECT_EQ(cited(CiteStyle::kGbt7714),
            "A conference. Figures {2020}[R/OL]. (2020-07-23). https://x.example/report/figures.\n");
}

TEST(Publications, HaveADocumentForWhatIsThereAndForNothingElse) {
  const auto made = publications(content(), {}, {});
  EXPECT_TRUE(made->report.contains("figures"));
  EXPECT_FALSE(made->report.contains("another"));
  EXPECT_TRUE(made->post.contains("out"));
  EXPECT_THAT(std::string(base::text_of(*made->news.body)), HasSubstr("\"slug\":\"out\""));
}

}  // namespace
}  // namespace plenary::conference::publications_test
