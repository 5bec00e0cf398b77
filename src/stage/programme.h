#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/ids.h"
#include "base/mailbox.h"
#include "base/time.h"
#include "stage/frame_clock.h"
#include "stage/frame_composer.h"
#include "stage/grid.h"
#include "stage/meters.h"
#include "stage/programme_frame.h"
#include "stage/selector.h"
#include "stage/stage.h"

namespace plenary::stage {

/// How a programme goes.
struct ProgrammeStatus {
  Decision decision;
  std::uint64_t frames = 0;
  std::uint64_t repeated_frames = 0;
  std::int64_t late_ms = 0;
  double level_db = -120;
};

/// One run of a stage's programme: the thread that makes a frame at each tick of the monotonic
/// clock, whatever its inputs do. It asks the selector, takes what the chosen input has ready, and
/// hands the frame on; it decodes, scales, draws and encodes nothing. After a pause of the machine
/// it catches up with frames that repeat the last picture.
class Programme {
 public:
  struct Input {
    base::InputId id;
    Source* source = nullptr;  ///< Outlives the programme.
  };
  /// What a programme is made of. The functions are called on its thread and must not wait.
  struct Parts {
    base::StageId stage;
    Grid grid;
    HealthSettings health;
    std::vector<Input> inputs;                        ///< In order of preference.
    std::function<media::SharedFrame()> slate;        ///< The slate as it looks now.
    std::function<void(const ProgrammeFrame&)> seen;  ///< For the desk's picture; may be empty.
    std::function<void(ProgrammeFrame)> output;
    std::function<void()> ended;  ///< After the last frame; may wait.
  };

  /// Starts at once.
  Programme(Parts parts, base::Moment start, const Choice& choice);
  /// Stops and joins.
  ~Programme();
  Programme(const Programme&) = delete;
  Programme& operator=(const Programme&) = delete;

  /// Takes effect with the next frame. Precondition: a chosen input is one of the inputs.
  void choose(const Choice& choice) { choices_.send(choice); }
  /// No further frames; does not wait.
  void stop() { choices_.close(); }

  ProgrammeStatus status() const { return status_.get(); }

 private:
  void run();
  bool wait_for(base::Moment due);
  void make_frame(std::uint64_t index, base::Moment due, base::Moment now);
  const Decision& decide(base::Moment now);

  const Parts parts_;
  FrameClock clock_;
  base::Mailbox<Choice> choices_{64};
  base::Latest<ProgrammeStatus> status_;

  // Of the thread.
  Selector selector_;
  FrameComposer composer_;
  LevelMeter level_;
  SamplePosition sound_at_;
  std::vector<Health> healths_;
  std::uint64_t repeated_ = 0;
  std::thread thread_;
};

}  // namespace plenary::stage
