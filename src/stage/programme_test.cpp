#include "stage/programme.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "stage/input_feed.h"
#include "stage/test_camera.h"

extern "C" {
#include <libavutil/frame.h>
}

namespace plenary::stage {
namespace {

using namespace std::chrono_literals;
using base::Moment;
using std::chrono::milliseconds;
using testing::Camera;
using testing::CameraSettings;
using testing::live;
using testing::live_until;

constexpr int kWidth = 320, kHeight = 180;

StageSettings settings() {
  StageSettings stage;
  stage.id = *base::StageId::parse("opening");
  stage.ladder.rungs = {{*base::RenditionId::parse("180p"), kWidth, kHeight, 300'000}};
  stage.inputs = {{*base::InputId::parse("primary"), 200ms},
                  {*base::InputId::parse("backup"), 200ms}};
  return stage;
}

Moment now() {
  return std::chrono::steady_clock::now();
}

/// A frame of the programme, and when it was handed over.
struct Seen {
  ProgrammeFrame frame;
  Moment at;
};

/// Two inputs and their programme; what it gives is kept.
class OnAir : public ::testing::Test {
 protected:
  void SetUp() override { testing::Starvation::instance().reset(); }

  void begin(Moment start) {
    start_ = start;
    Programme::Parts parts;
    parts.stage = stage_.id;
    parts.grid = stage_.grid;
    parts.health = stage_.health;
    parts.inputs = {{primary_.id(), &primary_}, {backup_.id(), &backup_}};
    parts.slate = [this] { return slate_; };
    parts.output = [this](ProgrammeFrame frame) {
      seen_.with([&](std::vector<Seen>& seen) { seen.push_back({std::move(frame), now()}); });
    };
    programme_ = std::make_unique<Programme>(std::move(parts), start, Choice{});
  }
  std::vector<Seen> end() {
    programme_.reset();
    return seen_.with([](const std::vector<Seen>& seen) { return seen; });
  }

  static std::unique_ptr<Publication> let_in(InputFeed& feed) {
    return *feed.publish({.protocol = "test"}, now(), base::Instant{});
  }
  std::optional<std::size_t> on_air() const { return programme_->status().decision.input; }

  const StageSettings stage_ = settings();
  InputFeed primary_{stage_.inputs[0], stage_, [](const auto&, Moment) {}};
  InputFeed backup_{stage_.inputs[1], stage_, [](const auto&, Moment) {}};
  media::SharedFrame slate_ = media::make_picture(kWidth, kHeight);
  Moment start_;
  base::Guarded<std::vector<Seen>> seen_;
  std::unique_ptr<Programme> programme_;
};

TEST_F(OnAir, FramesComeWhenTheyAreDueAndNoneIsLeftOut) {
  begin(now() - 1s);
  live(1500ms, {});
  SKIP_IF_STARVED();
  const std::vector<Seen> seen = end();
  ASSERT_GE(seen.size(), 60u);
  for (std::size_t i = 0; i < seen.size(); ++i) {
    ASSERT_EQ(seen[i].frame.index, i);
    EXPECT_EQ(seen[i].frame.audio.frames(), 1920u);
    const auto due = start_ + static_cast<std::int64_t>(i) * 40ms;
    EXPECT_GE(seen[i].at, due);
    if (i < 25) {
      EXPECT_LT(seen[i].at - start_, 1300ms) << "what is past is made at once";
    }
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

TEST_F(OnAir, APublishersToneIsHeardWithoutAClickAndItsPicturesOnceEach) {
  Camera camera({.sample_rate = 44'100, .channels = 1});
  camera.connect(let_in(primary_));
  live(1s, {&camera});
  begin(now());
  live(3s, {&camera});
  SKIP_IF_STARVED();
  const std::vector<Seen> seen = end();
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

TEST_F(OnAir, PictureAndSoundBelongTogether) {
  Camera camera({.flashes = true});
  camera.connect(let_in(primary_));
  live(1s, {&camera});
  begin(now());
  live(3s, {&camera});
  SKIP_IF_STARVED();
  const std::vector<Seen> seen = end();
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

TEST_F(OnAir, ALostInputsLastPictureStaysUntilTheBackupIsTaken) {
  Camera primary, backup({.width = 640, .height = 360});
  primary.connect(let_in(primary_));
  backup.connect(let_in(backup_));
  live(1s, {&primary, &backup});
  begin(now());
  live(500ms, {&primary, &backup});
  SKIP_IF_STARVED();
  EXPECT_EQ(on_air(), 0u);
  const auto took = live_until([&] { return on_air() == 1u; }, 2s, {&backup});
  SKIP_IF_STARVED();
  ASSERT_TRUE(took);
  EXPECT_GE(*took, 450ms);
  EXPECT_LE(*took, 800ms);
  EXPECT_EQ(programme_->status().decision.reason.substr(0, 34),
            "primary lost: nothing received for");
  const auto back = live_until([&] { return on_air() == 0u; }, 4s, {&primary, &backup});
  SKIP_IF_STARVED();
  ASSERT_TRUE(back);
  EXPECT_GE(*back, 1950ms);
  EXPECT_LE(*back, 2600ms);
  for (const Seen& one : end()) EXPECT_NE(one.frame.picture, slate_);
}

TEST_F(OnAir, ANewcomerIsSeenWithinASecondAndGivesWayAtOnce) {
  Camera primary, backup;
  backup.connect(let_in(backup_));
  live(1s, {&backup});
  begin(now());
  live(200ms, {&backup});
  SKIP_IF_STARVED();
  primary.connect(let_in(primary_));
  const auto took = live_until([&] { return on_air() == 0u; }, 2s, {&primary, &backup});
  SKIP_IF_STARVED();
  ASSERT_TRUE(took);
  EXPECT_LE(*took, 900ms);
  live(300ms, {&primary, &backup});
  SKIP_IF_STARVED();
  primary.say_goodbye();
  const auto gave_way = live_until([&] { return on_air() == 1u; }, 1s, {&backup});
  SKIP_IF_STARVED();
  ASSERT_TRUE(gave_way);
  EXPECT_LE(*gave_way, 300ms);
  EXPECT_EQ(programme_->status().decision.reason, "primary ended");
}

TEST_F(OnAir, ASuccessorOnTheSameInputIsSeenWithoutTheSlateBetween) {
  Camera first, second({.width = 640, .height = 360, .sample_rate = 44'100});
  first.connect(let_in(primary_));
  live(1s, {&first});
  begin(now());
  live(200ms, {&first});
  SKIP_IF_STARVED();
  second.connect(
      *primary_.publish({.protocol = "test", .take_over = true}, now(), base::Instant{}));
  live(1s, {&first, &second});
  SKIP_IF_STARVED();
  EXPECT_EQ(on_air(), 0u);
  EXPECT_EQ(first.last_push().error().code(), base::Errc::kClosed);
  EXPECT_EQ(primary_.status(now()).width, 640);
  for (const Seen& one : end()) EXPECT_NE(one.frame.picture, slate_);
}

TEST_F(OnAir, SoundAloneIsHeardOverTheSlateAndPicturesAloneAreSeenInSilence) {
  Camera voice({.video = false}), film({.audio = false});
  begin(now());
  voice.connect(let_in(primary_));
  ASSERT_COMES_TRUE([&] { return on_air() == 0u; }, 5s, {&voice});
  live(400ms, {&voice});
  SKIP_IF_STARVED();
  voice.say_goodbye();
  film.connect(let_in(backup_));
  ASSERT_COMES_TRUE([&] { return on_air() == 1u; }, 5s, {&film});
  live(400ms, {&film});
  SKIP_IF_STARVED();
  const std::vector<Seen> seen = end();
  const Seen& last = seen.back();
  EXPECT_NE(last.frame.picture, slate_);
  EXPECT_EQ(level_db(last.frame.audio.samples), -120);
  const bool heard_over_slate = std::any_of(seen.begin(), seen.end(), [&](const Seen& one) {
    return one.frame.picture == slate_ && level_db(one.frame.audio.samples) > -20;
  });
  EXPECT_TRUE(heard_over_slate);
}

}  // namespace
}  // namespace plenary::stage
