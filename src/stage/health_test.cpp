#include "stage/health.h"

#include <gtest/gtest.h>

#include <string>

namespace plenary::stage::health_test {
namespace {

using namespace std::chrono_literals;
using base::Moment;

constexpr double kTone = -20;
constexpr double kNoise = -80;

/// An input under watch, driven in steps of 20 ms: a publisher of 50 pictures and 50 blocks a
/// second unless told otherwise.
class Watched {
 public:
  explicit Watched(HealthSettings settings = {}) : monitor(settings) {}

  void connect() { monitor.begin(now); }

  Watched& run(std::chrono::milliseconds length) {
    for (const Moment end = now + length; now < end; now += 20ms) step();
    return *this;
  }

  /// The flags that are up: "ready silent".
  std::string flags() const {
    const Health health = monitor.at(now);
    std::string text;
    auto say = [&text](bool up, const char* name) {
      if (up) text += (text.empty() ? "" : " ") + std::string(name);
    };
    say(health.present, "present");
    say(health.goodbye, "goodbye");
    say(health.ready, "ready");
    say(health.audio_only, "audio_only");
    say(health.missing, "missing");
    say(health.undecodable, "undecodable");
    say(health.frozen, "frozen");
    say(health.black, "black");
    say(health.silent, "silent");
    return text;
  }

  HealthMonitor monitor;
  Moment now{1h};
  bool sends = true, decodes = true, video = true, audio = true;
  bool black = false, changes = true;
  double level = kTone;
  std::chrono::milliseconds buffer = 0ms;

 private:
  void step() {
    if (!sends) return;
    monitor.packet(now);
    if (!decodes) return;
    if (video) monitor.picture(now, now + buffer, black, changes);
    if (audio) monitor.sound(now, level);
  }
};

TEST(Health, OfAnInputThatNobodyFeedsIsMissing) {
  Watched input;
  EXPECT_EQ(input.flags(), "missing");
  input.connect();
  EXPECT_EQ(input.flags(), "present missing");
}

TEST(Health, IsReadyWhenTheFirstPictureIsDue) {
  Watched input;
  input.buffer = 200ms;
  input.connect();
  EXPECT_EQ(input.run(180ms).flags(), "present");
  EXPECT_EQ(input.run(40ms).flags(), "present ready");
}

TEST(Health, SaysSinceWhenTheFeedIsUninterrupted) {
  Watched input;
  input.connect();
  const Moment first = input.now;
  input.run(1s);
  EXPECT_EQ(input.monitor.at(input.now).feeding_since, first);
  input.sends = false;
  input.run(600ms);
  EXPECT_EQ(input.monitor.at(input.now).feeding_since, std::nullopt);
  input.sends = true;
  const Moment again = input.now;
  input.run(1s);
  EXPECT_EQ(input.monitor.at(input.now).feeding_since, again);
}

TEST(Health, AGapShorterThanTheThresholdIsNone) {
  Watched input;
  input.connect();
  const Moment first = input.now;
  input.run(1s).sends = false;
  input.run(460ms).sends = true;
  input.run(1s);
  EXPECT_EQ(input.monitor.at(input.now).feeding_since, first);
}

TEST(Health, IsMissingAfterTheThresholdAndNotBefore) {
  Watched input;
  input.connect();
  input.run(1s).sends = false;
  EXPECT_EQ(input.run(460ms).flags(), "present ready");
  EXPECT_EQ(input.run(40ms).flags(), "present ready missing");
  EXPECT_EQ(input.monitor.at(input.now).quiet, 520ms);
}

TEST(Health, ACleanEndIsMissingAtOnceAndRemembered) {
  Watched input;
  input.connect();
  input.run(1s);
  input.monitor.end(true);
  EXPECT_EQ(input.flags(), "goodbye missing");
  input.connect();
  EXPECT_EQ(input.flags(), "present missing");
  input.run(1s).monitor.end(false);
  EXPECT_EQ(input.flags(), "missing");
}

TEST(Health, ASuccessorIsNotMissingBeforeTheThreshold) {
  Watched input;
  input.connect();
  input.run(1s);
  input.connect();
  input.sends = false;
  EXPECT_EQ(input.flags(), "present");
  EXPECT_EQ(input.run(500ms).flags(), "present missing");
}

TEST(Health, ASlowSlideShowIsGivenTimeByItsOwnCadence) {
  HealthSettings settings;
  settings.silent = 0ms;
  Watched input(settings);
  input.audio = false;
  input.connect();
  for (int slide = 0; slide < 20; ++slide) {
    input.sends = true;
    input.run(20ms).sends = false;
    input.run(980ms);
    if (slide > 3) {
      EXPECT_EQ(input.flags(), "present ready");
    }
  }
  EXPECT_EQ(input.run(1500ms).flags(), "present ready missing");
}

TEST(Health, PacketsThatCannotBeDecodedAreAsGoodAsNone) {
  Watched input;
  input.connect();
  input.run(1s).decodes = false;
  EXPECT_EQ(input.run(1900ms).flags(), "present ready");
  EXPECT_EQ(input.run(200ms).flags(), "present ready missing undecodable");
  input.decodes = true;
  EXPECT_EQ(input.run(20ms).flags(), "present ready");
}

TEST(Health, SoundAloneIsReadyAfterASecond) {
  Watched input;
  input.video = false;
  input.connect();
  EXPECT_EQ(input.run(980ms).flags(), "present");
  EXPECT_EQ(input.run(60ms).flags(), "present ready audio_only");
}

TEST(Health, SoundWaitsLongerForAPictureThatWasAnnounced) {
  Watched input;
  input.video = false;
  input.connect();
  input.monitor.video_announced();
  EXPECT_EQ(input.run(2900ms).flags(), "present");
  EXPECT_EQ(input.run(200ms).flags(), "present ready audio_only");
  input.video = true;
  EXPECT_EQ(input.run(40ms).flags(), "present ready");
}

TEST(Health, FrozenComesAfterItsThresholdAndGoesAfterItsHoldOff) {
  Watched input;
  input.connect();
  input.run(1s).changes = false;
  EXPECT_EQ(input.run(9900ms).flags(), "present ready");
  EXPECT_EQ(input.run(100ms).flags(), "present ready frozen");
  input.changes = true;
  EXPECT_EQ(input.run(1s).flags(), "present ready frozen");
  EXPECT_EQ(input.run(60ms).flags(), "present ready");
}

TEST(Health, APictureThatStopsWhileTheSoundGoesOnIsFrozen) {
  Watched input;
  input.connect();
  input.run(1s).video = false;
  EXPECT_EQ(input.run(11s).flags(), "present ready frozen");
}

TEST(Health, BlackAndSilentEachHaveTheirOwnThreshold) {
  Watched input;
  input.connect();
  input.run(1s);
  input.black = true;
  input.level = kNoise;
  EXPECT_EQ(input.run(4900ms).flags(), "present ready");
  EXPECT_EQ(input.run(100ms).flags(), "present ready black");
  EXPECT_EQ(input.run(5s).flags(), "present ready black silent");
}

TEST(Health, AFlagDoesNotFlutter) {
  Watched input;
  input.connect();
  input.black = true;
  input.run(6s);
  for (int flash = 0; flash < 3; ++flash) {
    input.black = false;
    input.run(200ms).black = true;
    EXPECT_EQ(input.run(5s).flags(), "present ready black");
  }
}

TEST(Health, AThresholdOfZeroSwitchesTheCheckOff) {
  HealthSettings settings;
  settings.missing = settings.frozen = settings.black = settings.silent = 0ms;
  Watched input(settings);
  input.connect();
  input.black = true;
  input.changes = false;
  input.level = kNoise;
  EXPECT_EQ(input.run(1min).flags(), "present ready");
  input.sends = false;
  EXPECT_EQ(input.run(1s).flags(), "present ready");
}

}  // namespace
}  // namespace plenary::stage::health_test
