#include "stage/frame_composer.h"

#include <algorithm>
#include <array>

namespace plenary::stage {
namespace {

/// Length of the cross-fade: 10 ms.
constexpr std::size_t kFade = 480;

}  // namespace

ProgrammeFrame FrameComposer::compose(const Wish& wish) {
  Source* const before = shown_;
  ProgrammeFrame frame;
  frame.index = wish.index;
  frame.picture = picture_of(wish);
  frame.repeated = frame.picture == last_picture_;
  frame.audio = sound_of(wish, before);
  last_picture_ = frame.picture;
  return frame;
}

media::SharedFrame FrameComposer::picture_of(const Wish& wish) {
  if (!wish.source || wish.audio_only) {
    shown_ = wish.source;
    return wish.slate;
  }
  if (media::SharedFrame picture = wish.source->picture(wish.at)) {
    shown_ = wish.source;
    return picture;
  }
  const bool waits = shown_ != wish.source && shown_;
  if (waits) {
    if (media::SharedFrame picture = shown_->picture(wish.at)) return picture;
  }
  return last_picture_ && shown_ ? last_picture_ : wish.slate;
}

media::AudioBlock FrameComposer::sound_of(const Wish& wish, Source* before) {
  media::AudioBlock block;
  block.samples.resize(2 * static_cast<std::size_t>(grid_.samples_per_frame()));
  if (shown_) shown_->sound(wish.sound_at, block.samples);
  if (shown_ == before) return block;

  std::array<float, 2 * kFade> fading{};
  const std::size_t length = std::min(fading.size(), block.samples.size());
  if (before) before->sound(wish.sound_at, std::span(fading).first(length));
  for (std::size_t i = 0; i < length; ++i) {
    const auto share = static_cast<float>(i / 2) / kFade;
    block.samples[i] = block.samples[i] * share + fading[i] * (1 - share);
  }
  return block;
}

}  // namespace plenary::stage
