#include "stage/input_clock.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

namespace plenary::stage::input_clock_test {
namespace {

using namespace std::chrono_literals;
using base::Moment;
using std::chrono::duration_cast;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using Stream = InputClock::Stream;

constexpr milliseconds kBuffer = 200ms;

double ms(nanoseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

/// A publisher of 25 pictures a second whose packets take `delay` to arrive.
class Camera {
 public:
  explicit Camera(InputClock& clock) : clock_(clock) {}

  /// Sends the next picture and gives what matters of it: how long before its instant, the buffer
  /// included, it arrived.
  milliseconds send(milliseconds delay = 0ms) {
    const Moment arrival = std::max(last_arrival_, now_ + delay);
    last_arrival_ = arrival;
    placed_ = clock_.place(Stream::kVideo, timestamp_, timestamp_, arrival);
    now_ += 40ms;
    timestamp_ += 40;
    return duration_cast<milliseconds>(placed_ + kBuffer - arrival);
  }

  Moment placed() const { return placed_; }
  Moment now() const { return now_; }
  void jump(std::int64_t by_ms) { timestamp_ += by_ms; }
  void pause(milliseconds length) {
    now_ += length;
    timestamp_ += length.count();
  }

 private:
  InputClock& clock_;
  Moment now_{24h};
  Moment last_arrival_{};
  Moment placed_;
  std::int64_t timestamp_ = 0;
};

TEST(InputClock, PutsAPacketWhereItArrived) {
  InputClock clock(kBuffer);
  const Moment arrival{90s};
  EXPECT_EQ(clock.place(Stream::kVideo, 5000, 5000, arrival), arrival);
  EXPECT_EQ(clock.place(Stream::kVideo, 5040, 5120, arrival + 40ms), arrival + 120ms)
      << "a picture that is reordered is shown later than it is decoded";
  EXPECT_EQ(clock.place(Stream::kVideo, 5080, 5080, arrival + 90ms), arrival + 80ms)
      << "a late packet keeps its place";
}

TEST(InputClock, GoesByTheLeastDelayedPacketFromTheFirstSecondOn) {
  InputClock clock(kBuffer);
  Camera camera(clock);
  EXPECT_EQ(camera.send(150ms), 200ms);
  EXPECT_EQ(camera.send(130ms), 200ms);
  EXPECT_EQ(camera.send(100ms), 200ms);
  EXPECT_EQ(camera.send(140ms), 160ms);
}

TEST(InputClock, TheBurstAtAConnectionsBeginAddsNoDelay) {
  InputClock clock(kBuffer);
  Camera camera(clock);
  // Two seconds that were kept for us arrive at once, then it goes on in real time.
  for (int i = 0; i < 50; ++i) camera.send(2000ms - i * 40ms);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(camera.send(), 200ms);
  EXPECT_EQ(clock.jumps(), 0u);
}

TEST(InputClock, JitterDoesNotMoveThePictures) {
  InputClock clock(kBuffer);
  Camera camera(clock);
  std::minstd_rand random(1);
  for (int i = 0; i < 250; ++i) camera.send(milliseconds(random() % 100));
  Moment last = camera.placed();
  for (int i = 0; i < 1000; ++i) {
    EXPECT_GE(camera.send(milliseconds(random() % 100)), 95ms);
    EXPECT_NEAR(ms(camera.placed() - last), 40, 0.25);
    last = camera.placed();
  }
}

/// Sends an hour of pictures and sound of a clock that is off by `ppm`, jitter included, and checks
/// that all of it is placed evenly and arrives in time.
void absorb_an_hour(int ppm) {
  InputClock clock(kBuffer);
  std::minstd_rand random(7);
  const Moment begin{24h};
  Moment last_arrival{};
  Moment last_sound{};
  nanoseconds least = 1h, most = -1h;
  for (std::int64_t i = 0; i < 90'000; ++i) {
    for (const Stream stream : {Stream::kVideo, Stream::kAudio}) {
      const nanoseconds sent = 40ms * i * (1'000'000 + ppm) / 1'000'000;
      const Moment arrival = std::max(last_arrival, begin + sent + milliseconds(random() % 60));
      last_arrival = arrival;
      const Moment placed = clock.place(stream, i * 40, i * 40, arrival);
      if (i < 500) continue;
      least = std::min<nanoseconds>(least, placed + kBuffer - arrival);
      most = std::max<nanoseconds>(most, placed + kBuffer - arrival);
      if (stream != Stream::kAudio) continue;
      if (i > 500) {
        EXPECT_NEAR(ms(placed - last_sound), 40, 0.21);
      }
      last_sound = placed;
    }
  }
  EXPECT_GT(least, 130ms) << ppm;
  EXPECT_LT(most, 215ms) << ppm;
  EXPECT_EQ(clock.jumps(), 0u) << ppm;
}

TEST(InputClock, AbsorbsAnHourOfDrift) {
  absorb_an_hour(0);
  absorb_an_hour(200);
  absorb_an_hour(-200);
}

TEST(InputClock, AfterAJumpTheMediaGoesOnWithoutAGap) {
  for (const std::int64_t by_ms : {10'000LL, -10'000LL, 4'294'967'296LL, -4'000'000'000LL, 600LL}) {
    InputClock clock(kBuffer);
    Camera camera(clock);
    for (int i = 0; i < 100; ++i) camera.send(i % 2 * 20ms);
    const Moment before = camera.placed();
    camera.jump(by_ms);
    EXPECT_EQ(camera.send(0ms), 180ms) << "assumed as late as the packet before";
    EXPECT_NEAR(ms(camera.placed() - before), 40, 21) << by_ms;
    EXPECT_EQ(clock.jumps(), 1u) << by_ms;
    for (int i = 0; i < 100; ++i) EXPECT_GE(camera.send(i % 2 * 20ms), 155ms) << by_ms;
    EXPECT_EQ(clock.jumps(), 1u) << by_ms;
  }
}

TEST(InputClock, SoundThatJumpsBeforeThePictureDoesNotDragItAlong) {
  for (const std::int64_t by_ms : {8'000, -8'000}) {
    InputClock clock(kBuffer);
    const Moment begin{24h};
    for (std::int64_t i = 0; i < 200; ++i) {
      const Moment now = begin + i * 40ms;
      const std::int64_t sound = i * 40 + (i >= 100 ? by_ms : 0);
      const std::int64_t picture = i * 40 + (i >= 103 ? by_ms : 0);
      EXPECT_EQ(clock.place(Stream::kAudio, sound, sound, now), now);
      EXPECT_EQ(clock.place(Stream::kVideo, picture, picture, now), now);
    }
    EXPECT_EQ(clock.jumps(), 1u);
  }
}

/// Sends 20 s of both streams, the sound's timestamps `skew_ms` behind the picture's, and gives how
/// long before its instant the later of the two arrives in the end.
milliseconds margin_of_skewed(std::int64_t skew_ms, milliseconds sound_begins = 0ms) {
  InputClock clock(kBuffer);
  milliseconds margin = 1h;
  for (std::int64_t i = 0; i < 500; ++i) {
    const Moment now = Moment{24h} + i * 40ms;
    margin = duration_cast<milliseconds>(clock.place(Stream::kVideo, i * 40, i * 40, now) - now);
    if (i * 40ms < sound_begins) continue;
    const std::int64_t sound = i * 40 - skew_ms;
    const Moment placed = clock.place(Stream::kAudio, sound, sound, now);
    margin = std::min(margin, duration_cast<milliseconds>(placed - now));
  }
  return margin + kBuffer;
}

TEST(InputClock, TheStreamThatIsSentLaterIsInTimeToo) {
  for (const std::int64_t skew_ms : {0, 600, -600, 1900, -1900}) {
    EXPECT_EQ(margin_of_skewed(skew_ms), 200ms) << skew_ms;
    EXPECT_GE(margin_of_skewed(skew_ms, 5s), 200ms) << skew_ms;
  }
}

TEST(InputClock, StreamsWithUnrelatedClocksArePlayedAsTheyArrive) {
  for (const std::int64_t skew_ms :
       {5'000LL, -5'000LL, 1'600'000'000'000LL, -1'600'000'000'000LL}) {
    EXPECT_EQ(margin_of_skewed(skew_ms), 200ms) << skew_ms;
    EXPECT_EQ(margin_of_skewed(skew_ms, 5s), 200ms) << skew_ms;
  }
}

TEST(InputClock, AStreamThatJumpsAloneGoesOnWithoutAGapAndSoDoesTheOther) {
  for (const std::int64_t by_ms : {8'000, -8'000, 900}) {
    InputClock clock(kBuffer);
    for (std::int64_t i = 0; i < 500; ++i) {
      const Moment now = Moment{24h} + i * 40ms;
      const std::int64_t sound = i * 40 + (i >= 100 ? by_ms : 0);
      EXPECT_EQ(clock.place(Stream::kAudio, sound, sound, now), now) << by_ms;
      EXPECT_EQ(clock.place(Stream::kVideo, i * 40, i * 40, now), now) << by_ms;
    }
    EXPECT_EQ(clock.jumps(), 1u);
  }
}

TEST(InputClock, APauseOfThePublisherIsNoJump) {
  InputClock clock(kBuffer);
  Camera camera(clock);
  for (int i = 0; i < 100; ++i) camera.send();
  camera.pause(30s);
  EXPECT_EQ(camera.send(), 200ms);
  EXPECT_EQ(clock.jumps(), 0u);
}

TEST(InputClock, AStallIsFollowedByItsBurstAndNothingElse) {
  InputClock clock(kBuffer);
  Camera camera(clock);
  for (int i = 0; i < 100; ++i) camera.send();
  // Nothing for three seconds, then all of it at once.
  for (int i = 0; i < 75; ++i) camera.send(3000ms - i * 40ms);
  EXPECT_EQ(camera.send(), 200ms);
  EXPECT_EQ(clock.jumps(), 0u);
}

TEST(InputClock, ADelayThatHasGrownForGoodIsAcceptedAfterHalfASecond) {
  InputClock clock(kBuffer);
  Camera camera(clock);
  for (int i = 0; i < 100; ++i) camera.send();
  for (int i = 0; i < 12; ++i) EXPECT_LT(camera.send(400ms), 0ms);
  camera.send(400ms);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(camera.send(400ms), 200ms);
  EXPECT_EQ(clock.jumps(), 1u);
}

TEST(InputClock, ADelayThatShrinksIsGivenBackSlowly) {
  InputClock clock(kBuffer);
  Camera camera(clock);
  for (int i = 0; i < 100; ++i) camera.send(300ms);
  for (int i = 0; i < 10; ++i) camera.send(0ms);
  EXPECT_GT(camera.send(0ms), 490ms);
  for (int i = 0; i < 25 * 30; ++i) camera.send(0ms);
  EXPECT_LT(camera.send(0ms), 370ms);
  EXPECT_EQ(clock.jumps(), 0u);
}

TEST(InputClock, SurvivesTimestampsThatMakeNoSense) {
  InputClock clock(kBuffer);
  Moment now{24h};
  const std::int64_t extremes[] = {0,         std::numeric_limits<std::int64_t>::max(),
                                   -1,        std::numeric_limits<std::int64_t>::min(),
                                   1LL << 41, 7};
  for (const std::int64_t dts : extremes) {
    for (const std::int64_t pts : extremes) {
      for (const Stream stream : {Stream::kVideo, Stream::kAudio}) {
        now += 10ms;
        const Moment placed = clock.place(stream, dts, pts, now);
        EXPECT_LT(std::chrono::abs(placed - now), 3s) << dts << " " << pts;
      }
    }
  }
}

}  // namespace
}  // namespace plenary::stage::input_clock_test
