#pragma once

#include <memory>

#include "media/frame.h"

struct AVBufferPool;

namespace plenary::media {

/// Pictures of one size whose memory is used again: a new megabyte from the kernel for each of 25
/// pictures a second would cost more than filling it.
class PicturePool {
 public:
  /// Both even.
  PicturePool(int width, int height);
  ~PicturePool();
  PicturePool(PicturePool&&) noexcept;
  PicturePool& operator=(PicturePool&&) noexcept;

  /// A picture as make_picture() gives, but of undefined content. It may outlive the pool and be
  /// released on any thread.
  std::shared_ptr<AVFrame> get();

 private:
  struct Deleter {
    void operator()(AVBufferPool* pool) const;
  };

  int width_;
  int height_;
  std::unique_ptr<AVBufferPool, Deleter> pool_;
};

/// Marks a frame as the programme's form: YUV420P, limited range, BT.709, square pixels.
void describe_picture(AVFrame& frame, int width, int height);

}  // namespace plenary::media
