// What one stage costs: decodes a 720p25 H.264 and AAC publisher and encodes the automatic ladder
// of two cores, in real time, and prints CPU seconds per second of each thread.
//
//   bench_stage_cpu [--seconds N] [--grain LUMA] [--preset NAME] [--unpaced] [--write DIR]
//
// The picture is a ceremony: a still backdrop with a title, somebody who sways, a line of text that
// runs, a clock. --grain adds a camera's noise. --write leaves the renditions for ffprobe.

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "media/audio_decoder.h"
#include "media/picture_stats.h"
#include "media/scaler.h"
#include "media/test_publisher.h"
#include "media/video_decoder.h"
#include "stage/ladder_encoder.h"

namespace {

using namespace plenary;
using Clock = std::chrono::steady_clock;

constexpr int kWidth = 1280, kHeight = 720;

struct Options {
  int seconds = 20;
  int grain = 0;
  std::string preset = "superfast";
  bool paced = true;
  std::string directory;
};

/// Draws the ceremony. Letters are made-up shapes: as sharp and as dense as real ones.
class Ceremony {
 public:
  explicit Ceremony(int grain) : grain_(grain), backdrop_(media::make_picture(kWidth, kHeight)) {
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        const double light = std::exp(-(std::pow(x - 640, 2) + std::pow(y - 200, 2)) / 200'000);
        *at(*backdrop_, x, y) = static_cast<std::uint8_t>(28 + 90 * light);
      }
    }
    for (int plane = 1; plane < 3; ++plane) {
      for (int y = 0; y < kHeight / 2; ++y) {
        std::uint8_t* line = backdrop_->data[plane] + y * backdrop_->linesize[plane];
        std::memset(line, plane == 1 ? 128 + 20 * y / 360 : 118, kWidth / 2);
      }
    }
    text(*backdrop_, 180, 80, 6, 22, 1);
    text(*backdrop_, 300, 150, 4, 28, 2);
    for (int line = 0; line < 6; ++line) text(*backdrop_, 620, 260 + line * 40, 3, 24, 3 + line);
  }

  media::SharedFrame draw(int index) {
    std::shared_ptr<AVFrame> picture = media::make_picture(kWidth, kHeight);
    for (int plane = 0; plane < 3; ++plane) {
      const int rows = plane == 0 ? kHeight : kHeight / 2;
      for (int y = 0; y < rows; ++y) {
        std::memcpy(picture->data[plane] + y * picture->linesize[plane],
                    backdrop_->data[plane] + y * backdrop_->linesize[plane],
                    static_cast<std::size_t>(plane == 0 ? kWidth : kWidth / 2));
      }
    }
    person(*picture, 300 + 14 * std::sin(index / 17.0), 400 + 4 * std::sin(index / 7.0));
    text(*picture, kWidth - index * 3 % (kWidth * 2), 670, 3, 40, 20);
    text(*picture, 1120, 30, 3, 5, 100 + index / 25);
    if (grain_ > 0) add_grain(*picture);
    return picture;
  }

 private:
  static std::uint8_t* at(AVFrame& picture, int x, int y) {
    return picture.data[0] + y * picture.linesize[0] + x;
  }

  /// `count` letters of 8 x 8 dots, each `size` pixels wide.
  static void text(AVFrame& picture, int left, int top, int size, int count, int seed) {
    std::mt19937 random(static_cast<unsigned>(seed));
    for (int letter = 0; letter < count; ++letter) {
      for (int dot = 0; dot < 64; ++dot) {
        const bool ink = random() % 5 < 2;
        const int x = left + (letter * 9 + dot % 8) * size, y = top + dot / 8 * size;
        if (!ink || x < 0 || x + size > kWidth || y + size > kHeight) continue;
        for (int row = 0; row < size; ++row) {
          std::memset(at(picture, x, y + row), 225, static_cast<std::size_t>(size));
        }
      }
    }
  }

  static void person(AVFrame& picture, double cx, double cy) {
    for (int y = 240; y < 660; ++y) {
      for (int x = 120; x < 480; ++x) {
        const double head = std::pow((x - cx) / 55, 2) + std::pow((y - cy + 90) / 70, 2);
        const double body = std::pow((x - cx) / 130, 2) + std::pow((y - cy - 160) / 180, 2);
        const double fold = 8 * std::sin(x / 5.0 + cx) * std::sin(y / 9.0);
        if (head < 1)
          *at(picture, x, y) = static_cast<std::uint8_t>(150 + 40 * (1 - head) + fold);
        else if (body < 1)
          *at(picture, x, y) = static_cast<std::uint8_t>(60 + fold);
      }
    }
  }

  void add_grain(AVFrame& picture) {
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        noise_ = noise_ * 1'664'525 + 1'013'904'223;
        const int change = static_cast<int>((noise_ >> 16) % static_cast<unsigned>(2 * grain_ + 1));
        *at(picture, x, y) =
            static_cast<std::uint8_t>(std::clamp(*at(picture, x, y) + change - grain_, 16, 235));
      }
    }
  }

  int grain_;
  std::uint32_t noise_ = 1;
  std::shared_ptr<AVFrame> backdrop_;
};

/// Counts bytes and lateness, and writes files if asked.
class Sink final : public stage::PartSink {
 public:
  explicit Sink(std::string directory) : directory_(std::move(directory)) {}

  std::uint64_t next_number() const override { return 0; }
  void begin_run(stage::Run run) override {
    run_ = std::move(run);
    seen_.resize(run_.renditions.size());
    if (directory_.empty()) return;
    std::filesystem::create_directories(directory_);
    for (const stage::Rendition& rendition : run_.renditions) write(rendition, *rendition.init);
  }
  void on_part(std::size_t rendition, stage::PackagedPart part) override {
    const auto now = Clock::now();
    const std::lock_guard lock(mutex_);
    Seen& seen = seen_[rendition];
    seen.bytes += part.bytes->size();
    seen.segments[part.number] += part.bytes->size();
    const std::size_t index = seen.parts++;
    if (index < part_pushed_.size()) {
      seen.late.push_back(
          std::chrono::duration<double, std::milli>(now - part_pushed_[index]).count());
    }
    if (!directory_.empty()) write(run_.renditions[rendition], *part.bytes);
  }
  void end_run() override {}

  /// The last frame of the next part is being pushed now.
  void part_pushed() {
    const std::lock_guard lock(mutex_);
    part_pushed_.push_back(Clock::now());
  }

  void report(double seconds) {
    std::printf("\n%-10s %-12s %9s %9s %9s %9s %8s %8s\n", "rendition", "codecs", "kbit/s",
                "declared", "peak", "declared", "late p50", "p99 ms");
    for (std::size_t i = 0; i < seen_.size(); ++i) {
      Seen& seen = seen_[i];
      std::size_t most = 0;
      for (const auto& [number, bytes] : seen.segments) most = std::max(most, bytes);
      std::sort(seen.late.begin(), seen.late.end());
      const auto late = [&](double share) {
        return seen.late.empty() ? 0.0
                                 : seen.late[static_cast<std::size_t>(
                                       share * static_cast<double>(seen.late.size() - 1))];
      };
      const stage::Rendition& rendition = run_.renditions[i];
      const double length = std::chrono::duration<double>(run_.grid.segment_duration()).count();
      std::printf("%-10s %-12s %9.0f %9.0f %9.0f %9.0f %8.1f %8.1f\n", rendition.id.text().c_str(),
                  rendition.codecs.c_str(), static_cast<double>(seen.bytes) * 8 / seconds / 1000,
                  rendition.average_bps / 1000.0, static_cast<double>(most) * 8 / length / 1000,
                  rendition.peak_bps / 1000.0, late(0.5), late(0.99));
    }
  }

 private:
  struct Seen {
    std::size_t bytes = 0, parts = 0;
    std::map<std::uint64_t, std::size_t> segments;
    std::vector<double> late;
  };

  void write(const stage::Rendition& rendition, const base::Bytes& bytes) {
    std::ofstream file(directory_ + "/" + rendition.id.text() + ".mp4",
                       std::ios::binary | std::ios::app);
    file.write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }

  std::string directory_;
  stage::Run run_;
  std::mutex mutex_;
  std::vector<Seen> seen_;
  std::vector<Clock::time_point> part_pushed_;
};

/// CPU seconds by thread name, the process's own first.
std::map<std::string, double> cpu_by_thread() {
  std::map<std::string, double> seconds;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream comm(entry.path() / "comm"), schedstat(entry.path() / "schedstat");
    std::string name;
    double nanoseconds = 0;
    std::getline(comm, name);
    schedstat >> nanoseconds;
    seconds[name] += nanoseconds / 1e9;
  }
  return seconds;
}

/// What a publisher would have sent, made before the clock runs.
struct Feed {
  std::vector<std::vector<media::Packet>> video;  ///< By frame.
  std::vector<media::Packet> audio;
};

Feed make_feed(const Options& options, int frames) {
  media::testing::TestVideo video;
  video.width = kWidth;
  video.height = kHeight;
  video.key_interval = 50;
  video.bps = 2'500'000;
  video.preset = "veryfast";
  media::testing::VideoPublisher publisher(video);
  Ceremony ceremony(options.grain);
  Feed feed;
  feed.video.push_back({publisher.config()});
  const auto add = [&](std::vector<media::Packet> packets) {
    for (media::Packet& packet : packets) feed.video.push_back({std::move(packet)});
  };
  for (int i = 0; i < frames; ++i) add(publisher.encode(ceremony.draw(i), i * 40));
  add(publisher.finish());
  media::testing::AudioPublisher audio(48'000, 2);
  feed.audio.push_back(audio.config());
  for (int i = 0; i < frames * 1920 / 1024 + 4; ++i) {
    for (media::Packet& packet : audio.encode_sine(300 + i % 400)) feed.audio.push_back(packet);
  }
  return feed;
}

/// The stage's programme thread, with one input and nothing to decide.
class Programme {
 public:
  Programme(const Feed& feed, stage::LadderEncoder& ladder, Sink& sink)
      : feed_(feed), ladder_(ladder), sink_(sink), scaler_(kWidth, kHeight) {}

  void frame(std::size_t index) {
    for (const media::Packet& packet : feed_.video[index]) {
      if (auto pictures = video_.push(packet)) {
        for (media::Picture& picture : *pictures) picture_ = *scaler_.scale(picture.frame);
      }
    }
    if (!picture_) return;
    (void)media::stats_of(*picture_);
    while (sound_.size() < 3840 && next_audio_ < feed_.audio.size()) {
      if (auto sounds = audio_.push(feed_.audio[next_audio_++])) {
        for (const media::Sound& sound : *sounds) {
          sound_.insert(sound_.end(), sound.block.samples.begin(), sound.block.samples.end());
        }
      }
    }
    sound_.resize(std::max<std::size_t>(sound_.size(), 3840));
    stage::ProgrammeFrame out{pushed_, picture_, {}, false};
    out.audio.samples.assign(sound_.begin(), sound_.begin() + 3840);
    sound_.erase(sound_.begin(), sound_.begin() + 3840);
    if (++pushed_ % 8 == 0) sink_.part_pushed();
    ladder_.push(std::move(out));
  }

 private:
  const Feed& feed_;
  stage::LadderEncoder& ladder_;
  Sink& sink_;
  media::Scaler scaler_;
  media::VideoDecoder video_;
  media::AudioDecoder audio_;
  media::SharedFrame picture_;
  std::vector<float> sound_;
  std::size_t next_audio_ = 0;
  std::uint64_t pushed_ = 0;
};

void measure(const Options& options) {
  const int frames = options.seconds * 25;
  std::printf("making %d s of a publisher's 720p25 ...\n", options.seconds);
  std::fflush(stdout);
  const Feed feed = make_feed(options, frames);

  stage::StageSettings settings;
  settings.ladder = stage::automatic_ladder(2);
  settings.ladder.preset = options.preset;
  Sink sink(options.directory);
  auto ladder = stage::LadderEncoder::open(settings, 900'000'000, sink);
  if (!ladder) {
    std::cerr << ladder.error().detail() << '\n';
    std::exit(1);
  }
  Programme programme(feed, **ladder, sink);
  pthread_setname_np(pthread_self(), "decode");
  const auto before = cpu_by_thread();
  const auto start = Clock::now();
  std::size_t most_behind = 0;
  for (std::size_t i = 0; i < feed.video.size(); ++i) {
    if (options.paced) {
      std::this_thread::sleep_until(start + i * std::chrono::milliseconds(40));
    } else {
      while ((*ladder)->behind() > 6) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    programme.frame(i);
    most_behind = std::max(most_behind, (*ladder)->behind());
  }
  // What is owed for left out frames waits for the next push, which does not come: not for ever.
  const auto patience = Clock::now() + std::chrono::seconds(3);
  while ((*ladder)->behind() > 0 && Clock::now() < patience) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  const auto after = cpu_by_thread();
  const double wall = std::chrono::duration<double>(Clock::now() - start).count();
  (*ladder)->finish();

  const double seconds = frames / 25.0;
  double sum = 0;
  std::printf("\n%-16s %s\n", "thread", "CPU s per s of media");
  for (const auto& [name, cpu] : after) {
    const auto earlier = before.find(name);
    const double spent = cpu - (earlier == before.end() ? 0 : earlier->second);
    std::printf("%-16s %.3f\n", name.c_str(), spent / seconds);
    sum += spent;
  }
  std::printf("%-16s %.3f\n", "sum", sum / seconds);
  std::printf("\n%.1f s of media in %.1f s; at most %zu frames behind, %llu substituted\n", seconds,
              wall, most_behind, static_cast<unsigned long long>((*ladder)->substituted()));
  sink.report(seconds);
}

}  // namespace

int main(int count, char** arguments) {
  Options options;
  const std::vector<std::string> given(arguments + 1, arguments + count);
  for (std::size_t i = 0; i < given.size(); ++i) {
    const std::string name = given[i];
    if (name == "--unpaced") {
      options.paced = false;
      continue;
    }
    const std::string value = i + 1 < given.size() ? given[++i] : "";
    if (name == "--seconds") {
      options.seconds = std::atoi(value.c_str());
    } else if (name == "--grain") {
      options.grain = std::atoi(value.c_str());
    } else if (name == "--preset") {
      options.preset = value;
    } else if (name == "--write") {
      options.directory = value;
    } else {
      options.seconds = 0;
    }
  }
  if (options.seconds < 2 || options.seconds > 3600) {
    std::cerr << "bench_stage_cpu [--seconds 2..3600] [--grain LUMA] [--preset NAME] [--unpaced] "
                 "[--write DIR]\n";
    return 2;
  }
  media::quiet_libav();
  measure(options);
  return 0;
}
