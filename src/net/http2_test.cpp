#include "net/http2.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "net/http_test_client.h"
#include "net/http_test_server.h"

namespace plenary::net::http2_test {
namespace {

using namespace std::chrono_literals;
using testing::eventually;
using testing::TestServer;
using testing::TestSocket;

/// A client of HTTP/2 with prior knowledge, by nghttp2.
class Http2Client {
 public:
  struct Reply {
    std::map<std::string, std::string> fields;
    std::string body;
    bool ended = false;
    std::uint32_t code = 0;  // Of the stream's end.
    std::string status() const {
      const auto found = fields.find(":status");
      return found == fields.end() ? "" : found->second;
    }
  };
  using Fields = std::vector<std::pair<std::string, std::string>>;

  explicit Http2Client(TestSocket socket) : socket_(std::move(socket)) {
    nghttp2_session_callbacks* callbacks = nullptr;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, &on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, &on_data);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, &on_close);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, &on_frame);
    nghttp2_session_client_new(&session_, callbacks, this);
    nghttp2_session_callbacks_del(callbacks);
    nghttp2_submit_settings(session_, NGHTTP2_FLAG_NONE, nullptr, 0);
  }
  ~Http2Client() { nghttp2_session_del(session_); }
  Http2Client(const Http2Client&) = delete;
  Http2Client& operator=(const Http2Client&) = delete;

  TestSocket& socket() { return socket_; }
  const Reply& reply(std::int32_t id) { return replies_[id]; }
  bool goaway() const { return goaway_; }
  std::uint32_t goaway_code() const { return goaway_code_; }
  void cancel(std::int32_t id) {
    nghttp2_submit_rst_stream(session_, NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
  }

  std::int32_t submit(const std::string& method, const std::string& path, const Fields& more = {},
                      std::string body = {}) {
    Fields fields{
        {":method", method}, {":scheme", "http"}, {":authority", "localhost"}, {":path", path}};
    fields.insert(fields.end(), more.begin(), more.end());
    std::vector<nghttp2_nv> table;
    for (auto& [name, value] : fields) {
      table.push_back({reinterpret_cast<std::uint8_t*>(name.data()),
                       reinterpret_cast<std::uint8_t*>(value.data()), name.size(), value.size(),
                       NGHTTP2_NV_FLAG_NONE});
    }
    bodies_.push_back(std::make_unique<std::string>(std::move(body)));
    nghttp2_data_provider provider{};
    provider.source.ptr = bodies_.back().get();
    provider.read_callback = &read_body;
    const bool has_body = !bodies_.back()->empty();
    return nghttp2_submit_request(session_, nullptr, table.data(), table.size(),
                                  has_body ? &provider : nullptr, nullptr);
  }

  /// Sends what is submitted. False if the server has closed.
  bool flush() {
    const std::uint8_t* bytes = nullptr;
    for (;;) {
      const ssize_t size = nghttp2_session_mem_send(session_, &bytes);
      if (size <= 0) return size == 0;
      const std::string_view frame(reinterpret_cast<const char*>(bytes),
                                   static_cast<std::size_t>(size));
      if (!socket_.send(frame)) return false;
    }
  }

  /// Exchanges frames until `done` or the server closes or says nothing for a minute.
  template <class Done>
  bool run_until(Done done) {
    while (!done()) {
      flush();
      const std::string bytes = socket_.receive();
      if (bytes.empty()) return done();
      const auto* const data = reinterpret_cast<const std::uint8_t*>(bytes.data());
      if (nghttp2_session_mem_recv(session_, data, bytes.size()) < 0) return false;
    }
    flush();
    return true;
  }

  const Reply& ask(const std::string& method, const std::string& path, const Fields& more = {},
                   std::string body = {}) {
    const std::int32_t id = submit(method, path, more, std::move(body));
    run_until([&] { return replies_[id].ended; });
    return replies_[id];
  }

 private:
  static Http2Client& self(void* user) { return *static_cast<Http2Client*>(user); }
  static int on_header(nghttp2_session*, const nghttp2_frame* frame, const std::uint8_t* name,
                       std::size_t name_size, const std::uint8_t* value, std::size_t value_size,
                       std::uint8_t, void* user) {
    self(user).replies_[frame->hd.stream_id].fields[std::string(name, name + name_size)] =
        std::string(value, value + value_size);
    return 0;
  }
  static int on_data(nghttp2_session*, std::uint8_t, std::int32_t id, const std::uint8_t* data,
                     std::size_t size, void* user) {
    self(user).replies_[id].body.append(data, data + size);
    return 0;
  }
  static int on_close(nghttp2_session*, std::int32_t id, std::uint32_t code, void* user) {
    self(user).replies_[id].ended = true;
    self(user).replies_[id].code = code;
    return 0;
  }
  static int on_frame(nghttp2_session*, const nghttp2_frame* frame, void* user) {
    if (frame->hd.type == NGHTTP2_GOAWAY) {
      self(user).goaway_ = true;
      self(user).goaway_code_ = frame->goaway.error_code;
    }
    return 0;
  }
  static ssize_t read_body(nghttp2_session*, std::int32_t, std::uint8_t* into, std::size_t size,
                           std::uint32_t* flags, nghttp2_data_source* source, void*) {
    auto& body = *static_cast<std::string*>(source->ptr);
    if (body.empty()) return NGHTTP2_ERR_DEFERRED;  // The rest never comes.
    const std::size_t part = std::min(size, body.size());
    const bool never_ends = body.back() == '~';
    std::copy_n(body.begin(), part, into);
    body.erase(0, part);
    if (body.empty() && !never_ends) *flags |= NGHTTP2_DATA_FLAG_EOF;
    return static_cast<ssize_t>(part);
  }

  TestSocket socket_;
  nghttp2_session* session_ = nullptr;
  std::map<std::int32_t, Reply> replies_;
  std::vector<std::unique_ptr<std::string>> bodies_;
  bool goaway_ = false;
  std::uint32_t goaway_code_ = 0;
};

TEST(Http2, ServesTheSameHandlers) {
  TestServer server;
  Http2Client client(TestSocket::tcp(server.port));
  const auto& hello = client.ask("GET", "/hello");
  EXPECT_EQ(hello.body, "hello");
  EXPECT_EQ(hello.fields.at(":status"), "200");
  EXPECT_EQ(hello.fields.at("content-length"), "5");
  EXPECT_EQ(hello.fields.at("server"), "plenary");
  EXPECT_EQ(hello.fields.count("connection"), 0u);
  EXPECT_EQ(client.ask("GET", "/who", {{"cookie", "a=1"}, {"cookie", "b=2"}}).body,
            "127.0.0.1 plain localhost 12");
  EXPECT_EQ(client.ask("POST", "/echo", {}, std::string(500'000, 'x')).body,
            std::string(500'000, 'x'));
  EXPECT_EQ(client.ask("GET", "/throws").status(), "500");
  EXPECT_EQ(client.ask("GET", "/socket").status(), "426");
  EXPECT_EQ(client.ask("GET", "/nowhere").status(), "404");
  EXPECT_EQ(client.ask("GET", "/%2e%2e/x").status(), "400");
  EXPECT_EQ(server.server.counters().connections_open, 1u);
}

TEST(Http2, SendsBodiesWholeAndInRanges) {
  TestServer server;
  Http2Client client(TestSocket::tcp(server.port));
  const std::string& content = TestServer::site().content();
  EXPECT_TRUE(client.ask("GET", "/big").body == content);
  const auto& part = client.ask("GET", "/mixed", {{"range", "bytes=99990-200009"}});
  EXPECT_EQ(part.status(), "206");
  EXPECT_TRUE(part.body == content.substr(99'990, 100'020));
  const auto& head = client.ask("HEAD", "/big");
  EXPECT_EQ(head.fields.at("content-length"), "50000000");
  EXPECT_EQ(head.body, "");
}

TEST(Http2, AnswersManyStreamsAtOnce) {
  TestServer server;
  Http2Client client(TestSocket::tcp(server.port));
  std::vector<std::int32_t> ids;
  for (int i = 0; i < 90; ++i) {
    ids.push_back(client.submit("GET", i % 3 == 0 ? "/later?ms=200" : "/mixed"));
  }
  client.run_until([&] {
    return std::all_of(ids.begin(), ids.end(), [&](auto id) { return client.reply(id).ended; });
  });
  for (std::size_t i = 0; i < ids.size(); ++i) {
    EXPECT_EQ(client.reply(ids[i]).body.size(), i % 3 == 0 ? 9u : 300'000u);
  }
}

TEST(Http2, BoundsHeaderAndBody) {
  HttpLimits limits;
  limits.header_bytes = 4096;
  limits.body_bytes = 1000;
  TestServer server(limits);
  Http2Client client(TestSocket::tcp(server.port));
  EXPECT_EQ(client.ask("GET", "/hello", {{"x", std::string(5000, 'x')}}).status(), "431");
  EXPECT_EQ(client.ask("POST", "/echo", {}, std::string(200'000, 'x')).status(), "413");
  EXPECT_EQ(client.ask("GET", "/hello").body, "hello");
}

TEST(Http2, EndsAClientThatResetsStreamsForSport) {
  TestServer server;
  Http2Client client(TestSocket::tcp(server.port));
  bool open = true;
  for (int i = 0; i < 2000 && open; ++i) {
    const std::int32_t id = client.submit("GET", "/later?ms=100");
    open = client.flush();
    client.cancel(id);
    open = open && client.flush();
  }
  client.run_until([&] { return client.goaway(); });
  EXPECT_TRUE(client.goaway());
  EXPECT_EQ(client.goaway_code(), static_cast<std::uint32_t>(NGHTTP2_ENHANCE_YOUR_CALM));
  EXPECT_TRUE(eventually([&] { return server.server.counters().connections_open == 0; }));
}

/// A frame's nine bytes (RFC 9113 section 4.1) and its payload.
std::string frame(std::uint8_t type, std::uint8_t flags, std::uint32_t stream,
                  std::string payload) {
  std::string text;
  for (const int shift : {16, 8, 0}) text += static_cast<char>(payload.size() >> shift & 0xff);
  text += static_cast<char>(type);
  text += static_cast<char>(flags);
  for (const int shift : {24, 16, 8, 0}) text += static_cast<char>(stream >> shift & 0xff);
  return text + payload;
}

TEST(Http2, EndsAHeaderThatNeverEnds) {
  TestServer server;
  TestSocket socket = TestSocket::tcp(server.port);
  const std::string settings = frame(NGHTTP2_SETTINGS, 0, 0, "");
  const std::string field = std::string("\x00\x01x", 3) + "\x7f\xa1\x1e" + std::string(4000, 'v');
  ASSERT_TRUE(socket.send(std::string(kHttp2Preface) + settings));
  socket.send(frame(NGHTTP2_HEADERS, 0, 1, field));
  for (int i = 0; i < 1000; ++i) {
    if (!socket.send(frame(NGHTTP2_CONTINUATION, 0, 1, field))) break;
  }
  EXPECT_TRUE(socket.closes());
  EXPECT_TRUE(eventually([&] { return server.server.counters().connections_open == 0; }));
}

TEST(Http2, EndsAFloodOfPings) {
  TestServer server;
  TestSocket socket = TestSocket::tcp(server.port, 4096);
  ASSERT_TRUE(socket.send(std::string(kHttp2Preface) + frame(NGHTTP2_SETTINGS, 0, 0, "")));
  std::string pings;
  for (int i = 0; i < 1000; ++i) pings += frame(NGHTTP2_PING, 0, 0, "12345678");
  for (int i = 0; i < 20'000; ++i) {
    if (!socket.send(pings)) break;
    if (server.server.counters().connections_open == 0) break;
  }
  EXPECT_TRUE(eventually([&] { return server.server.counters().connections_open == 0; }));
}

TEST(Http2, EndsNonsense) {
  TestServer server;
  for (const std::string& nonsense :
       {std::string(kHttp2Preface) + std::string(1000, '\xff'),
        std::string(kHttp2Preface) + frame(NGHTTP2_DATA, 0, 1, "x"),
        std::string(kHttp2Preface.substr(0, 20)) + "XXXXXXXXXXXX\r\n\r\n"}) {
    TestSocket socket = TestSocket::tcp(server.port);
    socket.send(nonsense);
    socket.end_sending();
    EXPECT_TRUE(socket.closes());
  }
}

TEST(Http2, ResetsStreamsThatTakeTheirTime) {
  HttpLimits limits;
  limits.body_timeout = limits.write_timeout = 1s;
  TestServer server(limits);
  Http2Client client(TestSocket::tcp(server.port));
  const auto& reply = client.ask("POST", "/echo", {}, "never ending~");
  EXPECT_EQ(reply.code, static_cast<std::uint32_t>(NGHTTP2_CANCEL));
  EXPECT_EQ(client.ask("GET", "/hello").body, "hello");
}

TEST(Http2, SaysGoodbyeAndFinishesWhatItHasBegun) {
  TestServer server;
  Http2Client client(TestSocket::tcp(server.port));
  const std::int32_t waiting = client.submit("GET", "/later?ms=600");
  const std::int32_t loading = client.submit("GET", "/big");
  client.flush();
  ASSERT_TRUE(eventually([] { return TestServer::site().waiting() == 1; }));
  bool whole = false;
  std::thread stopping([&] { whole = server.server.stop(60s); });
  client.run_until([&] { return client.reply(waiting).ended && client.reply(loading).ended; });
  EXPECT_EQ(client.reply(waiting).body, "after 600");
  EXPECT_TRUE(client.reply(loading).body == TestServer::site().content());
  EXPECT_TRUE(client.socket().closes());
  EXPECT_TRUE(client.goaway());
  stopping.join();
  EXPECT_TRUE(whole);
}

TEST(Http2, TellsConnectionsOverTheLimitThatItIsFull) {
  HttpLimits limits;
  limits.connections = 1;
  TestServer server(limits);
  Http2Client first(TestSocket::tcp(server.port));
  EXPECT_EQ(first.ask("GET", "/hello").body, "hello");
  Http2Client second(TestSocket::tcp(server.port));
  EXPECT_EQ(second.ask("GET", "/hello").status(), "503");
}

}  // namespace
}  // namespace plenary::net::http2_test
