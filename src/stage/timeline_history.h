#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "hls/segment.h"
#include "stage/timeline_text.h"

namespace plenary::stage {

/// Neighbouring segments of a run that have left the live window, for good as the disk has them.
/// Every rendition's blocks fall on the same numbers; retention deletes whole ones.
struct HistoryBlock {
  static constexpr std::size_t kSegments = 64;

  std::vector<hls::Segment> segments;  ///< Without parts.
  std::vector<std::uint64_t> bytes;    ///< Of each segment's file; zero for a gap.
  DeflatedText lines;                  ///< As a playlist lists them; empty until the block is full.

  std::uint64_t first_number() const { return segments.front().number; }
  bool full() const { return segments.size() == kSegments; }
};

/// The segments of a rendition from a run's opening up to where the live window begins. Immutable
/// and shared by all threads; the next one shares all its blocks but the last.
class History {
 public:
  History() = default;

  const std::vector<std::shared_ptr<const HistoryBlock>>& blocks() const { return blocks_; }
  std::uint64_t count() const;
  /// The segment of this number and the size of its file, or null.
  struct Entry {
    const hls::Segment* segment = nullptr;
    std::uint64_t bytes = 0;
  };
  Entry find(std::uint64_t number) const;

 private:
  friend class HistoryBuilder;
  std::vector<std::shared_ptr<const HistoryBlock>> blocks_;
};

/// Makes one History after another. One thread at a time.
class HistoryBuilder {
 public:
  /// Precondition: the first segment is the run's first, the others follow without a hole.
  void add(hls::Segment segment, std::uint64_t bytes);
  /// All that was added so far.
  std::shared_ptr<const History> snapshot() const;

 private:
  std::vector<std::shared_ptr<const HistoryBlock>> full_;
  HistoryBlock growing_;
};

}  // namespace plenary::stage
