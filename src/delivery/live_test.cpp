#include "delivery/live.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "delivery/delivery_fixture.h"

namespace plenary::delivery::live_test {
namespace {

using namespace std::chrono_literals;
using stage::made_part;
using stage::made_run;
using stage::TemporaryFolder;

std::string text_of(std::uint64_t number, int first, int last) {
  std::string text;
  for (int i = first; i <= last; ++i) text += base::text_of(*made_part(number, i).bytes);
  return text;
}

std::string gunzip(const std::string& gzip) {
  z_stream stream{};
  EXPECT_EQ(::inflateInit2(&stream, 15 + 16), Z_OK);
  std::string out(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzip.data()));
  stream.avail_in = static_cast<uInt>(gzip.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(::inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  ::inflateEnd(&stream);
  return out;
}

TEST(Live, OffersTheRenditionsOfTheRun) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  fixture.settle();
  const Got got = fixture.get("/live/main/index.m3u8");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.header("content-type"), "application/vnd.apple.mpegurl");
  EXPECT_EQ(got.header("cache-control"), "max-age=1");
  EXPECT_EQ(got.header("access-control-allow-origin"), "*");
  EXPECT_EQ(got.header("vary"), "accept-encoding");
  EXPECT_EQ(got.body,
            "#EXTM3U\n"
            "#EXT-X-VERSION:6\n"
            "#EXT-X-INDEPENDENT-SEGMENTS\n"
            "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"audio\",NAME=\"Floor\",DEFAULT=YES,AUTOSELECT=YES,"
            "CHANNELS=\"2\",URI=\"audio/index.m3u8\"\n"
            "#EXT-X-STREAM-INF:BANDWIDTH=2670000,AVERAGE-BANDWIDTH=2064000,"
            "CODECS=\"avc1.64001f,mp4a.40.2\",RESOLUTION=1280x720,FRAME-RATE=25.000,"
            "AUDIO=\"audio\",CLOSED-CAPTIONS=NONE\n"
            "720p/index.m3u8\n"
            "#EXT-X-STREAM-INF:BANDWIDTH=70000,AVERAGE-BANDWIDTH=64000,CODECS=\"mp4a.40.2\","
            "AUDIO=\"audio\"\n"
            "audio/index.m3u8\n");
}

TEST(Live, SendsNewcomersToTheSetOfTheServersLevelUnlessTheyChoose) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  fixture.settle();
  const auto names = [&](const std::string& target, const std::string& playlist) {
    return fixture.get(target).body.find("\n720p/" + playlist + "\n") != std::string::npos;
  };
  EXPECT_TRUE(names("/live/main/index.m3u8", "index.m3u8"));
  EXPECT_TRUE(names("/live/main/index.m3u8?parts=wide", "wide.m3u8"));
  EXPECT_TRUE(names("/live/main/index.m3u8?x=1&parts=none", "plain.m3u8"));
  EXPECT_TRUE(names("/live/main/index.m3u8?parts=widest", "index.m3u8"));
  EXPECT_TRUE(names("/live/main/rewind.m3u8", "rewind.m3u8"));
  fixture.live().set_parts(hls::PartSet::kWide);
  EXPECT_TRUE(names("/live/main/index.m3u8", "wide.m3u8"));
  EXPECT_TRUE(names("/live/main/index.m3u8?parts=short", "index.m3u8"));
}

TEST(Live, AnswersAPlaylistWithReportsOfTheOtherRenditions) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  fixture.publish(100);
  fixture.publish(101, 1);
  const Got got = fixture.get("/live/main/720p/wide.m3u8");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.header("cache-control"), "max-age=0");
  EXPECT_EQ(got.header("access-control-expose-headers"), "age, content-range, date");
  EXPECT_EQ(got.body,
            "#EXTM3U\n"
            "#EXT-X-VERSION:9\n"
            "#EXT-X-TARGETDURATION:2\n"
            "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,CAN-SKIP-UNTIL=12.000,HOLD-BACK=6.000,"
            "PART-HOLD-BACK=2.880\n"
            "#EXT-X-PART-INF:PART-TARGET=0.960\n"
            "#EXT-X-MEDIA-SEQUENCE:100\n"
            "#EXT-X-MAP:URI=\"init.100.mp4\"\n"
            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:03:12.000Z\n"
            "#EXT-X-PART:DURATION=0.960,URI=\"100.0-2.m4s\",INDEPENDENT=YES\n"
            "#EXT-X-PART:DURATION=0.960,URI=\"100.3-5.m4s\"\n"
            "#EXTINF:1.920,\n"
            "100.m4s\n"
            "#EXT-X-PRELOAD-HINT:TYPE=PART,URI=\"101.0-2.m4s\"\n"
            "#EXT-X-RENDITION-REPORT:URI=\"../audio/wide.m3u8\",LAST-MSN=100,LAST-PART=1\n");
}

TEST(Live, CompressesForThoseWhoTakeIt) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  for (std::uint64_t number = 100; number < 250; ++number) fixture.publish(number);
  for (const std::string target :
       {"/live/main/720p/index.m3u8", "/live/main/audio/rewind.m3u8",
        "/live/main/720p/rewind.m3u8?_HLS_skip=YES", "/live/main/index.m3u8"}) {
    const Got plain = fixture.get(target, {{"accept-encoding", "br, gzip;q=0"}});
    const Got gzip = fixture.get(target, {{"accept-encoding", "br;q=1.0, gzip;q=0.8"}});
    EXPECT_EQ(plain.header("content-encoding"), "");
    EXPECT_EQ(gzip.header("content-encoding"), "gzip");
    EXPECT_LT(gzip.body.size(), plain.body.size());
    EXPECT_EQ(gunzip(gzip.body), plain.body) << target;
  }
}

TEST(Live, HoldsAPlaylistUntilThePartThatWasAskedFor) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  fixture.publish(100);
  auto part = fixture.ask("/live/main/720p/index.m3u8?_HLS_msn=101&_HLS_part=0");
  auto segment = fixture.ask("/live/main/720p/index.m3u8?_HLS_msn=101");
  fixture.until_held(2);
  fixture.publish(101, 1);
  const Got got = part.get();
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(got.header("cache-control"), "max-age=12");
  EXPECT_NE(got.body.find("URI=\"101.0.m4s\""), std::string::npos);
  fixture.publish(101, 5, 1);
  EXPECT_EQ(fixture.live().counters().waiting, 1u);
  fixture.publish(101, 6, 5);
  EXPECT_NE(segment.get().body.find("\n101.m4s\n"), std::string::npos);
  EXPECT_EQ(fixture.live().counters().held_requests, 2u);
}

TEST(Live, AnswersWhatIsPastAtOnceWithThePlaylistAsItIs) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  fixture.publish(100);
  fixture.publish(101);
  const Got past = fixture.get("/live/main/720p/index.m3u8?_HLS_msn=100&_HLS_part=0");
  EXPECT_EQ(past.status, 200);
  EXPECT_EQ(past.body, fixture.get("/live/main/720p/index.m3u8").body);
}

TEST(Live, RefusesDirectivesThatNoPlaylistCanSatisfy) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  fixture.publish(100);
  for (const std::string query :
       {"_HLS_part=0", "_HLS_msn=103", "_HLS_msn=x", "_HLS_msn=101&_HLS_part=40"}) {
    const Got got = fixture.get("/live/main/720p/index.m3u8?" + query);
    EXPECT_EQ(got.status, 400) << query;
    EXPECT_EQ(got.header("content-type"), "application/problem+json");
    EXPECT_EQ(got.header("cache-control"), "max-age=5");
    EXPECT_EQ(got.header("access-control-allow-origin"), "*");
  }
}

TEST(Live, GivesUpAHoldAfterThreeTargetDurations) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  stage::Run run = made_run(100);
  run.grid = {.frames_per_second = 25, .frames_per_part = 13, .parts_per_segment = 1};  // TD 1.
  fixture.timeline().begin_run(run);
  fixture.publish(100, 1);
  const auto start = std::chrono::steady_clock::now();
  auto part = fixture.ask("/live/main/720p/101.0.m4s");
  const Got got = fixture.get("/live/main/720p/index.m3u8?_HLS_msn=101");
  EXPECT_GE(std::chrono::steady_clock::now() - start, 3s);
  EXPECT_EQ(got.status, 503);
  EXPECT_EQ(got.header("cache-control"), "max-age=1");
  EXPECT_EQ(got.header("retry-after"), "1");
  EXPECT_EQ(part.get().status, 503);
  EXPECT_EQ(fixture.live().counters().expired_holds, 2u);
}

TEST(Live, HoldsTheFirstPlaylistUntilThereIsASegment) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  fixture.settle();
  auto first = fixture.ask("/live/main/audio/index.m3u8");
  fixture.until_held(1);
  fixture.publish(100);
  EXPECT_EQ(first.get().status, 200);
}

TEST(Live, DeliversPartsSegmentsAndHeaders) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  for (std::uint64_t number = 100; number < 150; ++number) fixture.publish(number);
  fixture.publish(150, 4);
  const auto body = [&](const std::string& name) {
    return fixture.get("/live/main/720p/" + name).body;
  };
  EXPECT_EQ(body("149.2.m4s"), text_of(149, 2, 2));
  EXPECT_EQ(body("149.3-5.m4s"), text_of(149, 3, 5));
  EXPECT_EQ(body("149.m4s"), text_of(149, 0, 5));
  EXPECT_EQ(body("125.0.m4s"), text_of(125, 0, 0));  // Its file is no longer held open.
  EXPECT_EQ(body("125.0-2.m4s"), text_of(125, 0, 2));
  EXPECT_EQ(body("100.m4s"), text_of(100, 0, 5));  // It has left the live window.
  EXPECT_EQ(body("150.0-2.m4s"), text_of(150, 0, 2));
  EXPECT_EQ(body("150.3.m4s"), text_of(150, 3, 3));
  EXPECT_EQ(body("init.100.mp4"), "init of 720p");
  const Got video = fixture.get("/live/main/720p/149.m4s");
  EXPECT_EQ(video.header("content-type"), "video/mp4");
  EXPECT_EQ(video.header("cache-control"), "max-age=31536000, immutable");
  EXPECT_EQ(video.header("access-control-allow-origin"), "*");
  EXPECT_EQ(fixture.get("/live/main/audio/149.0.m4s").header("content-type"), "audio/mp4");
  const LiveCounters counters = fixture.live().counters();
  EXPECT_EQ(counters.segments, 3u);
  EXPECT_EQ(counters.parts, 7u);
  EXPECT_EQ(counters.headers, 1u);
}

TEST(Live, CutsRangesAndAnswersHeadWithoutBody) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  for (std::uint64_t number = 100; number < 150; ++number) fixture.publish(number);
  for (const std::string name : {"149.m4s", "120.m4s", "149.0-2.m4s"}) {
    const Got whole = fixture.get("/live/main/720p/" + name);
    const Got range = fixture.get("/live/main/720p/" + name, {{"range", "bytes=3-20"}});
    EXPECT_EQ(range.status, 206);
    EXPECT_EQ(range.body, whole.body.substr(3, 18));
    const Got head = fixture.get("/live/main/720p/" + name, {}, http::verb::head);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("content-length"), std::to_string(whole.body.size()));
  }
}

TEST(Live, HoldsTheHintedPartAndSendsItWhole) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  fixture.publish(100);
  auto part = fixture.ask("/live/main/720p/101.0.m4s");
  auto wide = fixture.ask("/live/main/audio/101.0-2.m4s");
  auto segment = fixture.ask("/live/main/720p/101.m4s");
  fixture.until_held(3);
  fixture.publish(101, 1);
  EXPECT_EQ(part.get().body, text_of(101, 0, 0));
  fixture.publish(101, 3, 1);
  EXPECT_EQ(wide.get().body, text_of(101, 0, 2));
  fixture.publish(101, 6, 3);
  EXPECT_EQ(segment.get().body, text_of(101, 0, 5));
}

TEST(Live, KnowsNothingThatNoPlaylistNames) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  fixture.publish(100);
  fixture.publish(103, 1);
  for (const std::string path : {"/live/",
                                 "/live/main",
                                 "/live/main/",
                                 "/live/other/index.m3u8",
                                 "/live/main/plain.m3u8",
                                 "/live/main/480p/index.m3u8",
                                 "/live/main/720p/",
                                 "/live/main/720p/x.m3u8",
                                 "/live/main/720p/100.6.m4s",    // Beyond the segment's last part.
                                 "/live/main/720p/100.1-3.m4s",  // No wide part begins there.
                                 "/live/main/720p/100.0-1.m4s",
                                 "/live/main/720p/103.5.m4s",  // Not hinted yet.
                                 "/live/main/720p/101.m4s",    // A gap.
                                 "/live/main/720p/104.m4s",
                                 "/live/main/720p/99.m4s",
                                 "/live/main/720p/init.103.mp4",
                                 "/live/main/480p/init.100.mp4",
                                 "/live/main/720p/..%2f..%2f100.m4s",
                                 "/live/main/720p/%2e%2e/100.m4s/x",
                                 "/live/main/720p/100.m4s%00"}) {
    const Got got = fixture.get(path);
    EXPECT_TRUE(got.status == 404 || got.status == 400) << path << " " << got.status;
    EXPECT_EQ(got.header("content-type"), "application/problem+json") << path;
  }
}

TEST(Live, SaysThatAStageIsNotOnAir) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  for (const std::string path :
       {"/live/main/index.m3u8", "/live/main/720p/index.m3u8", "/live/main/rewind.m3u8"}) {
    const Got got = fixture.get(path);
    EXPECT_EQ(got.status, 404);
    EXPECT_EQ(got.header("cache-control"), "max-age=1");
    EXPECT_EQ(got.body,
              "{\"type\":\"about:blank\",\"title\":\"Not found\",\"status\":404,"
              "\"detail\":\"This stage is not on air.\"}");
  }
}

TEST(Live, AsksPlayersToComeBackAfterACrash) {
  const TemporaryFolder folder;
  {
    DeliveryFixture before(folder.path());
    before.timeline().begin_run(made_run(100));
    before.publish(100);
    before.publish(101, 2);
  }
  DeliveryFixture after(folder.path());
  after.settle();
  EXPECT_EQ(after.get("/live/main/720p/index.m3u8").status, 503);
  EXPECT_EQ(after.get("/live/main/720p/100.m4s").body, text_of(100, 0, 5));
  after.timeline().begin_run(made_run(103));
  after.publish(103, 1);
  const Got got = after.get("/live/main/720p/plain.m3u8");
  EXPECT_EQ(got.status, 200);
  EXPECT_TRUE(got.body.find("#EXT-X-MEDIA-SEQUENCE:100\n"
                            "#EXT-X-MAP:URI=\"init.100.mp4\"\n"
                            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:03:12.000Z\n"
                            "#EXTINF:1.920,\n"
                            "100.m4s\n"
                            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:03:13.920Z\n"
                            "#EXTINF:0.640,\n"
                            "101.m4s\n"
                            "#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:03:15.840Z\n"
                            "#EXT-X-GAP\n"
                            "#EXTINF:1.920,\n"
                            "102.m4s\n") != std::string::npos)
      << got.body;
  EXPECT_EQ(after.get("/live/main/720p/101.m4s").body, text_of(101, 0, 1));
}

TEST(Live, EndsItsPlaylistsAndLetsTheHeldOnesGo) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  fixture.publish(100);
  fixture.publish(101, 2);
  auto held = fixture.ask("/live/main/720p/index.m3u8?_HLS_msn=101&_HLS_part=4");
  auto part = fixture.ask("/live/main/720p/101.2.m4s");
  fixture.until_held(2);
  fixture.timeline().end_run();
  EXPECT_TRUE(held.get().body.ends_with("101.m4s\n#EXT-X-ENDLIST\n"));
  EXPECT_EQ(part.get().status, 404);
  fixture.settle();
  const Got later = fixture.get("/live/main/720p/index.m3u8?_HLS_msn=5000&_HLS_skip=YES");
  EXPECT_TRUE(later.body.ends_with("#EXT-X-ENDLIST\n"));
  EXPECT_EQ(fixture.get("/live/main/720p/101.m4s").body, text_of(101, 0, 1));
}

TEST(Live, PlaysFromMemoryWhileTheDiskIsFull) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  fixture.publish(100);
  fixture.publish(101, 3);
  fixture.disk().room_bytes = 0;
  fixture.publish(101, 6, 3);
  fixture.publish(102);
  EXPECT_EQ(fixture.get("/live/main/720p/101.m4s").body, text_of(101, 0, 5));
  EXPECT_EQ(fixture.get("/live/main/720p/101.m4s", {{"range", "bytes=2-30"}}).body,
            text_of(101, 0, 5).substr(2, 29));
  EXPECT_EQ(fixture.get("/live/main/720p/102.4.m4s").body, text_of(102, 4, 4));
  // Ten segments later it is still in the live window, though no longer among the newest.
  for (std::uint64_t number = 103; number < 113; ++number) fixture.publish(number);
  EXPECT_EQ(fixture.get("/live/main/720p/101.m4s").body, text_of(101, 0, 5));
  EXPECT_EQ(fixture.get("/live/main/720p/102.m4s").body, text_of(102, 0, 5));
}

TEST(Live, RewindsToTheOpening) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  for (std::uint64_t number = 100; number < 300; ++number) fixture.publish(number);
  fixture.publish(300, 2);
  const Got got = fixture.get("/live/main/720p/rewind.m3u8");
  EXPECT_NE(got.body.find("#EXT-X-MEDIA-SEQUENCE:100\n"), std::string::npos);
  std::size_t at = 0;
  for (std::uint64_t number = 100; number < 300; ++number) {
    at = got.body.find("\n" + std::to_string(number) + ".m4s\n", at);
    ASSERT_NE(at, std::string::npos) << number;
  }
  const Got delta = fixture.get("/live/main/720p/rewind.m3u8?_HLS_skip=YES");
  EXPECT_NE(delta.body.find("#EXT-X-SKIP:SKIPPED-SEGMENTS=193\n"), std::string::npos) << delta.body;

  fixture.timeline().deleted(100, 164, 0);
  fixture.publish(300, 3, 2);
  const Got kept = fixture.get("/live/main/720p/rewind.m3u8");
  EXPECT_NE(kept.body.find("#EXT-X-MEDIA-SEQUENCE:164\n"), std::string::npos);
  EXPECT_EQ(fixture.get("/live/main/720p/163.m4s").status, 410);
  EXPECT_EQ(fixture.get("/live/main/720p/163.m4s").header("cache-control"), "max-age=5");
}

TEST(Live, LetsPagesOfEveryOriginAsk) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  const Got got = fixture.get("/live/main/720p/100.m4s", {{"origin", "https://example.org"}},
                              http::verb::options);
  EXPECT_EQ(got.status, 204);
  EXPECT_EQ(got.header("access-control-allow-origin"), "*");
  EXPECT_EQ(got.header("access-control-allow-methods"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(got.header("access-control-allow-headers"), "range");
  EXPECT_EQ(fixture.get("/live/main/index.m3u8", {}, http::verb::post).status, 405);
}

TEST(Live, KeepsItsViewersApart) {
  const TemporaryFolder folder;
  DeliveryFixture fixture(folder.path());
  fixture.timeline().begin_run(made_run(100));
  fixture.publish(100);
  std::vector<std::future<Got>> viewers;
  for (int i = 0; i < 40; ++i) {
    viewers.push_back(fixture.ask(i % 2 == 0 ? "/live/main/720p/index.m3u8?_HLS_msn=101&_HLS_part=0"
                                             : "/live/main/audio/101.0.m4s"));
  }
  fixture.until_held(40);
  fixture.publish(101, 1);
  for (std::size_t i = 0; i < viewers.size(); ++i) {
    const Got got = viewers[i].get();
    EXPECT_EQ(got.status, 200);
    if (i % 2 == 1) {
      EXPECT_EQ(got.body, text_of(101, 0, 0));
    }
  }
  EXPECT_EQ(fixture.live().counters().held_requests, 40u);
  EXPECT_EQ(fixture.live().counters().waiting, 0u);
}

}  // namespace
}  // namespace plenary::delivery::live_test
