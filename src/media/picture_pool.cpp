#include "media/picture_pool.h"

#include <new>

#include "base/check.h"
#include "media/libav.h"

extern "C" {
#include <libavutil/buffer.h>
#include <libavutil/frame.h>
#include <libavutil/imgutils.h>
}

namespace plenary::media {
namespace {

constexpr int kAlign = 64;  // The widest vectors that libswscale and x264 load.

AVBufferRef* allocate(std::size_t size) {
  return av_buffer_alloc(size + kAlign);
}

}  // namespace

void describe_picture(AVFrame& frame, int width, int height) {
  frame.format = AV_PIX_FMT_YUV420P;
  frame.width = width;
  frame.height = height;
  frame.color_range = AVCOL_RANGE_MPEG;
  frame.colorspace = AVCOL_SPC_BT709;
  frame.color_primaries = AVCOL_PRI_BT709;
  frame.color_trc = AVCOL_TRC_BT709;
  frame.chroma_location = AVCHROMA_LOC_LEFT;
  frame.sample_aspect_ratio = AVRational{1, 1};
}

void PicturePool::Deleter::operator()(AVBufferPool* pool) const {
  av_buffer_pool_uninit(&pool);
}

PicturePool::PicturePool(int width, int height) : width_(width), height_(height) {
  const int size = av_image_get_buffer_size(AV_PIX_FMT_YUV420P, width, height, kAlign);
  PLENARY_CHECK(size > 0 && width % 2 == 0 && height % 2 == 0);
  pool_.reset(av_buffer_pool_init(static_cast<std::size_t>(size), allocate));
  if (!pool_) throw std::bad_alloc();
}
PicturePool::~PicturePool() = default;
PicturePool::PicturePool(PicturePool&&) noexcept = default;
PicturePool& PicturePool::operator=(PicturePool&&) noexcept = default;

std::shared_ptr<AVFrame> PicturePool::get() {
  FramePtr frame = new_frame();
  frame->buf[0] = av_buffer_pool_get(pool_.get());
  if (!frame->buf[0]) throw std::bad_alloc();
  describe_picture(*frame, width_, height_);
  av_image_fill_arrays(frame->data, frame->linesize, frame->buf[0]->data, AV_PIX_FMT_YUV420P,
                       width_, height_, kAlign);
  return std::shared_ptr<AVFrame>(frame.release(), LibavDeleter());
}

}  // namespace plenary::media
