#include "stage/ladder_encoder.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "media/cmaf_muxer.h"
#include "media/scaler.h"
#include "media/video_encoder.h"
#include "stage/lane.h"
#include "stage/packager.h"

extern "C" {
#include <libavutil/frame.h>
}

namespace plenary::stage {
namespace {

using base::Errc;
using base::Error;

// What moof, mdat and their sample tables add, at most. Without it the lowest rung's bandwidth
// would be a lie of 3%.
constexpr double kChunkBytes = 120;
constexpr double kSampleBytes = 12;

double overhead_bps(const Grid& grid, double samples_per_part) {
  const double part_seconds = static_cast<double>(grid.frames_per_part) / grid.frames_per_second;
  return 8 * (kChunkBytes + kSampleBytes * samples_per_part) / part_seconds;
}

/// A tenth of the pixels and a third of the bits they would like: the smallest rung gains 2 dB from
/// the next slower preset, for one hundredth of a core.
std::string preset_of(const Rung& rung, const Ladder& ladder) {
  return ladder.preset == "superfast" && rung.height <= 240 ? "veryfast" : ladder.preset;
}

int packets_per_part(const Grid& grid) {
  return grid.samples_per_part() / media::AudioEncoder::kFrame;
}

/// One rung: scales, encodes and packs. After start() only its lane's thread touches it.
class VideoRendition {
 public:
  static base::Result<std::unique_ptr<VideoRendition>> open(const Rung& rung,
                                                            const StageSettings& settings,
                                                            std::uint64_t first_number) {
    const Grid& grid = settings.grid;
    media::VideoEncoding encoding;
    encoding.width = rung.width;
    encoding.height = rung.height;
    encoding.frames_per_second = grid.frames_per_second;
    encoding.frames_per_segment = grid.frames_per_segment();
    encoding.bps = rung.video_bps;
    encoding.preset = preset_of(rung, settings.ladder);
    auto encoder = media::VideoEncoder::open(encoding);
    if (!encoder) return encoder.error();
    const auto offset = static_cast<std::int64_t>(first_number) * grid.frames_per_segment();
    auto muxer = media::CmafMuxer::open(encoder->context(), offset);
    if (!muxer) return muxer.error();
    Packager packager(*std::move(muxer), first_number, grid.frames_per_part,
                      grid.parts_per_segment);
    return std::unique_ptr<VideoRendition>(
        new VideoRendition(rung, grid, *std::move(encoder), std::move(packager)));
  }

  Rendition describe() const {
    const double overhead = overhead_bps(grid_, grid_.frames_per_part);
    const double segment_seconds = grid_.frames_per_segment() * 1.0 / grid_.frames_per_second;
    Rendition rendition;
    rendition.id = rung_.id;
    rendition.kind = Rendition::Kind::kVideo;
    rendition.codecs = encoder_.codecs();
    rendition.width = rung_.width;
    rendition.height = rung_.height;
    rendition.average_bps = static_cast<std::uint32_t>(rung_.video_bps + overhead);
    rendition.peak_bps = static_cast<std::uint32_t>(
        media::VideoEncoder::peak_bps(rung_.video_bps, segment_seconds) + overhead);
    rendition.init = packager_.init();
    return rendition;
  }

  void start(PartSink& sink, std::size_t index) {
    packager_.deliver_to(sink, index);
    lane_.start("enc-" + rung_.id.text(),
                [this](const Lane<media::SharedFrame>::Work& work) { handle(work); });
  }

  Lane<media::SharedFrame>& lane() { return lane_; }

 private:
  VideoRendition(Rung rung, const Grid& grid, media::VideoEncoder encoder, Packager packager)
      : rung_(std::move(rung)),
        grid_(grid),
        scaler_(rung_.width, rung_.height),
        encoder_(std::move(encoder)),
        packager_(std::move(packager)) {}

  void handle(const Lane<media::SharedFrame>::Work& work) {
    for (std::uint32_t i = 0; i < work.left_out; ++i) packager_.add(encoder_.encode(last_));
    if (!work.content) return;
    // From the programme's picture, not from the rung above: that would save 0.2 ms and tie a rung
    // to the delays of another.
    auto picture = scaler_.scale(*work.content);
    PLENARY_CHECK(picture.has_value());
    last_ = *std::move(picture);
    packager_.add(encoder_.encode(last_));
  }

  Rung rung_;
  Grid grid_;
  media::Scaler scaler_;
  media::VideoEncoder encoder_;
  Packager packager_;
  media::SharedFrame last_;
  Lane<media::SharedFrame> lane_;  // Last: its thread ends before what it uses.
};

/// The floor's sound. After start() only its lane's thread touches it.
class AudioRendition {
 public:
  static base::Result<std::unique_ptr<AudioRendition>> open(const StageSettings& settings,
                                                            std::uint64_t first_number) {
    const Grid& grid = settings.grid;
    auto encoder = media::AudioEncoder::open(settings.ladder.audio_bps);
    if (!encoder) return encoder.error();
    const auto offset = static_cast<std::int64_t>(first_number) * grid.samples_per_segment();
    auto muxer = media::CmafMuxer::open(encoder->context(), offset);
    if (!muxer) return muxer.error();
    Packager packager(*std::move(muxer), first_number, packets_per_part(grid),
                      grid.parts_per_segment);
    return std::unique_ptr<AudioRendition>(new AudioRendition(
        settings.ladder.audio_bps, grid, *std::move(encoder), std::move(packager)));
  }

  Rendition describe() const {
    const double overhead = overhead_bps(grid_, packets_per_part(grid_));
    Rendition rendition;
    rendition.id = *base::RenditionId::parse("audio");
    rendition.kind = Rendition::Kind::kAudio;
    rendition.codecs = encoder_.codecs();
    rendition.average_bps =
        static_cast<std::uint32_t>(bps_ * media::AudioEncoder::kAverageRatio + overhead);
    rendition.peak_bps =
        static_cast<std::uint32_t>(bps_ * media::AudioEncoder::kPeakRatio + overhead);
    rendition.init = packager_.init();
    return rendition;
  }

  void start(PartSink& sink, std::size_t index) {
    packager_.deliver_to(sink, index);
    lane_.start("enc-audio", [this](const Lane<media::AudioBlock>::Work& work) { handle(work); });
  }

  Lane<media::AudioBlock>& lane() { return lane_; }

 private:
  AudioRendition(std::uint32_t bps, const Grid& grid, media::AudioEncoder encoder,
                 Packager packager)
      : bps_(bps), grid_(grid), encoder_(std::move(encoder)), packager_(std::move(packager)) {}

  void handle(const Lane<media::AudioBlock>::Work& work) {
    media::AudioBlock silence;
    silence.samples.resize(static_cast<std::size_t>(grid_.samples_per_frame()) * 2);
    for (std::uint32_t i = 0; i < work.left_out; ++i) encode(silence);
    if (work.content) encode(*work.content);
  }

  void encode(const media::AudioBlock& block) {
    for (media::PacketPtr& packet : encoder_.encode(block)) packager_.add(std::move(packet));
  }

  std::uint32_t bps_;
  Grid grid_;
  media::AudioEncoder encoder_;
  Packager packager_;
  Lane<media::AudioBlock> lane_;  // Last: its thread ends before what it uses.
};

Rung rung(const char* id, int width, int height, std::uint32_t video_bps) {
  return {*base::RenditionId::parse(id), width, height, video_bps};
}

}  // namespace

Ladder automatic_ladder(unsigned cores) {
  Ladder ladder;
  if (cores >= 4) ladder.rungs.push_back(rung("1080p", 1920, 1080, 4'000'000));
  ladder.rungs.push_back(rung("720p", 1280, 720, 1'800'000));
  ladder.rungs.push_back(rung("360p", 640, 360, 600'000));
  ladder.rungs.push_back(rung("240p", 426, 240, 155'000));
  return ladder;
}

class LadderEncoder::Impl {
 public:
  Impl(const StageSettings& settings, PartSink& sink)
      : grid_(settings.grid), top_(settings.ladder.rungs.front()), sink_(sink) {}

  base::Status open(const StageSettings& settings, std::uint64_t first_number) {
    for (const Rung& each : settings.ladder.rungs) {
      auto video = VideoRendition::open(each, settings, first_number);
      if (!video) return video.error();
      videos_.push_back(*std::move(video));
    }
    auto audio = AudioRendition::open(settings, first_number);
    if (!audio) return audio.error();
    audio_ = *std::move(audio);
    return base::Done{};
  }

  void start(std::uint64_t first_number) {
    Run run{first_number, grid_, {}};
    for (const auto& video : videos_) run.renditions.push_back(video->describe());
    run.renditions.push_back(audio_->describe());
    sink_.begin_run(std::move(run));
    for (std::size_t i = 0; i < videos_.size(); ++i) videos_[i]->start(sink_, i);
    audio_->start(sink_, videos_.size());
    on_ = true;
  }

  void push(ProgrammeFrame frame) {
    PLENARY_CHECK(on_ && frame.index == next_index_++);
    PLENARY_CHECK(frame.picture && frame.picture->width == top_.width &&
                  frame.picture->height == top_.height);
    PLENARY_CHECK(frame.audio.frames() == static_cast<std::size_t>(grid_.samples_per_frame()));
    for (const auto& video : videos_) video->lane().push(frame.picture);
    audio_->lane().push(std::move(frame.audio));
  }

  std::size_t behind() const {
    std::size_t most = audio_->lane().behind();
    for (const auto& video : videos_) most = std::max(most, video->lane().behind());
    return most;
  }

  std::uint64_t substituted() const {
    std::uint64_t sum = audio_->lane().substituted();
    for (const auto& video : videos_) sum += video->lane().substituted();
    return sum;
  }

  void finish() {
    if (!std::exchange(on_, false)) return;
    for (const auto& video : videos_) video->lane().finish();
    audio_->lane().finish();
    sink_.end_run();
  }

 private:
  Grid grid_;
  Rung top_;
  PartSink& sink_;
  std::vector<std::unique_ptr<VideoRendition>> videos_;
  std::unique_ptr<AudioRendition> audio_;
  std::uint64_t next_index_ = 0;
  bool on_ = false;
};

base::Result<std::unique_ptr<LadderEncoder>> LadderEncoder::open(const StageSettings& settings,
                                                                 std::uint64_t first_number,
                                                                 PartSink& sink) {
  if (settings.ladder.rungs.empty()) return Error(Errc::kUnsupported, "a ladder without rungs");
  // Audio and video parts must end together.
  if (settings.grid.samples_per_part() % media::AudioEncoder::kFrame != 0) {
    return Error(Errc::kUnsupported, "parts that hold no whole number of AAC frames");
  }
  auto impl = std::make_unique<Impl>(settings, sink);
  if (auto done = impl->open(settings, first_number); !done) return done.error();
  impl->start(first_number);
  return std::unique_ptr<LadderEncoder>(new LadderEncoder(std::move(impl)));
}

LadderEncoder::LadderEncoder(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LadderEncoder::~LadderEncoder() {
  finish();
}
void LadderEncoder::push(ProgrammeFrame frame) {
  impl_->push(std::move(frame));
}
std::size_t LadderEncoder::behind() const {
  return impl_->behind();
}
std::uint64_t LadderEncoder::substituted() const {
  return impl_->substituted();
}
void LadderEncoder::finish() {
  impl_->finish();
}

}  // namespace plenary::stage
