#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <filesystem>
#include <future>
#include <optional>

#include "conference/conference.h"
#include "conference/visible.h"
#include "storage/database.h"

namespace plenary::conference::conference_releases_test {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace fs = std::filesystem;
using base::Errc;
using testing::ElementsAre;
using testing::IsEmpty;

const base::Instant kBegin = *base::parse_rfc3339("2026-01-01T00:00:00Z");
const base::Instant kRelease = kBegin + 1h;
const ReleaseSubject kReport{ReleaseKind::kReport, "figures"};
const ReleaseSubject kStory{ReleaseKind::kNews, "figures-are-out"};

std::shared_ptr<Content> content_with_report() {
  auto made = std::make_shared<Content>();
  made->languages = {"en"};
  made->fallback = {"en"};
  made->time_zone_name.by_language["en"] = "UTC";
  report::Report report;
  report.id = *report::ReportId::parse("figures");
  report.title.by_language["en"] = "Quartzsecret";
  report.release.mode = report::ReleaseMode::kAt;
  report.release.at = kRelease;
  made->reports.push_back(report);
  news::Post story;
  story.slug = *news::PostId::parse("figures-are-out");
  story.title.by_language["en"] = "Quartzsecret is out";
  story.markdown["en"] = "Quartzsecret.";
  story.embargo = news::Embargo{.at = {}, .with = report.id};
  made->news.push_back(story);
  return made;
}

template <class T>
asio::awaitable<std::optional<T>> wrapped(asio::awaitable<T> work) {
  co_return co_await std::move(work);
}

/// A conference with a report under embargo, in a data folder of its own, and a clock that stands
/// until it is moved.
class AReleasingConference : public testing::Test {
 protected:
  AReleasingConference() {
    fs::create_directories(folder_);
    open();
  }
  ~AReleasingConference() override {
    conference_.reset();
    database_.reset();
    fs::remove_all(folder_);
  }

  void open(std::chrono::milliseconds offset = 0ms) {
    conference_.reset();
    database_.reset();
    database_ = std::make_unique<storage::Database>((folder_ / "plenary.db").string());
    const Clock clock([this] { return now_; }, FolderKind::kRehearsal, offset);
    conference_ =
        *Conference::open(io_.get_executor(), content_with_report(), *database_, clock);
    conference_->on_released([this](const Released& one) {
      EXPECT_FALSE(conference_->snapshot()->content->reports.empty()) << "seen before it is told";
      EXPECT_EQ(database_->releases()->empty(), false) << "on disk before it is told";
      told_.push_back(print(one.subject));
    });
  }

  template <class T>
  T wait(asio::awaitable<T> work) {
    auto future = asio::co_spawn(io_, wrapped(std::move(work)), asio::use_future);
    io_.restart();
    while (future.wait_for(0s) != std::future_status::ready) io_.run_one_for(1s);
    return *future.get();
  }
  void refresh() {
    auto future = asio::co_spawn(io_, conference_->refresh({}), asio::use_future);
    io_.restart();
    while (future.wait_for(0s) != std::future_status::ready) io_.run_one_for(1s);
  }
  void arm() {
    ASSERT_TRUE(wait(conference_->arm(kReport, "li")));
    ASSERT_TRUE(wait(conference_->arm(kReport, "wang")));
  }
  bool out() const { return !conference_->snapshot()->content->reports.empty(); }
  ReleasePhase phase() const {
    for (const ReleaseView& view : conference_->releases()) {
      if (view.plan.subject == kReport) return phase_of(view.plan, view.release);
    }
    return ReleasePhase::kPlanned;
  }

  const fs::path folder_ =
      fs::temp_directory_path() / ("plenary-releases-" + std::to_string(::getpid()));
  base::Instant now_ = kBegin;
  asio::io_context io_;
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<Conference> conference_;
  std::vector<std::string> told_;
};

TEST_F(AReleasingConference, ReleasesAtTheInstantAndTellsItOnce) {
  arm();
  now_ = kRelease - 1ms;
  refresh();
  EXPECT_FALSE(out());
  EXPECT_THAT(told_, IsEmpty());
  now_ = kRelease;
  refresh();
  EXPECT_TRUE(out());
  EXPECT_THAT(told_, ElementsAre("report/figures", "news/figures-are-out"));
  refresh();
  EXPECT_EQ(told_.size(), 2u);
  EXPECT_EQ(conference_->snapshot()->releases.at(kReport).released_at, kRelease);
}

TEST_F(AReleasingConference, HasNoByteOfItInAnyDocumentBefore) {
  arm();
  const auto snapshot = conference_->snapshot();
  for (const Document* document :
       {&snapshot->conference, &snapshot->programme, &snapshot->people, &snapshot->stages,
        &snapshot->publications->reports, &snapshot->publications->news}) {
    EXPECT_EQ(base::text_of(*document->body).find("uartzsecret"), std::string::npos);
    EXPECT_EQ(base::text_of(*document->body).find("figures"), std::string::npos);
  }
  EXPECT_TRUE(snapshot->publications->report.empty());
  EXPECT_TRUE(snapshot->publications->post.empty());
  EXPECT_TRUE(snapshot->releases.empty());
}

TEST_F(AReleasingConference, IsTheSameAfterARestartAtAnyPoint) {
  ASSERT_TRUE(wait(conference_->arm(kReport, "li")));
  open();
  EXPECT_EQ(wait(conference_->arm(kReport, "li")).error().code(), Errc::kConflict);
  ASSERT_TRUE(wait(conference_->arm(kReport, "wang")));
  open();
  EXPECT_EQ(phase(), ReleasePhase::kArmed);
  ASSERT_TRUE(wait(conference_->hold(kReport)));
  open();
  EXPECT_EQ(phase(), ReleasePhase::kHeld);
  ASSERT_TRUE(wait(conference_->resume(kReport)));
  open();
  EXPECT_EQ(phase(), ReleasePhase::kArmed);
  now_ = kRelease + 1h;
  open();
  EXPECT_TRUE(out()) << "what fell due while nobody served is out before anybody asks";
  now_ = kBegin;
  open();
  EXPECT_TRUE(out()) << "nothing takes a release back";
}

TEST_F(AReleasingConference, AHeldReleaseNeverFiresByTheClock) {
  arm();
  ASSERT_TRUE(wait(conference_->hold(kReport)));
  now_ = kRelease + 1h;
  refresh();
  open();
  EXPECT_FALSE(out());
  ASSERT_TRUE(wait(conference_->resume(kReport)));
  refresh();
  EXPECT_FALSE(out()) << "its instant passed while it was held";
  ASSERT_TRUE(wait(conference_->release_now(kReport, "li")));
  EXPECT_TRUE(out());
}

TEST_F(AReleasingConference, AHandReleasesItsStoryWithIt) {
  arm();
  EXPECT_EQ(wait(conference_->release_now(kStory, "li")).error().code(), Errc::kConflict)
      << "the story never comes before the report";
  ASSERT_TRUE(wait(conference_->release_now(kReport, "li")));
  EXPECT_THAT(told_, ElementsAre("report/figures", "news/figures-are-out"));
  EXPECT_EQ(conference_->snapshot()->content->news.size(), 1u);
}

TEST_F(AReleasingConference, IsNeverEarlyWhenTheCivilClockIsSetForward) {
  arm();
  std::atomic<bool> stopping{false};
  std::chrono::milliseconds elapsed{0};
  auto watching = asio::co_spawn(
      io_, conference_->watch_releases([&elapsed] { return elapsed; }, stopping), asio::use_future);
  const auto look = [&] {
    io_.restart();
    io_.run_for(600ms);
  };
  look();
  now_ = kRelease + 5min;  // An hour forward, after five minutes.
  elapsed = 5min;
  look();
  refresh();
  EXPECT_FALSE(out());
  elapsed = 1h;
  now_ = kRelease + 1h;
  look();
  EXPECT_TRUE(out());
  stopping = true;
  look();
  EXPECT_EQ(watching.wait_for(0s), std::future_status::ready);
}

TEST_F(AReleasingConference, IsNeverEarlyWhenTheConferenceClockIsMovedAnHour) {
  arm();
  open(-1h);
  now_ = kRelease + 1h - 1ms;
  refresh();
  EXPECT_FALSE(out()) << "an hour back: an hour later";
  now_ = kRelease + 1h;
  refresh();
  EXPECT_TRUE(out());
}

TEST_F(AReleasingConference, FollowsAConferenceClockThatIsMovedForward) {
  arm();
  now_ = kBegin + 10min;
  open(1h);
  EXPECT_TRUE(out()) << "it shows the instant: the rehearsal is there";
}

TEST_F(AReleasingConference, AnInstantThatIsEditedIsArmedAnew) {
  arm();
  auto edited = content_with_report();
  edited->reports[0].release.at = kBegin + 1min;
  conference_->replace(edited);
  now_ = kBegin + 2min;
  refresh();
  refresh();
  EXPECT_FALSE(out()) << "one editor is not two people";
  EXPECT_EQ(phase(), ReleasePhase::kPlanned);
}

}  // namespace
}  // namespace plenary::conference::conference_releases_test
