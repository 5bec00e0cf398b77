#include "delivery/replay.h"

#include <gtest/gtest.h>

#include "delivery/delivery_fixture.h"

namespace plenary::delivery::replay_test {
namespace {

using namespace std::chrono_literals;
using stage::made_run;
using stage::TemporaryFolder;

const base::StageId kMain = *base::StageId::parse("main");

/// The instant at which segment `number` of the default grid begins.
base::Instant at(std::uint64_t number) {
  return base::Instant(1920ms * static_cast<std::int64_t>(number));
}

TEST(Replay, PlaysTheSegmentsThatWereLive) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  for (std::uint64_t number = 100; number < 104; ++number) fixture.publish(number);
  fixture.set_cut(ReplayCut{kMain, at(101) + 500ms, at(103)});
  const Got got = fixture.get("/replay/opening/720p/index.m3u8");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.header("cache-control"), "max-age=60");
  EXPECT_EQ(got.body,
            "#EXTM3U\n"
            "#EXT-X-VERSION:6\n"
            "#EXT-X-TARGETDURATION:2\n"
            "#EXT-X-PLAYLIST-TYPE:VOD\n"
            "#EXT-X-MEDIA-SEQUENCE:0\n"
            "#EXT-X-MAP:URI=\"../../../live/main/720p/init.100.mp4\"\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:03:13.920Z\n"
            "#EXTINF:1.920,\n"
            "../../../live/main/720p/101.m4s\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:03:15.840Z\n"
            "#EXTINF:1.920,\n"
            "../../../live/main/720p/102.m4s\n"
            "#EXT-X-ENDLIST\n");
  EXPECT_NE(fixture.get("/replay/opening/index.m3u8").body.find("\n720p/index.m3u8\n"),
            std::string::npos);
  EXPECT_EQ(fixture.get("/replay/opening/480p/index.m3u8").status, 404);
}

TEST(Replay, IsThereOnceTheSessionsLastSegmentIsWhole) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  fixture.publish(100);
  fixture.set_cut(ReplayCut{kMain, at(100), std::nullopt});
  EXPECT_EQ(fixture.get("/replay/opening/index.m3u8").status, 404);
  fixture.publish(101, 5);
  fixture.set_cut(ReplayCut{kMain, at(100), at(101) + 100ms});
  const Got early = fixture.get("/replay/opening/index.m3u8");
  EXPECT_EQ(early.status, 503);
  EXPECT_EQ(early.header("retry-after"), "1");
  fixture.publish(101, 6, 5);
  EXPECT_EQ(fixture.get("/replay/opening/index.m3u8").status, 200);
}

TEST(Replay, FollowsACorrectedCut) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  for (std::uint64_t number = 100; number < 110; ++number) fixture.publish(number);
  const auto lists = [&](std::uint64_t number) {
    return fixture.get("/replay/opening/audio/index.m3u8")
               .body.find("/" + std::to_string(number) + ".m4s\n") != std::string::npos;
  };
  fixture.set_cut(ReplayCut{kMain, at(100), at(103)});
  EXPECT_FALSE(lists(105));
  fixture.set_cut(ReplayCut{kMain, at(100), at(106)});
  EXPECT_TRUE(lists(105));
}

TEST(Replay, SpansRunsWithADiscontinuityAndLeavesOutWhatOneOfThemLacks) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  fixture.publish(100);
  fixture.timeline().end_run();
  stage::Run video_only = made_run(200);
  video_only.renditions.pop_back();
  fixture.timeline().begin_run(video_only);
  for (int i = 0; i < 6; ++i) fixture.timeline().on_part(0, stage::made_part(200, i));
  fixture.timeline().end_run();
  fixture.settle();
  fixture.set_cut(ReplayCut{kMain, at(90), at(300)});
  EXPECT_EQ(fixture.get("/replay/opening/720p/index.m3u8").body,
            "#EXTM3U\n"
            "#EXT-X-VERSION:6\n"
            "#EXT-X-TARGETDURATION:2\n"
            "#EXT-X-PLAYLIST-TYPE:VOD\n"
            "#EXT-X-MEDIA-SEQUENCE:0\n"
            "#EXT-X-MAP:URI=\"../../../live/main/720p/init.100.mp4\"\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:03:12.000Z\n"
            "#EXTINF:1.920,\n"
            "../../../live/main/720p/100.m4s\n"
            "#EXT-X-DISCONTINUITY\n"
            "#EXT-X-MAP:URI=\"../../../live/main/720p/init.200.mp4\"\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:06:24.000Z\n"
            "#EXTINF:1.920,\n"
            "../../../live/main/720p/200.m4s\n"
            "#EXT-X-ENDLIST\n");
  EXPECT_EQ(fixture.get("/replay/opening/audio/index.m3u8").status, 404);
  EXPECT_EQ(fixture.get("/replay/opening/index.m3u8").body.find("audio"), std::string::npos);
  EXPECT_EQ(fixture.get("/live/main/720p/100.m4s").status, 200);
}

TEST(Replay, OutlivesARestart) {
  const TemporaryFolder folder;
  const ReplayCut cut{kMain, at(100), at(105)};
  std::string before;
  {
    DeliveryFixture fixture(folder.path());
    fixture.timeline().begin_run(made_run(100));
    for (std::uint64_t number = 100; number < 105; ++number) fixture.publish(number);
    fixture.set_cut(cut);
    before = fixture.get("/replay/opening/720p/index.m3u8").body;
    fixture.timeline().end_run();
  }
  DeliveryFixture fixture(folder.path());
  fixture.settle();
  fixture.set_cut(cut);
  EXPECT_EQ(fixture.get("/replay/opening/720p/index.m3u8").body, before);
}

TEST(Replay, KnowsNothingElse) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.set_cut(ReplayCut{kMain, at(100), at(105)});
  for (const std::string path :
       {"/replay/", "/replay/opening", "/replay/opening/", "/replay/other/index.m3u8",
        "/replay/OPENING/index.m3u8", "/replay/opening/index.m3u8",
        "/replay/opening/720p/wide.m3u8", "/replay/opening/a/b/index.m3u8"}) {
    EXPECT_EQ(fixture.get(path).status, 404) << path;
  }
  fixture.set_cut(ReplayCut{*base::StageId::parse("nowhere"), at(100), at(105)});
  EXPECT_EQ(fixture.get("/replay/opening/index.m3u8").status, 404);
}

}  // namespace
}  // namespace plenary::delivery::replay_test
