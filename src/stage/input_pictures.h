#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>

#include "base/time.h"
#include "media/frame.h"

namespace plenary::stage {

/// An input's decoded pictures that wait for their instant. Pure.
///
/// One is shown per frame of the programme. Where both run at the same rate each picture is shown
/// exactly once, even when their instants tremble about the programme's: a picture up to a quarter
/// of a frame early is shown rather than the last one repeated, and one as late rather than left
/// out.
class InputPictures {
 public:
  /// What is kept at most. Beyond it the oldest goes.
  static constexpr std::size_t kCapacity = 40;

  explicit InputPictures(std::chrono::nanoseconds frame_duration) : frame_(frame_duration) {}

  /// True for a picture that comes too soon after the last one to be shown as well: whoever decodes
  /// need not scale it. Halves the work for an input of twice the programme's rate.
  bool superfluous(base::Moment due) const;

  /// Adds a picture in place of all that wait for a later instant: what was decoded last counts.
  /// Pictures that have been due for long and were not taken, because nobody shows this input, go;
  /// the last of them is kept as the one before.
  void push(media::SharedFrame picture, base::Moment due, base::Moment now);

  /// The picture to be shown at `at`, which does not go back: the one before if none is newer, null
  /// if none has been due yet. Those that it overtakes are gone.
  media::SharedFrame at(base::Moment at);

  std::size_t size() const { return waiting_.size(); }
  void clear();

 private:
  struct Waiting {
    media::SharedFrame picture;
    base::Moment due;
  };
  std::chrono::nanoseconds slack() const { return frame_ / 4; }

  std::chrono::nanoseconds frame_;
  media::SharedFrame current_;
  std::deque<Waiting> waiting_;
  std::optional<base::Moment> last_due_;
};

}  // namespace plenary::stage
