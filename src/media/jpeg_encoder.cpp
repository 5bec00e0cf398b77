#include "media/jpeg_encoder.h"

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

#include "base/check.h"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavutil/frame.h>
#include <libswscale/swscale.h>
}

namespace plenary::media {

using base::Errc;
using base::Error;

JpegEncoder::JpegEncoder(int width) : width_(width) {
  PLENARY_CHECK(width >= 16 && width % 2 == 0);
}
JpegEncoder::~JpegEncoder() = default;
JpegEncoder::JpegEncoder(JpegEncoder&&) noexcept = default;
JpegEncoder& JpegEncoder::operator=(JpegEncoder&&) noexcept = default;

base::Status JpegEncoder::prepare(const AVFrame& picture) {
  if (encoder_ && picture.width == source_width_ && picture.height == source_height_ &&
      picture.format == source_format_) {
    return base::Done{};
  }
  encoder_.reset();
  // A publisher may send a ribbon: its JPEG stays a picture.
  const std::int64_t wanted = std::int64_t{width_} * picture.height / picture.width / 2 * 2;
  const int height = static_cast<int>(std::clamp<std::int64_t>(wanted, 2, 2 * width_));
  SwsPtr scaler(sws_getContext(picture.width, picture.height,
                               static_cast<AVPixelFormat>(picture.format), width_, height,
                               AV_PIX_FMT_YUVJ420P, SWS_BILINEAR, nullptr, nullptr, nullptr));
  if (!scaler) return Error(Errc::kUnsupported, "a picture that cannot be scaled");
  const AVCodec* codec = avcodec_find_encoder(AV_CODEC_ID_MJPEG);
  if (!codec) return Error(Errc::kUnsupported, "libavcodec has no MJPEG encoder");
  CodecContextPtr encoder(avcodec_alloc_context3(codec));
  if (!encoder) throw std::bad_alloc();
  encoder->width = width_;
  encoder->height = height;
  encoder->pix_fmt = AV_PIX_FMT_YUVJ420P;
  encoder->color_range = AVCOL_RANGE_JPEG;
  encoder->time_base = AVRational{1, 1};
  encoder->thread_count = 1;
  encoder->flags |= AV_CODEC_FLAG_QSCALE | AV_CODEC_FLAG_BITEXACT;
  encoder->global_quality = FF_QP2LAMBDA * 4;
  if (const int code = avcodec_open2(encoder.get(), codec, nullptr); code < 0) {
    return Error(Errc::kUnsupported, "MJPEG: " + libav_message(code));
  }
  source_width_ = picture.width;
  source_height_ = picture.height;
  source_format_ = picture.format;
  scaler_ = std::move(scaler);
  encoder_ = std::move(encoder);
  return base::Done{};
}

base::Result<base::SharedBytes> JpegEncoder::encode(const SharedFrame& picture) {
  PLENARY_CHECK(picture != nullptr && picture->width > 0 && picture->height > 0);
  if (auto done = prepare(*picture); !done) return done.error();
  const FramePtr small = new_frame();
  small->format = AV_PIX_FMT_YUVJ420P;
  small->width = encoder_->width;
  small->height = encoder_->height;
  small->color_range = AVCOL_RANGE_JPEG;
  small->quality = encoder_->global_quality;
  if (av_frame_get_buffer(small.get(), 0) < 0) throw std::bad_alloc();
  sws_scale(scaler_.get(), picture->data, picture->linesize, 0, picture->height, small->data,
            small->linesize);
  const PacketPtr packet = new_packet();
  int code = avcodec_send_frame(encoder_.get(), small.get());
  if (code >= 0) code = avcodec_receive_packet(encoder_.get(), packet.get());
  if (code < 0) return Error(Errc::kUnsupported, "MJPEG: " + libav_message(code));
  return base::SharedBytes(
      std::make_shared<base::Bytes>(packet->data, packet->data + packet->size));
}

}  // namespace plenary::media
