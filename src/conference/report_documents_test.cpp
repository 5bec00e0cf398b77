#include "conference/report_documents.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "conference/golden_json.h"
#include "conference/package.h"
#include "conference/whole_package.h"
#include "markdown/markdown.h"

namespace plenary::conference::report_documents_test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;
namespace json = boost::json;

const base::Instant kReleased = *base::parse_rfc3339("2020-07-23T20:40:00+08:00");
const report::ReportId kReport = *report::ReportId::parse("development-report-2020");
const news::PostId kPost = *news::PostId::parse("report-released");

const Content& example() {
  static const Loaded loaded =
      load_folder(std::filesystem::path(PLENARY_SOURCE_DIR) / "examples/cic2020");
  return *loaded.content;
}

/// Every picture in two sizes.
std::vector<PictureSize> two_sizes(const std::string& name) {
  const std::string stem = "/pictures/" + name.substr(0, name.find('.'));
  return {{stem + "-480.webp", 480, 270}, {stem + "-960.webp", 960, 540}};
}

json::value indicator(const json::value& report, std::string_view id) {
  for (const json::value& one : report.at("indicators").as_array()) {
    if (one.at("id").as_string() == id) return one;
  }
  return nullptr;
}

TEST(ReportDocuments, ReportsAreAsThePagesExpect) {
  expect_golden_json("reports", reports_json(example(), {{kReport, kReleased}}));
}

TEST(ReportDocuments, AReportIsAsThePagesExpect) {
  expect_golden_json("report", report_json(example(), *example().report(kReport), kReleased, {}));
}

TEST(ReportDocuments, NewsAreAsThePagesExpect) {
  expect_golden_json("news", news_json(example(), {{kPost, kReleased}}, two_sizes));
}

TEST(ReportDocuments, APostIsAsThePagesExpect) {
  expect_golden_json("post", post_json(example(), *example().post(kPost), kReleased, two_sizes));
}

TEST(ReportDocuments, ShowWhatTheCoverageShowed) {
  const json::value report =
      json::parse(report_json(example(), *example().report(kReport), kReleased, {}));
  const json::value users = indicator(report, "mobile-internet-users");
  EXPECT_EQ(users.at("value"), "1.319e9");
  EXPECT_EQ(users.at("shown").at("zh"), "13.19亿");
  EXPECT_EQ(users.at("shown").at("id"), "1,32 miliar");
  EXPECT_EQ(users.at("share").at("shown").at("id"), "32,17%");
  EXPECT_EQ(users.at("readings").as_array().size(), 2u) << "never merged";
  const std::pair<const char*, const char*> rupiah[] = {{"e-commerce", "Rp72.438 triliun"},
                                                        {"online-payments", "Rp519.991 triliun"},
                                                        {"digital-economy", "Rp74.498 triliun"}};
  for (const auto& [id, shown] : rupiah) {
    const json::value converted = indicator(report, id).at("converted").at(0);
    EXPECT_EQ(converted.at("rate_id"), "cny-idr");
    EXPECT_EQ(converted.at("shown").at("id"), shown) << id;
  }
  const json::value& rate = report.at("rates").at(0);
  EXPECT_EQ(rate.at("rate"), "2080.962");
  EXPECT_EQ(rate.at("inferred"), true);
}

TEST(Prose, ShowsAmountsInTheReadersLanguageAndCurrency) {
  const report::Report& report = *example().report(kReport);
  const auto chapter = [&](std::string_view language) {
    for (const report::Chapter& one : report.chapters) {
      if (one.id.text() != "digital-economy") continue;
      return prose_html(one.markdown.at(std::string(language)), language, example(), {});
    }
    return std::string();
  };
  const std::string indonesian = chapter("id");
  for (const char* amount : {"CN¥34,81 triliun", "Rp72.438 triliun", "Rp519.991 triliun",
                             "Rp74.498 triliun", "2.080,962 IDR", "disimpulkan", "bolong.id"}) {
    EXPECT_THAT(indonesian, HasSubstr(amount));
  }
  EXPECT_THAT(chapter("zh"), HasSubstr("34.81万亿"));
  EXPECT_THAT(chapter("zh"), Not(HasSubstr("IDR")));
}

TEST(Prose, OfEveryTextIsHarmless) {
  for (const auto& loaded : {load(whole_package())}) {
    for (const news::Post& post : loaded.content->news) {
      for (const auto& [language, text] : post.markdown) {
        EXPECT_TRUE(markdown::harmless(prose_html(text, language, *loaded.content, two_sizes)));
      }
    }
  }
}

TEST(Prose, EscapesWhatNamesAndSourcesHold) {
  Content content = *load(whole_package()).content;
  content.rates.at(0).languages = {"en"};
  content.sources_by_key["HOST"].title = "<script>alert(1)</script>";
  content.sources_by_key["HOST"].url = "https://example.org/\"onclick=alert(1)";
  const std::string html = prose_html("[[amount 5 CNY]]", "en", content, {});
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;"));
  EXPECT_TRUE(markdown::harmless(html)) << html;
}

}  // namespace
}  // namespace plenary::conference::report_documents_test
