#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "media/frame.h"
#include "media/libav.h"

namespace plenary::media {

struct VideoEncoding {
  int width = 0;  ///< Even, as is the height.
  int height = 0;
  int frames_per_second = 25;
  int frames_per_segment = 48;  ///< From one IDR picture to the next.
  std::uint32_t bps = 0;        ///< Never exceeded on average; quiet pictures take less.
  std::string preset = "superfast";
};

/// H.264 for live segments, by libx264: an IDR picture at the beginning of each segment and nowhere
/// else, closed groups of pictures, no B-frames, no lookahead. Each picture gives its packet at
/// once. Constant quality below a ceiling: a still slide costs a few kbit/s, a busy picture `bps`.
/// Equal settings give equal SPS and PPS in every run.
///
/// One thread at a time; makes no threads.
class VideoEncoder {
 public:
  /// Seconds of `bps` that a key frame may borrow (the size of the VBV buffer).
  static constexpr double kBufferSeconds = 0.75;

  /// Fails with kUnsupported if libx264 is absent or refuses the settings.
  static base::Result<VideoEncoder> open(const VideoEncoding& encoding);
  ~VideoEncoder();
  VideoEncoder(VideoEncoder&&) noexcept;
  VideoEncoder& operator=(VideoEncoder&&) noexcept;

  /// Encodes the next picture: YUV420P of exactly the size, limited range BT.709 (media::Scaler).
  /// The packet's pts and dts are the count of pictures since the beginning, in
  /// 1/frames_per_second.
  PacketPtr encode(const SharedFrame& picture);

  /// For the muxer. Valid as long as the encoder is.
  const AVCodecContext& context() const { return *context_; }
  /// RFC 6381: "avc1.64001f".
  const std::string& codecs() const { return codecs_; }

  /// The most bits of any `seconds` in a row, as the VBV buffer allows.
  static double peak_bps(std::uint32_t bps, double seconds) {
    return bps * (1 + kBufferSeconds / seconds);
  }

 private:
  VideoEncoder(CodecContextPtr context, int frames_per_segment, std::string codecs);

  CodecContextPtr context_;
  FramePtr frame_;
  int frames_per_segment_;
  std::int64_t count_ = 0;
  std::string codecs_;
};

}  // namespace plenary::media
