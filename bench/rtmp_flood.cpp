// Floods an RTMP server with broken sessions: bench_rtmp_flood 127.0.0.1:1935 --connections 10000
//
// Every connection is a publisher's session out of a seeded generator, damaged in one of several
// ways and sent in portions of some size; the same seed gives the same flood. Prints what became of
// them.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <boost/asio.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "rtmp/publisher_script.h"

namespace {

namespace asio = boost::asio;
namespace rtmp = plenary::rtmp;
using asio::ip::tcp;
using plenary::base::Bytes;
using Clock = std::chrono::steady_clock;

constexpr auto kAsValue = asio::as_tuple(asio::use_awaitable);

struct Options {
  std::string address;
  int connections = 10'000;
  int concurrency = 200;
  std::uint64_t seed = 1;
  std::string name = "opening?key=guess";
  int patience_ms = 2'000;
};

/// What happened, in all.
struct Outcome {
  std::map<std::string, int> damages;
  int connected = 0, not_connected = 0;
  int closed_by_server = 0, left = 0;
  std::uint64_t sent_bytes = 0, received_bytes = 0;
};

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_(seed) {}
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : engine_() % bound; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  std::uint8_t byte() { return static_cast<std::uint8_t>(engine_()); }

 private:
  std::mt19937_64 engine_;
};

rtmp::PublisherScript session(Dice& dice, const std::string& name) {
  rtmp::PublisherScript script;
  script.greet(static_cast<rtmp::PublisherScript::Greeting>(dice.below(3)));
  script.ask(static_cast<rtmp::PublisherScript::Style>(dice.below(5)), "live", name);
  return script.broadcast(static_cast<int>(dice.below(20)),
                          static_cast<std::uint32_t>(dice.below(1u << 31) * 2));
}

/// A place to damage: rarely in the handshake, which is mostly chance anyway.
std::size_t place(Dice& dice, const Bytes& bytes) {
  constexpr std::size_t kHandshake = 3073;
  if (bytes.size() <= kHandshake || dice.one_in(10)) return dice.below(bytes.size());
  return kHandshake + dice.below(bytes.size() - kHandshake);
}

void flip_bits(Dice& dice, Bytes& bytes) {
  for (std::size_t i = 0, n = 1 + dice.below(16); i < n; ++i) {
    bytes[place(dice, bytes)] ^= static_cast<std::uint8_t>(1u << dice.below(8));
  }
}

void overwrite(Dice& dice, Bytes& bytes) {
  constexpr std::array<std::uint8_t, 4> kFavourites{0x00, 0xFF, 0x7F, 0xC4};
  const std::size_t at = place(dice, bytes);
  const std::size_t size = std::min(bytes.size() - at, 1 + dice.below(64));
  std::fill_n(bytes.begin() + static_cast<std::ptrdiff_t>(at), size, kFavourites[dice.below(4)]);
}

void erase(Dice& dice, Bytes& bytes) {
  const auto at = static_cast<std::ptrdiff_t>(place(dice, bytes));
  const auto size = std::min<std::ptrdiff_t>(std::ssize(bytes) - at,
                                             static_cast<std::ptrdiff_t>(1 + dice.below(64)));
  bytes.erase(bytes.begin() + at, bytes.begin() + at + size);
}

void repeat(Dice& dice, Bytes& bytes) {
  const auto at = static_cast<std::ptrdiff_t>(place(dice, bytes));
  const auto size = std::min<std::ptrdiff_t>(std::ssize(bytes) - at,
                                             static_cast<std::ptrdiff_t>(1 + dice.below(512)));
  const Bytes slice(bytes.begin() + at, bytes.begin() + at + size);
  bytes.insert(bytes.begin() + at, slice.begin(), slice.end());
}

void truncate(Dice& dice, Bytes& bytes) {
  bytes.resize(place(dice, bytes));
}

Bytes noise(Dice& dice) {
  Bytes bytes(dice.below(20'000));
  for (auto& byte : bytes) byte = dice.byte();
  if (!bytes.empty() && dice.one_in(2)) bytes[0] = 3;
  return bytes;
}

/// Sessions that are well formed and want too much.
Bytes excess(Dice& dice) {
  rtmp::PublisherScript script;
  script.greet();
  switch (dice.below(6)) {
    case 0:
      return script.chunk_size(0x7FFFFFFF)
          .message(rtmp::MessageType::kVideo, 4, 0, Bytes(1 << 20))
          .take();
    case 1:
      return script.chunk_size(1).message(rtmp::MessageType::kDataAmf0, 4, 0, Bytes(60'000)).take();
    case 2: {
      const rtmp::Command publish{
          "publish", 2, {rtmp::AmfValue(), rtmp::AmfValue(std::string(60'000, 'a'))}};
      return script.chunk_size(65'536).command(publish, 1).take();
    }
    case 3: {
      Bytes deep;
      for (int i = 0; i < 10'000; ++i) deep.insert(deep.end(), {0x03, 0, 1, 'a'});
      return script.message(rtmp::MessageType::kCommandAmf0, 3, 0, std::move(deep), 0).take();
    }
    case 4:
      return script.message(rtmp::MessageType::kAudio, 4, 0, {}).raw(Bytes(100'000, 0xC4)).take();
    default: {
      for (std::uint32_t id = 2; id < 2000; ++id) {
        script.message(rtmp::MessageType::kAudio, id, 0, Bytes(1));
      }
      return script.take();
    }
  }
}

struct Attack {
  std::string damage;
  Bytes bytes;
  std::size_t portion = 1 << 20;
  bool reads = true;
  bool stays = false;  ///< Waits for the server to close rather than leaving.
};

Attack make_attack(const Options& options, int index) {
  Dice dice(options.seed * 1'000'003 + static_cast<std::uint64_t>(index));
  Attack attack;
  attack.bytes = session(dice, options.name).take();
  switch (dice.below(9)) {
    case 0:
      attack.damage = "none";
      break;
    case 1:
      attack.damage = "bits flipped";
      flip_bits(dice, attack.bytes);
      break;
    case 2:
      attack.damage = "overwritten";
      overwrite(dice, attack.bytes);
      break;
    case 3:
      attack.damage = "erased";
      erase(dice, attack.bytes);
      break;
    case 4:
      attack.damage = "repeated";
      repeat(dice, attack.bytes);
      break;
    case 5:
      attack.damage = "truncated";
      truncate(dice, attack.bytes);
      break;
    case 6:
      attack.damage = "noise";
      attack.bytes = noise(dice);
      break;
    case 7:
      attack.damage = "excess";
      attack.bytes = excess(dice);
      break;
    default:
      attack.damage = "several";
      for (int i = 0; i < 4; ++i) {
        overwrite(dice, attack.bytes);
        flip_bits(dice, attack.bytes);
        repeat(dice, attack.bytes);
      }
  }
  constexpr std::array<std::size_t, 5> kPortions{1, 7, 200, 1400, 1 << 20};
  attack.portion = kPortions[dice.below(5)];
  if (attack.portion == 1) attack.bytes.resize(std::min<std::size_t>(attack.bytes.size(), 5000));
  attack.reads = !dice.one_in(4);
  attack.stays = dice.one_in(2);
  return attack;
}

/// Closes a socket at a time, whatever it is doing; the socket lives until then or until `timer`
/// does not.
void close_at(asio::steady_timer& timer, std::shared_ptr<tcp::socket> socket,
              Clock::time_point at) {
  timer.expires_at(at);
  timer.async_wait([socket = std::move(socket)](const boost::system::error_code& error) {
    boost::system::error_code ignored;
    if (!error) socket->close(ignored);
  });
}

class Flood {
 public:
  Flood(const Options& options, tcp::endpoint target)
      : options_(options), target_(std::move(target)) {}

  const Outcome& run() {
    for (int i = 0; i < options_.concurrency; ++i) {
      asio::co_spawn(context_, worker(), [](std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);  // out of run()
      });
    }
    context_.run();
    return outcome_;
  }

 private:
  asio::awaitable<void> worker() {
    while (next_ < options_.connections) {
      const Attack attack = make_attack(options_, next_++);
      ++outcome_.damages[attack.damage];
      co_await strike(attack);
    }
  }

  asio::awaitable<void> strike(const Attack& attack) {
    const auto socket = std::make_shared<tcp::socket>(context_);
    asio::steady_timer timer(context_);
    const auto patience = std::chrono::milliseconds(options_.patience_ms);
    close_at(timer, socket, Clock::now() + patience);
    const auto [refused] = co_await socket->async_connect(target_, kAsValue);
    if (refused) {
      ++outcome_.not_connected;
      co_return;
    }
    ++outcome_.connected;
    bool closed = co_await send(*socket, attack);
    if (!closed) {
      closed = co_await listen(*socket, attack);
    }
    ++(closed ? outcome_.closed_by_server : outcome_.left);
    boost::system::error_code ignored;
    socket->close(ignored);
  }

  /// True if the server closed before everything was sent.
  asio::awaitable<bool> send(tcp::socket& socket, const Attack& attack) {
    boost::system::error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    for (std::size_t at = 0; at < attack.bytes.size(); at += attack.portion) {
      const std::size_t size = std::min(attack.portion, attack.bytes.size() - at);
      const auto view = asio::buffer(attack.bytes.data() + at, size);
      const auto [error, written] = co_await asio::async_write(socket, view, kAsValue);
      outcome_.sent_bytes += written;
      if (error) co_return socket.is_open();
    }
    co_return false;
  }

  /// True if the server closed before our patience ended.
  asio::awaitable<bool> listen(tcp::socket& socket, const Attack& attack) {
    if (!attack.reads && !attack.stays) co_return false;
    std::array<std::uint8_t, 16'384> buffer{};
    for (;;) {
      const auto [error, size] = co_await socket.async_read_some(asio::buffer(buffer), kAsValue);
      outcome_.received_bytes += size;
      if (error) co_return socket.is_open();
      if (!attack.stays) co_return false;
    }
  }

  const Options& options_;
  const tcp::endpoint target_;
  asio::io_context context_{1};
  Outcome outcome_;
  int next_ = 0;
};

tcp::endpoint resolve(const std::string& address) {
  const auto colon = address.rfind(':');
  if (colon == std::string::npos) throw std::runtime_error("the address is HOST:PORT");
  asio::io_context context;
  const auto found =
      tcp::resolver(context).resolve(address.substr(0, colon), address.substr(colon + 1));
  return found.begin()->endpoint();
}

void print(const Outcome& outcome, double seconds) {
  std::printf("connections  %d connected, %d not\n", outcome.connected, outcome.not_connected);
  std::printf("ended        %d by the server, %d by us\n", outcome.closed_by_server, outcome.left);
  std::printf("bytes        %llu sent, %llu received\n",
              static_cast<unsigned long long>(outcome.sent_bytes),
              static_cast<unsigned long long>(outcome.received_bytes));
  std::printf("time         %.1f s, %.0f connections a second\n", seconds,
              outcome.connected / seconds);
  for (const auto& [damage, count] : outcome.damages) {
    std::printf("  %-14s %d\n", damage.c_str(), count);
  }
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Floods an RTMP server with damaged publisher sessions");
  app.add_option("address", options.address, "HOST:PORT")->required();
  app.add_option("--connections", options.connections, "how many in all");
  app.add_option("--concurrency", options.concurrency, "how many at once");
  app.add_option("--seed", options.seed, "the same seed makes the same flood");
  app.add_option("--name", options.name, "stream name that is asked for, query included");
  app.add_option("--patience-ms", options.patience_ms, "longest life of a connection");
  CLI11_PARSE(app, argc, argv);
  try {
    const auto began = Clock::now();
    Flood flood(options, resolve(options.address));
    const Outcome& outcome = flood.run();
    print(outcome, std::chrono::duration<double>(Clock::now() - began).count());
    return outcome.connected > 0 ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
