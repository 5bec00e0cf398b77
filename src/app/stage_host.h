#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "app/settings.h"
#include "ingest/publish_target.h"
#include "programme/programme.h"
#include "site/site.h"
#include "stage/part_sink.h"
#include "stage/stage.h"
#include "stage/timeline.h"

namespace plenary::app {

/// Stands between a stage and its timeline: stamps each part with the time of its publication, and lets
/// a server that shuts down leave the run open, which the next one then continues.
class RunKeeper final : public stage::PartSink {
 public:
  RunKeeper(stage::StageTimeline& timeline, base::UtcClock utc)
      : timeline_(timeline), utc_(std::move(utc)) {}

  /// From now on the end of a run is not written down.
  void leave_open() { leave_open_ = true; }

  std::uint64_t next_number() const override { return timeline_.next_number(); }
  void begin_run(stage::Run run) override;
  void on_part(std::size_t rendition, stage::PackagedPart part) override {
    part.published_at = utc_();
    timeline_.on_part(rendition, std::move(part));
  }
  void end_run() override {
    if (!leave_open_) timeline_.end_run();
  }
  /// Those of the present run, or of the last one.
  std::vector<stage::Rendition> renditions() const { return renditions_.get(); }

 private:
  stage::StageTimeline& timeline_;
  const base::UtcClock utc_;
  std::atomic<bool> leave_open_{false};
  base::Latest<std::vector<stage::Rendition>> renditions_;
};

/// A stage with what stands around it: its timeline behind, its publishers' door in front.
class StageHost final : public ingest::PublishTarget {
 public:
  StageHost(const programme::StageDescription& description, const Settings& settings,
            stage::StageTimeline& timeline, base::UtcClock utc);

  const programme::StageDescription& description() const { return description_; }
  /// True if a stage described so can go on as it is: only its titles and sources may differ.
  bool serves(const programme::StageDescription& description) const;
  /// A run is on, or somebody publishes.
  bool in_use() const;
  stage::Stage& stage() { return stage_; }
  const stage::Stage& stage() const { return stage_; }
  stage::StageTimeline& timeline() { return timeline_; }
  RunKeeper& keeper() { return keeper_; }

  base::Result<std::unique_ptr<stage::Publication>> publish(const base::InputId& input,
                                                            stage::Publisher publisher) override {
    return stage_.publish(input, std::move(publisher));
  }

 private:
  const programme::StageDescription description_;
  stage::StageTimeline& timeline_;
  RunKeeper keeper_;
  stage::Stage stage_;
};

}  // namespace plenary::app
