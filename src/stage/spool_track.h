#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "stage/part_sink.h"
#include "stage/spool_disk.h"
#include "stage/spool_index.h"

namespace plenary::stage {

/// Where the bytes of a part are: in its segment's file, in memory, or both.
struct Place {
  std::uint64_t offset = 0;
  std::uint32_t size_bytes = 0;
  bool on_disk = false;
  base::SharedBytes memory = {};  ///< Null once nobody but the disk need keep them.
  base::Instant published_at{};   ///< 1970 for what was recovered from the disk.
};

/// A part that was taken in, with the open file of its segment (null if none of it is on the disk).
struct Stored {
  Place place;
  std::shared_ptr<const net::OpenFile> file = {};
};

/// What is left of a rendition's folder after its index and its files have been made to agree.
struct RecoveredTrack {
  std::vector<PartRecord> records;
};

/// Appends the parts of one rendition to its segment files and its index. A disk that refuses a
/// write is asked again at the next segment: until then parts stay in memory alone. One thread at a
/// time.
class TrackWriter {
 public:
  /// Asked at each segment boundary, from the writer's thread; a reason if the segment must not go
  /// to the disk (too little space left, the run's folder could not be made).
  using MayWrite = std::function<base::Status()>;

  TrackWriter(std::filesystem::path folder, Disk& disk, MayWrite may_write);

  /// Takes a part in; never fails. Parts come in order. `duration` is for the index.
  Stored append(const PackagedPart& part, std::chrono::microseconds duration);

  /// True while the present segment is in memory alone. Safe from every thread.
  bool memory_only() const { return memory_only_.load(std::memory_order_relaxed); }
  /// Bytes that went to the disk since this writer was made. Safe from every thread.
  std::uint64_t written_bytes() const { return written_.load(std::memory_order_relaxed); }

 private:
  base::Status begin_segment(const PackagedPart& part);
  base::Status write(const PackagedPart& part, std::chrono::microseconds duration);
  void fall_back(const base::Error& why);

  const std::filesystem::path folder_;
  Disk& disk_;
  const MayWrite may_write_;
  std::shared_ptr<const net::OpenFile> index_;
  std::uint64_t index_bytes_ = 0;
  std::optional<std::uint64_t> number_;
  std::shared_ptr<const net::OpenFile> file_;
  std::uint64_t file_bytes_ = 0;
  bool complaining_ = false;  // One line in the log when trouble begins and one when it ends.
  std::atomic<bool> memory_only_{false};
  std::atomic<std::uint64_t> written_{0};
};

std::filesystem::path segment_path(const std::filesystem::path& folder, std::uint64_t number);
std::filesystem::path index_path(const std::filesystem::path& folder);

/// What a closed run's index says; nothing is touched.
RecoveredTrack read_track(const std::filesystem::path& folder);

/// Brings a folder that a crash left behind back to its last whole part: index and segment file are
/// cut to it, and the parts of the last segment are compared with their checksums. Looks at the
/// index and at the last files, however many there are. An empty folder gives an empty track.
RecoveredTrack recover_track(const std::filesystem::path& folder, Disk& disk);

}  // namespace plenary::stage
