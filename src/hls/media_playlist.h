#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hls/segment.h"

namespace plenary::hls {

/// Where another rendition of the stage stands (EXT-X-RENDITION-REPORT).
struct Report {
  std::string uri;  ///< Relative to the playlist that carries the report.
  Edge edge;
};

/// Closed segments before MediaPlaylist::segments whose text is kept instead of rendered again:
/// what lets a playlist of thousands of segments cost no more than its last minute.
struct Past {
  std::uint64_t first_number = 0;  ///< Of the oldest segment in the text.
  std::uint64_t count = 0;         ///< How many the text lists; the next follows without a hole.
};

/// What a live media playlist says. Refers to segments that it does not own.
struct MediaPlaylist {
  Shape shape = {};
  PartSet parts = PartSet::kShort;
  std::uint64_t run = 0;  ///< Names the header (EXT-X-MAP).
  /// Complete, oldest first, numbered without holes.
  std::vector<const Segment*> segments = {};
  /// The one being written, of which some parts may exist; nothing between two segments.
  const Segment* open = nullptr;
  /// No part comes any more: ENDLIST. An ended playlist has no open segment.
  bool ended = false;
  /// A delta update (_HLS_skip): what is older than CAN-SKIP-UNTIL is skipped. Ignored once ended.
  bool delta = false;
  std::vector<Report> reports = {};
  std::optional<Past> past = {};
};

/// A playlist around the text of Past: all of it is head + past + tail.
struct PlaylistText {
  std::string head = {};
  std::string tail = {};
  bool skips_past = false;  ///< A delta update: the past's text stays out.
};

/// Renders a media playlist: draft-pantos-hls-rfc8216bis-22 sections 4.4.2 to 4.4.5, version 9.
/// CAN-SKIP-UNTIL is 6 target durations, HOLD-BACK 3, PART-HOLD-BACK 3 part targets; parts are
/// listed for the last 3 target durations. Every segment carries its date. Pure: equal values give
/// equal bytes, so callers may cache. `past_text` is what render_segments() gave for playlist.past.
std::string render_media_playlist(const MediaPlaylist& playlist, std::string_view past_text = {});

/// The same in pieces, for callers that keep the past compressed.
PlaylistText render_around_past(const MediaPlaylist& playlist);

/// The lines of closed segments without parts, each URI with `prefix` before it.
std::string render_segments(std::span<const Segment> segments, std::string_view prefix = {});

/// One run's share of a recording. Refers to segments that it does not own.
struct Recording {
  std::uint64_t run = 0;
  std::string prefix;  ///< Before every URI: "../../../live/opening/720p/".
  std::vector<std::span<const Segment>> segments;  ///< Numbered without holes; not empty.
};

/// Renders a recording as a VOD playlist (section 4.4.3.5). Runs are separated by a discontinuity
/// with the header of the next; missing time within a run is a gap.
std::string render_recording(const Shape& shape, std::span<const Recording> recordings);

}  // namespace plenary::hls
