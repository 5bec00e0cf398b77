#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"

namespace plenary::hls {

using Duration = std::chrono::microseconds;

/// A partial segment (EXT-X-PART). Its index is its place in Segment::parts.
struct Part {
  Duration duration{0};
  bool independent = false;  ///< Begins with a key frame, so that a player may start there.
  bool operator==(const Part&) const = default;
};

/// A media segment as playlists speak of it. A value; where its bytes are is the spool's business.
struct Segment {
  std::uint64_t number = 0;      ///< The media sequence number; names the file too.
  base::Instant begins = {};     ///< EXT-X-PROGRAM-DATE-TIME.
  Duration duration{0};          ///< EXTINF: what is really there, or for a gap what is absent.
  bool gap = false;              ///< No media exists for this number (EXT-X-GAP).
  std::vector<Part> parts = {};  ///< May be empty for segments too old for EXT-X-PART.
  bool operator==(const Segment&) const = default;
};

/// The live edge: every part before it exists. `number` is the segment being written and `parts`
/// how many of its parts are there; a completed segment leaves {number + 1, 0}.
struct Edge {
  std::uint64_t number = 0;
  int parts = 0;
  auto operator<=>(const Edge&) const = default;
};

/// Which of a rendition's playlists over the same bytes. One never changes into another, because a
/// changed PART-TARGET makes players stall.
enum class PartSet : std::uint8_t {
  kShort,  ///< index.m3u8: every part as the packager made it.
  kWide,   ///< wide.m3u8: contiguous groups of short parts, about a second each.
  kNone,   ///< plain.m3u8 and rewind.m3u8: whole segments.
};

/// What stays true of every playlist of a run.
struct Shape {
  Duration part{320'000};     ///< Upper bound of every short part: PART-TARGET of kShort.
  int parts_per_segment = 6;  ///< Of a segment that nothing cut short.
  int parts_per_wide = 3;     ///< Short parts in a wide one; the last of a segment may have fewer.
  Duration segment{1'920'000};  ///< Of a segment that nothing cut short.

  /// EXT-X-TARGETDURATION: no EXTINF, rounded to the nearest second, exceeds it.
  std::chrono::seconds target_duration() const {
    return std::chrono::round<std::chrono::seconds>(segment);
  }
  /// PART-TARGET of a set; zero for kNone.
  Duration part_target(PartSet set) const;
  /// How many parts a whole segment has in a set; zero for kNone.
  int parts_in(PartSet set) const;
  bool operator==(const Shape&) const = default;
};

/// A run of short parts offered as one part: {number}.{first}-{last}.m4s.
struct WidePart {
  int first = 0;
  int last = 0;
  Duration duration{0};
  bool independent = false;
  bool operator==(const WidePart&) const = default;
};

/// The wide parts that exist. The last group may be short only if the segment is `complete`.
std::vector<WidePart> wide_parts(const Segment& segment, const Shape& shape, bool complete);

/// Seconds with three decimals, or six where milliseconds are not exact: "0.320", "0.533333".
std::string format_seconds(Duration duration);

}  // namespace plenary::hls
