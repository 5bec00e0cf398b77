#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "media/frame.h"
#include "media/libav.h"

namespace plenary::media {

/// AAC-LC, 48 kHz stereo, by libavcodec's own encoder. One thread at a time; makes no threads.
///
/// Each 1024 samples given make a packet at once, the first ones too: packet n is at pts n * 1024.
/// A coded frame overlaps with its neighbour and the encoder looks one frame ahead to choose its
/// window, so what was given as sample 0 is heard at sample kDelay, after silence.
class AudioEncoder {
 public:
  static constexpr int kFrame = 1024;
  static constexpr int kDelay = 2048;
  /// Bits of all, and of any one second, over what was asked for, at most.
  static constexpr double kAverageRatio = 1.02;
  static constexpr double kPeakRatio = 1.05;

  static base::Result<AudioEncoder> open(std::uint32_t bps);
  ~AudioEncoder();
  AudioEncoder(AudioEncoder&&) noexcept;
  AudioEncoder& operator=(AudioEncoder&&) noexcept;

  /// Takes any number of samples; gives a packet for each 1024 that are complete, at once. pts in
  /// samples. Values that are not finite become silence, others are clipped to [-1, 1].
  std::vector<PacketPtr> encode(const AudioBlock& block);

  /// For the muxer. Valid as long as the encoder is.
  const AVCodecContext& context() const { return *context_; }
  /// RFC 6381: "mp4a.40.2".
  const std::string& codecs() const { return codecs_; }

 private:
  AudioEncoder(CodecContextPtr context, std::string codecs);
  FramePtr new_audio_frame() const;
  void prime();
  PacketPtr encode_frame();

  CodecContextPtr context_;
  FramePtr frame_;
  int filled_ = 0;          ///< Samples in frame_.
  std::int64_t count_ = 0;  ///< Packets given.
  std::string codecs_;
};

}  // namespace plenary::media
