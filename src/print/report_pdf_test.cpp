#include "print/report_pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conference/whole_package.h"
#include "print/html_blocks.h"
#include "print/sheet.h"

namespace plenary::print::report_pdf_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

conference::Content content() {
  conference::Content made;
  made.languages = {"zh", "en"};
  made.fallback = {"en"};
  made.title.by_language = {{"zh", "中国互联网大会"}, {"en", "China Internet Conference"}};
  made.sources_by_key["A"] = {"A page", "https://example.org/a", 'A'};
  report::Report report;
  report.id = *report::ReportId::parse("figures");
  report.title.by_language = {{"zh", "发展报告"}, {"en", "Development report"}};
  report::Chapter chapter;
  chapter.id = *report::ChapterId::parse("users");
  chapter.title.by_language = {{"zh", "用户"}, {"en", "Users"}};
  chapter.markdown["en"] = "Growth & *change*.\n\n- one\n- two\n";
  report.chapters.push_back(chapter);
  report::Indicator indicator;
  indicator.id = *report::IndicatorId::parse("mobile");
  indicator.name.by_language = {{"en", "Mobile users"}};
  indicator.value = *report::Decimal::parse("1.319e9");
  indicator.unit.code = "users";
  indicator.period.span = "2019";
  indicator.sources = {"A"};
  report.indicators.push_back(indicator);
  made.reports.push_back(report);
  return made;
}

TEST(HtmlBlocks, AreTheParagraphsOfOurMarkdown) {
  EXPECT_THAT(
      html_blocks("<h3>Users &amp; more</h3>\n<p>A <strong>bold</strong> <a href=\"/x\">link</a>"
                  "</p>\n<ul>\n<li>one</li>\n<li><p>two</p></li>\n</ul>"),
      ElementsAre(Block{Block::Kind::kHeading, "Users &amp; more"},
                  Block{Block::Kind::kParagraph, "A <b>bold</b> link"},
                  Block{Block::Kind::kItem, "one"}, Block{Block::Kind::kItem, "two"}));
}

TEST(HtmlBlocks, CloseWhatIsLeftOpen) {
  EXPECT_THAT(html_blocks("<p>A <em>word <strong>more</p>"),
              ElementsAre(Block{Block::Kind::kParagraph, "A <i>word <b>more</b></i>"}));
  EXPECT_THAT(html_blocks("<p"), ElementsAre());
}

TEST(ReportPdf, HasPagesBookmarksAndTheTitle) {
  const conference::Content made = content();
  const std::string pdf = report_pdf(made, made.reports.front(), base::Instant{}, "en", "/report/x");
  EXPECT_THAT(pdf, StartsWith("%PDF-1."));
  EXPECT_THAT(pdf, HasSubstr("/Title (Development report)"));
  EXPECT_THAT(pdf, HasSubstr("/Outlines"));
  EXPECT_THAT(pdf, HasSubstr("/PageLabels"));
}

TEST(ReportPdf, IsTheSameBytesForTheSameReport) {
  const conference::Content made = content();
  EXPECT_EQ(report_pdf(made, made.reports.front(), base::Instant{}, "zh", ""),
            report_pdf(made, made.reports.front(), base::Instant{}, "zh", ""));
}

TEST(ReportPdf, DrawsASeriesAsBarsAmongThemTheReportsOwn) {
  conference::Content made = content();
  const std::size_t without = report_pdf(made, made.reports.front(), base::Instant{}, "en", "").size();
  report::Point point;
  point.period.span = "2018";
  point.value = *report::Decimal::parse("1.31e9");
  point.approximation = report::Approximation::kAbout;
  made.reports.front().indicators.front().series.points = {point};
  const std::string pdf = report_pdf(made, made.reports.front(), base::Instant{}, "en", "");
  EXPECT_GT(pdf.size(), without);
}

TEST(ReportPdf, SaysAShareWithWhatItsSourceLeavesOpen) {
  report::Indicator one;
  one.share = report::Share{*report::Decimal::parse("50"), report::Approximation::kMoreThan, {}};
  one.share->of.by_language = {{"en", "all stations"}, {"zh", "全球基站"}};
  one.rank = report::Rank{2, {}};
  one.rank->among.by_language = {{"en", "in the world"}, {"zh", "世界"}};
  EXPECT_THAT(share_and_rank(one, "en", {}), ElementsAre("more than 50% of all stations", "No. 2 in the world"));
  EXPECT_THAT(share_and_rank(one, "zh", {}), ElementsAre("占全球基站超过50%", "世界第 2 位"));
  EXPECT_THAT(share_and_rank(report::Indicator(), "id", {}), ElementsAre());
}

TEST(HtmlBlocks, HavePicturesOfTheirOwn) {
  EXPECT_THAT(html_blocks("<p>Before <img src=\"stage.jpg\" alt=\"A &amp; B\" /> after</p>"),
              ElementsAre(Block{Block::Kind::kParagraph, "Before", ""}, Block{Block::Kind::kPicture, "A &amp; B", "stage.jpg"},
                          Block{Block::Kind::kParagraph, "after", ""}));
}

TEST(ReportPdf, ShowsAPictureOrWhatItShows) {
  conference::Content made = content();
  made.reports.front().chapters.front().markdown["en"] = "![The main stage](stage.png)\n";
  const auto with = [&](const PictureBytes& pictures) {
    return report_pdf(made, made.reports.front(), base::Instant{}, "en", "", pictures);
  };
  const auto stage = [](const std::string& name) {
    EXPECT_EQ(name, "stage.png");
    return conference::whole_package().files.at("pictures/stage.png");
  };
  EXPECT_THAT(with(stage), HasSubstr("/DCTDecode"));
  EXPECT_THAT(with([](const std::string&) { return base::SharedBytes(); }), Not(HasSubstr("/DCTDecode")));
  EXPECT_THAT(with([](const std::string&) { return std::make_shared<const base::Bytes>(40, std::uint8_t{1}); }),
              Not(HasSubstr("/DCTDecode")));
}

TEST(Sheet, DrawsBarsOfAnySizeAndMany) {
  Sheet sheet({.title = "T", .author = "", .language = "en", .created = ""});
  sheet.bars("One", {{.label = std::string(3000, 'x'), .value = std::string(3000, 'y'), .part = 7}}, true);
  sheet.bars("Less than nothing", {{.label = "a", .value = "<b>bad", .part = -1, .own = true, .loose = true}}, true);
  sheet.bars("Many", std::vector<SheetBar>(200, {.label = "2018", .value = "1", .part = 0.5}), true);
  sheet.bars("None", {}, false);
  EXPECT_THAT(sheet.finish(), StartsWith("%PDF-1."));
}

TEST(Sheet, BreaksLongTextIntoPagesAndBearsBadMarkup) {
  Sheet sheet({.title = "T", .author = "", .language = "zh", .created = ""});
  for (int i = 0; i < 300; ++i) sheet.write("一行 <b>bad", {});
  const std::string pdf = sheet.finish();
  EXPECT_THAT(pdf, HasSubstr("/Type /Page"));
  EXPECT_GT(pdf.size(), 5'000u);
}

}  // namespace
}  // namespace plenary::print::report_pdf_test
