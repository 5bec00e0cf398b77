#include "net/http1.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <fstream>

#include "net/http_test_client.h"
#include "net/http_test_server.h"

namespace plenary::net::http1_test {
namespace {

using namespace std::chrono_literals;
using testing::eventually;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing::TestClient;
using testing::TestServer;
using testing::TestSocket;

std::string field(const TestClient::Reply& reply, std::string_view name) {
  const auto value = reply[boost::beast::string_view(name.data(), name.size())];
  return {value.data(), value.size()};
}

/// What the server answers to these bytes and nothing else, up to its closing.
std::string answer_to(const TestServer& server, std::string_view bytes) {
  TestSocket socket = TestSocket::tcp(server.port);
  socket.send(bytes);
  socket.end_sending();
  return socket.receive_all();
}

TEST(Http1, KeepsTheConnectionForTheNextRequest) {
  TestServer server;
  TestClient client(server.port);
  for (int i = 0; i < 3; ++i) {
    const auto reply = client.get("/hello");
    EXPECT_EQ(reply.result_int(), 200u);
    EXPECT_EQ(reply.body(), "hello");
    EXPECT_EQ(field(reply, "server"), "plenary");
    EXPECT_EQ(field(reply, "content-length"), "5");
    EXPECT_EQ(field(reply, "connection"), "");
    EXPECT_EQ(field(reply, "date").size(),
              std::string_view("Thu, 23 Jul 2020 06:55:00 GMT").size());
  }
  EXPECT_EQ(server.server.counters().connections_accepted, 1u);
  EXPECT_EQ(server.server.counters().responses[1], 3u);
  EXPECT_EQ(server.server.counters().bytes_sent, 15u);
}

TEST(Http1, AnswersPipelinedRequestsInTheirOrder) {
  TestServer server;
  TestClient client(server.port);
  std::string requests;
  for (int i = 0; i < 200; ++i) {
    const bool waits = i % 50 == 7;
    requests += waits ? "GET /later?ms=30 HTTP/1.1\r\nhost: a\r\n\r\n"
                      : "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\n" +
                            std::to_string(100 + i);
  }
  ASSERT_TRUE(client.socket().send(requests));
  for (int i = 0; i < 200; ++i) {
    const bool waits = i % 50 == 7;
    EXPECT_EQ(client.read().body(), waits ? "after 30" : std::to_string(100 + i));
  }
}

TEST(Http1, UnderstandsARequestThatComesByteByByte) {
  TestServer server;
  TestClient client(server.port);
  const std::string request =
      "\r\nPOST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nTrailer: z\r\n\r\n";
  for (const char c : request) ASSERT_TRUE(client.socket().send({&c, 1}));
  EXPECT_EQ(client.read().body(), "abcdefg");
}

TEST(Http1, TellsTheHandlerWhoAsks) {
  TestServer server;
  TestClient client(server.port);
  EXPECT_EQ(client.get("/who", "cookie: a=1; b=2\r\n").body(), "127.0.0.1 plain localhost 12");
}

TEST(Http1, AnswersHeadWithTheLengthAlone) {
  TestServer server;
  TestClient client(server.port);
  const auto reply = client.ask("HEAD", "/big");
  EXPECT_EQ(field(reply, "content-length"), "50000000");
  EXPECT_EQ(client.get("/hello").body(), "hello");
}

TEST(Http1, SendsAFileWholeAndInRanges) {
  TestServer server;
  TestClient client(server.port);
  const std::string& content = TestServer::site().content();
  EXPECT_TRUE(client.get("/big").body() == content);

  const auto part = client.get("/big", "range: bytes=4000000-7999999\r\n");
  EXPECT_EQ(part.result_int(), 206u);
  EXPECT_EQ(field(part, "content-range"), "bytes 4000000-7999999/50000000");
  EXPECT_TRUE(part.body() == content.substr(4'000'000, 4'000'000));

  EXPECT_TRUE(client.get("/big", "range: bytes=-10\r\n").body() == content.substr(49'999'990));
  const auto behind = client.get("/big", "range: bytes=50000000-\r\n");
  EXPECT_EQ(behind.result_int(), 416u);
  EXPECT_EQ(field(behind, "content-range"), "bytes */50000000");
}

TEST(Http1, SendsMemoryAndFilesAsOneBody) {
  TestServer server;
  TestClient client(server.port);
  const std::string& content = TestServer::site().content();
  EXPECT_TRUE(client.get("/mixed").body() == content.substr(0, 300'000));
  EXPECT_TRUE(client.get("/mixed", "range: bytes=99990-200009\r\n").body() ==
              content.substr(99'990, 100'020));
  EXPECT_TRUE(client.get("/memory").body() == content.substr(0, 3'000'000));
}

TEST(Http1, AsksForTheBodyOfAClientThatWaitsToBeAsked) {
  TestServer server;
  TestSocket socket = TestSocket::tcp(server.port);
  socket.send(
      "POST /echo HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\n");
  EXPECT_EQ(socket.receive(), "HTTP/1.1 100 Continue\r\n\r\n");
  socket.send("ab");
  EXPECT_THAT(socket.receive(), ::testing::EndsWith("\r\n\r\nab"));
}

TEST(Http1, ClosesWhereTheClientDoesNotKeepTheConnection) {
  TestServer server;
  EXPECT_THAT(answer_to(server, "GET /hello HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"),
              HasSubstr("\r\nconnection: close\r\n\r\nhello"));
  EXPECT_THAT(answer_to(server, "GET /hello HTTP/1.0\r\n\r\n"),
              HasSubstr("\r\nconnection: close\r\n\r\nhello"));
  EXPECT_THAT(answer_to(server, "GET /hello HTTP/1.0\r\nconnection: keep-alive\r\n\r\n"),
              HasSubstr("\r\nconnection: keep-alive\r\n\r\nhello"));
}

TEST(Http1, AnswersNonsenseWith400AndCloses) {
  TestServer server;
  const std::vector<std::string> cases{
      "nonsense\r\n\r\n",
      "GET\r\n\r\n",
      "GET /hello\r\n\r\n",
      "GET /../hello HTTP/1.1\r\nhost: a\r\n\r\n",
      "GET /%00 HTTP/1.1\r\nhost: a\r\n\r\n",
      "GET * HTTP/1.1\r\nhost: a\r\n\r\n",
      "GET /hello HTTP/1.1\r\n\r\n",
      "GET /hello HTTP/2.5\r\nhost: a\r\n\r\n",
      "GET /hello HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n",
      "GET /hello HTTP/1.1\r\nhost : a\r\n\r\n",
      "GET /hello HTTP/1.1\nhost: a\n\n",
      "GET /hello HTTP/1.1\r\nhost: a\r\nx: \x01\r\n\r\n",
      "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: x\r\n\r\n",
      "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n",
      "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
      "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: "
      "chunked\r\n\r\n0\r\n\r\n",
      "POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip\r\n\r\n",
      "POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked, gzip\r\n\r\n",
      "POST /echo HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
      "POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
  };
  for (const std::string& bytes : cases) {
    const std::string answer = answer_to(server, bytes + "GET /hello HTTP/1.1\r\nhost: a\r\n\r\n");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n")) << bytes;
    EXPECT_THAT(answer, HasSubstr("application/problem+json")) << bytes;
    EXPECT_THAT(answer, ::testing::Not(HasSubstr("hello"))) << bytes;
  }
}

TEST(Http1, BoundsHeaderAndBody) {
  HttpLimits limits;
  limits.header_bytes = 4096;
  limits.body_bytes = 1000;
  TestServer server(limits);
  const std::string get = "GET /hello HTTP/1.1\r\nhost: a\r\n";
  EXPECT_THAT(answer_to(server, get + "x: " + std::string(3000, 'x') + "\r\n\r\n"),
              StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(answer_to(server, get + "x: " + std::string(100'000, 'x') + "\r\n\r\n"),
              StartsWith("HTTP/1.1 431 "));
  std::string many = get;
  for (int i = 0; i < 1000; ++i) many += "x: y\r\n";
  EXPECT_THAT(answer_to(server, many + "\r\n"), StartsWith("HTTP/1.1 431 "));
  EXPECT_THAT(answer_to(server, "GET /" + std::string(100'000, 'x')), StartsWith("HTTP/1.1 431 "));

  const std::string post = "POST /echo HTTP/1.1\r\nhost: a\r\n";
  const std::string body(2000, 'b');
  EXPECT_THAT(answer_to(server, post + "content-length: 2000\r\n\r\n" + body),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(answer_to(server, post + "transfer-encoding: chunked\r\n\r\n7d0\r\n" + body +
                                    "\r\n0\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(answer_to(server, post + "content-length: 9\r\n\r\n123456789"),
              StartsWith("HTTP/1.1 200 "));
}

TEST(Http1, SurvivesAHandlerThatThrows) {
  TestServer server;
  TestClient client(server.port);
  EXPECT_EQ(client.get("/throws").result_int(), 500u);
  EXPECT_EQ(client.get("/hello").body(), "hello");
  EXPECT_EQ(server.server.counters().responses[4], 1u);
}

TEST(Http1, GoesOnWithoutAClientThatLeavesBeforeItsAnswer) {
  TestServer server;
  for (int i = 0; i < 20; ++i) {
    TestSocket socket = TestSocket::tcp(server.port);
    socket.send("GET /later?ms=50 HTTP/1.1\r\nhost: a\r\n\r\n");
    const linger hard{1, 0};  // A reset instead of an orderly end.
    if (i % 2 == 0) ::setsockopt(socket.fd(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  }
  EXPECT_TRUE(eventually([&] { return server.server.counters().connections_open == 0; }));
  EXPECT_EQ(TestClient(server.port).get("/hello").body(), "hello");
}

TEST(Http1, EndsClientsThatTakeTheirTime) {
  HttpLimits limits;
  limits.header_timeout = limits.body_timeout = limits.idle_timeout = limits.write_timeout = 1s;
  TestServer server(limits);
  TestSocket silent = TestSocket::tcp(server.port);
  TestSocket slow_header = TestSocket::tcp(server.port);
  slow_header.send("GET /hello HTTP/1.1\r\nhost: a\r\n");
  TestSocket slow_body = TestSocket::tcp(server.port);
  slow_body.send("POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n123");
  TestSocket dripping_chunk = TestSocket::tcp(server.port);
  dripping_chunk.send("POST /echo HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5;");
  TestClient idle(server.port);
  idle.get("/hello");
  TestSocket slow_reader = TestSocket::tcp(server.port, 4096);
  slow_reader.send("GET /big HTTP/1.1\r\nhost: a\r\n\r\n");
  TestClient waiting(server.port);
  waiting.socket().send("GET /later?ms=3500 HTTP/1.1\r\nhost: a\r\n\r\n");

  std::thread drip([&] {
    while (dripping_chunk.send("x") && slow_header.send("x")) std::this_thread::sleep_for(100ms);
  });
  EXPECT_TRUE(silent.closes());
  EXPECT_TRUE(slow_header.closes());
  EXPECT_TRUE(slow_body.closes());
  EXPECT_TRUE(dripping_chunk.closes());
  EXPECT_TRUE(idle.socket().closes());
  drip.join();
  // The slow reader is cut off in the middle; it never reads until now.
  EXPECT_TRUE(eventually([&] { return server.server.counters().connections_open == 1; }));
  EXPECT_EQ(waiting.read().body(), "after 3500");
}

TEST(Http1, KeepsAReaderThatIsSlowButSteady) {
  HttpLimits limits;
  limits.write_timeout = 3s;  // Less than all of it takes.
  limits.write_bytes = 1000;
  TestServer server(limits);
  TestSocket reader = TestSocket::tcp(server.port, 4096);
  reader.send("GET /big HTTP/1.1\r\nhost: a\r\n\r\n");
  for (int i = 0; i < 35; ++i) {
    EXPECT_FALSE(reader.receive().empty());
    std::this_thread::sleep_for(100ms);
  }
  EXPECT_EQ(server.server.counters().connections_open, 1u);
}

TEST(Http1, TellsConnectionsOverTheLimitThatItIsFull) {
  HttpLimits limits;
  limits.connections = 10;
  TestServer server(limits);
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 10; ++i) {
    clients.push_back(std::make_unique<TestClient>(server.port));
    EXPECT_EQ(clients.back()->get("/hello").body(), "hello");
  }
  TestClient over(server.port);
  const auto reply = over.get("/hello");
  EXPECT_EQ(reply.result_int(), 503u);
  EXPECT_EQ(field(reply, "retry-after"), "2");
  EXPECT_TRUE(over.socket().closes());
  clients.pop_back();
  EXPECT_TRUE(
      eventually([&] { return TestClient(server.port).get("/hello").result_int() == 200u; }));
}

/// Kilobytes of memory of this process that are its own.
std::size_t resident_kb() {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.rfind("RssAnon:", 0) == 0) return std::stoul(line.substr(8));
  }
  return 0;
}

TEST(Http1, HoldsManyConnectionsInLittleMemory) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  const std::size_t count =
      testing::kSanitized ? 500 : std::min<std::size_t>(5000, (files.rlim_cur - 200) / 2);

  TestServer server;
  TestClient(server.port).get("/hello");
  std::vector<TestClient> clients;
  clients.reserve(count);
  const std::size_t before = resident_kb();
  for (std::size_t i = 0; i < count; ++i) {
    clients.emplace_back(TestSocket::tcp(server.port));
    ASSERT_TRUE(clients.back().socket().connected());
  }
  for (TestClient& client : clients)
    client.socket().send("GET /later?ms=2000 HTTP/1.1\r\nhost: a\r\n\r\n");
  EXPECT_TRUE(
      eventually([&] { return static_cast<std::size_t>(TestServer::site().waiting()) == count; }));
  const std::size_t held = resident_kb();
  for (TestClient& client : clients) EXPECT_EQ(client.read().body(), "after 2000");
  const std::size_t idle = resident_kb();
  std::printf("%zu connections: %zu bytes each held, %zu after their answers\n", count,
              (held - before) * 1024 / count, (idle - std::min(before, idle)) * 1024 / count);
  if (!testing::kSanitized) {
    EXPECT_LT((held - before) * 1024 / count, 4096u);
  }
}

}  // namespace
}  // namespace plenary::net::http1_test
