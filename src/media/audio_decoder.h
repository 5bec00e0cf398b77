#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "media/frame.h"
#include "media/libav.h"

namespace plenary::media {

/// Decoded sound and when its first sample is heard, on the publisher's clock.
struct Sound {
  std::int64_t pts_ms = 0;
  AudioBlock block;
};

/// Decodes a publisher's AAC to 48 kHz stereo, whatever rate and channels it has; both may change
/// in mid-stream. Samples are finite and within [-1, 1]. What cannot be decoded is counted, never
/// fatal.
///
/// pts_ms is the packet's, less what the resampler held back; it is rounded to a millisecond, so
/// whoever joins blocks counts samples and looks at pts_ms only to notice a gap or a jump.
///
/// One thread at a time; makes no threads.
class AudioDecoder {
 public:
  AudioDecoder();
  ~AudioDecoder();
  AudioDecoder(AudioDecoder&&) noexcept;
  AudioDecoder& operator=(AudioDecoder&&) noexcept;

  /// Takes a packet of kind kAudioConfig or kAudio. Fails with kMalformed where it was of no use
  /// (it is counted); the next one may be handed over all the same.
  base::Result<std::vector<Sound>> push(const Packet& packet);

  /// Of the stream as it came, 0 before the first sound.
  int sample_rate() const { return sample_rate_; }
  int channels() const { return channels_; }
  std::uint64_t undecodable() const { return undecodable_; }

 private:
  base::Status configure(base::ByteView config);
  base::Result<std::vector<Sound>> decode(const Packet& packet);
  base::Status follow_format(const AVFrame& frame);
  Sound convert(const AVFrame& frame);

  CodecContextPtr context_;
  SwrPtr resampler_;
  PacketPtr packet_;
  base::Bytes config_;
  int sample_rate_ = 0;
  int channels_ = 0;
  int sample_format_ = -1;
  std::uint64_t undecodable_ = 0;
};

}  // namespace plenary::media
