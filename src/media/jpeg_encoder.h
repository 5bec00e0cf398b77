#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "media/frame.h"
#include "media/libav.h"

namespace plenary::media {

/// Makes small JPEG files of pictures, for the desk. One thread at a time; follows changes of size.
class JpegEncoder {
 public:
  explicit JpegEncoder(int width = 320);
  ~JpegEncoder();
  JpegEncoder(JpegEncoder&&) noexcept;
  JpegEncoder& operator=(JpegEncoder&&) noexcept;

  /// A JPEG file `width` wide that keeps the picture's aspect, at most twice as high.
  base::Result<base::SharedBytes> encode(const SharedFrame& picture);

 private:
  base::Status prepare(const AVFrame& picture);

  int width_;
  int source_width_ = 0, source_height_ = 0, source_format_ = -1;
  SwsPtr scaler_;
  CodecContextPtr encoder_;
};

}  // namespace plenary::media
