#pragma once

// For tests only: a publisher that sends real H.264 and AAC in real time.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stop_token>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/time.h"
#include "media/test_publisher.h"
#include "stage/input.h"

namespace plenary::stage::testing {

/// What a camera sends. A picture of mid-grey, white for the first tenth of each second, when its
/// sound is loud; or a moving square and a steady tone.
struct CameraSettings {
  int width = 320;
  int height = 180;
  int frames_per_second = 25;
  int b_frames = 0;
  int sample_rate = 48'000;
  int channels = 2;
  bool video = true;
  bool audio = true;
  bool flashes = false;
};

/// A camera with an encoder, on the clock of whoever drives it.
class Camera {
 public:
  explicit Camera(const CameraSettings& settings = {}) : settings_(settings) { open(); }

  void connect(std::unique_ptr<Publication> publication) {
    publication_ = std::move(publication);
    start_.reset();
    send_configurations();
  }
  /// The connection breaks off.
  void vanish() { publication_.reset(); }
  void say_goodbye() {
    publication_->goodbye();
    publication_.reset();
  }
  bool connected() const { return publication_ != nullptr; }
  base::Status last_push() const { return last_push_; }

  /// Other settings from now on, as when an encoder is set anew in mid-stream.
  void change(const CameraSettings& settings) {
    settings_ = settings;
    base_ms_ += elapsed_ms_;
    start_.reset();
    open();
    send_configurations();
  }
  /// All timestamps from now on are off by this much more.
  void jump(std::int64_t by_ms) { base_ms_ += by_ms; }

  /// Sends what was taken up to `now`.
  void send_until(base::Moment now) {
    if (!publication_) return;
    if (!start_) {
      start_ = now;
      frames_ = blocks_ = 0;
    }
    elapsed_ms_ = std::chrono::duration_cast<std::chrono::milliseconds>(now - *start_).count();
    while (settings_.video && frame_ms(frames_) <= elapsed_ms_) send_picture();
    while (settings_.audio && block_ms(blocks_ + 1) <= elapsed_ms_) send_sound();
  }

 private:
  std::int64_t frame_ms(std::int64_t frame) const {
    return frame * 1000 / settings_.frames_per_second;
  }
  std::int64_t block_ms(std::int64_t block) const {
    return block * 1024 * 1000 / settings_.sample_rate;
  }

  void open() {
    media::testing::TestVideo video;
    video.width = settings_.width;
    video.height = settings_.height;
    video.b_frames = settings_.b_frames;
    video_.emplace(video);
    audio_.emplace(settings_.sample_rate, settings_.channels);
    blocks_encoded_ = 0;
  }

  void send_configurations() {
    if (!publication_) return;
    if (settings_.video) send(video_->config());
    if (settings_.audio) send(audio_->config());
  }

  void send(media::Packet packet) { last_push_ = publication_->push(std::move(packet)); }

  void send_picture() {
    const std::int64_t at = frame_ms(frames_);
    std::shared_ptr<AVFrame> picture =
        media::testing::test_picture(settings_.width, settings_.height, static_cast<int>(frames_));
    if (settings_.flashes) {
      const int luma = at % 1000 < 100 ? 230 : 90;
      std::memset(picture->data[0], luma,
                  static_cast<std::size_t>(picture->linesize[0] * settings_.height));
    }
    for (media::Packet& packet : video_->encode(picture, at)) {
      packet.dts_ms += base_ms_;
      packet.pts_ms += base_ms_;
      send(std::move(packet));
    }
    ++frames_;
  }

  void send_sound() {
    const bool loud = !settings_.flashes || block_ms(blocks_) % 1000 < 100;
    for (media::Packet& packet : audio_->encode_sine(440, loud ? 0.5 : 0.0)) {
      // The encoder gives a block back one later, timed by its count since it was opened.
      const std::int64_t at = block_ms(blocks_) + (packet.pts_ms - block_ms(blocks_encoded_));
      packet.dts_ms = packet.pts_ms = at + base_ms_;
      send(std::move(packet));
    }
    ++blocks_;
    ++blocks_encoded_;
  }

  CameraSettings settings_;
  std::unique_ptr<Publication> publication_;
  std::optional<media::testing::VideoPublisher> video_;
  std::optional<media::testing::AudioPublisher> audio_;
  std::optional<base::Moment> start_;
  std::int64_t base_ms_ = 0, elapsed_ms_ = 0;
  std::int64_t frames_ = 0, blocks_ = 0, blocks_encoded_ = 0;
  base::Status last_push_ = base::Done{};
};

/// Real time for a test. Lets it pass while cameras send, and notices, on a thread of its own as
/// well as on the test's, where other programs keep the machine from working in real time: what was
/// seen then says nothing about the stage.
class RealTime {
 public:
  RealTime() {
    sampler_ = std::jthread([this](const std::stop_token& stop) {
      while (!stop.stop_requested()) sleep();
    });
  }

  /// Lets `length` pass while the cameras send.
  void pass(std::chrono::milliseconds length, std::initializer_list<Camera*> cameras) {
    const base::Moment end = std::chrono::steady_clock::now() + length;
    for (base::Moment now{}; now < end;) {
      now = std::chrono::steady_clock::now();
      for (Camera* camera : cameras) camera->send_until(now);
      expected_by(now);
      sleep();
    }
  }

  /// Lets time pass until `holds` does. False after a minute, which no busy machine explains.
  template <class Condition>
  bool pass_until(Condition holds, std::initializer_list<Camera*> cameras) {
    const base::Moment end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!holds()) {
      if (std::chrono::steady_clock::now() > end) return false;
      pass(std::chrono::milliseconds(5), cameras);
    }
    return true;
  }

  /// Whether the machine has kept up so far.
  bool kept() const { return kept_; }

 private:
  /// Less than what the stage's own threads may be late without anything being repeated.
  static constexpr std::chrono::milliseconds kTolerated{150};

  void sleep() {
    const base::Moment wake = std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
    std::this_thread::sleep_until(wake);
    expected_by(wake);
  }
  void expected_by(base::Moment when) {
    if (std::chrono::steady_clock::now() - when > kTolerated) kept_ = false;
  }

  std::atomic<bool> kept_ = true;
  std::jthread sampler_;
};

/// What `attempt`, given a RealTime, saw on a machine that kept up. Where it did not, another
/// attempt is made; nothing after the last.
template <class Attempt>
auto in_real_time(Attempt attempt) -> std::optional<std::invoke_result_t<Attempt, RealTime&>> {
  constexpr int kAttempts = 8;
  for (int i = 0; i < kAttempts; ++i) {
    RealTime time;
    auto seen = attempt(time);
    if (time.kept()) return seen;
    std::printf("the machine was too busy to work in real time\n");
  }
  return std::nullopt;
}

}  // namespace plenary::stage::testing
