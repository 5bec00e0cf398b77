#include "stage/programme.h"

#include <pthread.h>

#include <utility>

#include "base/log.h"
#include "stage/ladder_encoder.h"

namespace plenary::stage {
namespace {

using base::Moment;
using base::now;
using std::chrono::milliseconds;

std::vector<base::InputId> ids_of(const std::vector<Programme::Input>& inputs) {
  std::vector<base::InputId> ids;
  for (const Programme::Input& input : inputs) ids.push_back(input.id);
  return ids;
}

/// Where the sound of a frame begins. A picture is shown when the first frame after its instant is
/// due, half a frame late on the average; the sound is held back as much. The coder's own delay is
/// made up for.
SamplePosition sound_of_frame(const Grid& grid, Moment due) {
  return position_of(due) - grid.samples_per_frame() / 2 + LadderEncoder::kAudioLead;
}

}  // namespace

Programme::Programme(Parts parts, Moment start, const Choice& choice)
    : parts_(std::move(parts)),
      clock_(parts_.grid, start),
      selector_(ids_of(parts_.inputs), parts_.health),
      composer_(parts_.grid),
      sound_at_(sound_of_frame(parts_.grid, start)),
      healths_(parts_.inputs.size()) {
  selector_.choose(choice);
  thread_ = std::thread([this] { run(); });
  pthread_setname_np(thread_.native_handle(), "programme");
}

Programme::~Programme() {
  stop();
  thread_.join();
}

void Programme::run() {
  for (std::uint64_t index = 0; wait_for(clock_.due(index)); ++index) {
    const Moment woken = now();
    const auto given_up = clock_.give_up_pause(index, woken);
    if (given_up.count() > 0) {
      sound_at_ = sound_of_frame(parts_.grid, clock_.due(index));
      base::log(base::Level::kWarning, "programme_paused",
                {{"stage", parts_.stage.text()},
                 {"ms", std::chrono::duration_cast<milliseconds>(given_up).count()}});
    }
    make_frame(index, clock_.due(index), woken);
  }
  if (parts_.ended) parts_.ended();
}

bool Programme::wait_for(Moment due) {
  while (!choices_.closed()) {
    const auto choice = choices_.take_until(due);
    if (choice) {
      selector_.choose(*choice);
    } else if (now() >= due) {
      return !choices_.closed();
    }
  }
  return false;
}

const Decision& Programme::decide(Moment at) {
  for (std::size_t i = 0; i < healths_.size(); ++i) {
    healths_[i] = parts_.inputs[i].source->health(at);
  }
  const Decision before = selector_.decision();
  const Decision& decision = selector_.update(at, healths_);
  if (!(decision == before)) {
    base::log(base::Level::kInfo, "on_air",
              {{"stage", parts_.stage.text()},
               {"showing", decision.input ? parts_.inputs[*decision.input].id.text() : "slate"},
               {"reason", decision.reason}});
  }
  return decision;
}

void Programme::make_frame(std::uint64_t index, Moment due, Moment woken) {
  const Decision& decision = decide(woken);
  FrameComposer::Wish wish;
  wish.index = index;
  wish.at = due;
  wish.sound_at = sound_at_;
  wish.slate = parts_.slate();
  if (decision.input) {
    wish.source = parts_.inputs[*decision.input].source;
    wish.audio_only = healths_[*decision.input].audio_only;
  }
  ProgrammeFrame frame = composer_.compose(wish);
  sound_at_ += parts_.grid.samples_per_frame();
  level_.add(frame.audio.samples);
  if (frame.repeated) ++repeated_;
  if (parts_.seen) parts_.seen(frame);
  parts_.output(std::move(frame));

  ProgrammeStatus status;
  status.decision = decision;
  status.frames = index + 1;
  status.repeated_frames = repeated_;
  status.late_ms = std::chrono::duration_cast<milliseconds>(now() - due).count();
  status.level_db = level_.db();
  status_.set(std::move(status));
}

}  // namespace plenary::stage
