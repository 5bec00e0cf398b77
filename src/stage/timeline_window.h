#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

#include "hls/segment.h"
#include "stage/grid.h"
#include "stage/part_sink.h"
#include "stage/spool_track.h"
#include "stage/timeline_history.h"

namespace plenary::stage {

/// A segment of the live window with the whereabouts of its parts.
struct SegmentEntry {
  hls::Segment listing;
  std::vector<Place> places = {};  ///< One for each of listing.parts.
  /// The file, held open while viewers are likely to ask; else it is opened when asked for.
  std::shared_ptr<const net::OpenFile> file = {};
};

/// One rendition as players may see it, from the opening to the live edge. Immutable: a part makes
/// a new one. Shared by all threads.
struct Window {
  std::uint64_t version = 0;  ///< Of one run's windows of one rendition no two have the same.
  /// The last minute, oldest first, numbered without holes; gaps are listed.
  std::vector<std::shared_ptr<const SegmentEntry>> whole;
  /// The segment being written, maybe without parts yet; null once ended.
  std::shared_ptr<const SegmentEntry> open;
  hls::Edge edge;
  bool ended = false;
  std::shared_ptr<const History> history;  ///< What left `whole`, from the run's first segment on.
};

hls::Shape shape_of(const Grid& grid);

/// What of a segment remains once memory lets go of it: the parts on the disk, or a gap. The same
/// as recovery would find.
hls::Segment settled(const SegmentEntry& entry, const Grid& grid);
std::uint64_t bytes_on_disk(const SegmentEntry& entry);

/// Makes a rendition's windows. One thread at a time.
///
/// Numbers that never came are gaps. A segment that ends early (a crash, the end of the run) says
/// how long it really is and keeps its parts: draft-pantos-hls-rfc8216bis-22 section 6.2.1 wants
/// absent media listed as EXT-X-GAP segments, and the numbers stay those of the grid.
class WindowBuilder {
 public:
  static constexpr std::chrono::seconds kLive{60};
  /// So many whole segments keep their file open and their parts in memory.
  static constexpr std::size_t kRecentSegments = 6;

  WindowBuilder(const Grid& grid, std::uint64_t first_number);

  /// Takes up what a crash left behind. Precondition: nothing was added yet.
  void restore(const RecoveredTrack& track);
  /// The next part. Precondition: it does not come before the present edge.
  void add(const PackagedPart& part, Stored stored);
  /// What is missing before `number` is a gap. No effect if the edge is there already.
  void skip_to(std::uint64_t number);
  /// No part comes any more.
  void end();

  std::shared_ptr<const Window> window();
  /// Everything up to the edge as the disk has it: what a closed run leaves behind.
  std::shared_ptr<const History> recording() const;

 private:
  hls::Segment listing_at(std::uint64_t number) const;
  SegmentEntry gap_at(std::uint64_t number) const;
  void close_open();
  void push_whole(SegmentEntry entry);
  void trim();

  const Grid grid_;
  std::vector<std::shared_ptr<const SegmentEntry>> whole_;
  hls::Duration whole_duration_{0};
  SegmentEntry open_;
  bool ended_ = false;
  std::uint64_t version_ = 0;
  HistoryBuilder history_builder_;
  std::shared_ptr<const History> history_;  // Null once it lacks a segment.
};

}  // namespace plenary::stage
