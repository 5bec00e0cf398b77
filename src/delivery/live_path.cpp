#include "delivery/live_path.h"

namespace plenary::delivery {
namespace {


/// Takes the piece before the next '/' off the front, with the '/'; nothing if there is none.
std::optional<std::string_view> take_folder(std::string_view& path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos || slash == 0) return std::nullopt;
  const std::string_view folder = path.substr(0, slash);
  path.remove_prefix(slash + 1);
  return folder;
}

std::optional<hls::PartSet> parts_of(std::string_view name) {
  for (const auto set : {hls::PartSet::kShort, hls::PartSet::kWide, hls::PartSet::kNone}) {
    if (name == playlist_name(set)) return set;
  }
  return std::nullopt;
}

}  // namespace

std::string_view playlist_name(hls::PartSet parts) {
  switch (parts) {
    case hls::PartSet::kShort:
      return "index.m3u8";
    case hls::PartSet::kWide:
      return "wide.m3u8";
    case hls::PartSet::kNone:
      break;
  }
  return "plain.m3u8";
}

std::optional<LivePath> parse_live_path(std::string_view path) {
  if (!path.starts_with("/live/")) return std::nullopt;
  path.remove_prefix(6);
  const auto stage = take_folder(path);
  if (!stage) return std::nullopt;
  LivePath live{.stage = *stage};
  if (path == playlist_name(hls::PartSet::kShort)) return live;
  live.kind = LivePath::Kind::kRewindMultivariant;
  if (path == kRewindName) return live;
  const auto rendition = take_folder(path);
  if (!rendition) return std::nullopt;
  live.rendition = *rendition;
  live.kind = LivePath::Kind::kRewind;
  if (path == kRewindName) {
    live.parts = hls::PartSet::kNone;
    return live;
  }
  if (const auto parts = parts_of(path)) {
    live.kind = LivePath::Kind::kPlaylist;
    live.parts = *parts;
    return live;
  }
  const auto media = hls::parse_media_name(path);
  if (!media) return std::nullopt;
  live.kind = LivePath::Kind::kMedia;
  live.media = *media;
  return live;
}

std::optional<ReplayPath> parse_replay_path(std::string_view path) {
  if (!path.starts_with("/replay/")) return std::nullopt;
  path.remove_prefix(8);
  const auto session = take_folder(path);
  if (!session) return std::nullopt;
  ReplayPath replay{.session = *session};
  if (path == "index.m3u8") return replay;
  const auto rendition = take_folder(path);
  if (!rendition || path != "index.m3u8") return std::nullopt;
  replay.rendition = *rendition;
  return replay;
}

}  // namespace plenary::delivery
