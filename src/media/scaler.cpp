#include "media/scaler.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "base/check.h"

extern "C" {
#include <libavutil/frame.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
}

namespace plenary::media {
namespace {

using base::Errc;
using base::Error;

/// The deprecated full-range twins of planar formats, which decoders still give.
AVPixelFormat without_range(int format) {
  switch (format) {
    case AV_PIX_FMT_YUVJ420P:
      return AV_PIX_FMT_YUV420P;
    case AV_PIX_FMT_YUVJ422P:
      return AV_PIX_FMT_YUV422P;
    case AV_PIX_FMT_YUVJ444P:
      return AV_PIX_FMT_YUV444P;
    case AV_PIX_FMT_YUVJ440P:
      return AV_PIX_FMT_YUV440P;
    default:
      return static_cast<AVPixelFormat>(format);
  }
}

bool is_rgb(int format) {
  const AVPixFmtDescriptor* descriptor = av_pix_fmt_desc_get(static_cast<AVPixelFormat>(format));
  return descriptor && (descriptor->flags & AV_PIX_FMT_FLAG_RGB) != 0;
}

int even(double value) {
  return std::max(2, static_cast<int>(value / 2 + 0.5) * 2);
}

void fill(std::uint8_t* data, int stride, int x, int y, int width, int height, std::uint8_t value) {
  for (int row = y; row < y + height; ++row) {
    std::memset(data + static_cast<std::ptrdiff_t>(row) * stride + x, value,
                static_cast<std::size_t>(width));
  }
}

}  // namespace

Scaler::Scaler(int width, int height) : width_(width), height_(height), pool_(width, height) {
  PLENARY_CHECK(width >= 16 && height >= 16 && width % 2 == 0 && height % 2 == 0);
}
Scaler::~Scaler() = default;
Scaler::Scaler(Scaler&&) noexcept = default;
Scaler& Scaler::operator=(Scaler&&) noexcept = default;

Scaler::Source Scaler::source_of(const AVFrame& frame) {
  Source source;
  source.width = frame.width;
  source.height = frame.height;
  source.format = without_range(frame.format);
  source.full_range = frame.color_range == AVCOL_RANGE_JPEG || source.format != frame.format;
  if (frame.sample_aspect_ratio.num > 0 && frame.sample_aspect_ratio.den > 0) {
    source.sample_aspect_num = frame.sample_aspect_ratio.num;
    source.sample_aspect_den = frame.sample_aspect_ratio.den;
  }
  switch (frame.colorspace) {
    case AVCOL_SPC_BT709:
      source.matrix = SWS_CS_ITU709;
      break;
    case AVCOL_SPC_BT470BG:
    case AVCOL_SPC_SMPTE170M:
      source.matrix = SWS_CS_ITU601;
      break;
    case AVCOL_SPC_SMPTE240M:
      source.matrix = SWS_CS_SMPTE240M;
      break;
    case AVCOL_SPC_FCC:
      source.matrix = SWS_CS_FCC;
      break;
    case AVCOL_SPC_BT2020_NCL:
    case AVCOL_SPC_BT2020_CL:
      source.matrix = SWS_CS_BT2020;
      break;
    default:
      source.matrix = frame.height < 720 ? SWS_CS_ITU601 : SWS_CS_ITU709;
  }
  if (is_rgb(source.format)) source.matrix = SWS_CS_ITU709;  // Has none: only the target's counts.
  return source;
}

Scaler::Box Scaler::box_of(const Source& source) const {
  const double aspect = static_cast<double>(source.width) / source.height *
                        source.sample_aspect_num / source.sample_aspect_den;
  Box box;
  box.width = std::min(width_, even(height_ * aspect));
  box.height = std::min(height_, even(width_ / aspect));
  // A line or two of bar beside a picture that was cropped to whole macroblocks helps nobody.
  if (width_ - box.width <= 4) box.width = width_;
  if (height_ - box.height <= 4) box.height = height_;
  box.x = (width_ - box.width) / 4 * 2;
  box.y = (height_ - box.height) / 4 * 2;
  return box;
}

bool Scaler::passes(const Source& source) const {
  return source.format == AV_PIX_FMT_YUV420P && source.width == width_ &&
         source.height == height_ && source.matrix == SWS_CS_ITU709 && !source.full_range &&
         source.sample_aspect_num == source.sample_aspect_den;
}

base::Result<SharedFrame> Scaler::scale(const SharedFrame& source) {
  PLENARY_CHECK(source != nullptr);
  const Source now = source_of(*source);
  if (passes(now)) return source;
  if (source == last_source_) return last_result_;
  if (now != source_ || !context_) {
    if (auto done = prepare(now); !done) return done.error();
  }
  auto result = convert(*source);
  if (result) {
    last_source_ = source;
    last_result_ = *result;
  }
  return result;
}

base::Status Scaler::prepare(const Source& source) {
  context_.reset();
  const auto format = static_cast<AVPixelFormat>(source.format);
  if (source.width <= 0 || source.height <= 0 || !sws_isSupportedInput(format)) {
    return Error(Errc::kUnsupported, "a pixel format that cannot be read");
  }
  const Box box = box_of(source);
  // Enlarging gains from the sharper kernel; reducing does not, and costs more.
  const int kernel = box.width > source.width ? SWS_BICUBIC : SWS_BILINEAR;
  SwsPtr context(sws_getContext(source.width, source.height, format, box.width, box.height,
                                AV_PIX_FMT_YUV420P, kernel, nullptr, nullptr, nullptr));
  if (!context) return Error(Errc::kUnsupported, "a picture that cannot be scaled");
  constexpr int kUnity = 1 << 16;
  sws_setColorspaceDetails(context.get(), sws_getCoefficients(source.matrix),
                           source.full_range ? 1 : 0, sws_getCoefficients(SWS_CS_ITU709), 0, 0,
                           kUnity, kUnity);
  context_ = std::move(context);
  source_ = source;
  box_ = box;
  return base::Done{};
}

base::Result<SharedFrame> Scaler::convert(const AVFrame& source) {
  const std::shared_ptr<AVFrame> picture = pool_.get();
  std::array<std::uint8_t*, 4> planes{};
  for (int plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    std::uint8_t* const data = picture->data[plane];
    const int stride = picture->linesize[plane];
    planes[static_cast<std::size_t>(plane)] =
        data + static_cast<std::ptrdiff_t>(box_.y >> shift) * stride + (box_.x >> shift);
  }
  const int lines = sws_scale(context_.get(), source.data, source.linesize, 0, source.height,
                              planes.data(), picture->linesize);
  if (lines <= 0) return Error(Errc::kUnsupported, "a picture that cannot be scaled");
  // Afterwards: libswscale may write a few pixels past the right edge of a line.
  draw_bars(*picture);
  return SharedFrame(picture);
}

void Scaler::draw_bars(AVFrame& picture) const {
  for (int plane = 0; plane < 3; ++plane) {
    const int shift = plane == 0 ? 0 : 1;
    const std::uint8_t black = plane == 0 ? 16 : 128;
    const int width = width_ >> shift, height = height_ >> shift;
    const int left = box_.x >> shift, top = box_.y >> shift;
    const int right = left + (box_.width >> shift), bottom = top + (box_.height >> shift);
    std::uint8_t* const data = picture.data[plane];
    const int stride = picture.linesize[plane];
    fill(data, stride, 0, 0, width, top, black);
    fill(data, stride, 0, bottom, width, height - bottom, black);
    fill(data, stride, 0, top, left, bottom - top, black);
    fill(data, stride, right, top, width - right, bottom - top, black);
  }
}

}  // namespace plenary::media
