#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "base/result.h"
#include "media/audio_encoder.h"
#include "stage/part_sink.h"
#include "stage/programme_frame.h"
#include "stage/stage.h"

namespace plenary::stage {

/// The ladder for a machine: 720p, 360p and 240p, the last at most 300 kbit/s with its audio; 1080p
/// on top from four cores on. Pure.
Ladder automatic_ladder(unsigned cores);

/// Encodes one run of the programme into every rendition and hands the parts to a sink.
///
/// A thread for each rung and one for audio. Numbers and times are counted in frames from
/// `first_number` on, so no frame is ever left out: a rung that falls behind encodes the picture
/// before again, which costs next to nothing, until it has caught up.
///
/// Part k of every rendition leaves within a few milliseconds of the others, soon after its last
/// frame was pushed. Coded audio is heard kAudioLead samples after its place in the frames: whoever
/// builds frames puts the sound that begins kAudioLead samples after the picture's instant into a
/// frame to have both in time. (Without that the sound is 43 ms late, which nobody notices.)
class LadderEncoder {
 public:
  /// Samples at 48 kHz by which the audio of a frame runs ahead of its picture.
  static constexpr int kAudioLead = media::AudioEncoder::kDelay;

  /// Opens the encoders and calls sink.begin_run(); `sink` outlives the encoder. The renditions are
  /// the rungs in order, then "audio". Fails with kUnsupported if an encoder cannot be opened.
  static base::Result<std::unique_ptr<LadderEncoder>> open(const StageSettings& settings,
                                                           std::uint64_t first_number,
                                                           PartSink& sink);
  /// Calls finish().
  ~LadderEncoder();
  LadderEncoder(const LadderEncoder&) = delete;
  LadderEncoder& operator=(const LadderEncoder&) = delete;

  /// Queues the next frame; never waits. Precondition: frame.index is one more than the last, the
  /// picture has the first rung's size. One thread at a time.
  void push(ProgrammeFrame frame);

  /// Frames that the slowest rendition has still to encode.
  std::size_t behind() const;
  /// Pictures replaced by the one before, and silence put in place of sound, because a rendition
  /// was too far behind.
  std::uint64_t substituted() const;

  /// Encodes what is queued, hands over the whole parts of it (the frames of an unfinished part are
  /// dropped), joins the threads and calls sink.end_run(). Waits. A second call does nothing.
  void finish();

 private:
  class Impl;
  explicit LadderEncoder(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace plenary::stage
