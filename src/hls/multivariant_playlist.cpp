#include "hls/multivariant_playlist.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace plenary::hls {
namespace {

/// Quoted strings of a playlist hold neither quotes nor line ends (draft section 4.2).
std::string quotable(std::string text) {
  std::erase_if(text, [](char c) { return c == '"' || c == '\r' || c == '\n'; });
  return text;
}

std::string render_audio(const AudioRendition& audio, bool floor) {
  std::string out =
      "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"" + quotable(audio.name) + "\"";
  if (!audio.language.empty()) out += ",LANGUAGE=\"" + quotable(audio.language) + "\"";
  out += floor ? ",DEFAULT=YES,AUTOSELECT=YES" : ",DEFAULT=NO,AUTOSELECT=YES";
  return out + ",CHANNELS=\"2\",URI=\"" + audio.uri + "\"\n";
}

/// The codecs of the whole group, each once (section 6.2.4: every format in any rendition).
std::string audio_codecs(const std::vector<AudioRendition>& audios) {
  std::vector<std::string> seen;
  for (const AudioRendition& audio : audios) {
    if (std::find(seen.begin(), seen.end(), audio.codecs) == seen.end())
      seen.push_back(audio.codecs);
  }
  return fmt::format("{}", fmt::join(seen, ","));
}

}  // namespace

std::string render_multivariant_playlist(const MultivariantPlaylist& playlist) {
  std::string out = "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-INDEPENDENT-SEGMENTS\n";
  std::uint32_t audio_average = 0;
  std::uint32_t audio_peak = 0;
  for (const AudioRendition& audio : playlist.audios) {
    out += render_audio(audio, &audio == &playlist.audios.front());
    audio_average = std::max(audio_average, audio.average_bps);
    audio_peak = std::max(audio_peak, audio.peak_bps);
  }
  const std::string codecs = audio_codecs(playlist.audios);
  const std::string_view group = playlist.audios.empty() ? "" : ",AUDIO=\"audio\"";
  for (const VideoVariant& video : playlist.videos) {
    fmt::format_to(std::back_inserter(out),
                   "#EXT-X-STREAM-INF:BANDWIDTH={},AVERAGE-BANDWIDTH={},CODECS=\"{}{}{}\","
                   "RESOLUTION={}x{},FRAME-RATE={:.3f}{},CLOSED-CAPTIONS=NONE\n{}\n",
                   video.peak_bps + audio_peak, video.average_bps + audio_average, video.codecs,
                   codecs.empty() ? "" : ",", codecs, video.width, video.height,
                   video.frames_per_second, group, video.uri);
  }
  if (!playlist.audios.empty()) {
    fmt::format_to(std::back_inserter(out),
                   "#EXT-X-STREAM-INF:BANDWIDTH={},AVERAGE-BANDWIDTH={},CODECS=\"{}\"{}\n{}\n",
                   audio_peak, audio_average, codecs, group, playlist.audios.front().uri);
  }
  return out;
}

}  // namespace plenary::hls
