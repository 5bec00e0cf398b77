#include "stage/programme.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "stage/input_feed.h"
#include "stage/test_camera.h"

extern "C" {
#include <libavutil/frame.h>
}

namespace plenary::stage::programme_test {
namespace {

using namespace std::chrono_literals;
using base::Moment;
using base::now;
using testing::Camera;
using testing::CameraSettings;
using testing::in_real_time;
using testing::RealTime;

constexpr int kWidth = 320, kHeight = 180;

StageSettings settings() {
  StageSettings stage;
  stage.id = *base::StageId::parse("opening");
  stage.ladder.rungs = {{*base::RenditionId::parse("180p"), kWidth, kHeight, 300'000}};
  // What is tested here is what is seen and heard, not when: a buffer and a threshold that a busy
  // machine does not outlast. How long things take is the tests' of the health, the selector and
  // the frame clock, where time is a value.
  stage.inputs = {{*base::InputId::parse("primary"), 1000ms},
                  {*base::InputId::parse("backup"), 1000ms}};
  stage.health.missing = 2s;
  return stage;
}

/// A frame of the programme, and when it was handed over.
struct Seen {
  ProgrammeFrame frame;
  Moment at;
};

/// Two inputs and their programme; what it gives is kept.
class Show {
 public:
  void begin(Moment start = now()) {
    Programme::Parts parts;
    parts.stage = stage_.id;
    parts.grid = stage_.grid;
    parts.health = stage_.health;
    parts.inputs = {{primary.id(), &primary}, {backup.id(), &backup}};
    parts.slate = [this] { return slate; };
    parts.output = [this](ProgrammeFrame frame) {
      seen_.with([&](std::vector<Seen>& seen) { seen.push_back({std::move(frame), now()}); });
    };
    programme_ = std::make_unique<Programme>(std::move(parts), start, Choice{});
  }
  std::vector<Seen> end() {
    programme_.reset();
    return seen_.with([](const std::vector<Seen>& seen) { return seen; });
  }
  std::size_t frames() const {
    return seen_.with([](const std::vector<Seen>& seen) { return seen.size(); });
  }
  Seen last() const {
    return seen_.with([](const std::vector<Seen>& seen) { return seen.back(); });
  }
  template <class Condition>
  bool any(Condition holds) const {
    return seen_.with([&](const std::vector<Seen>& seen) {
      return std::any_of(seen.begin(), seen.end(), holds);
    });
  }

  Decision decision() const { return programme_->status().decision; }
  bool shows(std::size_t input) const { return decision().input == input; }

 private:
  const StageSettings stage_ = settings();

 public:
  InputFeed primary{stage_.inputs[0], stage_, [](const auto&, Moment) {}};
  InputFeed backup{stage_.inputs[1], stage_, [](const auto&, Moment) {}};
  const media::SharedFrame slate = media::make_picture(kWidth, kHeight);

 private:
  base::Guarded<std::vector<Seen>> seen_;
  std::unique_ptr<Programme> programme_;
};

std::unique_ptr<Publication> let_in(InputFeed& feed) {
  return *feed.publish({.protocol = "test"}, now(), base::Instant{});
}

/// The last resort of a test whose machine never kept up.
#define SKIP_UNLESS(seen) \
  if (!(seen)) GTEST_SKIP() << "the machine is too busy to work in real time"

TEST(Programme, FramesComeWhenTheyAreDueAndNoneIsLeftOut) {
  RealTime time;
  Show show;
  const Moment start = now() - 1s;
  show.begin(start);
  ASSERT_TRUE(time.pass_until([&] { return show.frames() >= 60; }, {}));
  const std::vector<Seen> seen = show.end();
  for (std::size_t i = 0; i < seen.size(); ++i) {
    ASSERT_EQ(seen[i].frame.index, i);
    EXPECT_EQ(seen[i].frame.audio.frames(), 1920u);
    EXPECT_GE(seen[i].at, start + static_cast<std::int64_t>(i) * 40ms);
  }
}

/// The left side of what was heard, from frame `from` on.
std::vector<float> heard(const std::vector<Seen>& seen, std::size_t from) {
  std::vector<float> left;
  for (std::size_t i = from; i < seen.size(); ++i) {
    const std::vector<float>& both = seen[i].frame.audio.samples;
    for (std::size_t k = 0; k < both.size(); k += 2) left.push_back(both[k]);
  }
  return left;
}

/// What is seen of a camera that is on air for three seconds.
std::optional<std::vector<Seen>> three_seconds_of(const CameraSettings& settings) {
  return in_real_time([&](RealTime& time) {
    Show show;
    Camera camera(settings);
    camera.connect(let_in(show.primary));
    // After a second in the buffer: no flash comes near the beginning or the end of what is kept.
    time.pass(1700ms, {&camera});
    show.begin();
    time.pass(3s, {&camera});
    return show.end();
  });
}

TEST(Programme, APublishersToneIsHeardWithoutAClickAndItsPicturesOnceEach) {
  const auto kept = three_seconds_of({.sample_rate = 44'100, .channels = 1});
  SKIP_UNLESS(kept);
  const std::vector<Seen>& seen = *kept;
  const std::vector<float> left = heard(seen, 5);
  float loudest = 0, greatest_step = 0;
  for (std::size_t i = 1; i < left.size(); ++i) {
    loudest = std::max(loudest, std::abs(left[i]));
    greatest_step = std::max(greatest_step, std::abs(left[i] - left[i - 1]));
  }
  EXPECT_NEAR(loudest, 0.35, 0.05) << "one channel is put on both sides 3 dB lower";
  EXPECT_LT(greatest_step, 0.04F) << "440 Hz at half the full scale steps by 0.029";
  const auto repeated = std::count_if(seen.begin() + 5, seen.end(),
                                      [](const Seen& one) { return one.frame.repeated; });
  EXPECT_LE(repeated, 5);
}

TEST(Programme, PictureAndSoundBelongTogether) {
  const auto kept = three_seconds_of({.flashes = true});
  SKIP_UNLESS(kept);
  const std::vector<Seen>& seen = *kept;
  std::vector<double> flashes_ms, bangs_ms;
  bool white = false, loud = false;
  double quiet_for_ms = 0;
  for (std::size_t i = 5; i < seen.size(); ++i) {
    const AVFrame& picture = *seen[i].frame.picture;
    const bool is_white = picture.data[0][picture.linesize[0] * kHeight / 2 + kWidth / 2] > 160;
    if (is_white && !white) flashes_ms.push_back(static_cast<double>(i) * 40);
    white = is_white;
    const std::vector<float>& samples = seen[i].frame.audio.samples;
    for (std::size_t k = 0; k < samples.size(); k += 2) {
      const bool is_loud = std::abs(samples[k]) > 0.1F;
      quiet_for_ms = is_loud ? 0 : quiet_for_ms + 1 / 48.0;
      if (is_loud && !loud) {
        // Coded, it is heard kAudioLead (1024 samples, 21 ms) later than its place.
        bangs_ms.push_back(static_cast<double>(i) * 40 + static_cast<double>(k) / 96 + 21.3);
      }
      loud = is_loud || (loud && quiet_for_ms < 10);
    }
  }
  ASSERT_GE(flashes_ms.size(), 2u);
  ASSERT_EQ(flashes_ms.size(), bangs_ms.size());
  for (std::size_t i = 0; i < flashes_ms.size(); ++i) {
    EXPECT_NEAR(flashes_ms[i], bangs_ms[i], 45) << "a frame and a block of the coder";
  }
}

/// Whether the slate was on air in any frame.
bool slate_seen(const std::vector<Seen>& seen, const media::SharedFrame& slate) {
  return std::any_of(seen.begin(), seen.end(),
                     [&](const Seen& one) { return one.frame.picture == slate; });
}

TEST(Programme, ALostInputsLastPictureStaysUntilTheBackupIsTaken) {
  struct Outcome {
    bool primary_first = false, backup_then = false, primary_again = false, slate = true;
    std::string reason;
  };
  const auto result = in_real_time([](RealTime& time) {
    Outcome outcome;
    Show show;
    Camera primary, backup({.width = 640, .height = 360});
    primary.connect(let_in(show.primary));
    backup.connect(let_in(show.backup));
    time.pass(2s, {&primary, &backup});
    show.begin();
    time.pass(300ms, {&primary, &backup});
    outcome.primary_first = show.shows(0);
    outcome.backup_then = time.pass_until([&] { return show.shows(1); }, {&backup});
    outcome.reason = show.decision().reason;
    outcome.primary_again = time.pass_until([&] { return show.shows(0); }, {&primary, &backup});
    outcome.slate = slate_seen(show.end(), show.slate);
    return outcome;
  });
  SKIP_UNLESS(result);
  EXPECT_TRUE(result->primary_first);
  EXPECT_TRUE(result->backup_then);
  EXPECT_TRUE(result->reason.starts_with("primary lost: nothing received for")) << result->reason;
  EXPECT_TRUE(result->primary_again);
  EXPECT_FALSE(result->slate);
}

TEST(Programme, ANewcomerIsTakenAndGivesWayWhenItEnds) {
  RealTime time;
  Show show;
  Camera primary, backup;
  backup.connect(let_in(show.backup));
  show.begin();
  ASSERT_TRUE(time.pass_until([&] { return show.shows(1); }, {&backup}));
  primary.connect(let_in(show.primary));
  ASSERT_TRUE(time.pass_until([&] { return show.shows(0); }, {&primary, &backup}));
  time.pass(300ms, {&primary, &backup});
  primary.say_goodbye();
  ASSERT_TRUE(time.pass_until([&] { return show.shows(1); }, {&backup}));
  EXPECT_EQ(show.decision().reason, "primary ended");
}

TEST(Programme, ASuccessorOnTheSameInputIsSeenWithoutTheSlateBetween) {
  struct Outcome {
    bool primary = false, slate = true, first_closed = false;
    int width = 0;
  };
  const auto result = in_real_time([](RealTime& time) {
    Outcome outcome;
    Show show;
    Camera first, second({.width = 640, .height = 360, .sample_rate = 44'100});
    first.connect(let_in(show.primary));
    time.pass(2s, {&first});
    show.begin();
    time.pass(200ms, {&first});
    second.connect(*show.primary.publish({.protocol = "test", .take_over = true}, now(), {}));
    time.pass(2s, {&first, &second});
    outcome.primary = show.shows(0);
    outcome.first_closed =
        !first.last_push() && first.last_push().error().code() == base::Errc::kClosed;
    outcome.width = show.primary.status(now()).width;
    outcome.slate = slate_seen(show.end(), show.slate);
    return outcome;
  });
  SKIP_UNLESS(result);
  EXPECT_TRUE(result->primary);
  EXPECT_TRUE(result->first_closed);
  EXPECT_EQ(result->width, 640);
  EXPECT_FALSE(result->slate);
}

TEST(Programme, SoundAloneIsHeardOverTheSlateAndPicturesAloneAreSeenInSilence) {
  RealTime time;
  Show show;
  Camera voice({.video = false}), film({.audio = false});
  show.begin();
  voice.connect(let_in(show.primary));
  const auto heard_over_slate = [&] {
    return show.any([&](const Seen& one) {
      return one.frame.picture == show.slate && level_db(one.frame.audio.samples) > -20;
    });
  };
  EXPECT_TRUE(time.pass_until(heard_over_slate, {&voice}));
  EXPECT_TRUE(show.shows(0));
  voice.say_goodbye();
  film.connect(let_in(show.backup));
  ASSERT_TRUE(time.pass_until([&] { return show.shows(1); }, {&film}));
  const auto seen_in_silence = [&] {
    const Seen last = show.last();
    return last.frame.picture != show.slate && level_db(last.frame.audio.samples) == -120;
  };
  EXPECT_TRUE(time.pass_until(seen_in_silence, {&film}));
}

}  // namespace
}  // namespace plenary::stage::programme_test
