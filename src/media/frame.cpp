#include "media/frame.h"

#include <cstring>
#include <new>

#include "base/check.h"
#include "media/libav.h"
#include "media/picture_pool.h"

extern "C" {
#include <libavutil/frame.h>
}

namespace plenary::media {

SharedFrame share(AVFrame* frame) {
  return SharedFrame(frame, LibavDeleter());
}

std::shared_ptr<AVFrame> make_picture(int width, int height) {
  PLENARY_CHECK(width > 0 && height > 0 && width % 2 == 0 && height % 2 == 0);
  FramePtr frame = new_frame();
  describe_picture(*frame, width, height);
  if (av_frame_get_buffer(frame.get(), 0) < 0) throw std::bad_alloc();
  for (int plane = 0; plane < 3; ++plane) {
    const int rows = plane == 0 ? height : height / 2;
    const auto bytes =
        static_cast<std::size_t>(frame->linesize[plane]) * static_cast<std::size_t>(rows);
    std::memset(frame->data[plane], plane == 0 ? 16 : 128, bytes);
  }
  return std::shared_ptr<AVFrame>(frame.release(), LibavDeleter());
}

}  // namespace plenary::media
