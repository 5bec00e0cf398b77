#include "hls/multivariant_playlist.h"

#include <gtest/gtest.h>

namespace plenary::hls::multivariant_playlist_test {
namespace {

TEST(MultivariantPlaylist, OffersEveryVideoWithTheAudioGroupAndTheFloorAlone) {
  const MultivariantPlaylist playlist{
      .videos = {{"720p/index.m3u8", "avc1.64001f", 1280, 720, 25, 2'000'000, 2'600'000},
                 {"360p/index.m3u8", "avc1.64001e", 640, 360, 25, 600'000, 800'000}},
      .audios = {{"audio/index.m3u8", "Floor", "", "mp4a.40.2", 64'000, 70'000},
                 {"audio-en/index.m3u8", "English", "en", "mp4a.40.2", 64'000, 70'000}}};
  EXPECT_EQ(
      render_multivariant_playlist(playlist),
      "#EXTM3U\n"
      "#EXT-X-VERSION:6\n"
      "#EXT-X-INDEPENDENT-SEGMENTS\n"
      "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Floor\",DEFAULT=YES,AUTOSELECT=YES,"
      "CHANNELS=\"2\",URI=\"audio/index.m3u8\"\n"
      "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"English\",LANGUAGE=\"en\",DEFAULT=NO,"
      "AUTOSELECT=YES,CHANNELS=\"2\",URI=\"audio-en/index.m3u8\"\n"
      "#EXT-X-STREAM-INF:BANDWIDTH=2670000,AVERAGE-BANDWIDTH=2064000,"
      "CODECS=\"avc1.64001f,mp4a.40.2\",RESOLUTION=1280x720,FRAME-RATE=25.000,"
      "AUDIO=\"audio\",CLOSED-CAPTIONS=NONE\n"
      "720p/index.m3u8\n"
      "#EXT-X-STREAM-INF:BANDWIDTH=870000,AVERAGE-BANDWIDTH=664000,"
      "CODECS=\"avc1.64001e,mp4a.40.2\",RESOLUTION=640x360,FRAME-RATE=25.000,"
      "AUDIO=\"audio\",CLOSED-CAPTIONS=NONE\n"
      "360p/index.m3u8\n"
      "#EXT-X-STREAM-INF:BANDWIDTH=70000,AVERAGE-BANDWIDTH=64000,CODECS=\"mp4a.40.2\","
      "AUDIO=\"audio\"\n"
      "audio/index.m3u8\n");
}

TEST(MultivariantPlaylist, NamesNoGroupWithoutAudio) {
  const MultivariantPlaylist playlist{
      .videos = {{"low/index.m3u8", "avc1.64000c", 320, 180, 12.5, 150'000, 200'000}}};
  EXPECT_EQ(render_multivariant_playlist(playlist),
            "#EXTM3U\n"
            "#EXT-X-VERSION:6\n"
            "#EXT-X-INDEPENDENT-SEGMENTS\n"
            "#EXT-X-STREAM-INF:BANDWIDTH=200000,AVERAGE-BANDWIDTH=150000,CODECS=\"avc1.64000c\","
            "RESOLUTION=320x180,FRAME-RATE=12.500,CLOSED-CAPTIONS=NONE\n"
            "low/index.m3u8\n");
}

TEST(MultivariantPlaylist, KeepsQuotesAndLinesOutOfNames) {
  const MultivariantPlaylist playlist{
      .audios = {{"audio/index.m3u8", "Fl\"oo\nr", "e\"n", "mp4a.40.2", 1, 2}}};
  EXPECT_EQ(
      render_multivariant_playlist(playlist),
      "#EXTM3U\n"
      "#EXT-X-VERSION:6\n"
      "#EXT-X-INDEPENDENT-SEGMENTS\n"
      "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Floor\",LANGUAGE=\"en\",DEFAULT=YES,"
      "AUTOSELECT=YES,CHANNELS=\"2\",URI=\"audio/index.m3u8\"\n"
      "#EXT-X-STREAM-INF:BANDWIDTH=2,AVERAGE-BANDWIDTH=1,CODECS=\"mp4a.40.2\",AUDIO=\"audio\"\n"
      "audio/index.m3u8\n");
}

}  // namespace
}  // namespace plenary::hls::multivariant_playlist_test
