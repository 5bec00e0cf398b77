#include "conference/visible.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plenary::conference::visible_test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::Key;

const base::Instant kNoon = *base::parse_rfc3339("2020-07-23T12:00:00+08:00");
const ReleaseSubject kReport{ReleaseKind::kReport, "figures"};

base::LocalisedText english(std::string words) {
  base::LocalisedText text;
  text.by_language["en"] = std::move(words);
  return text;
}

/// A conference with a report, a post that goes with it, and a post of its own.
std::shared_ptr<Content> content() {
  auto made = std::make_shared<Content>();
  made->sources = {"programme"};
  for (const char* key : {"programme", "shared", "secret", "unused"}) {
    made->sources_by_key[key] = Source{key, "https://example.org", 'A'};
  }
  for (const char* name : {"hall.jpg", "cover.jpg", "chart.png"}) {
    made->pictures[name] = Picture{.name = name};
  }
  report::Report figures;
  figures.id = *report::ReportId::parse("figures");
  figures.title = english("Figures");
  figures.release.mode = report::ReleaseMode::kAt;
  figures.release.at = kNoon;
  figures.sources = {"shared"};
  report::Chapter chapter;
  chapter.markdown["en"] = "![Growth](pictures/chart.png)";
  chapter.sources = {"secret"};
  figures.chapters.push_back(chapter);
  made->reports.push_back(figures);

  news::Post story;
  story.slug = *news::PostId::parse("figures-are-out");
  story.embargo = news::Embargo{.at = {}, .with = figures.id};
  story.pictures.push_back({.picture = "cover.jpg"});
  made->news.push_back(story);
  news::Post opened;
  opened.slug = *news::PostId::parse("opened");
  opened.published = kNoon - 1h;
  opened.sources = {"shared"};
  opened.pictures.push_back({.picture = "hall.jpg"});
  made->news.push_back(opened);
  return made;
}

Releases released(const std::vector<ReleaseSubject>& subjects) {
  Releases releases;
  for (const ReleaseSubject& subject : subjects) {
    Release release = release_of({}, subject);
    release.released_at = kNoon;
    releases[subject] = release;
  }
  return releases;
}

TEST(Visible, HasNothingOfWhatIsNotOut) {
  const auto shown = visible(content(), {});
  EXPECT_TRUE(shown->reports.empty());
  EXPECT_TRUE(shown->news.empty());
  EXPECT_THAT(shown->sources_by_key, ElementsAre(Key("programme"), Key("unused")));
  EXPECT_TRUE(shown->pictures.empty());
}

TEST(Visible, IsWhatItWouldBeIfTheRestHadNeverBeen) {
  const auto never = content();
  never->reports.clear();
  never->news.erase(never->news.begin());
  never->sources_by_key.erase("secret");
  never->pictures.erase("cover.jpg");
  never->pictures.erase("chart.png");
  const auto shown = visible(content(), released({{ReleaseKind::kNews, "opened"}}));
  EXPECT_EQ(*shown, *never);
}

TEST(Visible, IsTheContentItselfOnceAllIsOut) {
  const auto full = content();
  const auto all =
      released({kReport, {ReleaseKind::kNews, "figures-are-out"}, {ReleaseKind::kNews, "opened"}});
  EXPECT_EQ(visible(full, all), full);
}

TEST(ReleasePlans, FollowTheContent) {
  const ReleasePlans plans = release_plans(*content());
  ASSERT_EQ(plans.size(), 3u);
  const ReleasePlan report{.subject = kReport, .at = kNoon, .with = {}, .after = {}};
  EXPECT_EQ(plans.at(kReport), report);
  const ReleasePlan& story = plans.at({ReleaseKind::kNews, "figures-are-out"});
  EXPECT_EQ(story.with, kReport);
  EXPECT_THAT(story.after, ElementsAre(kReport));
  EXPECT_FALSE(story.at);
  EXPECT_FALSE(story.two_hands);
  EXPECT_EQ(plans.at({ReleaseKind::kNews, "opened"}).at, kNoon - 1h);
}

}  // namespace
}  // namespace plenary::conference::visible_test
