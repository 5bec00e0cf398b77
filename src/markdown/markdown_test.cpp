#include "markdown/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace plenary::markdown::markdown_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Hooks hooks() {
  Hooks made;
  made.mark = [](const Mark& mark) {
    return mark.word == "amount" ? "<data>" + escaped(mark.arguments.at(0)) + "</data>" : "";
  };
  made.picture = [](std::string_view name) { return name == "a.png" ? "/pictures/a.webp" : ""; };
  return made;
}

std::vector<std::string> faults(std::string_view text) {
  std::vector<std::string> made;
  for (const Fault& fault : read(text).faults) {
    made.push_back(std::to_string(fault.line) + ": " + fault.what);
  }
  return made;
}

TEST(Markdown, BecomesHtmlBelowThePagesTitle) {
  EXPECT_EQ(html("# One\n\nTwo *three*.\n", hooks()), "<h2>One</h2>\n<p>Two <em>three</em>.</p>\n");
  EXPECT_THAT(html("| a |\n|---|\n| 1 |\n", hooks()), HasSubstr("<table>"));
  EXPECT_EQ(html("###### Deep\n", hooks()), "<h6>Deep</h6>\n");
}

TEST(Markdown, ShowsItsMarksWhereverTheyStand) {
  EXPECT_EQ(html("Of [[amount 5 CNY]], *[[amount 6 CNY]]*\n", hooks()),
            "<p>Of <data>5</data>, <em><data>6</data></em></p>\n");
  EXPECT_THAT(html("| a |\n|---|\n| [[amount 7 CNY]] |\n", hooks()), HasSubstr("<data>7</data>"));
  EXPECT_EQ(html("[[nonsense]] stays out\n", hooks()), "<p> stays out</p>\n");
  EXPECT_EQ(html("\uE0000\uE000 [[amount 5 CNY]] &#xE000;0&#xE000;\n", hooks()),
            "<p>0 <data>5</data> 0</p>\n")
      << "what stands in for a mark cannot be written";
  EXPECT_THAT(html("![[[amount 5 CNY]]](a.png)\n", hooks()), Not(HasSubstr("<data>")));
  const Reading reading = read("One\ntwo [[amount 34.81e12 CNY]]\n\n[[indicator a/b]]\n");
  ASSERT_EQ(reading.marks.size(), 2u);
  EXPECT_EQ(reading.marks[0].word, "amount");
  EXPECT_THAT(reading.marks[0].arguments, ElementsAre("34.81e12", "CNY"));
  EXPECT_EQ(reading.marks[0].line, 2);
  EXPECT_THAT(reading.marks[1].arguments, ElementsAre("a/b"));
  EXPECT_EQ(reading.marks[1].line, 4);
}

TEST(Markdown, LetsNoScriptThrough) {
  for (const char* text :
       {"<script>alert(1)</script>\n", "a <img src=x onerror=alert(1)> b\n",
        "[a](javascript:alert(1))\n", "[a](JaVaScRiPt:alert(1))\n",
        "[a](&#106;avascript:alert(1))\n", "[a](data:text/html;base64,PHNjcmlwdD4=)\n",
        "<javascript:alert(1)>\n", "![a](javascript:alert(1))\n",
        "[a]: javascript:alert(1)\n\n[a]\n", "[[amount \"><script>alert(1)</script> CNY]]\n",
        "[a](//elsewhere.example)\n", "[a](/ok \"\\\" onmouseover=alert(1) x=\\\"\")\n",
        "<svg/onload=alert(1)>\n"}) {
    const std::string made = html(text, hooks());
    EXPECT_TRUE(harmless(made)) << text << made;
    EXPECT_THAT(made, Not(HasSubstr("<script"))) << text;
    EXPECT_THAT(made, Not(HasSubstr("href=\"//"))) << text;
  }
}

TEST(Markdown, ItsJudgeKnowsHarm) {
  EXPECT_FALSE(harmless("<p><script>x</script></p>"));
  EXPECT_FALSE(harmless("<a href=\"JavaScript:x\">"));
  EXPECT_FALSE(harmless("<img src=\"/a\" onerror=\"x\">"));
  EXPECT_TRUE(harmless("<p title=\" onerror=x\">5 &lt;script&gt;</p>"));
}

TEST(Markdown, NamesWhatItsAuthorHasToMend) {
  EXPECT_THAT(faults("Fine [a](https://example.org), ![p](stage.jpg).\n"), IsEmpty());
  EXPECT_THAT(faults("One\n\n<b>two</b>\n"),
              ElementsAre("3: HTML stands in the text", "3: HTML stands in the text"));
  EXPECT_THAT(faults("One\ntwo [a](javascript:b)\n"),
              ElementsAre("2: a link leads neither to the web nor to this site"));
  EXPECT_THAT(faults("![x](https://example.org/x.png)\n"),
              ElementsAre("1: a picture comes from elsewhere"));
  EXPECT_THAT(faults("![x](../secret.png)\n"), ElementsAre("1: a picture comes from elsewhere"));
  EXPECT_THAT(faults("![](stage.jpg)\n"), ElementsAre("1: a picture has no description"));
  EXPECT_THAT(faults("[[amount 5\n"), ElementsAre("1: a mark is not closed"));
  EXPECT_THAT(faults("a\nb \xFF\n"), ElementsAre("2: the text is not UTF-8"));
  EXPECT_THAT(faults("a\n\u202E b\n"),
              ElementsAre("2: a text direction override stands in the text"));
  EXPECT_THAT(faults(std::string(kMostBytes + 1, 'a')),
              ElementsAre("1: the text is longer than 256 KiB"));
}

TEST(Markdown, ShowsAPictureOrWhatItShows) {
  EXPECT_EQ(html("![A *stage*](pictures/a.png)\n", hooks()),
            "<p><img src=\"/pictures/a.webp\" alt=\"A stage\" /></p>\n");
  EXPECT_EQ(html("![A *stage*](b.png)\n", hooks()), "<p>A <em>stage</em></p>\n");
}

TEST(Markdown, ThatIsBuiltToTakeLongDoesNot) {
  for (const std::string& piece : {std::string(">"), std::string("[")}) {
    std::string deep;
    for (int i = 0; i < 20'000; ++i) deep += piece;
    EXPECT_TRUE(html(deep, hooks()).empty());
    EXPECT_EQ(read(deep).faults.size(), 1u);
  }
  EXPECT_TRUE(html(std::string(kMostBytes + 1, 'a'), hooks()).empty());
  EXPECT_TRUE(html("\xFF", hooks()).empty());
}

}  // namespace
}  // namespace plenary::markdown::markdown_test
