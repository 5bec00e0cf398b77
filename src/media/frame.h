#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/bytes.h"

struct AVFrame;

namespace plenary::media {

/// A decoded picture, YUV 4:2:0 8 bit. Immutable once shared: whoever changes pixels makes a new
/// one. The AVFrame's own pts is not used; time is said beside it by whoever passes it on.
using SharedFrame = std::shared_ptr<const AVFrame>;

/// Takes over an AVFrame made by libav (freed with the last owner).
SharedFrame share(AVFrame* frame);

/// A new black picture of YUV420P, limited range, BT.709, writable by its maker until shared.
std::shared_ptr<AVFrame> make_picture(int width, int height);

/// Interleaved 32-bit float stereo at 48 kHz: the programme's only audio form. left, right, left,
/// ...
struct AudioBlock {
  std::vector<float> samples;
  std::size_t frames() const { return samples.size() / 2; }
};

inline constexpr int kSampleRate = 48000;

/// One compressed access unit from a publisher, as it came. Timestamps in milliseconds on the
/// publisher's own clock, unwrapped to 64 bits; nothing else is promised of them.
struct Packet {
  enum class Kind : std::uint8_t { kVideoConfig, kVideo, kAudioConfig, kAudio };
  Kind kind;
  std::int64_t dts_ms = 0;
  std::int64_t pts_ms = 0;
  bool key = false;  ///< Video: an IDR picture, says the publisher.
  /// kVideoConfig: AVCDecoderConfigurationRecord (ISO/IEC 14496-15 section 5.3.3).
  /// kVideo: length-prefixed NAL units. kAudioConfig: AudioSpecificConfig (14496-3). kAudio: raw
  /// AAC.
  base::SharedBytes bytes;
};

}  // namespace plenary::media
