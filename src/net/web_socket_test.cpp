#include "net/web_socket.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/post.hpp>
#include <fstream>
#include <future>

#include "net/http_test_server.h"
#include "net/router.h"
#include "net/tls_test_certificate.h"
#include "net/ws_test_client.h"

namespace plenary::net::web_socket_test {
namespace {

using namespace std::chrono_literals;
using testing::eventually;
using ::testing::HasSubstr;
using testing::TestClient;
using testing::TestSocket;
using testing::TestWebSocket;

/// One io thread with a server whose /socket echoes. What the test does with the links happens on
/// that thread.
class SocketServer {
 public:
  explicit SocketServer(HttpLimits limits = {}) {
    ignore_sigpipe();
    Router router;
    router.exact(Method::kGet, "/socket", [this](Request& request) { return answer(request); });
    HttpSettings settings;
    settings.limits = limits;
    server.emplace(threads, std::move(router).handler(), settings);
    port = server->listen("127.0.0.1:0");
    const TlsFiles files{folder_.file("cert.pem"), folder_.file("key.pem")};
    testing::make_certificate(files, "socket");
    tls_port = server->listen_tls("127.0.0.1:0", files);
  }
  ~SocketServer() { server.reset(); }

  /// Runs `work(links)` on the io thread.
  template <class Work>
  void with_links(Work work) {
    std::promise<void> done;
    boost::asio::post(threads.context(0), [&] {
      work(links_);
      done.set_value();
    });
    done.get_future().get();
  }
  void send_state(const std::string& text) {
    with_links([&](auto& links) {
      const SharedFrame frame = text_frame(text);
      net::send_state(links, frame);
    });
  }
  std::size_t open() {
    std::size_t count = 0;
    with_links([&](auto& links) { count = links.size(); });
    return count;
  }
  SocketCounters counters() const { return server->counters().sockets; }

  IoThreads threads{1};
  std::optional<HttpServer> server;
  std::uint16_t port = 0;
  std::uint16_t tls_port = 0;
  std::string greeting;

 private:
  class Echo final : public SocketSession {
   public:
    explicit Echo(SocketServer& owner) : owner_(owner) {}
    void on_open(SocketLink& link) override {
      link_ = &link;
      owner_.links_.push_back(&link);
      if (!owner_.greeting.empty()) link.send_state(text_frame(owner_.greeting));
    }
    void on_text(std::string_view text) override { link_->send("echo " + std::string(text)); }
    void on_close() override { std::erase(owner_.links_, link_); }
    std::string drain_reason() override { return R"({"delay_ms":250})"; }

   private:
    SocketServer& owner_;
    SocketLink* link_ = nullptr;
  };

  boost::asio::awaitable<Response> answer(Request&) {
    Response response;
    response.status = 101;
    response.upgrade = [this] { return std::make_unique<Echo>(*this); };
    co_return response;
  }

  testing::TestFolder folder_;
  std::vector<SocketLink*> links_;
};

TEST(WebSocket, OpensByTheHandshakeAndEchoes) {
  SocketServer server;
  TestWebSocket client(server.port, "/socket");
  ASSERT_TRUE(client.upgraded()) << client.head();
  EXPECT_THAT(client.head(), HasSubstr("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
  EXPECT_THAT(client.head(), ::testing::Not(HasSubstr("content-length")));
  client.send("hello");
  EXPECT_EQ(client.text(), "echo hello");
  client.send(std::string(16'000, 'x'));
  EXPECT_EQ(client.text(), "echo " + std::string(16'000, 'x'));
  EXPECT_EQ(server.counters().messages, 2u);
  EXPECT_EQ(server.counters().open, 1u);
}

TEST(WebSocket, GreetsTogetherWithTheHandshake) {
  SocketServer server;
  server.greeting = "the state";
  EXPECT_EQ(TestClient(server.port).get("/nothing").result_int(), 404u);
  TestWebSocket client(server.port, "/socket");
  EXPECT_TRUE(client.upgraded()) << client.head();
  EXPECT_EQ(client.text(), "the state");
}

TEST(WebSocket, IsRefusedWithoutAHandshake) {
  SocketServer server;
  EXPECT_EQ(TestClient(server.port).get("/socket").result_int(), 426u);
  const auto old = TestClient(server.port)
                       .get("/socket",
                            "connection: upgrade\r\nupgrade: websocket\r\n"
                            "sec-websocket-version: 8\r\n");
  EXPECT_EQ(old.result_int(), 426u);
  EXPECT_EQ(old["sec-websocket-version"], "13");
  const auto keyless = TestClient(server.port)
                           .get("/socket",
                                "connection: upgrade\r\nupgrade: websocket\r\n"
                                "sec-websocket-version: 13\r\n");
  EXPECT_EQ(keyless.result_int(), 400u);
  EXPECT_EQ(server.counters().opened, 0u);
}

TEST(WebSocket, IsRefusedToThoseWhoDoNotWaitForTheAnswer) {
  SocketServer server;
  TestSocket socket = TestSocket::tcp(server.port);
  socket.send("GET /socket HTTP/1.1\r\nhost: a\r\n" + std::string(TestWebSocket::kFields) + "\r\n" +
              client_frame(WsOpcode::kText, "early"));
  EXPECT_THAT(socket.receive(), ::testing::StartsWith("HTTP/1.1 400 "));
}

TEST(WebSocket, AnswersPingsWithTheirPayload) {
  SocketServer server;
  TestWebSocket client(server.port, "/socket");
  client.send_frame(client_frame(WsOpcode::kPing, "are you there"));
  const auto pong = client.receive();
  ASSERT_TRUE(pong);
  EXPECT_EQ(pong->opcode, WsOpcode::kPong);
  EXPECT_EQ(pong->payload, "are you there");
}

TEST(WebSocket, SaysGoodbyeWhenTheClientDoes) {
  SocketServer server;
  TestWebSocket client(server.port, "/socket");
  client.send_close(1001, "leaving");
  EXPECT_EQ(client.text(), "(close 1001 )");
  EXPECT_TRUE(client.socket().closes());
  EXPECT_EQ(server.open(), 0u);
  EXPECT_EQ(server.counters().open, 0u);
}

TEST(WebSocket, ClosesWithCodeAndReasonAndWaitsForTheAnswer) {
  SocketServer server;
  TestWebSocket client(server.port, "/socket");
  server.with_links([](auto& links) { links.at(0)->close(close_code::kRemoved, "removed"); });
  EXPECT_EQ(client.text(), "(close 4403 removed)");
  EXPECT_EQ(server.open(), 1u);
  client.send("is not heard any more");
  client.send_close(4403);
  EXPECT_TRUE(client.socket().closes());
  EXPECT_EQ(server.counters().messages, 0u);
}

TEST(WebSocket, NamesAViolationAndEnds) {
  SocketServer server;
  TestWebSocket client(server.port, "/socket");
  client.send_frame("\x81\x05hello");
  EXPECT_EQ(client.text(), "(close 1002 not masked)");
  client.socket().end_sending();
  EXPECT_TRUE(client.socket().closes());
  EXPECT_EQ(server.counters().violations, 1u);
  EXPECT_EQ(server.counters().open, 0u);
}

TEST(WebSocket, EndsAFloodOfMessages) {
  SocketServer server;
  TestWebSocket client(server.port, "/socket");
  std::string flood;
  for (int i = 0; i < 200; ++i) flood += client_frame(WsOpcode::kPong, "");
  client.send_frame(flood);
  EXPECT_EQ(client.text(), "(close 1008 too many messages)");
}

TEST(WebSocket, BringsOneStateToAll) {
  SocketServer server;
  std::vector<TestWebSocket> clients;
  for (int i = 0; i < 20; ++i) clients.emplace_back(server.port, "/socket");
  ASSERT_TRUE(eventually([&] { return server.open() == 20; }));
  server.send_state("one");
  server.send_state("two");
  for (TestWebSocket& client : clients) {
    EXPECT_EQ(client.text(), "one");
    EXPECT_EQ(client.text(), "two");
  }
  EXPECT_EQ(server.counters().states, 40u);
}

TEST(WebSocket, CarriesTheNewestStateToASlowReader) {
  SocketServer server;
  TestWebSocket slow(TestSocket::tcp(server.port, 4096), "/socket");
  TestWebSocket quick(server.port, "/socket");
  ASSERT_TRUE(eventually([&] { return server.open() == 2; }));
  const std::string padding(3000, '.');
  const int states = 2000;
  for (int i = 1; i <= states; ++i) {
    server.send_state(std::to_string(i) + padding);
    ASSERT_EQ(quick.text(), std::to_string(i) + padding);
  }
  // It gets what had begun, whole and in order, and then the newest.
  int last = 0;
  int received = 0;
  while (last < states) {
    const std::string text = slow.text();
    ASSERT_EQ(text.size() - padding.size(), std::to_string(std::atoi(text.c_str())).size());
    ASSERT_GT(std::atoi(text.c_str()), last);
    last = std::atoi(text.c_str());
    ++received;
  }
  EXPECT_LT(received, states / 2);
  EXPECT_GE(server.counters().states_replaced, static_cast<std::uint64_t>(states / 2));
  server.send_state("and then");
  EXPECT_EQ(slow.text(), "and then");
}

// What TLS has encrypted must be finished: a state that was offered cannot be replaced any more.
TEST(WebSocket, CarriesTheNewestStateToASlowReaderOverTls) {
  SocketServer server;
  TestWebSocket slow(TestSocket::tls(server.tls_port, "http/1.1", 4096), "/socket");
  ASSERT_TRUE(slow.upgraded());
  const auto padding = [](int number) { return std::string(number % 2 == 0 ? 3000 : 40'000, '.'); };
  const int states = 600;
  for (int i = 1; i <= states; ++i) {
    server.send_state(std::to_string(i) + padding(i));
    if (i % 100 == 0) server.with_links([](auto& links) { links.at(0)->send("mine"); });
  }
  int last = 0;
  int received = 0;
  int mine = 0;
  while (last < states || mine < states / 100) {
    const std::string text = slow.text();
    if (text == "mine") {
      ++mine;
      continue;
    }
    const int number = std::atoi(text.c_str());
    ASSERT_GT(number, last);
    ASSERT_TRUE(text == std::to_string(number) + padding(number));
    last = number;
    ++received;
  }
  EXPECT_LT(received, states / 2);
  slow.send_close(1000);
  EXPECT_EQ(slow.text(), "(close 1000 )");
}

TEST(WebSocket, EchoesOverTls) {
  SocketServer server;
  server.greeting = std::string(50'000, 'g');
  TestWebSocket client(TestSocket::tls(server.tls_port, "http/1.1"), "/socket");
  EXPECT_EQ(client.text(), server.greeting);
  client.send("hello");
  EXPECT_EQ(client.text(), "echo hello");
}

TEST(WebSocket, QueuesOwnTextsInOrderAndClosesWhenTheyAreTooMuch) {
  SocketServer server;
  TestWebSocket slow(TestSocket::tcp(server.port, 4096), "/socket");
  ASSERT_TRUE(eventually([&] { return server.open() == 1; }));
  const std::string padding(1000, '.');
  server.with_links([&](auto& links) {
    for (int i = 0; i < 100'000 && server.counters().overflows == 0; ++i) {
      links.at(0)->send(std::to_string(i) + padding);
    }
  });
  EXPECT_EQ(server.counters().overflows, 1u);
  int next = 0;
  std::string text = slow.text();
  for (; text == std::to_string(next) + padding; text = slow.text()) ++next;
  EXPECT_GT(next, 60);
  EXPECT_EQ(text, "(close 1013 too slow)");
}

TEST(WebSocket, SendsOwnTextsBeforeAStateThatWaits) {
  SocketServer server;
  TestWebSocket slow(TestSocket::tcp(server.port, 4096), "/socket");
  ASSERT_TRUE(eventually([&] { return server.open() == 1; }));
  server.with_links([&](auto& links) {
    const SharedFrame filler = text_frame(std::string(10'000, '.'));
    while (server.counters().states_replaced == 0) links.at(0)->send_state(filler);
    links.at(0)->send("mine");
    links.at(0)->send_state(text_frame("newest"));
  });
  std::string text = slow.text();
  while (text == std::string(10'000, '.')) text = slow.text();
  EXPECT_EQ(text, "mine");
  EXPECT_EQ(slow.text(), "newest");
}

TEST(WebSocket, LetsAReaderGoThatTakesNothing) {
  HttpLimits limits;
  limits.write_timeout = 1s;
  SocketServer server(limits);
  TestWebSocket slow(TestSocket::tcp(server.port, 4096), "/socket");
  ASSERT_TRUE(eventually([&] { return server.open() == 1; }));
  server.with_links([&](auto& links) {
    const SharedFrame filler = text_frame(std::string(10'000, '.'));
    while (server.counters().states_replaced == 0) links.at(0)->send_state(filler);
  });
  EXPECT_TRUE(eventually([&] { return server.open() == 0; }));
  EXPECT_EQ(server.counters().timed_out, 1u);
}

TEST(WebSocket, DrainsWithItsReason) {
  SocketServer server;
  TestWebSocket client(server.port, "/socket");
  auto stopped = std::async(std::launch::async, [&] { return server.server->stop(60s); });
  EXPECT_EQ(client.text(), R"((close 1012 {"delay_ms":250}))");
  client.send_close(1012);
  EXPECT_TRUE(stopped.get());
}

TEST(WebSocket, SurvivesAPeerThatVanishes) {
  SocketServer server;
  for (int i = 0; i < 20; ++i) {
    TestWebSocket client(server.port, "/socket");
    client.send("hello");
    const linger hard{1, 0};
    ::setsockopt(client.socket().fd(), SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  }
  server.send_state("for whoever is left");
  EXPECT_TRUE(eventually([&] { return server.open() == 0; }));
  EXPECT_EQ(server.counters().open, 0u);
}

std::size_t resident_kb() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "VmRSS:") continue;
    std::size_t kb = 0;
    status >> kb;
    return kb;
  }
  return 0;
}

// What bench/pulse.sh measures with the real session is 4 KiB at most; this notices a buffer that
// stays.
TEST(WebSocket, HoldsNoBufferWhileIdle) {
  SocketServer server;
  const std::size_t count = testing::kSanitized ? 100 : 2000;
  std::vector<TestWebSocket> clients;
  clients.reserve(count);
  for (std::size_t i = 0; i < 100; ++i) clients.emplace_back(server.port, "/socket");
  clients.clear();
  const std::size_t before = resident_kb();
  for (std::size_t i = 0; i < count; ++i) clients.emplace_back(server.port, "/socket");
  ASSERT_TRUE(eventually([&] { return server.open() == count; }));
  server.send_state(std::string(600, '.'));
  for (TestWebSocket& client : clients) ASSERT_EQ(client.text().size(), 600u);
  const std::size_t each = (resident_kb() - before) * 1024 / count;
  std::printf("%zu bytes for each socket and its client\n", each);
  if (!testing::kSanitized) {
    EXPECT_LT(each, 4096u);
  }
}

}  // namespace
}  // namespace plenary::net::web_socket_test
