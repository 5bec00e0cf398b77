#include "net/http_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "net/http_test_client.h"
#include "net/http_test_server.h"

namespace plenary::net::http_server_test {
namespace {

using namespace std::chrono_literals;
using testing::eventually;
using ::testing::HasSubstr;
using testing::TestClient;
using testing::TestFolder;
using testing::TestServer;
using testing::TestSocket;

/// What starting with this says.
template <class Start>
std::string complaint(Start start) {
  try {
    start();
  } catch (const std::runtime_error& failure) {
    return failure.what();
  }
  return "nothing";
}

TEST(HttpServer, SaysHowToMendAnAddressThatCannotBe) {
  TestServer taken;
  TestServer server;
  const auto listen = [&](const std::string& address) {
    return complaint([&] { server.server.listen(address); });
  };
  EXPECT_EQ(listen("127.0.0.1:" + std::to_string(taken.port)),
            "Cannot listen on 127.0.0.1:" + std::to_string(taken.port) +
                ": another program has it already. Stop that program (`ss -ltnp` names it) or "
                "choose another port.");
  for (const char* const wrong :
       {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", "::1:80",
        "example.org:80", "[127.0.0.1:80", "127.0.0.1:80 "}) {
    EXPECT_THAT(listen(wrong), HasSubstr("that is not ADDRESS:PORT")) << wrong;
  }
  EXPECT_THAT(listen("192.0.2.1:0"), HasSubstr("this machine does not have that address"));
}

TEST(HttpServer, ListensOnEveryAddressWhereNoneIsGiven) {
  TestServer server;
  const std::uint16_t port = server.server.listen(":0");
  EXPECT_EQ(TestClient(port).get("/who").body(), "127.0.0.1 plain localhost ");
}

TEST(HttpServer, SpreadsConnectionsOverItsThreads) {
  TestServer server;
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 64; ++i) {
    clients.push_back(std::make_unique<TestClient>(server.port));
    EXPECT_EQ(clients.back()->get("/hello").body(), "hello");
  }
  EXPECT_EQ(server.server.counters().connections_open, 64u);
}

TEST(HttpServer, ServesItsOwnerOnASocketInTheFileSystem) {
  TestFolder folder;
  const std::string path = folder.file("control.sock");
  auto server = std::make_unique<TestServer>();
  server->server.listen_unix(path);
  struct stat status {};
  ASSERT_EQ(::stat(path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777u, 0600u);
  TestClient client(TestSocket::at_path(path));
  EXPECT_EQ(client.get("/who").body(), "unix plain localhost ");

  TestServer second;
  EXPECT_EQ(complaint([&] { second.server.listen_unix(path); }),
            "Cannot listen on " + path +
                ": a server answers there already. Stop it, or choose another data folder.");
  server.reset();
  second.server.listen_unix(path);  // What a dead server left is replaced.
  EXPECT_EQ(TestClient(TestSocket::at_path(path)).get("/hello").body(), "hello");

  EXPECT_THAT(complaint([&] { second.server.listen_unix(folder.file("no/such/folder")); }),
              HasSubstr("The folder must exist and be writable."));
  EXPECT_THAT(complaint([&] { second.server.listen_unix(folder.file(std::string(200, 'x'))); }),
              HasSubstr("Choose a shorter data folder."));
}

TEST(HttpServer, FinishesWhatItHasBegunBeforeItStops) {
  TestServer server;
  TestClient idle(server.port);
  idle.get("/hello");
  TestClient waiting(server.port);
  waiting.socket().send("GET /later?ms=400 HTTP/1.1\r\nhost: a\r\n\r\n");
  TestClient loading(server.port);
  loading.socket().send("GET /big HTTP/1.1\r\nhost: a\r\n\r\n");
  ASSERT_TRUE(eventually([] { return TestServer::site().waiting() == 1; }));

  bool whole = false;
  std::thread stopping([&] { whole = server.server.stop(60s); });
  EXPECT_TRUE(idle.socket().closes());
  const auto answer = waiting.read();
  EXPECT_EQ(answer.body(), "after 400");
  EXPECT_EQ(answer["connection"], "close");
  EXPECT_TRUE(waiting.socket().closes());
  EXPECT_TRUE(loading.read().body() == TestServer::site().content());
  stopping.join();
  EXPECT_TRUE(whole);
  EXPECT_FALSE(TestSocket::tcp(server.port).connected());
}

TEST(HttpServer, CutsOffWhatOutlastsItsPatience) {
  TestServer server;
  TestSocket stuck = TestSocket::tcp(server.port, 4096);
  stuck.send("GET /big HTTP/1.1\r\nhost: a\r\n\r\n");
  ASSERT_TRUE(eventually([&] { return server.server.counters().connections_open == 1; }));
  EXPECT_FALSE(server.server.stop(200ms));
  EXPECT_EQ(server.server.counters().connections_open, 0u);
}

TEST(HttpServer, EndsWhileHandlersWait) {
  TestServer server;
  TestSocket client = TestSocket::tcp(server.port);
  client.send("GET /later?ms=300 HTTP/1.1\r\nhost: a\r\n\r\n");
  ASSERT_TRUE(eventually([] { return TestServer::site().waiting() == 1; }));
  EXPECT_FALSE(server.server.stop(0ms));
  EXPECT_EQ(TestServer::site().waiting(), 0);
}

TEST(HttpServer, CanBeDestroyedAfterItsThreadsHaveEnded) {
  TestServer server;
  TestClient client(server.port);
  client.get("/hello");
  client.socket().send("GET /later?ms=60000 HTTP/1.1\r\nhost: a\r\n\r\n");
  ASSERT_TRUE(eventually([] { return TestServer::site().waiting() == 1; }));
  server.threads.stop();
}

}  // namespace
}  // namespace plenary::net::http_server_test
