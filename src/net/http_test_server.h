#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "net/http_server.h"
#include "net/router.h"

/// The server that net's own tests talk to.
namespace plenary::net::testing {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;  // GCC says so.
#elif defined(__has_feature)
inline constexpr bool kSanitized =
    __has_feature(address_sanitizer) || __has_feature(thread_sanitizer);  // Clang says so.
#else
inline constexpr bool kSanitized = false;
#endif

/// A folder that goes with the test.
class TestFolder {
 public:
  TestFolder() {
    std::string pattern = "/tmp/plenary_net_test_XXXXXX";
    path_ = ::mkdtemp(pattern.data());
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

/// Bytes that differ from place to place, the same in every run.
inline std::string noise(std::size_t size) {
  std::mt19937_64 random(7);
  std::string bytes(size, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

/// Handlers for every kind of answer.
class TestSite {
 public:
  static constexpr std::size_t kFileBytes = 50 * 1000 * 1000;

  TestSite() : content_(noise(kFileBytes)) {
    const std::string path = folder_.file("big");
    FILE* const file = ::fopen(path.c_str(), "wb");
    ::fwrite(content_.data(), 1, content_.size(), file);
    ::fclose(file);
    auto open = OpenFile::open(path);
    file_ = *open;
  }

  const std::string& content() const { return content_; }
  /// Requests for /later that have begun to wait.
  int waiting() const { return waiting_.load(); }

  Handler handler() {
    Router router;
    router.exact(Method::kGet, "/hello", [](Request& request) { return hello(request); });
    router.exact(Method::kGet, "/who", [](Request& request) { return who(request); });
    router.exact(Method::kPost, "/echo", [](Request& request) { return echo(request); });
    router.exact(Method::kGet, "/big", [this](Request&) { return big(); });
    router.exact(Method::kGet, "/memory", [this](Request&) { return memory(); });
    router.exact(Method::kGet, "/mixed", [this](Request&) { return mixed(); });
    router.exact(Method::kGet, "/later", [this](Request& request) { return later(request); });
    router.exact(Method::kGet, "/throws", [](Request&) { return throws(); });
    router.exact(Method::kGet, "/socket", [](Request&) { return socket(); });
    return std::move(router).handler();
  }

 private:
  using Answering = boost::asio::awaitable<Response>;

  struct Counted {
    explicit Counted(std::atomic<int>& count) : count_(count) { ++count_; }
    ~Counted() { --count_; }
    std::atomic<int>& count_;
  };

  static Response text(std::string words) {
    Response response;
    response.with("content-type", "text/plain");
    response.body = std::move(words);
    response.ranges = true;
    return response;
  }
  FileSlice slice(std::uint64_t offset, std::uint64_t size) const {
    FileSlice slice;
    slice.file = file_;
    slice.offset = offset;
    slice.size = size;
    return slice;
  }

  static Answering hello(Request&) { co_return text("hello"); }
  static Answering who(Request& request) {
    co_return text(request.peer + (request.secure ? " secure " : " plain ") +
                   std::string(request.header("host")) + " " + std::string(request.cookie("a")) +
                   std::string(request.cookie("b")));
  }
  static Answering echo(Request& request) { co_return text(request.body); }
  Answering big() {
    Response response;
    response.body = slice(0, kFileBytes);
    response.ranges = true;
    co_return response;
  }
  Answering memory() {
    Response response;
    response.body = std::make_shared<const std::string>(content_.substr(0, 3'000'000));
    co_return response;
  }
  /// The first 300,000 bytes of the content, every other 100,000 from memory.
  Answering mixed() {
    const auto middle =
        std::make_shared<const base::Bytes>(content_.begin() + 100'000, content_.begin() + 200'000);
    std::vector<std::variant<base::SharedBytes, FileSlice>> slices;
    slices.emplace_back(slice(0, 100'000));
    slices.emplace_back(middle);
    slices.emplace_back(slice(200'000, 100'000));
    Response response;
    response.body = std::move(slices);
    response.ranges = true;
    co_return response;
  }
  Answering later(Request& request) {
    const std::string wanted = request.query_value("ms").value_or("20");
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
    timer.expires_after(std::chrono::milliseconds(std::stoi(wanted)));
    const Counted counted(waiting_);
    co_await timer.async_wait(boost::asio::use_awaitable);
    co_return text("after " + wanted);
  }
  /// For those who cannot have one.
  static Answering socket() {
    Response response;
    response.status = 101;
    response.upgrade = [] { return std::unique_ptr<SocketSession>(); };
    co_return response;
  }
  static Answering throws() {
    throw std::runtime_error("for the test");
    co_return Response();
  }

  TestFolder folder_;
  const std::string content_;
  std::shared_ptr<const OpenFile> file_;
  std::atomic<int> waiting_{0};
};

/// A server of two threads on a port of the system's choice.
struct TestServer {
  explicit TestServer(HttpLimits limits = {})
      : server(threads, site().handler(), settings(limits)) {
    ignore_sigpipe();
    port = server.listen("127.0.0.1:0");
  }

  /// One for all tests: it writes 50 MB.
  static TestSite& site() {
    static TestSite only;
    return only;
  }
  static HttpSettings settings(HttpLimits limits) {
    HttpSettings settings;
    settings.limits = limits;
    return settings;
  }

  IoThreads threads{2};
  HttpServer server;
  std::uint16_t port = 0;
};

/// Waits for `condition`, at most ten seconds.
template <class Condition>
bool eventually(Condition condition) {
  for (int i = 0; i < 12000; ++i) {
    if (condition()) return true;
    ::usleep(5000);
  }
  return false;
}

}  // namespace plenary::net::testing
