#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "rehearsal/attendance.h"
#include "rehearsal/findings.h"
#include "rehearsal/http_exchange.h"
#include "rehearsal/report.h"
#include "rehearsal/ws_frames.h"

namespace plenary::rehearsal::rehearsal_test {
namespace {

TEST(ServerAddress, IsReadFromAUrl) {
  const auto plain = Server::parse("http://127.0.0.1:8080/ignored");
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->origin(), "http://127.0.0.1:8080");
  EXPECT_FALSE(plain->secure);
  const auto secure = Server::parse("https://127.0.0.1");
  ASSERT_TRUE(secure);
  EXPECT_EQ(secure->port, 443);
  EXPECT_EQ(secure->authority(), "127.0.0.1");
  const auto six = Server::parse("http://[::1]:81");
  ASSERT_TRUE(six);
  EXPECT_EQ(six->authority(), "[::1]:81");
  EXPECT_EQ(six->address.ss_family, AF_INET6);
}

TEST(ServerAddress, OfANameIsTheOneWhereSomebodyAnswers) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof own;
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&own), size), 0);
  ASSERT_EQ(::listen(listener, 1), 0);
  ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&own), &size), 0);
  // Where the machine knows localhost as ::1 too, nobody listens there.
  const auto server = Server::parse("http://localhost:" + std::to_string(ntohs(own.sin_port)));
  ::close(listener);
  ASSERT_TRUE(server);
  ASSERT_EQ(server->address.ss_family, AF_INET);
  EXPECT_EQ(reinterpret_cast<const sockaddr_in&>(server->address).sin_port, own.sin_port);
}

TEST(ServerAddress, OfAnythingElseIsRefused) {
  for (const char* url : {"127.0.0.1:8080", "ftp://a", "http://127.0.0.1:", "http://127.0.0.1:x",
                          "http://127.0.0.1:70000", "http://"}) {
    EXPECT_FALSE(Server::parse(url)) << url;
  }
}

TEST(TakeAnswer, WaitsForTheWholeAndLeavesTheNext) {
  std::string input = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Published-At: 17\r\n\r\nhel";
  EXPECT_FALSE(take_answer(input));
  input += "loHTTP/1.1 404";
  const auto answer = take_answer(input);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "hello");
  EXPECT_EQ(answer->field("x-published-at"), "17");
  EXPECT_EQ(answer->field("published-at"), "");
  EXPECT_EQ(input, "HTTP/1.1 404");
}

TEST(TakeAnswer, ToAnUpgradeHasNoBody) {
  std::string input = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n\x81\x01{";
  const auto answer = take_answer(input);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 101);
  EXPECT_EQ(input, "\x81\x01{");
}

TEST(ClientFrame, IsMaskedAndTellsItsLengthInThreeForms) {
  // RFC 6455 section 5.7: "Hello", masked with 0x37fa213d.
  EXPECT_EQ(client_text_frame("Hello", 0x37fa213d),
            std::string("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58", 11));
  EXPECT_EQ(client_text_frame(std::string(126, 'a'), 0).substr(0, 4),
            std::string("\x81\xfe\x00\x7e", 4));
  EXPECT_EQ(client_text_frame(std::string(65'536, 'a'), 0).substr(0, 10),
            std::string("\x81\xff\x00\x00\x00\x00\x00\x01\x00\x00", 10));
}

TEST(FrontFrame, IsNothingUntilItIsWhole) {
  const std::string frame = std::string("\x81\x7e\x00\x80", 4) + std::string(128, 'p');
  for (std::size_t size = 0; size < frame.size(); ++size) {
    EXPECT_FALSE(front_frame(std::string_view(frame).substr(0, size))) << size;
  }
  const std::string more = frame + "next";
  const auto whole = front_frame(more);
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->opcode, 1);
  EXPECT_EQ(whole->payload, std::string(128, 'p'));
  EXPECT_EQ(whole->size, frame.size());
}

TEST(Times, GiveShares) {
  Times times;
  EXPECT_EQ(times.at(0.5), 0);
  for (const int value : {30, 10, 20}) times.add(value);
  EXPECT_EQ(times.at(0), 10);
  EXPECT_EQ(times.at(0.5), 20);
  times.add(5);
  EXPECT_EQ(times.at(0), 5);
  EXPECT_EQ(times.at(1), 30);
}

/// `count` viewers all the time, counted within [low, high].
std::vector<Second> course(int length, int count, std::int64_t low, std::int64_t high) {
  std::vector<Second> seconds;
  for (int i = 0; i < length; ++i) {
    Second second;
    second.at = i + 1;
    second.playing = count;
    second.low = low;
    second.high = high;
    second.counted = count;
    seconds.push_back(second);
  }
  return seconds;
}

TEST(Counting, IsJudgedByTheIntervalAndItsWidth) {
  auto seconds = course(100, 1000, 990, 1005);
  seconds[99].high = 1030;
  const auto judged = judge_counting(seconds, std::nullopt);
  EXPECT_EQ(judged.all.samples, 100u);
  EXPECT_EQ(judged.all.inside, 100u);
  EXPECT_EQ(judged.steady.samples, 50u);
  EXPECT_NEAR(judged.steady.width_p95, 0.015, 1e-6);
  EXPECT_NEAR(judged.steady.width_max, 0.040, 1e-6);
  EXPECT_FALSE(judged.crash);
}

TEST(Counting, JudgesTheSteadyStateAndTheCrashApart) {
  auto seconds = course(160, 1000, 990, 1005);
  for (std::size_t i = 99; i < 160; ++i) {
    seconds[i].playing = 600;
    if (i >= 144) seconds[i].low = 590, seconds[i].high = 620;
  }
  const auto judged = judge_counting(seconds, 100.0);
  EXPECT_EQ(judged.all.inside, 99u + 16u);
  EXPECT_EQ(judged.steady.inside, judged.steady.samples);
  EXPECT_EQ(judged.crash->samples, 45u);
  EXPECT_EQ(judged.crash->inside, 0u);
  EXPECT_EQ(judged.after_crash->samples, 16u);
  EXPECT_EQ(judged.after_crash->inside, 16u);
  EXPECT_NEAR(judged.after_crash->width_max, 30.0 / 600, 1e-6);
}

const char* const kFigures =
    R"({"session":"s","counted_seconds":100,"average_minute_audience":{"value":63,"low":60,"high":64},)"
    R"("peak":{"value":100,"low":99,"high":101},"unique_devices":120,"views":{"at_least_2_s":118,"at_least_30_s":90,"at_least_60_s":70}})";

TEST(Attendance, IsReadFromTheDesk) {
  const auto figures = read_session_figures(kFigures);
  ASSERT_TRUE(figures);
  EXPECT_EQ(figures->session, "s");
  EXPECT_EQ(figures->average_high, 64);
  EXPECT_EQ(figures->unique, 120u);
  EXPECT_EQ(figures->views, (std::array<std::uint64_t, 3>{118, 90, 70}));
  EXPECT_FALSE(read_session_figures("[]"));
  EXPECT_FALSE(read_session_figures("{"));
}

TEST(Attendance, IsComparedWithWhatHappened) {
  SessionFigures before;
  before.session = "s";
  const auto after = read_session_figures(kFigures);
  Findings findings;
  findings.seconds = course(60, 100, 99, 101);
  // 48 stay for 75 s, 22 vanish after 75 s, 20 leave after 40 s, 28 after 10 s, 2 after half a second.
  const auto watch = [&](int viewers, double seconds, bool vanished = false) {
    findings.watched.insert(findings.watched.end(), static_cast<std::size_t>(viewers),
                            Watched{.seconds = seconds, .vanished = vanished});
  };
  watch(48, 75);
  watch(22, 75, true);
  watch(20, 40);
  watch(28, 10);
  watch(2, 0.4);
  const auto compared = compare_attendance(before, *after, findings);
  ASSERT_EQ(compared.size(), 6u);
  for (const Compared& one : compared) EXPECT_TRUE(one.agrees()) << one.name;
  EXPECT_EQ(compared[3].name, "Views of at least 60 s");
  EXPECT_EQ(compared[3].truth_low, 48);
  EXPECT_EQ(compared[3].truth_high, 70);

  watch(1, 40);
  const auto missed = compare_attendance(before, *after, findings);
  EXPECT_FALSE(missed[0].agrees());
  EXPECT_TRUE(missed[3].agrees());
}

TEST(Report, IsWholeJsonAndEscapesWhatItWasGiven) {
  Outcome outcome;
  outcome.plan.stage = "<script>";
  outcome.plan.server = "http://a";
  outcome.findings.seconds = course(3, 10, 9, 11);
  outcome.findings.statuses[503] = 2;
  EXPECT_EQ(report_html(outcome).find("<script>"), std::string::npos);
  EXPECT_NE(report_html(outcome).find("<svg"), std::string::npos);
  EXPECT_NE(report_json(outcome).find(R"("http_statuses":{"503":2})"), std::string::npos);
  EXPECT_NE(summary(outcome).find("503: 2"), std::string::npos);
}

TEST(ServerCost, IsGrowthByTheFullestMoment) {
  Findings findings;
  findings.seconds = course(3, 0, 0, 0);
  for (std::size_t i = 0; i < 3; ++i) {
    findings.seconds[i].connected = static_cast<int>(i) * 100;
    findings.seconds[i].memory_bytes = 1e6 + 1000.0 * 100 * static_cast<double>(i);
    findings.seconds[i].cpu_seconds = 5 + 0.5 * static_cast<double>(i);
  }
  EXPECT_NEAR(*server_cost(findings).cores, 0.5, 1e-9);
  EXPECT_NEAR(*server_cost(findings).memory_bytes_per_viewer, 1000, 1e-9);
}

}  // namespace
}  // namespace plenary::rehearsal::rehearsal_test
