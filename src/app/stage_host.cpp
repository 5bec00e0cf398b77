#include "app/stage_host.h"

#include <algorithm>
#include <thread>

#include "stage/ladder_encoder.h"

namespace plenary::app {
namespace {

stage::StageSettings stage_settings(const programme::StageDescription& description,
                                    const Settings& settings) {
  stage::StageSettings stage;
  stage.id = description.id;
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  switch (description.ladder) {
    case programme::LadderChoice::kAuto: stage.ladder = stage::automatic_ladder(cores); break;
    // The ladders are those of machines that carry them.
    case programme::LadderChoice::k720p: stage.ladder = stage::automatic_ladder(2); break;
    case programme::LadderChoice::k1080p: stage.ladder = stage::automatic_ladder(64); break;
  }
  stage.ladder.preset = settings.encoder_preset;
  stage.health.missing = settings.input_missing;
  for (const programme::InputDescription& input : description.inputs) {
    stage.inputs.push_back({.id = input.id, .buffer = settings.input_buffer});
  }
  return stage;
}

bool same_source(const programme::InputDescription& a, const programme::InputDescription& b) {
  return a.id == b.id && a.kind == b.kind && a.film == b.film;
}

}  // namespace

void RunKeeper::begin_run(stage::Run run) {
  renditions_.set(run.renditions);
  timeline_.begin_run(std::move(run));
}

StageHost::StageHost(const programme::StageDescription& description, const Settings& settings,
                     stage::StageTimeline& timeline, base::UtcClock utc)
    : description_(description),
      timeline_(timeline),
      keeper_(timeline, utc),
      stage_(stage_settings(description, settings), keeper_, std::move(utc)) {}

bool StageHost::serves(const programme::StageDescription& description) const {
  return description.ladder == description_.ladder &&
         std::equal(description.inputs.begin(), description.inputs.end(),
                    description_.inputs.begin(), description_.inputs.end(), same_source);
}

bool StageHost::in_use() const {
  const stage::StageStatus status = stage_.status();
  return status.open || std::any_of(status.inputs.begin(), status.inputs.end(),
                                    [](const stage::InputStatus& input) {
                                      return input.since.has_value();
                                    });
}

}  // namespace plenary::app
