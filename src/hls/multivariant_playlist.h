#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace plenary::hls {

/// One video encoding. Its audio is the group of the same playlist.
struct VideoVariant {
  std::string uri;
  std::string codecs;  ///< RFC 6381, of the video alone.
  int width = 0;
  int height = 0;
  double frames_per_second = 0;
  std::uint32_t average_bps = 0;
  std::uint32_t peak_bps = 0;  ///< Of any one segment.
};

/// One language, the first of them what is heard without a choice: the floor.
struct AudioRendition {
  std::string uri;
  std::string name;      ///< Shown in the player's menu; differs from the others'.
  std::string language;  ///< BCP 47; empty if the floor has no one language.
  std::string codecs;
  std::uint32_t average_bps = 0;
  std::uint32_t peak_bps = 0;
};

struct MultivariantPlaylist {
  std::vector<VideoVariant> videos = {};  ///< In the order of the ladder.
  std::vector<AudioRendition> audios = {};
};

/// Renders a multivariant playlist (draft-pantos-hls-rfc8216bis-22 section 4.4.6): every video with
/// the audio group, then the floor alone as a variant that a listener may choose. Bandwidths count
/// video and audio together.
std::string render_multivariant_playlist(const MultivariantPlaylist& playlist);

}  // namespace plenary::hls
