#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "base/bytes.h"
#include "base/guarded.h"
#include "base/mailbox.h"
#include "base/time.h"
#include "media/frame.h"

namespace plenary::stage {

/// Small JPEG pictures of several sources for the desk, two a second at most, made on a thread of
/// its own and only while somebody asks for them. All methods are safe from every thread and do not
/// wait.
class Thumbnails {
 public:
  explicit Thumbnails(std::size_t sources);
  ~Thumbnails();
  Thumbnails(const Thumbnails&) = delete;
  Thumbnails& operator=(const Thumbnails&) = delete;

  /// Says what a source shows now. Cheap; called for every frame.
  void offer(std::size_t source, const media::SharedFrame& picture, base::Moment now);
  /// The source shows nothing any more.
  void clear(std::size_t source);

  /// The latest JPEG: null until there is one. Asking is what has them made, so that the first
  /// answer after a pause may be null or old.
  base::SharedBytes jpeg(std::size_t source, base::Moment now) const;
  /// Counts the pictures that could be had: 0 if there is none, another number when there is
  /// another.
  std::uint64_t version(std::size_t source) const;

 private:
  struct Source {
    media::SharedFrame sample;
    base::Moment sampled_at;
    std::uint64_t version = 0;
    base::Moment asked_at;
    bool ordered = false;  ///< The thread has been told.
    base::SharedBytes jpeg;
    std::uint64_t jpeg_version = 0;
  };

  void order(std::size_t source, Source& state) const;
  void run();

  std::vector<std::unique_ptr<base::Guarded<Source>>> sources_;
  mutable base::Mailbox<std::size_t> orders_;
  std::thread thread_;
};

}  // namespace plenary::stage
