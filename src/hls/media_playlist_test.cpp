#include "hls/media_playlist.h"

#include <gtest/gtest.h>

namespace plenary::hls::media_playlist_test {
namespace {

using namespace std::chrono_literals;

/// Segment `number` of the default grid with its first `parts` parts; the first begins with a key
/// frame.
Segment segment(std::uint64_t number, int parts = 6) {
  Segment made{.number = number};
  made.begins = base::Instant(1920ms * static_cast<std::int64_t>(number));
  for (int i = 0; i < parts; ++i) made.parts.push_back({320ms, i == 0});
  made.duration = 320ms * parts;
  return made;
}

Segment gap(std::uint64_t number) {
  Segment made = segment(number, 0);
  made.duration = 1920ms;
  made.gap = true;
  return made;
}

/// Owns the segments that a playlist refers to.
struct Stream {
  std::vector<Segment> whole;
  Segment open;

  MediaPlaylist playlist(PartSet set) const {
    MediaPlaylist playlist{.parts = set, .run = 1000, .open = &open};
    for (const Segment& each : whole) playlist.segments.push_back(&each);
    return playlist;
  }
};

Stream stream(std::uint64_t first, std::uint64_t count, int open_parts) {
  Stream made;
  for (std::uint64_t i = 0; i < count; ++i) made.whole.push_back(segment(first + i));
  made.open = segment(first + count, open_parts);
  return made;
}

std::string whole_lines(std::uint64_t number) {
  const std::vector<Segment> one{segment(number)};
  return render_segments(one);
}

TEST(MediaPlaylist, ListsShortPartsOfTheLastThreeTargetDurations) {
  const Stream live = stream(1000, 3, 2);
  MediaPlaylist playlist = live.playlist(PartSet::kShort);
  playlist.reports = {{"../360p/index.m3u8", {1003, 2}}, {"../audio/index.m3u8", {1003, 0}}};
  EXPECT_EQ(render_media_playlist(playlist),
            "#EXTM3U\n"
            "#EXT-X-VERSION:9\n"
            "#EXT-X-TARGETDURATION:2\n"
            "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.000,HOLD-BACK=6.000,"
            "PART-HOLD-BACK=0.960\n"
            "#EXT-X-PART-INF:PART-TARGET=0.320\n"
            "#EXT-X-MEDIA-SEQUENCE:1000\n"
            "#EXT-X-MAP:URI=\"init.1000.mp4\"\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:32:00.000Z\n"
            "#EXTINF:1.920,\n"
            "1000.m4s\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:32:01.920Z\n"
            "#EXT-X-PART:DURATION=0.320,URI=\"1001.0.m4s\",INDEPENDENT=YES\n"
            "#EXT-X-PART:DURATION=0.320,URI=\"1001.1.m4s\"\n"
            "#EXT-X-PART:DURATION=0.320,URI=\"1001.2.m4s\"\n"
            "#EXT-X-PART:DURATION=0.320,URI=\"1001.3.m4s\"\n"
            "#EXT-X-PART:DURATION=0.320,URI=\"1001.4.m4s\"\n"
            "#EXT-X-PART:DURATION=0.320,URI=\"1001.5.m4s\"\n"
            "#EXTINF:1.920,\n"
            "1001.m4s\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:32:03.840Z\n"
            "#EXT-X-PART:DURATION=0.320,URI=\"1002.0.m4s\",INDEPENDENT=YES\n"
            "#EXT-X-PART:DURATION=0.320,URI=\"1002.1.m4s\"\n"
            "#EXT-X-PART:DURATION=0.320,URI=\"1002.2.m4s\"\n"
            "#EXT-X-PART:DURATION=0.320,URI=\"1002.3.m4s\"\n"
            "#EXT-X-PART:DURATION=0.320,URI=\"1002.4.m4s\"\n"
            "#EXT-X-PART:DURATION=0.320,URI=\"1002.5.m4s\"\n"
            "#EXTINF:1.920,\n"
            "1002.m4s\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:32:05.760Z\n"
            "#EXT-X-PART:DURATION=0.320,URI=\"1003.0.m4s\",INDEPENDENT=YES\n"
            "#EXT-X-PART:DURATION=0.320,URI=\"1003.1.m4s\"\n"
            "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"1003.2.m4s\"\n"
            "#EXT-X-RENDITION-REPORT:URI=\"../360p/index.m3u8\",LAST-MSN=1003,LAST-PART=1\n"
            "#EXT-X-RENDITION-REPORT:URI=\"../audio/index.m3u8\",LAST-MSN=1002,LAST-PART=5\n");
}

TEST(MediaPlaylist, GroupsThreeShortPartsIntoAWideOne) {
  const Stream live = stream(1000, 1, 4);
  MediaPlaylist playlist = live.playlist(PartSet::kWide);
  playlist.reports = {{"../360p/wide.m3u8", {1001, 2}}, {"../audio/wide.m3u8", {1001, 5}}};
  EXPECT_EQ(render_media_playlist(playlist),
            "#EXTM3U\n"
            "#EXT-X-VERSION:9\n"
            "#EXT-X-TARGETDURATION:2\n"
            "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.000,HOLD-BACK=6.000,"
            "PART-HOLD-BACK=2.880\n"
            "#EXT-X-PART-INF:PART-TARGET=0.960\n"
            "#EXT-X-MEDIA-SEQUENCE:1000\n"
            "#EXT-X-MAP:URI=\"init.1000.mp4\"\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:32:00.000Z\n"
            "#EXT-X-PART:DURATION=0.960,URI=\"1000.0-2.m4s\",INDEPENDENT=YES\n"
            "#EXT-X-PART:DURATION=0.960,URI=\"1000.3-5.m4s\"\n"
            "#EXTINF:1.920,\n"
            "1000.m4s\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:32:01.920Z\n"
            "#EXT-X-PART:DURATION=0.960,URI=\"1001.0-2.m4s\",INDEPENDENT=YES\n"
            "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"1001.3-5.m4s\"\n"
            "#EXT-X-RENDITION-REPORT:URI=\"../360p/wide.m3u8\",LAST-MSN=1000,LAST-PART=1\n"
            "#EXT-X-RENDITION-REPORT:URI=\"../audio/wide.m3u8\",LAST-MSN=1001,LAST-PART=0\n");
}

TEST(MediaPlaylist, NamesNoPartsInThePlainSet) {
  const Stream live = stream(1000, 1, 4);
  MediaPlaylist playlist = live.playlist(PartSet::kNone);
  playlist.reports = {{"../360p/plain.m3u8", {1001, 5}}};
  EXPECT_EQ(render_media_playlist(playlist),
            "#EXTM3U\n"
            "#EXT-X-VERSION:9\n"
            "#EXT-X-TARGETDURATION:2\n"
            "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.000,HOLD-BACK=6.000\n"
            "#EXT-X-MEDIA-SEQUENCE:1000\n"
            "#EXT-X-MAP:URI=\"init.1000.mp4\"\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:32:00.000Z\n"
            "#EXTINF:1.920,\n"
            "1000.m4s\n"
            "#EXT-X-RENDITION-REPORT:URI=\"../360p/plain.m3u8\",LAST-MSN=1000\n");
}

TEST(MediaPlaylist, HintsTheFirstPartOfTheSegmentThatComesNext) {
  const Stream live = stream(1000, 1, 0);
  const std::string text = render_media_playlist(live.playlist(PartSet::kShort));
  EXPECT_TRUE(text.ends_with("1000.m4s\n#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"1001.0.m4s\"\n"))
      << text;
}

TEST(MediaPlaylist, EndsWithoutHintReportOrReload) {
  Stream live = stream(1000, 1, 0);
  live.whole.push_back(segment(1001, 4));
  MediaPlaylist playlist = live.playlist(PartSet::kWide);
  playlist.open = nullptr;
  playlist.ended = true;
  playlist.delta = true;
  playlist.reports = {{"../360p/wide.m3u8", {1002, 0}}};
  EXPECT_EQ(render_media_playlist(playlist),
            "#EXTM3U\n"
            "#EXT-X-VERSION:9\n"
            "#EXT-X-TARGETDURATION:2\n"
            "#EXT-X-SERVER-CONTROL:HOLD-BACK=6.000,PART-HOLD-BACK=2.880\n"
            "#EXT-X-PART-INF:PART-TARGET=0.960\n"
            "#EXT-X-MEDIA-SEQUENCE:1000\n"
            "#EXT-X-MAP:URI=\"init.1000.mp4\"\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:32:00.000Z\n"
            "#EXT-X-PART:DURATION=0.960,URI=\"1000.0-2.m4s\",INDEPENDENT=YES\n"
            "#EXT-X-PART:DURATION=0.960,URI=\"1000.3-5.m4s\"\n"
            "#EXTINF:1.920,\n"
            "1000.m4s\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:32:01.920Z\n"
            "#EXT-X-PART:DURATION=0.960,URI=\"1001.0-2.m4s\",INDEPENDENT=YES\n"
            "#EXT-X-PART:DURATION=0.320,URI=\"1001.3-3.m4s\"\n"
            "#EXTINF:1.280,\n"
            "1001.m4s\n"
            "#EXT-X-ENDLIST\n");
}

TEST(MediaPlaylist, MarksWhatIsMissing) {
  Stream live = stream(1000, 1, 0);
  live.whole.push_back(gap(1001));
  live.open = segment(1002, 1);
  const std::string text = render_media_playlist(live.playlist(PartSet::kShort));
  EXPECT_TRUE(
      text.ends_with("1000.m4s\n"
                     "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:32:01.920Z\n"
                     "#EXT-X-GAP\n"
                     "#EXTINF:1.920,\n"
                     "1001.m4s\n"
                     "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:32:03.840Z\n"
                     "#EXT-X-PART:DURATION=0.320,URI=\"1002.0.m4s\",INDEPENDENT=YES\n"
                     "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"1002.1.m4s\"\n"))
      << text;
}

TEST(MediaPlaylist, SkipsInADeltaUpdateWhatEndedMoreThanSixTargetDurationsAgo) {
  const Stream live = stream(1000, 31, 0);
  MediaPlaylist playlist = live.playlist(PartSet::kNone);
  playlist.delta = true;
  std::string expected =
      "#EXTM3U\n"
      "#EXT-X-VERSION:9\n"
      "#EXT-X-TARGETDURATION:2\n"
      "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.000,HOLD-BACK=6.000\n"
      "#EXT-X-MEDIA-SEQUENCE:1000\n"
      "#EXT-X-SKIP:SKIPPED-SEGMENTS=24\n";
  for (std::uint64_t number = 1024; number < 1031; ++number) expected += whole_lines(number);
  EXPECT_EQ(render_media_playlist(playlist), expected);
}

TEST(MediaPlaylist, AnswersADeltaRequestInFullWhereNothingIsOldEnough) {
  const Stream live = stream(1000, 6, 3);
  MediaPlaylist playlist = live.playlist(PartSet::kShort);
  const std::string full = render_media_playlist(playlist);
  playlist.delta = true;
  EXPECT_EQ(render_media_playlist(playlist), full);
}

TEST(MediaPlaylist, PutsTheKeptPastBeforeTheLastMinute) {
  const Stream rewind = stream(1000, 40, 2);
  const std::string whole = render_media_playlist(rewind.playlist(PartSet::kNone));

  Stream recent = rewind;
  recent.whole.erase(recent.whole.begin(), recent.whole.begin() + 10);
  const std::string past = render_segments(std::span(rewind.whole).first(10));
  MediaPlaylist playlist = recent.playlist(PartSet::kNone);
  playlist.past = Past{.first_number = 1000, .count = 10};
  EXPECT_EQ(render_media_playlist(playlist, past), whole);

  MediaPlaylist delta_of_all = rewind.playlist(PartSet::kNone);
  delta_of_all.delta = true;
  playlist.delta = true;
  EXPECT_EQ(render_media_playlist(playlist, past), render_media_playlist(delta_of_all));
}

TEST(MediaPlaylist, WritesMicrosecondsWhereTheGridNeedsThem) {
  const Shape thirty{
      .part = 533'333us, .parts_per_segment = 3, .parts_per_wide = 2, .segment = 1'600ms};
  Segment whole{.number = 7, .begins = base::Instant(11'200ms), .duration = 1'600ms};
  whole.parts = {{533'333us, true}, {533'333us}, {533'333us}};
  Segment open{.number = 8, .begins = base::Instant(12'800ms)};
  const MediaPlaylist playlist{.shape = thirty, .run = 7, .segments = {&whole}, .open = &open};
  EXPECT_EQ(render_media_playlist(playlist),
            "#EXTM3U\n"
            "#EXT-X-VERSION:9\n"
            "#EXT-X-TARGETDURATION:2\n"
            "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.000,HOLD-BACK=6.000,"
            "PART-HOLD-BACK=1.599999\n"
            "#EXT-X-PART-INF:PART-TARGET=0.533333\n"
            "#EXT-X-MEDIA-SEQUENCE:7\n"
            "#EXT-X-MAP:URI=\"init.7.mp4\"\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:11.200Z\n"
            "#EXT-X-PART:DURATION=0.533333,URI=\"7.0.m4s\",INDEPENDENT=YES\n"
            "#EXT-X-PART:DURATION=0.533333,URI=\"7.1.m4s\"\n"
            "#EXT-X-PART:DURATION=0.533333,URI=\"7.2.m4s\"\n"
            "#EXTINF:1.600,\n"
            "7.m4s\n"
            "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"8.0.m4s\"\n");
}

TEST(RecordingPlaylist, SeparatesRunsByADiscontinuityAndMarksMissingTime) {
  const std::vector<Segment> first{segment(1000), segment(1001, 2), gap(1002)};
  const std::vector<Segment> second{segment(2000)};
  const std::string prefix = "../../../live/opening/720p/";
  const std::vector<Recording> recordings{{1000, prefix, {std::span(first)}},
                                          {2000, prefix, {std::span(second)}}};
  EXPECT_EQ(render_recording(Shape{}, recordings),
            "#EXTM3U\n"
            "#EXT-X-VERSION:6\n"
            "#EXT-X-TARGETDURATION:2\n"
            "#EXT-X-PLAYLIST-TYPE:VOD\n"
            "#EXT-X-MEDIA-SEQUENCE:0\n"
            "#EXT-X-MAP:URI=\"../../../live/opening/720p/init.1000.mp4\"\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:32:00.000Z\n"
            "#EXTINF:1.920,\n"
            "../../../live/opening/720p/1000.m4s\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:32:01.920Z\n"
            "#EXTINF:0.640,\n"
            "../../../live/opening/720p/1001.m4s\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:32:03.840Z\n"
            "#EXT-X-GAP\n"
            "#EXTINF:1.920,\n"
            "../../../live/opening/720p/1002.m4s\n"
            "#EXT-X-DISCONTINUITY\n"
            "#EXT-X-MAP:URI=\"../../../live/opening/720p/init.2000.mp4\"\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T01:04:00.000Z\n"
            "#EXTINF:1.920,\n"
            "../../../live/opening/720p/2000.m4s\n"
            "#EXT-X-ENDLIST\n");
}

}  // namespace
}  // namespace plenary::hls::media_playlist_test
