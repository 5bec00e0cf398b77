#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "hls/media_name.h"
#include "hls/segment.h"

namespace plenary::delivery {

/// What an address under /live/ asks for. Views into the path; nothing of it becomes a path again.
struct LivePath {
  enum class Kind : std::uint8_t {
    kMultivariant,        ///< {stage}/index.m3u8
    kRewindMultivariant,  ///< {stage}/rewind.m3u8
    kPlaylist,            ///< {stage}/{rendition}/index.m3u8, wide.m3u8, plain.m3u8: see `parts`
    kRewind,              ///< {stage}/{rendition}/rewind.m3u8
    kMedia,               ///< {stage}/{rendition}/ and a media name
  };
  Kind kind = Kind::kMultivariant;
  std::string_view stage;
  std::string_view rendition;  ///< Empty for the multivariant ones.
  hls::PartSet parts = hls::PartSet::kShort;
  hls::MediaName media = {};
};

/// Reads a request's path, "/live/" included. Nothing where it is no such address.
std::optional<LivePath> parse_live_path(std::string_view path);

/// What an address under /replay/ asks for: {session}/index.m3u8 or
/// {session}/{rendition}/index.m3u8.
struct ReplayPath {
  std::string_view session;
  std::string_view rendition;  ///< Empty for the multivariant playlist.
};
std::optional<ReplayPath> parse_replay_path(std::string_view path);

inline constexpr std::string_view kRewindName = "rewind.m3u8";

/// "index.m3u8", "wide.m3u8", "plain.m3u8".
std::string_view playlist_name(hls::PartSet parts);

}  // namespace plenary::delivery
