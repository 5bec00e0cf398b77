#include "stage/timeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_future.hpp>
#include <fstream>
#include <future>

#include "net/io_threads.h"
#include "stage/spool_fixture.h"
#include "stage/timeline_origin.h"

namespace plenary::stage::timeline_test {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using State = StageReplica::State;
using WaitEnd = StageReplica::WaitEnd;
using Kind = FoundSegment::Kind;

const base::StageId kMain = *base::StageId::parse("main");

/// Two io threads, an origin with one stage, and a way to look at it from either thread.
class Fixture {
 public:
  explicit Fixture(const std::filesystem::path& folder, SpoolSettings settings = {})
      : origin_(
            threads_, with_folder(std::move(settings), folder), [this] { return now_.load(); },
            disk_),
        timeline_(origin_.add(kMain)) {}
  ~Fixture() {
    origin_.stop();
    threads_.stop();
  }

  StageTimeline& timeline() { return timeline_; }
  Origin& origin() { return origin_; }
  FullDisk& disk() { return *disk_; }
  void set_now(base::Instant now) { now_ = now; }

  void publish(std::uint64_t number, int parts = 6) {
    for (int i = 0; i < parts; ++i) {
      timeline_.on_part(0, made_part(number, i));
      timeline_.on_part(1, made_part(number, i));
    }
  }

  /// Runs `look` on an io thread, after everything posted to it so far.
  template <class Look>
  auto on_thread(std::size_t index, Look look) {
    auto task = std::packaged_task<decltype(look(std::declval<StageReplica&>()))()>(
        [&] { return look(*origin_.replica("main")); });
    auto result = task.get_future();
    boost::asio::post(threads_.context(index), [&task] { task(); });
    return result.get();
  }

  std::future<WaitEnd> wait(std::size_t rendition, hls::Edge edge,
                            std::chrono::milliseconds patience) {
    return boost::asio::co_spawn(
        threads_.context(0),
        [this, rendition, edge, patience]() -> boost::asio::awaitable<WaitEnd> {
          const auto deadline = std::chrono::steady_clock::now() + patience;
          const auto end = co_await origin_.replica("main")->until(rendition, edge, deadline);
          co_return end;
        },
        boost::asio::use_future);
  }
  std::size_t waiting() {
    return on_thread(0, [](StageReplica& replica) { return replica.waiting(); });
  }

 private:
  static SpoolSettings with_folder(SpoolSettings settings, const std::filesystem::path& folder) {
    settings.folder = folder;
    settings.min_free_bytes = 0;
    return settings;
  }

  std::atomic<base::Instant> now_{base::Instant(192s)};
  net::IoThreads threads_{2};
  std::shared_ptr<FullDisk> disk_ = std::make_shared<FullDisk>();
  Origin origin_;
  StageTimeline& timeline_;
};

TEST(StageTimeline, ShowsEveryThreadTheSameWindow) {
  const TemporaryFolder folder;
  Fixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  fixture.publish(100, 4);
  const auto seen = [](StageReplica& replica) { return replica.window(0); };
  EXPECT_EQ(fixture.on_thread(0, seen)->edge, (hls::Edge{100, 4}));
  EXPECT_EQ(fixture.on_thread(0, seen), fixture.on_thread(1, seen));
}

TEST(StageTimeline, IsOffAirBeforeItsFirstRunAndEndedAfterIt) {
  const TemporaryFolder folder;
  Fixture fixture(folder.path());
  const auto state = [](StageReplica& replica) { return replica.state(); };
  EXPECT_EQ(fixture.on_thread(1, state), State::kOffAir);
  fixture.timeline().begin_run(made_run(100));
  EXPECT_EQ(fixture.on_thread(1, state), State::kOnAir);
  fixture.timeline().end_run();
  EXPECT_EQ(fixture.on_thread(1, state), State::kEnded);
  EXPECT_EQ(fixture.timeline().next_number(), 100u);
}

TEST(StageTimeline, ResumesAllWhoWaitForAPartAtOnce) {
  const TemporaryFolder folder;
  Fixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  std::vector<std::future<WaitEnd>> waits;
  for (int i = 0; i < 100; ++i) waits.push_back(fixture.wait(0, {100, 1}, 60s));
  waits.push_back(fixture.wait(0, {100, 2}, 60s));
  waits.push_back(fixture.wait(1, {100, 1}, 60s));
  EXPECT_EQ(fixture.waiting(), 102u);
  fixture.timeline().on_part(0, made_part(100, 0));
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(waits[static_cast<std::size_t>(i)].get(), WaitEnd::kReached);
  EXPECT_EQ(fixture.waiting(), 2u);
  fixture.timeline().end_run();
  EXPECT_EQ(waits[100].get(), WaitEnd::kReached);  // It has ended: nothing further to wait for.
  EXPECT_EQ(waits[101].get(), WaitEnd::kReached);
}

TEST(StageTimeline, GivesUpWaitingAtEachDeadline) {
  const TemporaryFolder folder;
  Fixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  auto first = fixture.wait(0, {100, 1}, 20ms);
  auto second = fixture.wait(0, {100, 1}, 60ms);
  auto third = fixture.wait(0, {100, 1}, 60s);
  EXPECT_EQ(first.get(), WaitEnd::kExpired);
  EXPECT_EQ(second.get(), WaitEnd::kExpired);
  EXPECT_EQ(fixture.waiting(), 1u);
  fixture.timeline().on_part(0, made_part(100, 0));
  EXPECT_EQ(third.get(), WaitEnd::kReached);
}

TEST(StageTimeline, LetsWaitersGoWhenItStops) {
  const TemporaryFolder folder;
  Fixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  auto wait = fixture.wait(0, {100, 1}, 60s);
  fixture.origin().stop();
  EXPECT_EQ(wait.get(), WaitEnd::kClosed);
}

TEST(StageTimeline, ContinuesARunThatACrashInterrupted) {
  const TemporaryFolder folder;
  {
    Fixture before(folder.path());
    before.timeline().begin_run(made_run(100));
    for (std::uint64_t number = 100; number < 110; ++number) before.publish(number);
    before.publish(110, 2);
  }
  Fixture after(folder.path());
  EXPECT_TRUE(after.timeline().recovering());
  EXPECT_EQ(after.timeline().next_number(), 111u);
  EXPECT_EQ(after.on_thread(0, [](StageReplica& replica) { return replica.state(); }),
            State::kRecovering);
  after.timeline().begin_run(made_run(115));
  after.publish(115, 1);
  after.on_thread(1, [](StageReplica& replica) {
    EXPECT_EQ(replica.state(), State::kOnAir);
    EXPECT_EQ(replica.run()->run.first_number, 100u);
    const Window& window = *replica.window(0);
    EXPECT_EQ(window.edge, (hls::Edge{115, 1}));
    ASSERT_EQ(window.whole.size(), 15u);
    EXPECT_EQ(window.whole[10]->listing.duration, 640ms);
    EXPECT_FALSE(window.whole[10]->listing.gap);
    for (std::size_t i = 11; i < 15; ++i) EXPECT_TRUE(window.whole[i]->listing.gap);
    EXPECT_EQ(replica.find("720p", 110).kind, Kind::kLive);
    EXPECT_EQ(replica.find("720p", 112).kind, Kind::kGap);
    EXPECT_EQ(replica.find("720p", 116).kind, Kind::kUnknown);
  });
}

TEST(StageTimeline, BeginsANewRunWhereTheHeadersHaveChanged) {
  const TemporaryFolder folder;
  {
    Fixture before(folder.path());
    before.timeline().begin_run(made_run(100));
    before.publish(100);
  }
  Fixture after(folder.path());
  stage::Run other = made_run(105);
  other.renditions.pop_back();
  after.timeline().begin_run(other);
  after.timeline().on_part(0, made_part(105, 0));
  after.on_thread(0, [](StageReplica& replica) {
    EXPECT_EQ(replica.run()->run.first_number, 105u);
    EXPECT_EQ(replica.find("audio", 100).kind, Kind::kRecorded);
    EXPECT_EQ(replica.find("audio", 105).kind, Kind::kUnknown);
  });
}

TEST(StageTimeline, BeginsANewRunAfterALongInterruption) {
  const TemporaryFolder folder;
  {
    Fixture before(folder.path());
    before.timeline().begin_run(made_run(100));
    before.publish(100);
  }
  Fixture after(folder.path());
  after.timeline().begin_run(made_run(101 + 1876));  // An hour is 1875 segments.
  EXPECT_EQ(after.on_thread(0, [](StageReplica& r) { return r.run()->run.first_number; }), 1977u);
}

TEST(StageTimeline, EndsAnInterruptedRunThatDoesNotGoOn) {
  const TemporaryFolder folder;
  {
    Fixture before(folder.path());
    before.timeline().begin_run(made_run(100));
    before.publish(100);
  }
  Fixture after(folder.path());
  after.timeline().end_run();
  EXPECT_FALSE(after.timeline().recovering());
  EXPECT_EQ(after.on_thread(0, [](StageReplica& replica) { return replica.state(); }),
            State::kEnded);
  Fixture later(folder.path());
  EXPECT_FALSE(later.timeline().recovering());
  EXPECT_EQ(
      later.on_thread(0, [](StageReplica& replica) { return replica.find("720p", 100).kind; }),
      Kind::kRecorded);
}

TEST(StageTimeline, CoversASessionOnceItsLastSegmentIsWhole) {
  const TemporaryFolder folder;
  Fixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));  // 192 s after the epoch.
  fixture.publish(100);
  fixture.publish(101);
  fixture.publish(102, 3);
  const auto cover = [&](base::Instant from, base::Instant to) {
    return fixture.on_thread(0, [&](StageReplica& replica) { return replica.cover(from, to); });
  };
  const auto numbers = [](const base::Result<std::vector<CoveredRun>>& covered) {
    std::vector<std::uint64_t> found;
    for (const CoveredRun& run : *covered) {
      for (const hls::Segment& segment : run.tracks[0]) found.push_back(segment.number);
    }
    return found;
  };
  const base::Instant opening(192s);
  EXPECT_THAT(numbers(cover(opening, opening + 3840ms)), ElementsAre(100, 101));
  EXPECT_THAT(numbers(cover(opening + 1919ms, opening + 1921ms)), ElementsAre(100, 101));
  EXPECT_THAT(numbers(cover(opening + 1920ms, opening + 3840ms)), ElementsAre(101));
  EXPECT_THAT(numbers(cover(opening - 1h, opening + 1ms)), ElementsAre(100));
  EXPECT_EQ(cover(opening, opening + 3841ms).error().code(), base::Errc::kUnavailable);
  EXPECT_EQ(cover(opening - 1h, opening).error().code(), base::Errc::kNotFound);
  EXPECT_EQ(cover(opening + 1s, opening).error().code(), base::Errc::kNotFound);

  fixture.timeline().end_run();
  EXPECT_THAT(numbers(cover(opening, opening + 1h)), ElementsAre(100, 101, 102));
  fixture.timeline().begin_run(made_run(200));
  fixture.publish(200);
  fixture.timeline().end_run();
  const auto both = cover(opening, opening + 24h);
  EXPECT_THAT(numbers(both), ElementsAre(100, 101, 102, 200));
  EXPECT_EQ(both->size(), 2u);
}

TEST(StageTimeline, SaysSoWhileTheDiskTakesNothing) {
  const TemporaryFolder folder;
  Fixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  fixture.publish(100);
  EXPECT_FALSE(fixture.timeline().status().memory_only);
  const std::uint64_t bytes = fixture.timeline().status().bytes;
  EXPECT_GT(bytes, 0u);
  fixture.disk().room_bytes = 0;
  fixture.publish(101);
  EXPECT_TRUE(fixture.timeline().status().memory_only);
  EXPECT_EQ(fixture.timeline().status().bytes, bytes);
  fixture.on_thread(0, [](StageReplica& replica) {
    const FoundSegment found = replica.find("720p", 101);
    ASSERT_EQ(found.kind, Kind::kLive);
    EXPECT_EQ(*found.entry->places[3].memory, *made_part(101, 3).bytes);
  });
  fixture.disk().room_bytes = 1 << 20;
  fixture.publish(102);
  EXPECT_FALSE(fixture.timeline().status().memory_only);
}

TEST(StageTimeline, GoesOnAirWithoutADisk) {
  const TemporaryFolder folder;
  Fixture fixture(folder.path());
  std::filesystem::remove_all(folder.path());
  std::ofstream(folder.path()) << "not a folder";
  fixture.timeline().begin_run(made_run(100));
  fixture.publish(100);
  EXPECT_TRUE(fixture.timeline().status().memory_only);
  EXPECT_EQ(fixture.on_thread(0, [](StageReplica& r) { return r.find("audio", 100).kind; }),
            Kind::kLive);
  std::filesystem::remove(folder.path());
  fixture.publish(101);
  EXPECT_FALSE(fixture.timeline().status().memory_only);
  fixture.timeline().end_run();
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "main/100/run.json"));
}

TEST(StageTimeline, ForgetsWhatRetentionDeleted) {
  const TemporaryFolder folder;
  Fixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  for (std::uint64_t number = 100; number < 220; ++number) fixture.publish(number);
  fixture.timeline().deleted(100, 164, 1000);
  fixture.on_thread(0, [](StageReplica& replica) {
    EXPECT_EQ(replica.find("720p", 163).kind, Kind::kGone);
    EXPECT_EQ(replica.find("720p", 164).kind, Kind::kRecorded);
    const auto covered = replica.cover(base::Instant(0s), base::Instant(1920ms * 170));
    ASSERT_TRUE(covered);
    EXPECT_EQ(covered->front().tracks[1].front().number, 164u);
  });
}

TEST(Origin, DeletesTheOldestBlocksBeyondItsBytes) {
  const TemporaryFolder folder;
  SpoolSettings settings;
  settings.max_bytes = 1;
  settings.retention_pace = 5ms;
  Fixture fixture(folder.path(), settings);
  fixture.timeline().begin_run(made_run(100));
  for (std::uint64_t number = 100; number < 200; ++number) fixture.publish(number);
  const auto first = [&] {
    return fixture.on_thread(1,
                             [](StageReplica& replica) { return replica.find("720p", 100).kind; });
  };
  while (first() != Kind::kGone) std::this_thread::yield();
  while (std::filesystem::exists(folder.path() / "main/100/audio/163.m4s"))
    std::this_thread::yield();
  EXPECT_TRUE(std::filesystem::exists(folder.path() / "main/100/audio/164.m4s"));
  EXPECT_EQ(fixture.on_thread(0, [](StageReplica& r) { return r.find("720p", 164).kind; }),
            Kind::kRecorded);
}

TEST(Spool, DeletesSegmentsAndRemembersThatItDid) {
  const TemporaryFolder folder;
  Disk disk;
  {
    Fixture fixture(folder.path());
    fixture.timeline().begin_run(made_run(100));
    for (std::uint64_t number = 100; number < 220; ++number) fixture.publish(number);
  }
  const auto run = folder.path() / "main" / "100";
  EXPECT_TRUE(delete_segments(run, 100, 163, false, disk));
  EXPECT_FALSE(std::filesystem::exists(run / "720p" / "163.m4s"));
  EXPECT_TRUE(std::filesystem::exists(run / "audio" / "164.m4s"));
  {
    Fixture fixture(folder.path());
    EXPECT_EQ(fixture.on_thread(0, [](StageReplica& r) { return r.find("720p", 163).kind; }),
              Kind::kGone);
  }
  EXPECT_TRUE(delete_segments(run, 164, 219, true, disk));
  EXPECT_FALSE(std::filesystem::exists(run));
}

TEST(Spool, ListsThousandsOfSegments) {
  const TemporaryFolder folder;
  constexpr std::uint64_t kSegments = 7500;  // Four hours.
  {
    Fixture fixture(folder.path());
    fixture.timeline().begin_run(made_run(100));
  }
  const auto track = folder.path() / "main" / "100" / "720p";
  base::Bytes index;
  for (std::uint64_t i = 0; i < kSegments * 6; ++i) {
    append_record(index,
                  {.number = 100 + i / 6, .part = static_cast<int>(i % 6), .duration = 320ms});
  }
  Disk disk;
  ASSERT_TRUE(disk.replace(index_path(track), index));
  Fixture fixture(folder.path());
  EXPECT_EQ(fixture.timeline().next_number(), 100 + kSegments);
}

}  // namespace
}  // namespace plenary::stage::timeline_test
