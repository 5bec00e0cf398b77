#include "stage/timeline.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/log.h"

namespace plenary::stage {
namespace {

std::shared_ptr<const LiveRun> make_live(Run run) {
  const hls::Shape shape = shape_of(run.grid);
  return std::make_shared<const LiveRun>(LiveRun{.run = std::move(run), .shape = shape});
}

KeptBlock kept_block(const HistoryBlock& block, const Grid& grid) {
  KeptBlock kept{.first_number = block.first_number(), .last_number = block.segments.back().number};
  kept.ends = std::chrono::floor<std::chrono::milliseconds>(grid.start_of(kept.last_number + 1));
  for (const std::uint64_t bytes : block.bytes) kept.bytes += bytes;
  return kept;
}

}  // namespace

StageTimeline::StageTimeline(const base::StageId& stage, SpoolSettings settings,
                             std::shared_ptr<Disk> disk, Replicas replicas,
                             TellRetention tell_retention)
    : stage_(stage.text()),
      settings_(std::move(settings)),
      disk_(std::move(disk)),
      replicas_(std::move(replicas)),
      tell_retention_(std::move(tell_retention)) {
  if (const auto free = disk_->free_bytes(settings_.folder)) free_bytes_ = *free;
  for (const RecoveredRun& recovered : recover_runs(settings_.folder / stage_, *disk_)) {
    take_up(recovered);
  }
}

void StageTimeline::take_up(const RecoveredRun& recovered) {
  const std::uint64_t run = recovered.run.first_number;
  live_ = make_live(recovered.run);
  tracks_.clear();
  for (const RecoveredTrack& records : recovered.tracks) {
    Track& track = tracks_.emplace_back(recovered.run.grid, run);
    track.blocks_told = (recovered.first_kept - run) / HistoryBlock::kSegments;
    track.builder.restore(records);
    for (const PartRecord& record : records.records) {
      if (record.number >= recovered.first_kept) bytes_ += record.size_bytes + kIndexRecordBytes;
    }
  }
  next_number_ = std::max(next_number_.load(), recovered.next_number());
  if (recovered.first_kept > run) deleted(run, recovered.first_kept, 0);
  if (recovered.closed) {
    close_run();
    return;
  }
  recovering_ = true;
  for (const auto& replica : replicas_) {
    replica->post_run(live_, StageReplica::State::kRecovering, windows());
  }
}

std::uint64_t StageTimeline::next_number() const {
  return next_number_.load(std::memory_order_relaxed);
}

bool StageTimeline::may_continue(const Run& run) const {
  if (!recovering_ || !continues(run, live_->run)) return false;
  const std::uint64_t missing = run.first_number - std::min(run.first_number, next_number());
  return run.grid.segment_duration() * static_cast<std::int64_t>(missing) <= settings_.longest_gap;
}

void StageTimeline::begin_run(Run run) {
  PLENARY_CHECK(run.renditions.size() <= 64);
  const std::uint64_t first_number = run.first_number;
  if (may_continue(run)) {
    run.first_number = live_->run.first_number;
  } else {
    end_run();
    tracks_.clear();
    for (std::size_t i = 0; i < run.renditions.size(); ++i) {
      tracks_.emplace_back(run.grid, first_number);
    }
  }
  start(std::move(run), first_number);
}

void StageTimeline::start(Run run, std::uint64_t first_number) {
  recovering_ = false;
  live_ = make_live(std::move(run));
  next_number_ = std::max(next_number(), first_number);
  for (Track& track : tracks_) track.writer.reset();
  folder_ = std::make_unique<RunFolder>(
      settings_.folder / stage_ / std::to_string(live_->run.first_number), live_->run, disk_,
      settings_.min_free_bytes);
  // A folder that cannot be made now is made when the disk allows it: the stage opens all the same.
  if (const auto status = folder_->prepare(); !status) {
    base::log(base::Level::kError, "spool_unwritable",
              {{"stage", stage_}, {"why", status.error().detail()}});
  }
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    tracks_[i].builder.skip_to(first_number);
    tracks_[i].writer = folder_->writer(i);
  }
  for (const auto& replica : replicas_) {
    replica->post_run(live_, StageReplica::State::kOnAir, windows());
  }
}

void StageTimeline::on_part(std::size_t rendition, PackagedPart part) {
  PLENARY_CHECK(rendition < tracks_.size() && tracks_[rendition].writer);
  Track& track = tracks_[rendition];
  Stored stored = track.writer->append(part, live_->run.grid.part_duration());

  const std::uint64_t bit = std::uint64_t{1} << rendition;
  if (stored.place.on_disk) {
    bytes_.fetch_add(stored.place.size_bytes + kIndexRecordBytes, std::memory_order_relaxed);
    memory_only_.fetch_and(~bit, std::memory_order_relaxed);
  } else {
    memory_only_.fetch_or(bit, std::memory_order_relaxed);
  }
  free_bytes_.store(folder_->free_bytes(), std::memory_order_relaxed);
  std::uint64_t next = next_number();
  while (next <= part.number && !next_number_.compare_exchange_weak(next, part.number + 1)) {
  }

  track.builder.add(part, std::move(stored));
  const auto window = track.builder.window();
  for (const auto& replica : replicas_) replica->post_window(rendition, window);
  tell_blocks(track, live_->run.first_number, live_->run.grid, *window->history, false);
}

void StageTimeline::end_run() {
  if (!live_) return;
  if (recovering_) {
    folder_ = std::make_unique<RunFolder>(
        settings_.folder / stage_ / std::to_string(live_->run.first_number), live_->run, disk_,
        settings_.min_free_bytes);
  }
  if (const auto status = folder_->close(); !status) {
    base::log(base::Level::kError, "spool_unwritable",
              {{"stage", stage_}, {"why", status.error().detail()}});
  }
  close_run();
}

void StageTimeline::close_run() {
  auto recorded = std::make_shared<RecordedRun>();
  recorded->live = live_;
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    Track& track = tracks_[i];
    track.writer.reset();
    track.builder.end();
    recorded->tracks.push_back(track.builder.recording());
    tell_blocks(track, live_->run.first_number, live_->run.grid, *recorded->tracks.back(), true);
    if (!folder_) continue;  // A run of the past: nobody watches it.
    for (const auto& replica : replicas_) replica->post_window(i, track.builder.window());
  }
  for (const auto& replica : replicas_) replica->post_recorded(recorded);
  if (tell_retention_) {
    tell_retention_({.stage = stage_, .run = live_->run.first_number, .closed = true});
  }
  recovering_ = false;
  tracks_.clear();
  folder_.reset();
  live_.reset();
  memory_only_ = 0;
}

void StageTimeline::tell_blocks(Track& track, std::uint64_t run, const Grid& grid,
                                const History& history, bool last_too) {
  const auto& blocks = history.blocks();
  for (; track.blocks_told < blocks.size(); ++track.blocks_told) {
    const HistoryBlock& block = *blocks[track.blocks_told];
    if (!block.full() && !last_too) return;
    if (!tell_retention_) continue;
    tell_retention_({.stage = stage_, .run = run, .block = kept_block(block, grid)});
  }
}

std::vector<std::shared_ptr<const Window>> StageTimeline::windows() {
  std::vector<std::shared_ptr<const Window>> all;
  for (Track& track : tracks_) all.push_back(track.builder.window());
  return all;
}

SpoolStatus StageTimeline::status() const {
  return {.bytes = bytes_.load(std::memory_order_relaxed),
          .free_bytes = free_bytes_.load(std::memory_order_relaxed),
          .memory_only = memory_only_.load(std::memory_order_relaxed) != 0};
}

void StageTimeline::deleted(std::uint64_t run, std::uint64_t first_kept, std::uint64_t bytes) {
  bytes_.fetch_sub(bytes, std::memory_order_relaxed);
  for (const auto& replica : replicas_) replica->post_kept(run, first_kept);
}

}  // namespace plenary::stage
