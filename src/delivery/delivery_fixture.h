#pragma once

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "delivery/routes.h"
#include "net/http_server.h"
#include "net/io_threads.h"
#include "net/router.h"
#include "stage/spool_fixture.h"
#include "stage/timeline_origin.h"

namespace plenary::delivery {

namespace http = boost::beast::http;

/// What a viewer got.
struct Got {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< Names in lower case.
  std::string body;

  std::string header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

/// The origin behind the real server on a port of its own, with one stage and one session, and a
/// viewer with a connection for each request.
class DeliveryFixture {
 public:
  explicit DeliveryFixture(const std::filesystem::path& folder)
      : origin_(
            threads_, spool_settings(folder), [] { return base::Instant{}; }, disk_),
        timeline_(origin_.add(*base::StageId::parse("main"))),
        live_(origin_),
        replay_(origin_, [this](const base::SessionId& session) { return cut_of(session); }) {
    net::Router router;
    add_routes(router, live_, replay_);
    server_ = std::make_unique<net::HttpServer>(threads_, std::move(router).handler());
    port_ = server_->listen("127.0.0.1:0");
  }
  ~DeliveryFixture() {
    origin_.stop();
    server_.reset();
    threads_.stop();
  }

  stage::StageTimeline& timeline() { return timeline_; }
  stage::Origin& origin() { return origin_; }
  Live& live() { return live_; }
  stage::FullDisk& disk() { return *disk_; }

  void publish(std::uint64_t number, int parts = 6, int first = 0) {
    for (int i = first; i < parts; ++i) {
      timeline_.on_part(0, stage::made_part(number, i));
      timeline_.on_part(1, stage::made_part(number, i));
    }
    settle();
  }
  /// Everything posted so far has arrived on every io thread.
  void settle() {
    for (std::size_t i = 0; i < threads_.size(); ++i) {
      std::promise<void> done;
      boost::asio::post(threads_.context(i), [&done] { done.set_value(); });
      done.get_future().wait();
    }
  }

  Got get(const std::string& target, std::map<std::string, std::string> fields = {},
          http::verb verb = http::verb::get) {
    boost::asio::io_context context;
    boost::asio::ip::tcp::socket socket(context);
    socket.connect({boost::asio::ip::make_address("127.0.0.1"), port_});
    http::request<http::empty_body> request(verb, target, 11);
    request.set(http::field::host, "localhost");
    for (const auto& [name, value] : fields) request.set(name, value);
    http::write(socket, request);
    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.skip(verb == http::verb::head);
    http::read(socket, buffer, parser);
    Got got{.status = static_cast<int>(parser.get().result_int()), .body = parser.get().body()};
    for (const auto& field : parser.get()) {
      std::string name(field.name_string());
      for (char& c : name) c = static_cast<char>(std::tolower(c));
      got.headers[name] = std::string(field.value());
    }
    return got;
  }
  /// The same on a thread of its own, for what is held.
  std::future<Got> ask(const std::string& target) {
    return std::async(std::launch::async, [this, target] { return get(target); });
  }
  /// Waits until so many requests are held.
  void until_held(std::uint64_t count) {
    while (live_.counters().waiting < count) std::this_thread::yield();
  }

  /// What the session "opening" is from now on. For the test's thread, between requests.
  void set_cut(std::optional<ReplayCut> cut) { cut_ = std::move(cut); }

 private:
  static stage::SpoolSettings spool_settings(const std::filesystem::path& folder) {
    stage::SpoolSettings settings;
    settings.folder = folder;
    settings.min_free_bytes = 0;
    return settings;
  }
  std::optional<ReplayCut> cut_of(const base::SessionId& session) const {
    return session.text() == "opening" ? cut_ : std::nullopt;
  }

  net::IoThreads threads_{2};
  std::shared_ptr<stage::FullDisk> disk_ = std::make_shared<stage::FullDisk>();
  stage::Origin origin_;
  stage::StageTimeline& timeline_;
  Live live_;
  std::optional<ReplayCut> cut_;
  Replay replay_;
  std::unique_ptr<net::HttpServer> server_;
  std::uint16_t port_ = 0;
};

}  // namespace plenary::delivery
