#include "stage/input_sound.h"

#include <algorithm>
#include <cmath>
#include <new>
#include <utility>

extern "C" {
#include <libavutil/channel_layout.h>
#include <libavutil/opt.h>
#include <libswresample/swresample.h>
}

#include "base/check.h"

namespace plenary::stage {
namespace {

/// Further off than this, a block is put where it belongs: 60 ms.
constexpr double kFarOff = 0.060 * media::kSampleRate;
/// The share of each block's error that counts: smooths over about a second.
constexpr double kSmoothing = 0.02;
/// An error is stretched away over this time, by half a percent at most.
constexpr double kCorrectionSeconds = 2;
constexpr double kStretchAtMost = 0.005;

media::SwrPtr open_resampler() {
  AVChannelLayout stereo = AV_CHANNEL_LAYOUT_STEREO;
  SwrContext* context = nullptr;
  const int made = swr_alloc_set_opts2(&context, &stereo, AV_SAMPLE_FMT_FLT, media::kSampleRate,
                                       &stereo, AV_SAMPLE_FMT_FLT, media::kSampleRate, 0, nullptr);
  if (made < 0) throw std::bad_alloc();
  media::SwrPtr resampler(context);
  // Equal rates would be copied; a resampler from the beginning is one that can stretch without a
  // seam.
  av_opt_set_int(context, "flags", SWR_FLAG_RESAMPLE, 0);
  av_opt_set_int(context, "linear_interp", 1, 0);
  av_opt_set_int(context, "exact_rational", 0, 0);
  PLENARY_CHECK(swr_init(context) >= 0);
  return resampler;
}

}  // namespace

SamplePosition position_of(base::Moment instant) {
  // 48000 / 1e9 in lowest terms, so that decades of nanoseconds fit.
  return std::chrono::nanoseconds(instant.time_since_epoch()).count() * 3 / 62'500;
}

SoundAligner::SoundAligner() : resampler_(open_resampler()) {}

PlacedSound SoundAligner::align(const media::AudioBlock& block, base::Moment due) {
  PLENARY_CHECK(block.frames() > 0);
  const auto held_back = swr_get_delay(resampler_.get(), media::kSampleRate);
  const SamplePosition wanted = position_of(due) - held_back;
  const auto error = next_ ? static_cast<double>(wanted - *next_) : 0.0;
  if (!next_ || std::abs(error) > kFarOff) {
    next_ = wanted;
    error_ = 0;
  } else {
    error_ += kSmoothing * (error - error_);
  }
  stretch(error_);
  PlacedSound placed{*next_, resample(block)};
  next_ = placed.end();
  return placed;
}

void SoundAligner::stretch(double error_samples) {
  constexpr double kMost = kStretchAtMost * media::kSampleRate;
  const double a_second = std::clamp(error_samples / kCorrectionSeconds, -kMost, kMost);
  swr_set_compensation(resampler_.get(), static_cast<int>(std::lround(a_second)),
                       media::kSampleRate);
}

media::AudioBlock SoundAligner::resample(const media::AudioBlock& block) {
  const auto given = static_cast<int>(block.frames());
  const int room = swr_get_out_samples(resampler_.get(), given);
  PLENARY_CHECK(room >= 0);
  media::AudioBlock out;
  out.samples.resize(2 * static_cast<std::size_t>(room));
  const auto* in = reinterpret_cast<const std::uint8_t*>(block.samples.data());
  auto* to = reinterpret_cast<std::uint8_t*>(out.samples.data());
  const int made = swr_convert(resampler_.get(), &to, room, &in, given);
  PLENARY_CHECK(made >= 0);
  out.samples.resize(2 * static_cast<std::size_t>(made));
  return out;
}

void InputSound::push(PlacedSound sound) {
  bool seam = false;
  if (next_ && sound.position < *next_) {
    const auto late = static_cast<std::size_t>(*next_ - sound.position);
    if (late >= sound.block.frames()) return;
    const auto cut = sound.block.samples.begin() + static_cast<std::ptrdiff_t>(2 * late);
    sound.block.samples.erase(sound.block.samples.begin(), cut);
    sound.position = *next_;
    seam = true;
  }
  while (!waiting_.empty() && waiting_.back().sound.position >= sound.position) {
    waiting_.pop_back();
    seam = true;
  }
  if (!waiting_.empty() && waiting_.back().sound.end() > sound.position) {
    PlacedSound& before = waiting_.back().sound;
    before.block.samples.resize(2 * static_cast<std::size_t>(sound.position - before.position));
    seam = true;
  }
  if (sound.block.frames() == 0) return;
  waiting_.push_back({std::move(sound), seam});
  forget_before(waiting_.back().sound.end() - kKept);
}

void InputSound::read(SamplePosition position, std::span<float> out) {
  if (next_ != position) {
    last_[0] = last_[1] = 0;
    ramp_left_ = 0;
    in_gap_ = true;
  }
  const SamplePosition end = position + static_cast<SamplePosition>(out.size() / 2);
  forget_before(position);
  auto samples_until = [&](SamplePosition to) {
    const auto count = 2 * static_cast<std::size_t>(to - position);
    const std::span<float> piece = out.first(count);
    out = out.subspan(count);
    position = to;
    return piece;
  };
  for (const Piece& piece : waiting_) {
    if (piece.sound.position >= end) break;
    if (piece.sound.position > position) emit_silence(samples_until(piece.sound.position));
    const auto skipped = 2 * static_cast<std::size_t>(position - piece.sound.position);
    const bool starts_here = skipped == 0 && piece.seam;
    const std::span<const float> from = std::span(piece.sound.block.samples).subspan(skipped);
    emit(from, starts_here, samples_until(std::min(end, piece.sound.end())));
  }
  if (position < end) emit_silence(samples_until(end));
  next_ = end;
  forget_before(end);
}

void InputSound::emit(std::span<const float> from, bool seam, std::span<float> out) {
  if (out.empty()) return;
  if (seam || in_gap_) begin_seam(from[0], from[1]);
  in_gap_ = false;
  for (std::size_t i = 0; i < out.size(); i += 2) write(from[i], from[i + 1], &out[i]);
}

void InputSound::emit_silence(std::span<float> out) {
  if (out.empty()) return;
  if (!in_gap_) begin_seam(0, 0);
  in_gap_ = true;
  for (std::size_t i = 0; i < out.size(); i += 2) write(0, 0, &out[i]);
}

void InputSound::begin_seam(float left, float right) {
  step_[0] = last_[0] - left;
  step_[1] = last_[1] - right;
  ramp_left_ = kRamp;
}

void InputSound::write(float left, float right, float* out) {
  const float share = static_cast<float>(ramp_left_) / kRamp;
  if (ramp_left_ > 0) --ramp_left_;
  out[0] = last_[0] = left + step_[0] * share;
  out[1] = last_[1] = right + step_[1] * share;
}

void InputSound::clear() {
  waiting_.clear();
  next_.reset();
  in_gap_ = true;
}

void InputSound::forget_before(SamplePosition position) {
  while (!waiting_.empty() && waiting_.front().sound.end() <= position) waiting_.pop_front();
}

}  // namespace plenary::stage
