// Serves the pulses of one stage by delivery::Pulses, for the measurement beside nchan: whoever
// POSTs to /pub makes the next pulse of it. bench/pulse.sh

#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>

#include "delivery/pulses.h"
#include "net/http_server.h"
#include "net/router.h"

namespace {

using namespace plenary;

/// Numbers what is published. Used on one io thread.
class Publisher {
 public:
  explicit Publisher(delivery::Pulses& pulses) : pulses_(pulses) {}

  boost::asio::awaitable<net::Response> publish(net::Request& request) {
    auto pulse = std::make_shared<audience::Pulse>();
    pulse->stage = *base::StageId::parse("opening");
    pulse->epoch = "bench";
    pulse->seq = ++seq_;
    pulse->at = base::real_utc_now();
    pulse->json = std::make_shared<const std::string>(std::move(request.body));
    if (seq_ % 10 == 1) pulse->snapshot = pulse->json;
    pulses_.publish(std::move(pulse));
    co_return net::json("{}", 202);
  }

 private:
  delivery::Pulses& pulses_;
  std::uint64_t seq_ = 0;
};

void answer_beat(delivery::BeatCall, std::function<void(delivery::BeatReply)> done) {
  done({.json = R"({"ack":1})"});
}

void wait_for_signal() {
  boost::asio::io_context context;
  boost::asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([](const boost::system::error_code&, int) {});
  context.run();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Serves the pulses of the stage \"opening\"; POST /pub makes one");
  std::string listen = "127.0.0.1:25300";
  app.add_option("--listen", listen);
  CLI11_PARSE(app, argc, argv);
  try {
    net::ignore_sigpipe();
    net::IoThreads io(1);
    delivery::PulsesParts parts;
    parts.beat = &answer_beat;
    parts.clock = &base::real_utc_now;
    delivery::PulsesSettings settings;
    settings.sockets = 19'900;
    settings.sockets_per_address = settings.sockets;
    delivery::Pulses pulses(io, std::move(parts), settings);
    pulses.add(*base::StageId::parse("opening"));
    Publisher publisher(pulses);
    net::Router router;
    pulses.add_routes(router);
    router.exact(net::Method::kPost, "/pub",
                 [&](net::Request& request) { return publisher.publish(request); });
    net::HttpSettings http;
    http.limits.connections = 19'900;
    net::HttpServer server(io, std::move(router).handler(), http);
    std::printf("http://127.0.0.1:%u/pub\n", server.listen(listen));
    std::fflush(stdout);
    wait_for_signal();
    pulses.stop();
    server.stop(std::chrono::milliseconds(0));
    const delivery::PulsesCounters counters = pulses.counters();
    const net::SocketCounters sockets = server.counters().sockets;
    std::fprintf(stderr, "%llu pulses, %llu deliveries, %llu replaced, %llu timed out\n",
                 static_cast<unsigned long long>(counters.pulses),
                 static_cast<unsigned long long>(counters.deliveries),
                 static_cast<unsigned long long>(sockets.states_replaced),
                 static_cast<unsigned long long>(sockets.timed_out));
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
  }
  return 0;
}
