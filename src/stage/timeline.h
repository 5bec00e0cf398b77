#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "stage/part_sink.h"
#include "stage/spool.h"
#include "stage/spool_retention.h"
#include "stage/timeline_replica.h"
#include "stage/timeline_window.h"

namespace plenary::stage {

/// What the books of retention must know: a block that left the live window, or a run's end.
struct RetentionNews {
  std::string stage;
  std::uint64_t run = 0;
  std::optional<KeptBlock> block = {};
  bool closed = false;
};

/// Where a stage's parts go: appended to the spool, made into windows, and posted to every
/// io_context. A part is on the disk, or the disk has refused it, before any viewer learns of it.
///
/// Destroyed without end_run() it leaves the run open, as a crash does: the next process continues
/// it if the stage opens again with the same grid and headers. begin_run() and end_run() come from
/// one thread, each rendition's on_part() from one of its own.
class StageTimeline final : public PartSink {
 public:
  using Replicas = std::vector<std::shared_ptr<StageReplica>>;
  /// Called from the media threads.
  using TellRetention = std::function<void(RetentionNews)>;

  /// Recovers what the stage's folder holds. An interrupted run is shown as kRecovering until
  /// begin_run() continues or replaces it, or end_run() ends it.
  StageTimeline(const base::StageId& stage, SpoolSettings settings, std::shared_ptr<Disk> disk,
                Replicas replicas, TellRetention tell_retention = {});

  std::uint64_t next_number() const override;
  void begin_run(Run run) override;
  void on_part(std::size_t rendition, PackagedPart part) override;
  void end_run() override;

  /// True if a crash interrupted the stage's run and nothing has gone on or ended it yet: whoever
  /// knows whether the stage should be open calls Stage::open() or end_run(). For the thread of
  /// begin_run().
  bool recovering() const { return recovering_; }

  /// Safe from every thread.
  SpoolStatus status() const;

  /// Tells the replicas and the status that retention deleted segments. Safe from every thread.
  void deleted(std::uint64_t run, std::uint64_t first_kept, std::uint64_t bytes);

 private:
  struct Track {
    explicit Track(const Grid& grid, std::uint64_t first_number) : builder(grid, first_number) {}
    WindowBuilder builder;
    std::unique_ptr<TrackWriter> writer;
    std::size_t blocks_told = 0;
  };

  void take_up(const RecoveredRun& recovered);
  bool may_continue(const Run& run) const;
  void start(Run run, std::uint64_t first_number);
  void close_run();
  void tell_blocks(Track& track, std::uint64_t run, const Grid& grid, const History& history,
                   bool last_too);
  std::vector<std::shared_ptr<const Window>> windows();

  const std::string stage_;
  const SpoolSettings settings_;
  const std::shared_ptr<Disk> disk_;
  const Replicas replicas_;
  const TellRetention tell_retention_;

  std::shared_ptr<const LiveRun> live_;  // Null while the stage is closed.
  bool recovering_ = false;
  std::unique_ptr<RunFolder> folder_;  // Declared before the writers, which use it.
  std::vector<Track> tracks_;

  std::atomic<std::uint64_t> next_number_{0};
  std::atomic<std::uint64_t> bytes_{0};
  std::atomic<std::uint64_t> free_bytes_{0};
  std::atomic<std::uint64_t> memory_only_{0};  // A bit for each rendition.
};

}  // namespace plenary::stage
