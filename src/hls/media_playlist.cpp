#include "hls/media_playlist.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "hls/media_name.h"

namespace plenary::hls {
namespace {

constexpr int kSkipTargets = 6;  // CAN-SKIP-UNTIL, in target durations.
constexpr int kHoldBackTargets =
    3;                           // HOLD-BACK in target durations, PART-HOLD-BACK in part targets.
constexpr int kPartTargets = 3;  // Age up to which parts are listed.

template <class... Arguments>
void add(std::string& out, fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  fmt::format_to(std::back_inserter(out), format, std::forward<Arguments>(arguments)...);
}

/// How far each segment lies before the end of the playlist decides what is listed of it.
struct Ages {
  std::size_t skipped = 0;      // The first segments that a delta update leaves out.
  std::size_t first_parts = 0;  // The first segment of which parts are listed.
};

/// Parts older than three target durations are dropped (draft section 6.2.2), whole segments at a
/// time because a part's index is its place; a delta update skips the segments that ended more than
/// CAN-SKIP-UNTIL before the end of the last whole one (section 6.2.5.1).
Ages ages_of(const MediaPlaylist& playlist) {
  const Duration target = playlist.shape.target_duration();
  Duration beyond{0};  // What of the open segment follows the whole ones.
  if (playlist.open != nullptr) {
    for (const Part& part : playlist.open->parts) beyond += part.duration;
  }
  Ages ages{.skipped = 0, .first_parts = playlist.segments.size()};
  Duration after{0};  // From this segment's end to the end of the last whole one.
  for (std::size_t i = playlist.segments.size(); i > 0; --i) {
    if (after > kSkipTargets * target) {
      ages.skipped = i;
      break;
    }
    after += playlist.segments[i - 1]->duration;
    if (after + beyond <= kPartTargets * target) ages.first_parts = i - 1;
  }
  return ages;
}

void add_segment(std::string& out, const Segment& segment, std::string_view prefix) {
  if (segment.gap) out += "#EXT-X-GAP\n";
  add(out, "#EXTINF:{},\n{}{}\n", format_seconds(segment.duration), prefix,
      segment_name(segment.number));
}

void add_date(std::string& out, const Segment& segment) {
  add(out, "#EXT-X-PROGRAM-DATE-TIME:{}\n", base::format_rfc3339(segment.begins));
}

void add_part(std::string& out, Duration duration, std::string_view uri, bool independent) {
  add(out, "#EXT-X-PART:DURATION={},URI=\"{}\"{}\n", format_seconds(duration), uri,
      independent ? ",INDEPENDENT=YES" : "");
}

void add_parts(std::string& out, const Segment& segment, const MediaPlaylist& playlist,
               bool complete) {
  if (playlist.parts == PartSet::kWide) {
    for (const WidePart& part : wide_parts(segment, playlist.shape, complete)) {
      add_part(out, part.duration, wide_name(segment.number, part.first, part.last),
               part.independent);
    }
  }
  if (playlist.parts == PartSet::kShort) {
    for (std::size_t i = 0; i < segment.parts.size(); ++i) {
      const Part& part = segment.parts[i];
      add_part(out, part.duration, part_name(segment.number, static_cast<int>(i)),
               part.independent);
    }
  }
}

void add_control(std::string& out, const MediaPlaylist& playlist) {
  const Duration target = playlist.shape.target_duration();
  const Duration part_target = playlist.shape.part_target(playlist.parts);
  out += "#EXT-X-SERVER-CONTROL:";
  // Once it has ended nothing is reloaded: neither blocking nor skipping is on offer (6.2.5).
  if (!playlist.ended) {
    add(out, "CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL={},", format_seconds(kSkipTargets * target));
  }
  add(out, "HOLD-BACK={}", format_seconds(kHoldBackTargets * target));
  if (part_target > Duration{0}) {
    add(out, ",PART-HOLD-BACK={}\n#EXT-X-PART-INF:PART-TARGET={}",
        format_seconds(kHoldBackTargets * part_target), format_seconds(part_target));
  }
  out += '\n';
}

std::uint64_t first_number(const MediaPlaylist& playlist) {
  if (playlist.past && playlist.past->count > 0) return playlist.past->first_number;
  if (!playlist.segments.empty()) return playlist.segments.front()->number;
  return playlist.open != nullptr ? playlist.open->number : 0;
}

std::string render_head(const MediaPlaylist& playlist) {
  std::string out = "#EXTM3U\n#EXT-X-VERSION:9\n";
  add(out, "#EXT-X-TARGETDURATION:{}\n", playlist.shape.target_duration().count());
  add_control(out, playlist);
  add(out, "#EXT-X-MEDIA-SEQUENCE:{}\n", first_number(playlist));
  return out;
}

/// The part that comes next, which a request may wait for (draft section 4.4.5.3).
void add_hint(std::string& out, const MediaPlaylist& playlist) {
  const Shape& shape = playlist.shape;
  if (playlist.parts == PartSet::kNone || playlist.ended || playlist.open == nullptr) return;
  const std::uint64_t number = playlist.open->number;
  const int there = static_cast<int>(playlist.open->parts.size());
  std::string uri = part_name(number, there);
  if (playlist.parts == PartSet::kWide) {
    const int first = there / shape.parts_per_wide * shape.parts_per_wide;
    const int end = std::min(first + shape.parts_per_wide, shape.parts_per_segment);
    uri = wide_name(number, first, end - 1);
  }
  add(out, "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"{}\"\n", uri);
}

/// The last part of a rendition at `edge`, in the terms of a set.
void add_report(std::string& out, const Report& report, const MediaPlaylist& playlist) {
  const Shape& shape = playlist.shape;
  const int group = playlist.parts == PartSet::kWide ? shape.parts_per_wide : 1;
  const int parts = report.edge.parts / group;
  const bool in_open = parts > 0 && playlist.parts != PartSet::kNone;
  if (!in_open && report.edge.number == 0) return;  // Nothing there to report yet.
  add(out, "#EXT-X-RENDITION-REPORT:URI=\"{}\",LAST-MSN={}", report.uri,
      in_open ? report.edge.number : report.edge.number - 1);
  if (playlist.parts != PartSet::kNone) {
    add(out, ",LAST-PART={}", in_open ? parts - 1 : shape.parts_in(playlist.parts) - 1);
  }
  out += '\n';
}

std::string render_tail(const MediaPlaylist& playlist, const Ages& ages, std::size_t first) {
  std::string out;
  for (std::size_t i = first; i < playlist.segments.size(); ++i) {
    const Segment& segment = *playlist.segments[i];
    add_date(out, segment);
    if (i >= ages.first_parts) add_parts(out, segment, playlist, true);
    add_segment(out, segment, {});
  }
  if (playlist.ended) {
    out += "#EXT-X-ENDLIST\n";
    return out;
  }
  if (playlist.open != nullptr && !playlist.open->parts.empty() &&
      playlist.parts != PartSet::kNone) {
    std::string parts;
    add_parts(parts, *playlist.open, playlist, false);
    if (!parts.empty()) add_date(out, *playlist.open);
    out += parts;
  }
  add_hint(out, playlist);
  for (const Report& report : playlist.reports) add_report(out, report, playlist);
  return out;
}

}  // namespace

PlaylistText render_around_past(const MediaPlaylist& playlist) {
  const Ages ages = ages_of(playlist);
  const std::uint64_t past = playlist.past ? playlist.past->count : 0;
  const std::uint64_t skipped = past + ages.skipped;
  PlaylistText text{.head = render_head(playlist)};
  // A skip that spares nothing is left out, and so is the header with what is skipped: the player
  // has both from the playlist that the delta updates.
  if (playlist.delta && !playlist.ended && ages.skipped > 0) {
    add(text.head, "#EXT-X-SKIP:SKIPPED-SEGMENTS={}\n", skipped);
    text.tail = render_tail(playlist, ages, ages.skipped);
    text.skips_past = true;
    return text;
  }
  add(text.head, "#EXT-X-MAP:URI=\"{}\"\n", header_name(playlist.run));
  text.tail = render_tail(playlist, ages, 0);
  return text;
}

std::string render_media_playlist(const MediaPlaylist& playlist, std::string_view past_text) {
  PlaylistText text = render_around_past(playlist);
  std::string out = std::move(text.head);
  if (!text.skips_past) out += past_text;
  out += text.tail;
  return out;
}

std::string render_segments(std::span<const Segment> segments, std::string_view prefix) {
  std::string out;
  for (const Segment& segment : segments) {
    add_date(out, segment);
    add_segment(out, segment, prefix);
  }
  return out;
}

std::string render_recording(const Shape& shape, std::span<const Recording> recordings) {
  std::string out = "#EXTM3U\n#EXT-X-VERSION:6\n";
  add(out, "#EXT-X-TARGETDURATION:{}\n#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-MEDIA-SEQUENCE:0\n",
      shape.target_duration().count());
  for (const Recording& recording : recordings) {
    if (&recording != &recordings.front()) out += "#EXT-X-DISCONTINUITY\n";
    add(out, "#EXT-X-MAP:URI=\"{}{}\"\n", recording.prefix, header_name(recording.run));
    for (const auto& segments : recording.segments) {
      out += render_segments(segments, recording.prefix);
    }
  }
  out += "#EXT-X-ENDLIST\n";
  return out;
}

}  // namespace plenary::hls
