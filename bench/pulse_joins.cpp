// A join storm on one stage: so many viewers within one second, each a connection that asks for the
// stage's now, for the snapshot, then becomes a WebSocket and sends its first beat, by which it is
// counted and given its ticket. bench/joins.sh

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <memory>

#include "net/ws_client_frame.h"
#include "pulse_load.h"

namespace {

using namespace plenary;
using namespace plenary::bench;
using namespace std::chrono_literals;

struct Options {
  std::uint16_t port = 8080;
  std::string stage = "opening";
  std::size_t joins = 10'000;
  int within_ms = 1000;
  int patience_ms = 30'000;
  int stay_ms = 2000;
};

/// The number behind `key` in a small JSON text.
std::uint64_t number_of(std::string_view json, std::string_view key) {
  const std::size_t at = json.find(key);
  std::uint64_t number = 0;
  if (at == std::string_view::npos) return 0;
  const std::string_view text = json.substr(at + key.size());
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

struct Joiner {
  enum class Step : std::uint8_t { kConnecting, kNow, kSnapshot, kSocket, kBeat, kIn, kFailed };
  net::Descriptor fd;
  Step step = Step::kConnecting;
  std::int64_t began = 0;
  std::int64_t in = 0;
  std::string epoch;
  std::uint64_t head = 0;
  std::uint64_t seen = 0;
  std::string input;
};

class Storm {
 public:
  explicit Storm(const Options& options)
      : options_(options),
        server_(address_of("127.0.0.1", options.port)),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        buffer_(256 * 1024, '\0') {}

  int run() {
    joiners_.resize(options_.joins);
    const auto begin = Clock::now();
    const auto step = std::chrono::nanoseconds(std::chrono::milliseconds(options_.within_ms)) /
                      static_cast<std::int64_t>(options_.joins);
    std::size_t begun = 0;
    while (done_ < options_.joins) {
      const auto now = Clock::now();
      if (now - begin > std::chrono::milliseconds(options_.patience_ms)) break;
      const auto due = static_cast<std::size_t>((now - begin) / step) + 1;
      for (; begun < std::min(due, options_.joins); ++begun) start(joiners_[begun]);
      turn(begun < options_.joins ? 0 : 50);
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    const std::size_t pulses_before = pulses_;
    const auto stay = Clock::now() + std::chrono::milliseconds(options_.stay_ms);
    while (Clock::now() < stay) turn(20);
    report(seconds, pulses_ - pulses_before);
    return failed_ == 0 && tickets_ == options_.joins ? 0 : 1;
  }

 private:
  void report(double seconds, std::size_t pulses) {
    std::vector<std::int64_t> took;
    for (const Joiner& joiner : joiners_) {
      if (joiner.in > 0) took.push_back(joiner.in - joiner.began);
    }
    std::printf("joins %zu of %zu\ntickets %zu\nfailed %zu\nserver_errors %zu\nseconds %.2f\n",
                took.size(), options_.joins, tickets_, failed_, server_errors_, seconds);
    std::printf("join_p50_ms %.1f\njoin_p99_ms %.1f\n", percentile(took, 0.5),
                percentile(took, 0.99));
    std::printf("pulses_per_viewer_after %.2f in %.1f s\n",
                static_cast<double>(pulses) / static_cast<double>(options_.joins),
                options_.stay_ms / 1000.0);
  }

  void start(Joiner& joiner) {
    joiner.began = now_ns();
    joiner.fd = connect_to(server_);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLET;
    event.data.ptr = &joiner;
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, joiner.fd.get(), &event);
  }

  void turn(int wait_ms) {
    const int count =
        ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(events_.size()), wait_ms);
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events_[static_cast<std::size_t>(i)];
      Joiner& joiner = *static_cast<Joiner*>(event.data.ptr);
      if (joiner.step == Joiner::Step::kFailed) continue;
      if ((event.events & EPOLLERR) != 0) {
        fail_one(joiner);
        continue;
      }
      if (joiner.step == Joiner::Step::kConnecting && (event.events & EPOLLOUT) != 0) {
        joiner.step = Joiner::Step::kNow;
        send(joiner, get("/p1/" + options_.stage + "/now"));
      }
      if ((event.events & EPOLLIN) != 0) read(joiner);
    }
  }

  static std::string get(const std::string& path) {
    return "GET " + path + " HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";
  }

  void send(Joiner& joiner, const std::string& text) {
    if (::send(joiner.fd.get(), text.data(), text.size(), MSG_NOSIGNAL) < 0) fail_one(joiner);
  }

  void fail_one(Joiner& joiner) {
    if (joiner.step != Joiner::Step::kIn) {
      ++done_;
      ++failed_;
    }
    joiner.step = Joiner::Step::kFailed;
    joiner.fd.reset();
  }

  void read(Joiner& joiner) {
    for (;;) {
      const ssize_t got = ::recv(joiner.fd.get(), buffer_.data(), buffer_.size(), 0);
      if (got < 0 && errno == EAGAIN) return;
      if (got <= 0) return fail_one(joiner);
      joiner.input.append(buffer_.data(), static_cast<std::size_t>(got));
      while (joiner.step != Joiner::Step::kFailed && advance(joiner)) {
      }
      if (joiner.step == Joiner::Step::kFailed) return;
      if (joiner.input.empty()) joiner.input = std::string();
    }
  }

  /// Takes one answer or frame off the input. False if none is whole.
  bool advance(Joiner& joiner) {
    if (joiner.step == Joiner::Step::kBeat || joiner.step == Joiner::Step::kIn) {
      const auto frame = net::front_server_frame(joiner.input);
      if (!frame) return false;
      if (frame->opcode == net::WsOpcode::kText) hear(joiner, frame->payload);
      joiner.input.erase(0, frame->frame_bytes);
      return true;
    }
    const std::size_t end = joiner.input.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    const std::string_view head = std::string_view(joiner.input).substr(0, end + 4);
    const auto status = number_of(head, "HTTP/1.1 ");
    const auto length = static_cast<std::size_t>(number_of(head, "content-length: "));
    if (joiner.input.size() < head.size() + length) return false;
    const std::string body = joiner.input.substr(head.size(), length);
    joiner.input.erase(0, head.size() + length);
    if (status >= 500) ++server_errors_;
    if (status != (joiner.step == Joiner::Step::kSocket ? 101u : 200u)) {
      if (failed_ == 0)
        std::fprintf(stderr, "answered %zu: %s\n", static_cast<std::size_t>(status), body.c_str());
      fail_one(joiner);
      return false;
    }
    next(joiner, body);
    return true;
  }

  /// A pulse, or the answer to the first beat: it brings the ticket, and the viewer is in.
  void hear(Joiner& joiner, std::string_view text) {
    if (!text.starts_with("{\"ack\"")) {
      ++pulses_;
      return;
    }
    if (joiner.step != Joiner::Step::kBeat) return;
    if (text.find("\"ticket\":\"") != std::string_view::npos) ++tickets_;
    joiner.step = Joiner::Step::kIn;
    joiner.in = now_ns();
    ++done_;
  }

  void next(Joiner& joiner, const std::string& body) {
    switch (joiner.step) {
      case Joiner::Step::kNow: {
        joiner.head = number_of(body, "\"head\":");
        const std::size_t at = body.find("\"epoch\":\"") + 9;
        joiner.epoch = body.substr(at, body.find('"', at) - at);
        joiner.step = Joiner::Step::kSnapshot;
        return send(joiner, get("/p1/" + joiner.epoch + "/" + options_.stage + "/s/" +
                                std::to_string(joiner.head / 10)));
      }
      case Joiner::Step::kSnapshot:
        joiner.step = Joiner::Step::kSocket;
        joiner.seen = number_of(body, "\"seq\":");
        return send(joiner, handshake("/p1/ws?stage=" + options_.stage + "&epoch=" + joiner.epoch +
                                      "&after=" + std::to_string(joiner.seen)));
      case Joiner::Step::kSocket:
        joiner.step = Joiner::Step::kBeat;
        return send(joiner, net::client_frame(net::WsOpcode::kText,
                                              R"({"n":1,"ticket":null,"playing":true,"seen":)" +
                                                  std::to_string(joiner.seen) + R"(,"acts":[]})"));
      default:
        return;
    }
  }

  const Options options_;
  const sockaddr_in server_;
  net::Descriptor epoll_;
  std::vector<Joiner> joiners_;
  std::array<epoll_event, 512> events_;
  std::string buffer_;
  std::size_t done_ = 0;
  std::size_t tickets_ = 0;
  std::size_t failed_ = 0;
  std::size_t server_errors_ = 0;
  std::size_t pulses_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Joins a stage as many viewers at once");
  Options options;
  app.add_option("--port", options.port);
  app.add_option("--stage", options.stage);
  app.add_option("--joins", options.joins);
  app.add_option("--within-ms", options.within_ms);
  app.add_option("--patience-ms", options.patience_ms);
  app.add_option("--stay-ms", options.stay_ms);
  CLI11_PARSE(app, argc, argv);
  allow_many_files();
  return Storm(options).run();
}
