#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "stage/part_sink.h"
#include "stage/spool_disk.h"
#include "stage/spool_track.h"

namespace plenary::stage {

struct SpoolSettings {
  std::filesystem::path folder;  ///< DATA/spool.
  /// With less room than this left on the disk, parts stay in memory: the database needs the rest.
  std::uint64_t min_free_bytes = 512ULL << 20;
  /// Segments older than this are deleted; zero keeps them for ever.
  std::chrono::hours max_age{0};
  /// Of all stages together; beyond it the oldest segments go. Zero is no limit.
  std::uint64_t max_bytes = 0;
  std::chrono::milliseconds retention_pace{10'000};  ///< How often the two above are looked after.
  /// A run that a crash interrupted for longer than this is not continued: a new one begins.
  std::chrono::minutes longest_gap{60};
};

/// The spool's state as the desk and the metrics show it.
struct SpoolStatus {
  std::uint64_t bytes = 0;       ///< What this stage's recordings take.
  std::uint64_t free_bytes = 0;  ///< Left on the disk.
  bool memory_only = false;      ///< The disk takes nothing: only the live window is kept.
};

/// A run as the disk has it.
struct RecoveredRun {
  Run run;
  bool closed = false;
  std::uint64_t first_kept = 0;        ///< Segments below it were deleted.
  std::vector<RecoveredTrack> tracks;  ///< In the order of run.renditions.

  /// One past the highest number that any rendition has; the run's first if there is none.
  std::uint64_t next_number() const;
};

/// The run's folder: {spool}/{stage}/{first number}, with run.json, and for each rendition a folder
/// with init.mp4, the index and {number}.m4s. `closed` marks a run that ended. Shared by the
/// writers of its renditions.
class RunFolder {
 public:
  RunFolder(std::filesystem::path folder, Run run, std::shared_ptr<Disk> disk,
            std::uint64_t min_free_bytes);

  const Run& run() const { return run_; }
  std::filesystem::path track(std::size_t rendition) const;
  /// A writer for one rendition. The folder must outlive it.
  std::unique_ptr<TrackWriter> writer(std::size_t rendition);

  /// Makes folders and headers where they are missing. Safe from every thread: while one is at it
  /// the others are told kUnavailable and ask again at their next segment.
  base::Status prepare();
  /// Marks the run as ended: it will never be continued.
  base::Status close();
  /// Whether a segment may be begun: the folder is there and the disk has room.
  base::Status may_write();
  std::uint64_t free_bytes() const { return free_bytes_.load(std::memory_order_relaxed); }

 private:
  base::Status make();

  const std::filesystem::path folder_;
  const Run run_;
  const std::shared_ptr<Disk> disk_;
  const std::uint64_t min_free_bytes_;
  std::atomic<bool> ready_{false};
  std::atomic_flag preparing_;
  std::atomic<std::uint64_t> free_bytes_{0};
};

/// The runs found in a stage's folder, oldest first. Those that a crash left open are brought back
/// to their last whole parts; all but the newest of them are closed. A folder without a readable
/// run.json is passed over and logged.
std::vector<RecoveredRun> recover_runs(const std::filesystem::path& stage_folder, Disk& disk);

/// Deletes the segments of a run from `first` to `last`, having noted in the run's folder that what
/// it keeps begins after them; or the folder, if `whole_run`. For the retention's thread.
base::Status delete_segments(const std::filesystem::path& run_folder, std::uint64_t first,
                             std::uint64_t last, bool whole_run, Disk& disk);

/// True if `next` may go on where `last` stopped: the same grid, and the same renditions with the
/// same headers in the same order.
bool continues(const Run& next, const Run& last);

/// run.json: the run without its headers. Fails with kMalformed or kUnsupported (another version).
std::string render_run(const Run& run);
base::Result<Run> parse_run(std::string_view text);

}  // namespace plenary::stage
