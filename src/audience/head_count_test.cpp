#include "audience/head_count.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

namespace plenary::audience::head_count_test {
namespace {

/// Viewers in logical milliseconds: each beats 12 to 18 s after its last beat and at once when it
/// comes; it leaves and says so, or vanishes.
class Audience {
 public:
  explicit Audience(unsigned seed) : chance_(seed) {}

  void join() {
    Viewer viewer;
    viewer.beats_ms = now_ms_;
    viewer.arrives_ms = now_ms_ + under_way();
    viewers_.push_back(viewer);
    ++alive_;
  }
  void leave_one() {
    if (Viewer* viewer = anyone()) {
      counter_.left(viewer->last);
      viewer->alive = false;
      --alive_;
    }
  }
  /// A beat out of turn: the next one comes when it would have come anyway.
  void act_one() {
    if (Viewer* viewer = anyone()) viewer->last = counter_.heard(viewer->last, now_ms_ / 1000);
  }
  void crash_one() {
    if (Viewer* viewer = anyone()) {
      viewer->alive = false;
      --alive_;
    }
  }
  void crash_share(double share) {
    for (Viewer& viewer : viewers_) {
      if (viewer.alive && uniform() < share) {
        viewer.alive = false;
        --alive_;
      }
    }
  }
  /// Runs a second of beats, then asks.
  HeadCount second(double lost_beats = 0) {
    const std::int64_t end = now_ms_ + 1000;
    for (Viewer& viewer : viewers_) {
      while (viewer.alive && viewer.arrives_ms < end) {
        if (uniform() >= lost_beats) {
          viewer.last = counter_.heard(viewer.last, viewer.arrives_ms / 1000);
        }
        viewer.beats_ms += 12'000 + static_cast<std::int64_t>(chance_() % 6001);
        viewer.arrives_ms = viewer.beats_ms + under_way();
      }
    }
    now_ms_ = end;
    counter_.advance(now_ms_ / 1000);
    return counter_.count();
  }
  std::int64_t alive() const { return alive_; }
  double uniform() { return std::uniform_real_distribution<>(0, 1)(chance_); }
  int poisson(double mean) { return std::poisson_distribution<>(mean)(chance_); }

 private:
  struct Viewer {
    bool alive = true;
    std::int64_t beats_ms = 0;
    std::int64_t arrives_ms = 0;  // Of the same beat.
    HeadCounter::Second last = HeadCounter::kAway;
  };
  std::int64_t under_way() { return static_cast<std::int64_t>(chance_() % 200); }
  Viewer* anyone() {
    if (alive_ == 0) return nullptr;
    for (;;) {
      Viewer& viewer = viewers_[chance_() % viewers_.size()];
      if (viewer.alive) return &viewer;
    }
  }

  std::mt19937 chance_;
  std::int64_t now_ms_ = 100'000;
  std::int64_t alive_ = 0;
  std::vector<Viewer> viewers_;
  HeadCounter counter_;
};

struct Watched {
  int samples = 0;
  int inside = 0;
  double widest = 0;
  void look(const HeadCount& count, std::int64_t truth) {
    ++samples;
    const auto alive = static_cast<std::uint64_t>(truth);
    if (count.low <= alive && alive <= count.high) ++inside;
    const auto width = static_cast<double>(count.high - count.low);
    widest = std::max(widest, width / static_cast<double>(truth));
  }
  double share() const { return static_cast<double>(inside) / samples; }
};

TEST(HeadCounter, CountsASmallRoomExactly) {
  Audience audience(1);
  for (int i = 0; i < 7; ++i) audience.join();
  HeadCount count;
  for (int second = 0; second < 60; ++second) {
    count = audience.second();
    EXPECT_EQ(count.low, 7u);
    EXPECT_EQ(count.high, 7u);
  }
  audience.leave_one();
  count = audience.second();
  EXPECT_EQ(count.low, 6u);
  EXPECT_EQ(count.high, 6u);
}

TEST(HeadCounter, ForgetsWhoVanishedAndEverybodyAfterASilence) {
  HeadCounter counter;
  counter.advance(1000);
  HeadCounter::Second viewer = counter.heard(HeadCounter::kAway, 1000);
  counter.advance(1045);
  EXPECT_EQ(counter.count().high, 1u);
  EXPECT_EQ(counter.count().now, 0u);
  counter.advance(1046);
  EXPECT_EQ(counter.count().high, 0u);
  EXPECT_FALSE(counter.leased(viewer));
  viewer = counter.heard(viewer, 1046);
  EXPECT_EQ(counter.count().now, 1u);
  counter.advance(9000);
  EXPECT_EQ(counter.count().high, 0u);
}

TEST(HeadCounter, IsWithinTwoPerCentWhileFiveThousandComeGoAndCrash) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    Audience audience(seed);
    Watched watched;
    for (int i = 0; i < 5000; ++i) audience.join();
    for (int second = 0; second < 600; ++second) {
      for (int n = audience.poisson(10); n > 0; --n) audience.join();
      for (int n = audience.poisson(9); n > 0; --n) audience.leave_one();
      for (int n = audience.poisson(1); n > 0; --n) audience.crash_one();
      const HeadCount count = audience.second();
      if (second >= 60) watched.look(count, audience.alive());
    }
    EXPECT_LE(watched.widest, 0.02) << seed;
    EXPECT_GE(watched.share(), 0.95) << seed;
  }
}

TEST(HeadCounter, HoldsTheTruthThroughAMassCrashAndIsNarrowAgainWithin45Seconds) {
  for (const double share : {0.1, 0.3, 0.5, 0.9}) {
    for (unsigned seed = 1; seed <= 5; ++seed) {
      Audience audience(seed);
      Watched all;
      Watched after;
      for (int i = 0; i < 5000; ++i) audience.join();
      for (int second = 0; second < 300; ++second) {
        for (int n = audience.poisson(5); n > 0; --n) audience.join();
        for (int n = audience.poisson(5); n > 0; --n) audience.leave_one();
        if (second == 150) audience.crash_share(share);
        const HeadCount count = audience.second();
        if (second >= 60) all.look(count, audience.alive());
        if (second >= 150 + 44) after.look(count, audience.alive());
      }
      EXPECT_GE(all.share(), 0.95) << share << " " << seed;
      EXPECT_LE(after.widest, 0.10) << share << " " << seed;
    }
  }
}

TEST(HeadCounter, KnowsOfAMassCrashBeforeAnybodyIsOverdue) {
  Audience audience(3);
  for (int i = 0; i < 5000; ++i) audience.join();
  for (int second = 0; second < 100; ++second) audience.second();
  audience.crash_share(0.5);
  HeadCount count;
  for (int second = 0; second < 5; ++second) count = audience.second();
  const auto alive = static_cast<double>(audience.alive());
  EXPECT_LE(static_cast<double>(count.low), alive);
  EXPECT_NEAR(static_cast<double>(count.now), alive, alive * 0.15);
}

TEST(HeadCounter, BearsWithLostBeats) {
  Audience audience(4);
  Watched watched;
  for (int i = 0; i < 5000; ++i) audience.join();
  for (int second = 0; second < 400; ++second) {
    const HeadCount count = audience.second(0.005);
    if (second >= 60) watched.look(count, audience.alive());
  }
  EXPECT_GE(watched.share(), 0.95);
  EXPECT_LE(watched.widest, 0.04);
}

TEST(HeadCounter, IsNotAlarmedByViewersWhoAct) {
  for (const int acts : {1, 6, 60}) {
    for (unsigned seed = 1; seed <= 5; ++seed) {
      Audience audience(seed);
      Watched watched;
      for (int second = 0; second < 30; ++second) {
        for (int n = 0; n < 167; ++n) audience.join();
        audience.second();
      }
      for (int second = 0; second < 360; ++second) {
        for (int n = 0; n < acts; ++n) audience.act_one();
        const HeadCount count = audience.second();
        if (second >= 60) watched.look(count, audience.alive());
      }
      EXPECT_LE(watched.widest, 0.01) << acts << " " << seed;
      EXPECT_EQ(watched.inside, watched.samples) << acts << " " << seed;
    }
  }
}

}  // namespace
}  // namespace plenary::audience::head_count_test
