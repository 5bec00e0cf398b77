#pragma once

#include <thread>

#include "base/guarded.h"
#include "base/mailbox.h"
#include "base/time.h"
#include "media/frame.h"
#include "stage/stage.h"

namespace plenary::stage {

/// Draws the slate on a thread of its own, once a second while awake, so that no frame of the
/// programme ever waits for it. All methods are safe from every thread and do not wait.
class SlatePainter {
 public:
  /// Pictures of `width` x `height` in the programme's form. Starts asleep.
  SlatePainter(int width, int height, base::UtcClock utc);
  ~SlatePainter();
  SlatePainter(const SlatePainter&) = delete;
  SlatePainter& operator=(const SlatePainter&) = delete;

  void set_text(SlateText text);
  /// While asleep only a new text is drawn, and the clock stands still.
  void set_awake(bool awake);

  /// The latest drawing. Never null: black before the first is done.
  media::SharedFrame picture() const { return picture_.get(); }

 private:
  struct Wish {
    SlateText text;
    bool awake = false;
  };
  /// Something has changed; what, `wish_` says.
  struct Nudge {};

  void run();
  std::chrono::milliseconds until_next_second(const Wish& wish) const;

  const int width_;
  const int height_;
  const base::UtcClock utc_;
  base::Guarded<Wish> wish_;
  base::Latest<media::SharedFrame> picture_;
  base::Mailbox<Nudge> nudges_{1};
  std::thread thread_;
};

}  // namespace plenary::stage
