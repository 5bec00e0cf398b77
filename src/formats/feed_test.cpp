#include "formats/feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/formats_fixture.h"

namespace plenary::formats::feed_test {
namespace {

using testing::HasSubstr;
using testing::Not;

const Rendering kEnglish{"https://conference.example", "en"};

conference::Content with_news() {
  conference::Content content = small_conference();
  news::Post post;
  post.slug = id_of<news::PostId>("opened");
  post.title = said("It <opened>", "大会开幕");
  post.summary = said("In the cloud.", "云端。");
  post.markdown = {{"en", "Text"}, {"zh", "正文"}};
  post.published = *base::parse_rfc3339("2020-07-23T08:00:00Z");
  content.news.push_back(post);
  post.slug = id_of<news::PostId>("chinese-only");
  post.title = {{{"zh", "只有中文"}}};
  post.markdown = {{"zh", "正文"}};
  content.news.push_back(post);
  return content;
}

void expect_valid(const std::string& feed) {
  if (!has_program("jing")) GTEST_SKIP() << "jing is not installed";
  const ScratchFile file(feed, ".xml");
  const Ran checked = run("jing -c " PLENARY_SOURCE_DIR "/tests/schemas/atom.rnc " + file.path());
  EXPECT_TRUE(checked.well) << checked.said;
}

TEST(ChangesFeed, PassesTheGrammarOfAtom) {
  expect_valid(changes_atom(small_conference(), small_history(), kEnglish));
}

TEST(ChangesFeed, OfNoChangesPassesTheGrammarToo) {
  expect_valid(changes_atom(small_conference(), {}, kEnglish));
}

TEST(NewsFeed, PassesTheGrammarOfAtom) {
  expect_valid(news_atom(with_news(), {}, kEnglish));
  expect_valid(news_atom(small_conference(), {}, kEnglish));
}

TEST(ChangesFeed, SaysWhatWasMovedAndCancelledInTheReadersLanguage) {
  const std::string feed =
      changes_atom(small_conference(), small_history(), {kEnglish.origin, "zh"});
  EXPECT_THAT(feed, HasSubstr("<title>改期: 5G</title>"));
  EXPECT_THAT(feed, HasSubstr("<title>取消: Cancelled</title>"));
  EXPECT_THAT(feed, HasSubstr("2020-07-24 08:00–08:45 (UTC+08:00), 二号厅 → "
                              "2020-07-24 09:00–09:45 (UTC+08:00), 二号厅"));
}

TEST(ChangesFeed, HasThingsAndSessionsByTheirNumbers) {
  programme::History history = small_history();
  history = programme::announce(std::move(history), programme::Things(), history.since);
  const programme::Thing acme{said("Acme <&>", "阿克"), "1"};
  history = programme::announce(std::move(history),
                                programme::Things{{{"exhibitor", "acme"}, acme}}, history.since);
  const std::string feed = changes_atom(small_conference(), history, {kEnglish.origin, "zh"});
  EXPECT_THAT(feed, HasSubstr(": 阿克</title>"));
  EXPECT_THAT(feed, HasSubstr("href=\"https://conference.example/exhibitor/acme\""));
  EXPECT_THAT(feed, HasSubstr("<summary>参展商</summary>"));
  EXPECT_LT(feed.find("阿克"), feed.find("改期: 5G")) << "the newest first";
  expect_valid(changes_atom(small_conference(), history, kEnglish));
}

TEST(NewsFeed, HasThePostsOfItsLanguageWithTheirTranslations) {
  const std::string english = news_atom(with_news(), {}, kEnglish);
  EXPECT_THAT(english, HasSubstr("It &lt;opened&gt;"));
  EXPECT_THAT(english, HasSubstr("/news/opened?lang=zh\" hreflang=\"zh\""));
  EXPECT_THAT(english, Not(HasSubstr("chinese-only")));
  EXPECT_THAT(news_atom(with_news(), {}, {kEnglish.origin, "zh"}), HasSubstr("chinese-only"));
}

TEST(NewsFeed, IsDatedByTheRelease) {
  conference::Release release;
  release.subject = {conference::ReleaseKind::kNews, "opened"};
  release.released_at = *base::parse_rfc3339("2020-07-23T11:35:00Z");
  EXPECT_THAT(news_atom(with_news(), {{release.subject, release}}, kEnglish),
              HasSubstr("<published>2020-07-23T11:35:00.000Z</published>"));
}

}  // namespace
}  // namespace plenary::formats::feed_test
