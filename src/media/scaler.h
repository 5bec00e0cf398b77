#pragma once

#include <cstdint>

#include "base/result.h"
#include "media/frame.h"
#include "media/libav.h"
#include "media/picture_pool.h"

namespace plenary::media {

/// Turns any picture into the programme's form: YUV420P of one size, limited range, BT.709, square
/// pixels. The picture keeps its display aspect (sample aspect ratio included) between black bars.
/// One that has the form already is passed through without a copy.
///
/// Untagged pictures are taken as the browsers take them: BT.601 below 720 lines, else BT.709.
///
/// One thread at a time. Follows changes of the source from picture to picture.
class Scaler {
 public:
  /// Both even, at least 16.
  Scaler(int width, int height);
  ~Scaler();
  Scaler(Scaler&&) noexcept;
  Scaler& operator=(Scaler&&) noexcept;

  int width() const { return width_; }
  int height() const { return height_; }

  /// Fails with kUnsupported for pixel formats that libswscale cannot read. The same picture given
  /// twice in a row (as a repeated frame is) is scaled once.
  base::Result<SharedFrame> scale(const SharedFrame& source);

 private:
  /// What decides how a source is converted; a change makes a new context.
  struct Source {
    int width = 0, height = 0, format = -1, matrix = 0;
    int sample_aspect_num = 1, sample_aspect_den = 1;
    bool full_range = false;
    bool operator==(const Source&) const = default;
  };
  /// Where the picture lies within the programme's.
  struct Box {
    int x = 0, y = 0, width = 0, height = 0;
  };

  static Source source_of(const AVFrame& frame);
  Box box_of(const Source& source) const;
  bool passes(const Source& source) const;
  base::Status prepare(const Source& source);
  base::Result<SharedFrame> convert(const AVFrame& source);
  void draw_bars(AVFrame& picture) const;

  int width_;
  int height_;
  PicturePool pool_;
  Source source_;
  Box box_;
  SwsPtr context_;
  SharedFrame last_source_;
  SharedFrame last_result_;
};

}  // namespace plenary::media
