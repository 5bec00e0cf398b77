#include "stage/stage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "stage/test_camera.h"

namespace plenary::stage::stage_test {
namespace {

using namespace std::chrono_literals;
using testing::Camera;
using testing::CameraSettings;
using testing::RealTime;

/// Keeps the names of the parts that it is given, "650000000.0", for each rendition.
class RecordingSink final : public PartSink {
 public:
  struct Record {
    std::optional<Run> run;
    bool ended = false;
    std::vector<std::vector<PackagedPart>> parts;
  };

  std::uint64_t next_number() const override { return next_number_; }
  void begin_run(Run run) override {
    record_.with([&](Record& record) {
      record = Record{};
      record.parts.resize(run.renditions.size());
      record.run = std::move(run);
    });
  }
  void on_part(std::size_t rendition, PackagedPart part) override {
    record_.with([&](Record& record) { record.parts[rendition].push_back(std::move(part)); });
  }
  void end_run() override {
    record_.with([](Record& record) { record.ended = true; });
  }

  Record record() const {
    return record_.with([](const Record& record) { return record; });
  }
  void set_next_number(std::uint64_t number) { next_number_ = number; }

 private:
  std::uint64_t next_number_ = 0;
  base::Guarded<Record> record_;
};

base::InputId input(const std::string& name) {
  return *base::InputId::parse(name);
}

StageSettings settings() {
  StageSettings stage;
  stage.id = *base::StageId::parse("opening");
  stage.ladder.preset = "ultrafast";
  stage.ladder.rungs = {{*base::RenditionId::parse("180p"), 320, 180, 300'000},
                        {*base::RenditionId::parse("90p"), 160, 90, 100'000}};
  stage.inputs = {{input("primary")}, {input("backup")}};
  // What is tested here does not depend on how long anything takes. When an input counts as missing
  // is the tests' of the health and the selector, where time is a value.
  stage.health.missing = 30s;
  return stage;
}

class OpenStage : public ::testing::Test {
 protected:
  std::unique_ptr<Publication> let_in(const std::string& name, bool take_over = false) {
    Publisher publisher;
    publisher.protocol = "test";
    publisher.address = "192.0.2.1:5000";
    publisher.take_over = take_over;
    return *stage_.publish(input(name), std::move(publisher));
  }
  std::string on_air() const { return stage_.status().on_air.text(); }

  /// Nothing is left out, doubled or out of order in any rendition, and all are as long.
  void expect_without_a_gap() const {
    const RecordingSink::Record record = sink_.record();
    ASSERT_TRUE(record.run);
    std::size_t shortest = SIZE_MAX, longest = 0;
    for (const auto& parts : record.parts) {
      std::uint64_t number = record.run->first_number;
      int index = 0;
      for (const PackagedPart& part : parts) {
        ASSERT_EQ(part.number, number);
        ASSERT_EQ(part.index, index);
        index = (index + 1) % record.run->grid.parts_per_segment;
        if (index == 0) ++number;
      }
      shortest = std::min(shortest, parts.size());
      longest = std::max(longest, parts.size());
    }
    EXPECT_LE(longest - shortest, 1u);
    EXPECT_GE(shortest, 1u);
  }

  RealTime time_;
  RecordingSink sink_;
  Stage stage_{settings(), sink_, base::real_utc_now};
};

TEST_F(OpenStage, CanBePlayedSoonAndCountsOnFromUtc) {
  const Grid grid = settings().grid;
  const auto earliest = grid.number_at(base::real_utc_now());
  ASSERT_TRUE(stage_.open());
  const auto first = sink_.record().run->first_number;
  EXPECT_GE(first, earliest);
  EXPECT_LE(first, grid.number_at(base::real_utc_now()) + 1);
  const auto three_parts_of_each = [&] {
    const RecordingSink::Record record = sink_.record();
    return std::all_of(record.parts.begin(), record.parts.end(),
                       [](const auto& parts) { return parts.size() >= 3; });
  };
  ASSERT_TRUE(time_.pass_until(three_parts_of_each, {})) << "what a player holds back";
  const auto frames_by_utc = [&] {
    return static_cast<std::uint64_t>((base::real_utc_now() - grid.start_of(first)) / 40ms);
  };
  EXPECT_TRUE(time_.pass_until([&] { return stage_.status().frames >= frames_by_utc(); }, {}));
  const StageStatus status = stage_.status();
  EXPECT_LE(status.frames, frames_by_utc() + 2);
  EXPECT_TRUE(status.open);
  EXPECT_TRUE(status.on_slate);
  EXPECT_EQ(status.reason, "nobody publishes");
  EXPECT_EQ(status.run, first);
  stage_.close();
  ASSERT_TRUE(time_.pass_until([&] { return sink_.record().ended; }, {}));
  EXPECT_FALSE(stage_.status().open);
  expect_without_a_gap();
}

TEST_F(OpenStage, NumbersGoOnAfterWhatWasWrittenBefore) {
  sink_.set_next_number(9'000'000'000);
  ASSERT_TRUE(stage_.open());
  EXPECT_EQ(sink_.record().run->first_number, 9'000'000'000u);
  stage_.close();
  sink_.set_next_number(9'000'000'001);
  ASSERT_TRUE(stage_.open());
  EXPECT_EQ(sink_.record().run->first_number, 9'000'000'001u);
}

TEST_F(OpenStage, APublisherThatVanishesAndReturnsLeavesNoGap) {
  stage_.set_slate({.conference = "Conference", .message = "We will be right back"});
  Camera camera;
  camera.connect(let_in("primary"));
  time_.pass(500ms, {&camera});
  ASSERT_TRUE(stage_.open());
  ASSERT_TRUE(time_.pass_until([&] { return on_air() == "primary"; }, {&camera}));
  time_.pass(500ms, {&camera});
  camera.vanish();
  ASSERT_TRUE(time_.pass_until([&] { return stage_.status().on_slate; }, {}));
  EXPECT_EQ(stage_.status().reason, "primary lost: its connection ended");
  EXPECT_EQ(stage_.status().inputs[0].state, InputStatus::State::kLost);
  time_.pass(500ms, {});
  camera.connect(let_in("primary"));
  ASSERT_TRUE(time_.pass_until([&] { return on_air() == "primary"; }, {&camera}));
  time_.pass(300ms, {&camera});
  stage_.close();
  ASSERT_TRUE(time_.pass_until([&] { return sink_.record().ended; }, {}));
  expect_without_a_gap();
}

TEST_F(OpenStage, WhateverAPublisherChangesItStaysOnAir) {
  ASSERT_TRUE(stage_.open());
  Camera camera;
  camera.connect(let_in("primary"));
  ASSERT_TRUE(time_.pass_until([&] { return on_air() == "primary"; }, {&camera}));
  const StageStatus first = stage_.status();

  time_.pass(300ms, {&camera});
  camera.change(
      {.width = 640, .height = 480, .frames_per_second = 30, .sample_rate = 44'100, .channels = 1});
  const auto settings_seen = [&] {
    const InputStatus seen = stage_.status().inputs[0];
    return seen.width == 640 && seen.height == 480 && seen.sample_rate == 44'100;
  };
  EXPECT_TRUE(time_.pass_until(settings_seen, {&camera}));
  camera.jump(3'600'000);
  time_.pass(500ms, {&camera});
  camera.jump(-7'000'000);
  time_.pass(500ms, {&camera});
  camera.change({.width = 320, .height = 180, .frames_per_second = 50, .b_frames = 2});
  time_.pass(700ms, {&camera});
  camera.change({.width = 320, .height = 180, .frames_per_second = 12, .audio = false});
  time_.pass(700ms, {&camera});

  const StageStatus status = stage_.status();
  EXPECT_EQ(status.reason, first.reason);
  EXPECT_EQ(status.on_air, input("primary"));
  EXPECT_EQ(status.inputs[0].state, InputStatus::State::kSteady);
  EXPECT_EQ(status.inputs[0].undecodable, 0u);
  EXPECT_EQ(status.inputs[0].dropped, 0u);
  stage_.close();
  ASSERT_TRUE(time_.pass_until([&] { return sink_.record().ended; }, {}));
  expect_without_a_gap();
}

TEST_F(OpenStage, TheHandTakesAndGivesBack) {
  ASSERT_TRUE(stage_.open());
  Camera primary, backup;
  primary.connect(let_in("primary"));
  backup.connect(let_in("backup"));
  ASSERT_TRUE(time_.pass_until([&] { return on_air() == "primary"; }, {&primary, &backup}));
  EXPECT_TRUE(stage_.choose({Choice::Kind::kInput, input("backup")}));
  ASSERT_TRUE(time_.pass_until([&] { return on_air() == "backup"; }, {&primary, &backup}));
  EXPECT_TRUE(stage_.choose({Choice::Kind::kSlate, {}}));
  ASSERT_TRUE(time_.pass_until([&] { return stage_.status().on_slate; }, {&primary, &backup}));
  EXPECT_TRUE(stage_.choose({}));
  ASSERT_TRUE(time_.pass_until([&] { return on_air() == "primary"; }, {&primary, &backup}));
  EXPECT_EQ(stage_.choose({Choice::Kind::kInput, input("nobody")}).error().code(),
            base::Errc::kNotFound);
}

TEST_F(OpenStage, OnePublisherAnInput) {
  EXPECT_EQ(stage_.publish(input("nobody"), {}).error().code(), base::Errc::kNotFound);

  std::vector<std::string> revoked;
  Publisher publisher;
  publisher.protocol = "test";
  publisher.revoked = [&](std::string_view why) { revoked.emplace_back(why); };
  auto first = *stage_.publish(input("primary"), publisher);
  EXPECT_EQ(stage_.publish(input("primary"), publisher).error().code(), base::Errc::kConflict);

  publisher.take_over = true;
  auto second = *stage_.publish(input("primary"), publisher);
  EXPECT_EQ(revoked, std::vector<std::string>{"another publisher took the input over"});
  EXPECT_EQ(first->push({media::Packet::Kind::kAudio}).error().code(), base::Errc::kClosed);
  first.reset();
  EXPECT_EQ(stage_.status().inputs[0].state, InputStatus::State::kConnecting);

  stage_.disconnect(input("primary"), "its key was rotated");
  EXPECT_EQ(revoked.back(), "its key was rotated");
  EXPECT_EQ(stage_.status().inputs[0].state, InputStatus::State::kAbsent);
  publisher.take_over = false;
  auto third = *stage_.publish(input("primary"), publisher);
  third->goodbye();
  third.reset();
  EXPECT_EQ(revoked.size(), 2u) << "who went by itself is not revoked";
}

TEST_F(OpenStage, APublisherThatSendsNothingCanBeReplaced) {
  auto silent = let_in("primary");
  std::unique_ptr<Publication> successor;
  const auto let_another_in = [&] {
    auto published = stage_.publish(input("primary"), {});
    if (published) successor = std::move(*published);
    return published.has_value();
  };
  EXPECT_TRUE(time_.pass_until(let_another_in, {}));
  EXPECT_FALSE(silent->push({media::Packet::Kind::kAudio}));
}

TEST_F(OpenStage, NonsenseEndsItsPublisherAndNothingElse) {
  ASSERT_TRUE(stage_.open());
  auto publication = let_in("primary");
  const auto noise = std::make_shared<base::Bytes>(200, std::uint8_t{0xA5});
  const bool refused = time_.pass_until(
      [&] {
        const media::Packet::Kind kinds[] = {
            media::Packet::Kind::kVideoConfig, media::Packet::Kind::kVideo,
            media::Packet::Kind::kAudioConfig, media::Packet::Kind::kAudio};
        for (const auto kind : kinds) {
          const base::Status pushed =
              publication->push({kind, 1LL << 62, -(1LL << 62), true, noise});
          if (!pushed) return pushed.error().code() == base::Errc::kMalformed;
        }
        return false;
      },
      {});
  EXPECT_TRUE(refused);
  publication.reset();
  EXPECT_TRUE(stage_.status().on_slate);
  stage_.close();
  ASSERT_TRUE(time_.pass_until([&] { return sink_.record().ended; }, {}));
  expect_without_a_gap();
}

TEST_F(OpenStage, GivesSmallPicturesToWhoAsks) {
  EXPECT_EQ(stage_.picture(input("primary")), nullptr);
  EXPECT_EQ(stage_.status().inputs[0].picture_version, 0u);
  Camera camera;
  camera.connect(let_in("primary"));
  ASSERT_TRUE(
      time_.pass_until([&] { return stage_.status().inputs[0].picture_version > 0; }, {&camera}));
  ASSERT_TRUE(
      time_.pass_until([&] { return stage_.picture(input("primary")) != nullptr; }, {&camera}));
  const base::SharedBytes jpeg = stage_.picture(input("primary"));
  EXPECT_EQ((*jpeg)[0], 0xFF);
  EXPECT_EQ((*jpeg)[1], 0xD8);
  ASSERT_TRUE(stage_.open());
  ASSERT_TRUE(time_.pass_until([&] { return stage_.picture({}) != nullptr; }, {&camera}));
}

TEST_F(OpenStage, APublicationMayOutliveItsStage) {
  auto stage = std::make_unique<Stage>(settings(), sink_, base::real_utc_now);
  std::string revoked;
  Publisher publisher;
  publisher.revoked = [&](std::string_view why) { revoked = why; };
  auto publication = *stage->publish(input("primary"), publisher);
  ASSERT_TRUE(stage->open());
  stage.reset();
  EXPECT_EQ(revoked, "the stage was closed down");
  EXPECT_EQ(publication->push({media::Packet::Kind::kAudio}).error().code(), base::Errc::kClosed);
}

}  // namespace
}  // namespace plenary::stage::stage_test
