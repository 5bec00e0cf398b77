// WebSocket readers of one server, ours or nchan: publishes a payload by POST at a steady pace,
// receives it on all sockets, and prints what that cost the server. bench/pulse.sh

#include <CLI/CLI.hpp>
#include <array>
#include <memory>
#include <thread>

#include "net/ws_client_frame.h"
#include "pulse_load.h"

namespace {

using namespace plenary;
using namespace plenary::bench;
using namespace std::chrono_literals;

struct Options {
  std::string host = "127.0.0.1";
  std::uint16_t port = 25300;
  std::string subscribe = "/p1/ws?stage=opening";
  std::string publish = "/pub";
  int pid = 0;
  int core = -1;
  std::size_t readers = 10'000;
  std::size_t deaf = 0;
  int pulses = 20;
  int warm_up = 5;
  int every_ms = 1000;
  std::size_t bytes = 700;
};

struct Reader {
  net::Descriptor fd;
  bool open = false;
  bool asked = false;
  std::string input;  // What is not a whole frame yet; nearly always empty.
};

class Load {
 public:
  explicit Load(const Options& options)
      : options_(options),
        server_(address_of(options.host, options.port)),
        epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        buffer_(256 * 1024, '\0') {}

  void run() {
    publisher_ = blocking_socket();
    publish();  // What the server allocates once, it allocates now.
    std::this_thread::sleep_for(200ms);
    const std::int64_t rss_before = resident_bytes(options_.pid);
    connect_all();
    for (int i = 0; i < options_.warm_up; ++i) one_pulse();
    const std::int64_t rss = resident_bytes(options_.pid) - rss_before;

    delays_.clear();
    p99_of_pulses_.clear();
    received_ = 0;
    const std::int64_t cpu = cpu_ns(options_.pid);
    const std::int64_t busy = options_.core < 0 ? 0 : busy_ns(options_.core);
    const auto begin = Clock::now();
    for (int i = 0; i < options_.pulses; ++i) one_pulse();
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    const double ran = static_cast<double>(cpu_ns(options_.pid) - cpu) / 1e9;
    const double spent =
        options_.core < 0 ? ran : static_cast<double>(busy_ns(options_.core) - busy) / 1e9;
    const std::size_t expected = options_.readers * static_cast<std::size_t>(options_.pulses);
    std::printf("deliveries %zu\nmissing %zd\nseconds %.2f\n", received_,
                static_cast<ssize_t>(expected) - static_cast<ssize_t>(received_), seconds);
    std::printf("cpu_seconds %.3f\nof_its_threads %.3f\n", spent, ran);
    std::printf("deliveries_per_cpu_second %.0f\n", static_cast<double>(received_) / spent);
    std::printf("p50_ms %.1f\np99_ms %.1f\n", percentile(delays_, 0.5), percentile(delays_, 0.99));
    // A second in which the machine did something else spoils one pulse of these, not the figure.
    std::printf("pulse_p99_ms %.1f\n", percentile(p99_of_pulses_, 0.5));
    std::printf("bytes_per_connection %.0f\n",
                static_cast<double>(rss) / static_cast<double>(options_.readers + options_.deaf));
  }

 private:
  net::Descriptor blocking_socket() {
    net::Descriptor fd = connect_to(server_);
    epoll_event writable{EPOLLOUT, {}};
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, fd.get(), &writable);
    epoll_event got{};
    ::epoll_wait(epoll_.get(), &got, 1, 2000);
    ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, fd.get(), nullptr);
    return fd;
  }

  void publish() {
    std::string body = R"({"t":)" + std::to_string(now_ns()) + R"(,"pad":")";
    body.resize(options_.bytes - 2, '.');
    body += "\"}";
    const std::string request =
        "POST " + options_.publish +
        " HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: " + std::to_string(body.size()) +
        "\r\n\r\n" + body;
    if (::send(publisher_.get(), request.data(), request.size(), MSG_NOSIGNAL) !=
        static_cast<ssize_t>(request.size())) {
      fail("cannot publish");
    }
  }

  // In groups, each waiting for the last one's handshakes: a storm is another measurement.
  void connect_all() {
    readers_.resize(options_.readers + options_.deaf);
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      const bool deaf = i >= options_.readers;
      Reader& reader = readers_[i];
      reader.fd = connect_to(server_, deaf ? 4096 : 0);
      epoll_event event{};
      event.events = EPOLLIN | EPOLLOUT | EPOLLET;
      event.data.ptr = &reader;
      ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, reader.fd.get(), &event);
      if (i % 200 != 199 && i + 1 != readers_.size()) continue;
      const auto deadline = Clock::now() + 20s;
      while (open_ < i + 1 && Clock::now() < deadline) turn(100);
      if (open_ < i + 1) fail("only " + std::to_string(open_) + " sockets opened");
    }
    for (std::size_t i = options_.readers; i < readers_.size(); ++i) {
      ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, readers_[i].fd.get(), nullptr);
    }
  }

  void one_pulse() {
    const auto next = Clock::now() + std::chrono::milliseconds(options_.every_ms);
    const std::size_t all = received_ + options_.readers;
    const std::size_t before = delays_.size();
    publish();
    drain_publisher();
    // While a pulse is on its way the client does not sleep: waking it would be on the server's
    // account, which real readers are not, behind their own networks.
    for (auto now = Clock::now(); now < next; now = Clock::now()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(next - now);
      turn(received_ < all ? 0 : static_cast<int>(left.count()));
    }
    std::vector<std::int64_t> of_pulse(delays_.begin() + static_cast<std::ptrdiff_t>(before),
                                       delays_.end());
    p99_of_pulses_.push_back(static_cast<std::int64_t>(1e6 * percentile(of_pulse, 0.99)));
  }

  void drain_publisher() {
    while (::recv(publisher_.get(), buffer_.data(), buffer_.size(), MSG_DONTWAIT) > 0) {
    }
  }

  void turn(int wait_ms) {
    const int count =
        ::epoll_wait(epoll_.get(), events_.data(), static_cast<int>(events_.size()), wait_ms);
    for (int i = 0; i < count; ++i) {
      Reader& reader = *static_cast<Reader*>(events_[static_cast<std::size_t>(i)].data.ptr);
      if (!reader.asked) {
        const std::string request = handshake(options_.subscribe);
        reader.asked = ::send(reader.fd.get(), request.data(), request.size(), MSG_NOSIGNAL) > 0;
      }
      if ((events_[static_cast<std::size_t>(i)].events & EPOLLIN) != 0) read(reader);
    }
  }

  void read(Reader& reader) {
    const ssize_t got = ::recv(reader.fd.get(), buffer_.data(), buffer_.size(), 0);
    if (got == 0) fail("the server closed a reader's socket");
    if (got < 0) return;
    std::string_view fresh(buffer_.data(), static_cast<std::size_t>(got));
    if (!reader.input.empty()) {
      reader.input.append(fresh);
      fresh = reader.input;
    }
    const std::size_t used = consume(reader, fresh);
    if (!reader.input.empty()) {
      reader.input.erase(0, used);
      if (reader.input.empty()) reader.input = std::string();
    } else if (used < fresh.size()) {
      reader.input = fresh.substr(used);
    }
  }

  std::size_t consume(Reader& reader, std::string_view bytes) {
    std::size_t used = 0;
    if (!reader.open) {
      const std::size_t end = bytes.find("\r\n\r\n");
      if (end == std::string_view::npos) return 0;
      if (bytes.substr(0, 12) != "HTTP/1.1 101") fail("refused: " + std::string(bytes));
      reader.open = true;
      ++open_;
      used = end + 4;
    }
    while (const auto frame = net::front_server_frame(bytes.substr(used))) {
      used += frame->frame_bytes;
      if (frame->opcode != net::WsOpcode::kText) continue;
      std::int64_t at = 0;
      const std::string_view text =
          frame->payload.substr(std::min<std::size_t>(5, frame->payload.size()));
      std::from_chars(text.data(), text.data() + text.size(), at);
      delays_.push_back(now_ns() - at);
      ++received_;
    }
    return used;
  }

  const Options options_;
  const sockaddr_in server_;
  net::Descriptor epoll_;
  net::Descriptor publisher_;
  std::vector<Reader> readers_;
  std::array<epoll_event, 512> events_;
  std::string buffer_;
  std::size_t open_ = 0;
  std::size_t received_ = 0;
  std::vector<std::int64_t> delays_;
  std::vector<std::int64_t> p99_of_pulses_;
};

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Receives what it publishes each second on many WebSockets");
  Options options;
  app.add_option("--host", options.host, "the server's IPv4 address");
  app.add_option("--port", options.port);
  app.add_option("--subscribe", options.subscribe, "path of the WebSocket");
  app.add_option("--publish", options.publish, "path to POST to");
  app.add_option("--pid", options.pid, "the server's process")->required();
  app.add_option("--core", options.core,
                 "the core that the server has to itself: CPU is then all that ran on it, not the "
                 "server's threads alone");
  app.add_option("--readers", options.readers);
  app.add_option("--deaf", options.deaf, "further sockets that are never read");
  app.add_option("--pulses", options.pulses);
  app.add_option("--warm-up", options.warm_up, "pulses that are not measured");
  app.add_option("--every-ms", options.every_ms);
  app.add_option("--bytes", options.bytes);
  CLI11_PARSE(app, argc, argv);
  allow_many_files();
  Load(options).run();
  return 0;
}
