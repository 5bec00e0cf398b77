#include "delivery/pulses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <future>
#include <optional>
#include <string>
#include <vector>

#include "base/mailbox.h"
#include "delivery/pulse_desk.h"
#include "net/http_server.h"
#include "net/http_test_server.h"
#include "net/ws_test_client.h"

namespace plenary::delivery::pulses_test {
namespace {

using namespace std::chrono_literals;
using net::testing::eventually;
using net::testing::TestClient;
using net::testing::TestSocket;
using net::testing::TestWebSocket;
using ::testing::HasSubstr;

base::StageId stage_id(std::string_view name) {
  return *base::StageId::parse(name);
}

/// An audience that says what the test wants, behind a server of two io threads.
class PulseHouse {
 public:
  explicit PulseHouse(PulsesSettings settings = {}) {
    net::ignore_sigpipe();
    PulsesParts parts;
    parts.beat = [this](BeatCall call, std::function<void(BeatReply)> done) {
      take_beat(std::move(call), std::move(done));
    };
    parts.left = [this](const base::StageId& stage, const std::string& sid, bool played) {
      left.update([&](auto& all) {
        all.push_back(stage.text() + "/" + sid + (played ? " played" : ""));
      });
    };
    parts.visitor_of = [](net::Request& request, bool unsafe) {
      return visitor_of(request, unsafe);
    };
    parts.clock = [] { return base::Instant(1'595'487'300'000ms); };
    pulses.emplace(threads, std::move(parts), settings);
    for (const char* const stage : {"opening", "forum"}) pulses->add(stage_id(stage));
    net::Router router;
    pulses->add_routes(router);
    server.emplace(threads, std::move(router).handler());
    port = server->listen("127.0.0.1:0");
  }
  ~PulseHouse() { server.reset(); }

  /// Pulses up to `head`, of the present epoch; each tenth and the first with a snapshot.
  void publish_to(std::uint64_t head, std::size_t padding = 0) {
    while (seq < head) {
      ++seq;
      auto pulse = std::make_shared<audience::Pulse>();
      pulse->stage = stage_id("opening");
      pulse->epoch = epoch;
      pulse->seq = seq;
      pulse->at = base::Instant(1'595'487'000'000ms) + std::chrono::seconds(seq);
      pulse->json = std::make_shared<const std::string>(json(seq) + std::string(padding, ' '));
      if (seq == 1 || seq % 10 == 0) {
        pulse->snapshot = std::make_shared<const std::string>(snapshot(seq));
      }
      pulses->publish(pulse);
    }
    // Both threads have it.
    for (std::size_t i = 0; i < threads.size(); ++i) {
      std::promise<void> done;
      boost::asio::post(threads.context(i), [&] { done.set_value(); });
      done.get_future().get();
    }
  }
  std::string json(std::uint64_t number) const {
    return R"({"v":1,"epoch":")" + epoch + R"(","seq":)" + std::to_string(number) + "}";
  }
  std::string snapshot(std::uint64_t number) const {
    return R"({"snapshot":true,"seq":)" + std::to_string(number) + "}";
  }
  std::string path(std::string_view kind, std::uint64_t number) const {
    return "/p1/" + epoch + "/opening/" + std::string(kind) + "/" + std::to_string(number);
  }
  TestClient::Reply get(const std::string& target) { return TestClient(port).get(target); }
  std::string ws(std::optional<std::uint64_t> after = {}) const {
    const std::string target = "/p1/ws?stage=opening";
    return after ? target + "&epoch=" + epoch + "&after=" + std::to_string(*after) : target;
  }

  net::IoThreads threads{2};
  std::optional<Pulses> pulses;
  std::optional<net::HttpServer> server;
  std::uint16_t port = 0;
  std::string epoch = "k3f9";
  std::uint64_t seq = 0;
  base::Latest<std::vector<std::string>> left;
  base::Latest<std::vector<std::function<void(BeatReply)>>> unanswered;

 private:
  static boost::asio::awaitable<base::Result<account::Visitor>> visitor_of(net::Request& request,
                                                                           bool unsafe) {
    account::Visitor visitor;
    visitor.account = std::string(request.cookie("plenary"));
    if (unsafe && visitor.signed_in() && request.header("x-plenary-csrf").empty()) {
      co_return base::Error(base::Errc::kForbidden, "no CSRF field");
    }
    co_return visitor;
  }

  /// Answers on a thread of its own, as the audience does. What the beat says decides.
  void take_beat(BeatCall call, std::function<void(BeatReply)> done) {
    if (call.body == "later") {
      return unanswered.update([&](auto& all) { all.push_back(done); });
    }
    BeatReply reply;
    const std::string who =
        call.visitor.signed_in() ? "u:" + call.visitor.account : "v:" + call.body;
    reply.sid = call.body;
    reply.author = who;
    reply.json = R"({"ack":1,"who":")" + who + "\"}";
    if (call.body == "nonsense") reply = {.status = 400, .json = "no beat"};
    if (call.body == "too many") reply = {.status = 429, .json = "slower", .retry = 1500ms};
    if (call.body == "banned") reply.removed = true;
    std::async(std::launch::async, [&] { done(reply); }).get();
  }
};

std::string header(const TestClient::Reply& reply, std::string_view name) {
  const auto value = reply[boost::beast::string_view(name.data(), name.size())];
  return {value.data(), value.size()};
}

TEST(Pulses, SayWhereAStageIsNow) {
  PulseHouse house;
  house.publish_to(12);
  const auto now = house.get("/p1/opening/now");
  EXPECT_EQ(now.result_int(), 200u);
  EXPECT_EQ(now.body(),
            R"({"v":1,"epoch":"k3f9","head":12,"t":1595487012000,"t_srv":1595487300000,)"
            R"("guard":300,"spread":700,"every":1})");
  EXPECT_EQ(header(now, "cache-control"), "public, max-age=0, s-maxage=1");
  EXPECT_EQ(header(now, "access-control-allow-origin"), "*");
  EXPECT_EQ(header(now, "vary"), "");
  EXPECT_EQ(house.get("/p1/elsewhere/now").result_int(), 404u);
}

TEST(Pulses, GiveEachPulseUnderItsOwnAddress) {
  PulseHouse house;
  house.publish_to(3);
  const auto pulse = house.get(house.path("n", 2));
  EXPECT_EQ(pulse.result_int(), 200u);
  EXPECT_EQ(pulse.body(), house.json(2));
  EXPECT_EQ(header(pulse, "cache-control"), "public, max-age=10, s-maxage=30, immutable");
  EXPECT_EQ(header(pulse, "etag"), "\"k3f9-2\"");
  EXPECT_EQ(header(pulse, "content-type"), "application/json");
}

TEST(Pulses, GiveBlocksOfEightAndSnapshots) {
  PulseHouse house;
  house.publish_to(23);
  std::string block;
  for (std::uint64_t seq = 8; seq < 16; ++seq) block += (seq > 8 ? "," : "[") + house.json(seq);
  EXPECT_EQ(house.get(house.path("b", 1)).body(), block + "]");
  EXPECT_THAT(house.get(house.path("b", 0)).body(), ::testing::StartsWith("[" + house.json(1)));
  EXPECT_EQ(house.get(house.path("s", 0)).body(), house.snapshot(1));
  EXPECT_EQ(house.get(house.path("s", 2)).body(), house.snapshot(20));
  EXPECT_EQ(header(house.get(house.path("s", 2)), "etag"), "\"k3f9-s2\"");
}

TEST(Pulses, HoldWhatComesSoonAndRefuseWhatLiesFurtherAhead) {
  PulseHouse house;
  house.publish_to(5);
  auto next = std::async(std::launch::async, [&] { return house.get(house.path("n", 6)); });
  auto after_next = std::async(std::launch::async, [&] { return house.get(house.path("n", 7)); });
  auto block = std::async(std::launch::async, [&] { return house.get(house.path("b", 0)); });
  EXPECT_TRUE(eventually([&] { return house.pulses->counters().waiting == 3; }));
  house.publish_to(7);
  EXPECT_EQ(next.get().body(), house.json(6));
  EXPECT_EQ(after_next.get().body(), house.json(7));
  EXPECT_THAT(block.get().body(), ::testing::EndsWith(house.json(7) + "]"));

  const auto far = house.get(house.path("n", 10));
  EXPECT_EQ(far.result_int(), 404u);
  EXPECT_EQ(header(far, "cache-control"), "no-store");
  EXPECT_EQ(house.get(house.path("b", 1)).result_int(), 404u);
  EXPECT_EQ(house.get(house.path("s", 1)).result_int(), 404u);
  EXPECT_EQ(house.get("/p1/k3f9/opening/n/07").result_int(), 404u);
}

TEST(Pulses, AnswerAnExpiredHoldSoThatACollapsedKeyHasSomethingToKeep) {
  PulseHouse house;
  house.publish_to(5);
  const auto stalled = house.get(house.path("n", 6));
  EXPECT_EQ(stalled.result_int(), 200u);
  EXPECT_EQ(stalled.body(), R"({"stall":true,"head":5})");
  EXPECT_EQ(header(stalled, "cache-control"), "public, max-age=0, s-maxage=1");
  EXPECT_EQ(house.pulses->counters().stalls, 1u);
}

TEST(Pulses, AreGoneAfterAMinuteAndWithTheirEpoch) {
  PulseHouse house;
  house.publish_to(100);
  const auto old = house.get(house.path("n", 36));
  EXPECT_EQ(old.result_int(), 410u);
  EXPECT_EQ(header(old, "cache-control"), "no-store");
  EXPECT_EQ(house.get(house.path("n", 37)).result_int(), 200u);
  EXPECT_EQ(house.get(house.path("b", 4)).result_int(), 410u);
  EXPECT_EQ(house.get(house.path("s", 3)).result_int(), 410u);
  EXPECT_EQ(house.get(house.path("s", 4)).result_int(), 200u);
  const std::string before = house.path("n", 100);
  house.epoch = "next1";
  house.seq = 0;
  house.publish_to(2);
  EXPECT_EQ(house.get(before).result_int(), 410u);
  EXPECT_EQ(house.get(house.path("n", 2)).body(), house.json(2));
}

TEST(Pulses, EndEveryHoldWhenTheServerStops) {
  PulseHouse house;
  house.publish_to(5);
  auto held = std::async(std::launch::async, [&] { return house.get(house.path("n", 6)); });
  EXPECT_TRUE(eventually([&] { return house.pulses->counters().waiting == 1; }));
  house.pulses->stop();
  EXPECT_EQ(held.get().body(), R"({"stall":true,"head":5})");
}

TEST(Pulses, ReachEverySocketWithTheSameBytes) {
  PulseHouse house;
  house.publish_to(1);
  std::vector<TestWebSocket> viewers;
  for (int i = 0; i < 600; ++i) viewers.emplace_back(house.port, house.ws());
  for (TestWebSocket& viewer : viewers) ASSERT_EQ(viewer.text(), house.snapshot(1));
  house.publish_to(3);
  for (TestWebSocket& viewer : viewers) {
    ASSERT_EQ(viewer.text(), house.json(2));
    ASSERT_EQ(viewer.text(), house.json(3));
  }
  // Counted once the last of all has been sent to: the first have read it by then.
  EXPECT_TRUE(eventually([&] { return house.pulses->counters().deliveries == 1200; }));
  const PulsesCounters counters = house.pulses->counters();
  EXPECT_EQ(counters.sockets_open, 600u);
  EXPECT_EQ(counters.fanouts_dropped, 0u);
}

TEST(Pulses, GiveWhoComesLateTheNewestSnapshotAndWhatFollowedIt) {
  PulseHouse house;
  house.publish_to(12);
  TestWebSocket viewer(house.port, house.ws());
  EXPECT_EQ(viewer.text(), house.snapshot(10));
  EXPECT_EQ(viewer.text(), house.json(11));
  EXPECT_EQ(viewer.text(), house.json(12));
  house.publish_to(13);
  EXPECT_EQ(viewer.text(), house.json(13));
}

TEST(Pulses, GiveWhoComesBackWhatWasMissed) {
  PulseHouse house;
  house.publish_to(20);
  TestWebSocket few(house.port, house.ws(18));
  EXPECT_EQ(few.text(), house.json(19));
  EXPECT_EQ(few.text(), house.json(20));
  TestWebSocket many(house.port, house.ws(3));
  EXPECT_EQ(many.text(), house.snapshot(20));
  TestWebSocket none(house.port, house.ws(20));
  house.epoch = "other";
  TestWebSocket stranger(house.port, house.ws(18));
  EXPECT_EQ(stranger.text(), R"({"snapshot":true,"seq":20})");
  house.epoch = "k3f9";
  house.publish_to(21);
  EXPECT_EQ(none.text(), house.json(21));
}

TEST(Pulses, BeginAnewWithAnotherEpoch) {
  PulseHouse house;
  house.publish_to(30);
  TestWebSocket viewer(house.port, house.ws(30));
  house.epoch = "next1";
  house.seq = 0;
  house.publish_to(2);
  EXPECT_EQ(viewer.text(), house.json(1));
  EXPECT_EQ(viewer.text(), house.json(2));
}

TEST(Pulses, KeepTheStagesApart) {
  PulseHouse house;
  house.publish_to(1);
  TestWebSocket forum(house.port, "/p1/ws?stage=forum");
  ASSERT_TRUE(forum.upgraded());
  house.publish_to(2);
  EXPECT_EQ(forum.text(50ms), "(nothing)");
  EXPECT_FALSE(TestWebSocket(house.port, "/p1/ws?stage=elsewhere").upgraded());
  EXPECT_FALSE(TestWebSocket(house.port, "/p1/ws").upgraded());
  EXPECT_EQ(house.pulses->counters().sockets_refused, 2u);
}

TEST(Pulses, OpenNoSocketForPagesOfOthers) {
  PulseHouse house;
  const auto opens = [&](const char* origin) {
    return TestWebSocket(house.port, house.ws(), std::string("origin: ") + origin + "\r\n")
        .upgraded();
  };
  EXPECT_TRUE(opens("http://LocalHost"));
  EXPECT_FALSE(opens("http://localhost:81"));
  EXPECT_FALSE(opens("https://evil.example"));
  EXPECT_FALSE(opens("null"));
}

TEST(Pulses, LimitTheirSockets) {
  PulsesSettings settings;
  settings.sockets = 2;  // One on each thread.
  PulseHouse house(settings);
  std::vector<TestWebSocket> viewers;
  for (int i = 0; i < 50; ++i) viewers.emplace_back(house.port, house.ws());
  EXPECT_THAT(viewers.back().head(), HasSubstr("503"));
  EXPECT_THAT(viewers.back().head(), HasSubstr("retry-after: 5"));
  EXPECT_LE(house.pulses->counters().sockets_open, 2u);
  EXPECT_GE(house.pulses->counters().sockets_refused, 48u);
}

TEST(Pulses, CountAddressesByHouse) {
  EXPECT_EQ(limited_address("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(limited_address("2001:db8:1:2:3::4"), limited_address("2001:db8:1:2::9"));
  EXPECT_NE(limited_address("2001:db8:1:2::4"), limited_address("2001:db8:1:3::4"));
  for (const char* free : {"127.0.0.1", "::1", "unix"}) EXPECT_EQ(limited_address(free), "") << free;
}

TEST(Pulses, CarryBeatsAndTheirAnswersOverTheSocket) {
  PulseHouse house;
  TestWebSocket viewer(house.port, house.ws());
  viewer.send("sid1");
  EXPECT_EQ(viewer.text(), R"({"ack":1,"who":"v:sid1"})");
  TestWebSocket member(house.port, house.ws(), "cookie: plenary=mei\r\n");
  member.send("sid2");
  EXPECT_EQ(member.text(), R"({"ack":1,"who":"u:mei"})");
  viewer.send_close(1000);
  EXPECT_EQ(viewer.text(), "(close 1000 )");
  EXPECT_TRUE(
      eventually([&] { return house.left.get() == std::vector<std::string>{"opening/sid1"}; }));
}

TEST(Pulses, TellWhetherWhoLeftHadPlayed) {
  PulseHouse house;
  const auto leave_after = [&](const char* sid, std::vector<std::optional<bool>> words) {
    TestWebSocket viewer(house.port, house.ws());
    for (const std::optional<bool>& word : words) {
      viewer.send("later");
      EXPECT_TRUE(eventually([&] { return !house.unanswered.get().empty(); }));
      house.unanswered.get().back()({.json = "answered", .sid = sid, .playing = word});
      EXPECT_EQ(viewer.text(), "answered");
      house.unanswered.update([](auto& all) { all.clear(); });
    }
  };
  leave_after("talks", {std::nullopt});
  leave_after("plays", {true, std::nullopt});
  leave_after("stopped", {true, false});
  EXPECT_TRUE(eventually([&] { return house.left.get().size() == 3; }));
  EXPECT_THAT(house.left.get(), ::testing::UnorderedElementsAre("opening/talks", "opening/plays played",
                                                                "opening/stopped"));
}

TEST(Pulses, CloseASocketThatSendsNonsense) {
  PulseHouse house;
  TestWebSocket viewer(house.port, house.ws());
  for (int i = 0; i < 3; ++i) {
    viewer.send("nonsense");
    EXPECT_EQ(viewer.text(),
              R"({"ack":null,"error":"malformed","detail":"no beat","retry_ms":1000})");
  }
  EXPECT_EQ(viewer.text(), "(close 1008 not understood)");
  EXPECT_EQ(house.pulses->counters().beats_refused, 3u);
}

TEST(Pulses, LetFewBeatsWaitAtOnce) {
  PulseHouse house;
  TestWebSocket viewer(house.port, house.ws());
  for (int i = 0; i < 5; ++i) viewer.send("later");
  EXPECT_THAT(viewer.text(), HasSubstr(R"("error":"too_fast")"));
  ASSERT_EQ(house.unanswered.get().size(), 4u);
  for (const auto& done : house.unanswered.get()) done({.json = "answered", .sid = "s"});
  for (int i = 0; i < 4; ++i) EXPECT_EQ(viewer.text(), "answered");
}

TEST(Pulses, AnswerABeatWhoseSocketHasGone) {
  PulseHouse house;
  {
    TestWebSocket viewer(house.port, house.ws());
    viewer.send("later");
    EXPECT_TRUE(eventually([&] { return house.unanswered.get().size() == 1; }));
  }
  EXPECT_TRUE(eventually([&] { return house.pulses->counters().sockets_open == 0; }));
  house.unanswered.get().front()({.json = "too late", .sid = "s"});
  house.publish_to(1);
  EXPECT_TRUE(house.left.get().empty());
}

TEST(Pulses, TakeBeatsByPostToo) {
  PulseHouse house;
  const auto post = [&](std::string_view body, std::string_view fields = {},
                        std::string_view target = "/b1/opening") {
    return TestClient(house.port).ask("POST", target, fields, body);
  };
  const auto taken = post("sid1");
  EXPECT_EQ(taken.result_int(), 202u);
  EXPECT_EQ(taken.body(), R"({"ack":1,"who":"v:sid1"})");
  EXPECT_EQ(header(taken, "cache-control"), "no-store");
  EXPECT_EQ(header(taken, "access-control-allow-origin"), "");
  EXPECT_EQ(post("nonsense").result_int(), 400u);
  EXPECT_THAT(post("nonsense").body(), HasSubstr("no beat"));
  const auto many = post("too many");
  EXPECT_EQ(many.result_int(), 429u);
  EXPECT_EQ(header(many, "retry-after"), "2");
  EXPECT_EQ(post(std::string(17'000, 'x')).result_int(), 413u);
  EXPECT_EQ(post("sid1", "", "/b1/elsewhere").result_int(), 404u);
  EXPECT_EQ(post("sid1", "cookie: plenary=mei\r\n").result_int(), 403u);
  EXPECT_EQ(post("sid1", "cookie: plenary=mei\r\nx-plenary-csrf: 1\r\n").result_int(), 202u);
  EXPECT_EQ(TestClient(house.port).get("/b1/opening").result_int(), 405u);
}

TEST(Pulses, CloseTheSocketsOfWhoIsRemoved) {
  PulseHouse house;
  TestWebSocket banned(house.port, house.ws());
  banned.send("banned");
  EXPECT_EQ(banned.text(), R"({"ack":1,"who":"v:banned"})");
  EXPECT_EQ(banned.text(), "(close 4403 removed)");

  TestWebSocket viewer(house.port, house.ws());
  TestWebSocket other(house.port, house.ws());
  TestWebSocket member(house.port, "/p1/ws?stage=forum", "cookie: plenary=mei\r\n");
  viewer.send("sid1");
  other.send("sid2");
  viewer.text();
  other.text();
  house.pulses->close_author("v:sid1", stage_id("forum"));
  house.pulses->close_author("v:sid1");
  house.pulses->close_account("mei");
  EXPECT_EQ(viewer.text(), "(close 4403 removed)");
  EXPECT_EQ(member.text(), "(close 4403 removed)");
  house.publish_to(1);
  EXPECT_EQ(other.text(), house.json(1));
  EXPECT_EQ(house.pulses->counters().sockets_removed, 3u);
}

TEST(Pulses, AskWhoseRightsChangedToComeBackAtOnce) {
  PulseHouse house;
  TestWebSocket mei(house.port, "/p1/ws?stage=forum", "cookie: plenary=mei\r\n");
  TestWebSocket mei_elsewhere(house.port, house.ws(), "cookie: plenary=mei\r\n");
  TestWebSocket other(house.port, house.ws());
  house.pulses->renew_account("mei");
  EXPECT_EQ(mei.text(), "(close 4205 rights changed)");
  EXPECT_EQ(mei_elsewhere.text(), "(close 4205 rights changed)");
  house.publish_to(1);
  EXPECT_EQ(other.text(), house.json(1));
  EXPECT_EQ(house.pulses->counters().sockets_renewed, 2u);
  EXPECT_EQ(house.pulses->counters().sockets_removed, 0u);
}

TEST(Pulses, BoundTheSocketsOfOneTicket) {
  PulsesSettings settings;
  settings.sockets_per_ticket = 1;
  PulseHouse house(settings);
  std::vector<TestWebSocket> viewers;
  bool closed = false;
  for (int i = 0; i < 20 && !closed; ++i) {  // They meet on one of the threads.
    viewers.emplace_back(house.port, house.ws());
    viewers.back().send("sid1");
    EXPECT_EQ(viewers.back().text(), R"({"ack":1,"who":"v:sid1"})");
    closed = viewers.back().text(100ms) == "(close 1008 too many sockets of one viewer)";
  }
  EXPECT_TRUE(closed);
}

TEST(Pulses, SayWhenToComeBackAsTheServerDrains) {
  PulseHouse house;
  TestWebSocket viewer(house.port, house.ws());
  auto stopped = std::async(std::launch::async, [&] { return house.server->stop(20s); });
  EXPECT_THAT(viewer.text(),
              ::testing::MatchesRegex(R"re(\(close 1012 \{"delay_ms":[0-9]+\}\))re"));
  viewer.send_close(1012);
  EXPECT_TRUE(stopped.get());
}

TEST(Pulses, LeaveASlowReaderWithTheNewest) {
  PulseHouse house;
  house.publish_to(1);
  TestWebSocket slow(TestSocket::tcp(house.port, 4096), house.ws());
  TestWebSocket quick(house.port, house.ws());
  EXPECT_EQ(quick.text(), house.snapshot(1));
  for (std::uint64_t seq = 2; seq <= 200; ++seq) {
    house.publish_to(seq, 3000);
    ASSERT_EQ(quick.text().substr(0, house.json(seq).size()), house.json(seq));
  }
  int received = 0;
  std::string text;
  while (text.substr(0, house.json(200).size()) != house.json(200)) {
    text = slow.text();
    ASSERT_NE(text, "(nothing)");
    ++received;
  }
  EXPECT_LT(received, 150);
}

}  // namespace
}  // namespace plenary::delivery::pulses_test
