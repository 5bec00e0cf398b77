#include "conference/conference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <future>
#include <optional>
#include <thread>

#include "conference/package.h"
#include "storage/database.h"

namespace plenary::conference::conference_test {
namespace {

using namespace std::chrono_literals;
namespace asio = boost::asio;
namespace json = boost::json;
namespace fs = std::filesystem;
using base::Errc;
using base::Result;
using programme::SessionPhase;
using programme::SessionState;
using testing::ElementsAre;
using testing::IsEmpty;

const base::Instant kBegin = *base::parse_rfc3339("2026-01-01T00:00:00Z");
const base::Instant kShown = *base::parse_rfc3339("2020-07-23T14:55:00+08:00");
const base::SessionId kCeremony = *base::SessionId::parse("opening-ceremony");
const base::SessionId kForum = *base::SessionId::parse("opening-forum");
const base::StageId kStage = *base::StageId::parse("opening");

std::shared_ptr<const Content> example() {
  return load_folder(fs::path(PLENARY_SOURCE_DIR) / "examples/cic2020").content;
}

/// What co_spawn can carry: a Result cannot be default-constructed.
template <class T>
asio::awaitable<std::optional<T>> wrapped(asio::awaitable<T> work) {
  co_return co_await std::move(work);
}

/// A data folder of its own, and a clock that stands until it is moved.
class AConference : public testing::Test {
 protected:
  AConference() {
    fs::create_directories(folder_);
    open();
  }
  ~AConference() override {
    conference_.reset();
    database_.reset();
    fs::remove_all(folder_);
  }

  void open() {
    conference_.reset();
    database_.reset();
    database_ = std::make_unique<storage::Database>((folder_ / "plenary.db").string());
    auto opened = Conference::open(io_.get_executor(), example(), *database_, clock());
    ASSERT_TRUE(opened);
    conference_ = std::move(*opened);
  }

  Clock clock() {
    return Clock([this] { return now_; }, FolderKind::kDemonstration, kShown - kBegin);
  }

  template <class Future>
  auto finish(Future future) {
    io_.restart();
    while (future.wait_for(0s) != std::future_status::ready) io_.run_one_for(1s);
    return future.get();
  }
  /// Runs the awaitable to its end.
  template <class T>
  T wait(asio::awaitable<T> work) {
    return *finish(asio::co_spawn(io_, wrapped(std::move(work)), asio::use_future));
  }
  void wait(asio::awaitable<void> work) {
    finish(asio::co_spawn(io_, std::move(work), asio::use_future));
  }

  SessionPhase phase(const base::SessionId& id) const {
    return conference_->snapshot()->state(id).phase;
  }

  const fs::path folder_ =
      fs::temp_directory_path() / ("plenary-conference-" + std::to_string(::getpid()));
  base::Instant now_ = kBegin;
  asio::io_context io_;
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<Conference> conference_;
};

std::string text(const Document& document) {
  return std::string(base::text_of(*document.body));
}

TEST_F(AConference, ShowsASessionLiveOnceItIsStored) {
  const auto before = conference_->snapshot();
  EXPECT_THAT(conference_->due(), ElementsAre(kCeremony));
  const auto started = wait(conference_->start(kCeremony));
  ASSERT_TRUE(started);
  EXPECT_EQ(started->started_at, kBegin) << "real time";
  const auto after = conference_->snapshot();
  EXPECT_EQ(before->state(kCeremony).phase, SessionPhase::kPlanned) << "a snapshot never changes";
  EXPECT_EQ(after->state(kCeremony), *started);
  EXPECT_GT(after->version, before->version);
  EXPECT_NE(after->programme.etag, before->programme.etag);
  EXPECT_NE(text(after->programme).find(R"("started_at":"2020-07-23T06:55:00.000Z")"),
            std::string::npos)
      << "what people read is the conference clock's";
  EXPECT_EQ(after->people.body, before->people.body);
  EXPECT_THAT(conference_->due(), IsEmpty());
}

TEST_F(AConference, ContinuesAfterARestart) {
  ASSERT_TRUE(wait(conference_->start(kCeremony)));
  ASSERT_TRUE(wait(conference_->extend(kCeremony, 5min)));
  const auto before = conference_->snapshot();
  now_ += 1min;
  open();
  EXPECT_EQ(conference_->snapshot()->state(kCeremony), before->state(kCeremony));
  EXPECT_GT(conference_->snapshot()->version, before->version);
  now_ += 1min;
  const auto ended = wait(conference_->end(kCeremony));
  ASSERT_TRUE(ended);
  open();
  EXPECT_EQ(conference_->snapshot()->state(kCeremony), *ended);
}

TEST_F(AConference, TellsWhenAnItemBeganAlsoAfterARestart) {
  EXPECT_EQ(wait(conference_->start_item(kCeremony, "welcome")).error().code(),
            Errc::kConflict);
  ASSERT_TRUE(wait(conference_->start(kCeremony)));
  now_ += 3min;
  ASSERT_TRUE(wait(conference_->start_item(kCeremony, "welcome")));
  const auto told = [&] {
    const json::value programme = json::parse(text(conference_->snapshot()->programme));
    std::string list;
    for (const json::value& session : programme.at("sessions").as_array()) {
      if (session.at("id").as_string() != kCeremony.text()) continue;
      for (const json::value& item : session.at("running_order").as_array()) {
        list += json::serialize(item.at("id")) + json::serialize(item.at("started_at")) + " ";
      }
    }
    return list;
  };
  const std::string before = told();
  EXPECT_THAT(before, testing::HasSubstr(R"("welcome""2020-07-23T06:58:00.000Z" )"));
  EXPECT_THAT(before, testing::HasSubstr("null")) << "what nobody marked has no time";
  open();
  EXPECT_EQ(told(), before);
  ASSERT_TRUE(wait(conference_->unmark_item(kCeremony, "welcome")));
  EXPECT_THAT(told(), testing::Not(testing::HasSubstr("2020-07-23T06:58")));
  open();
  EXPECT_THAT(told(), testing::Not(testing::HasSubstr("2020-07-23T06:58")));
}

TEST_F(AConference, NoClockEndsASession) {
  ASSERT_TRUE(wait(conference_->start(kCeremony)));
  now_ += 5h;
  wait(conference_->refresh({}));
  EXPECT_EQ(phase(kCeremony), SessionPhase::kLive);
  EXPECT_EQ(text(conference_->snapshot()->programme).find("ended\""), std::string::npos);
}

TEST_F(AConference, RefusesWhatDoesNotStandSo) {
  const auto id = *base::SessionId::parse("nothing");
  EXPECT_EQ(wait(conference_->start(id)).error().code(), Errc::kNotFound);
  EXPECT_EQ(wait(conference_->end(kCeremony)).error().code(), Errc::kConflict);
  EXPECT_EQ(wait(conference_->extend(kCeremony, 0min)).error().code(), Errc::kLimit);
  ASSERT_TRUE(wait(conference_->start(kCeremony)));
  EXPECT_EQ(wait(conference_->start(kCeremony)).error().code(), Errc::kConflict);
  const auto second = wait(conference_->start(kForum));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().detail(), "opening-ceremony is live on this stage: end it first");
}

TEST_F(AConference, TakesTwoHandsOneAfterTheOther) {
  auto one = asio::co_spawn(io_, wrapped(conference_->extend(kCeremony, 5min)), asio::use_future);
  auto two = asio::co_spawn(io_, wrapped(conference_->extend(kCeremony, 5min)), asio::use_future);
  EXPECT_EQ(wait(conference_->extend(kCeremony, 5min))->extended, 15min);
  EXPECT_EQ((*one.get())->extended, 5min);
  EXPECT_EQ((*two.get())->extended, 10min);
}

TEST_F(AConference, TellsItsListenersEveryChange) {
  std::vector<std::uint64_t> versions;
  conference_->on_change([&versions](std::shared_ptr<const Snapshot> snapshot) {
    versions.push_back(snapshot->version);
  });
  ASSERT_TRUE(wait(conference_->start(kCeremony)));
  wait(conference_->refresh({}));
  const std::uint64_t version = conference_->snapshot()->version;
  EXPECT_THAT(versions, ElementsAre(version, version));
}

TEST_F(AConference, RefreshShowsTheStagesAndTheTime) {
  StagePresence presence;
  presence.id = kStage;
  presence.open = true;
  presence.on_input = true;
  presence.opened_at = now_;
  wait(conference_->refresh({presence}));
  const auto first = conference_->snapshot();
  EXPECT_NE(text(first->stages).find(R"("live":"/live/opening/index.m3u8")"), std::string::npos);
  now_ += 1s;
  wait(conference_->refresh({presence}));
  const auto second = conference_->snapshot();
  EXPECT_EQ(second->stages.body, first->stages.body) << "nothing to say: the same bytes";
  EXPECT_EQ(second->conference.etag, first->conference.etag);
  EXPECT_NE(text(second->conference).find(R"("now":"2020-07-23T06:55:01.000Z")"),
            std::string::npos);
  EXPECT_EQ(second->presences, first->presences);
}

TEST_F(AConference, ServesOtherThreadsWhileItsOwnWorks) {
  auto guard = asio::make_work_guard(io_);
  std::thread owner([this] { io_.run(); });
  asio::io_context elsewhere;
  auto future = asio::co_spawn(elsewhere, wrapped(conference_->start(kCeremony)), asio::use_future);
  while (future.wait_for(0s) != std::future_status::ready) elsewhere.run_one_for(10ms);
  EXPECT_EQ((*future.get())->phase, SessionPhase::kLive);
  EXPECT_EQ(conference_->slate(kStage).session, "开幕式");
  guard.reset();
  owner.join();
}

/// The clock of a folder that is opened again and again.
class AFolderClock : public AConference {
 protected:
  Result<Clock> reopen(ClockRequest request) {
    return open_clock(*database_, request, [this] { return now_; });
  }
};

ClockRequest request(FolderKind kind) {
  ClockRequest made;
  made.kind = kind;
  return made;
}

TEST_F(AFolderClock, OfAConferenceIsReal) {
  const auto clock = reopen(request(FolderKind::kConference));
  ASSERT_TRUE(clock);
  EXPECT_EQ(clock->now(), now_);
  ClockRequest set = request(FolderKind::kConference);
  set.set_to = kShown;
  EXPECT_EQ(reopen(set).error().code(), Errc::kForbidden);
  EXPECT_EQ(reopen(request(FolderKind::kDemonstration)).error().code(), Errc::kForbidden);
  EXPECT_EQ(reopen(request(FolderKind::kRehearsal)).error().code(), Errc::kForbidden);
}

TEST_F(AFolderClock, OfADemonstrationBeginsWhereThePackageSaysAndGoesOn) {
  ClockRequest demo = request(FolderKind::kDemonstration);
  demo.demonstration_clock = kShown;
  EXPECT_EQ(reopen(demo)->now(), kShown);
  now_ += 2h;
  EXPECT_EQ(reopen(demo)->now(), kShown + 2h) << "a restart continues it";
  EXPECT_EQ(reopen(request(FolderKind::kConference))->now(), kShown + 2h) << "without --demo too";
  demo.set_to = kShown;
  EXPECT_EQ(reopen(demo)->now(), kShown) << "--clock sets it anew";
}

TEST_F(AFolderClock, OfARehearsalIsRealUntilItIsSet) {
  EXPECT_EQ(reopen(request(FolderKind::kRehearsal))->now(), now_);
  ClockRequest set = request(FolderKind::kConference);
  set.set_to = kShown;
  const auto clock = reopen(set);
  ASSERT_TRUE(clock);
  EXPECT_EQ(clock->kind(), FolderKind::kRehearsal);
  EXPECT_EQ(clock->now(), kShown);
  EXPECT_EQ(clock->shown(now_ - 1h), kShown - 1h);
}

}  // namespace
}  // namespace plenary::conference::conference_test
