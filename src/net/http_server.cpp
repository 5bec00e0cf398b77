#include "net/http_server.h"

#include <atomic>
#include <boost/asio/post.hpp>
#include <csignal>
#include <future>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "net/http_worker.h"
#include "net/listen.h"
#include "net/task_group.h"
#include "net/tls.h"

namespace plenary::net {
namespace {

// Handlers wait for nothing longer than this.
constexpr std::chrono::seconds kHandlerPatience{15};

void add(SocketCounters& sum, const HttpWorker::Tallies::Sockets& tallies) {
  sum.open += tallies.opened.get() - tallies.ended.get();
  sum.opened += tallies.opened.get();
  sum.states += tallies.states.get();
  sum.states_replaced += tallies.states_replaced.get();
  sum.texts += tallies.texts.get();
  sum.messages += tallies.messages.get();
  sum.closed += tallies.closed.get();
  sum.violations += tallies.violations.get();
  sum.overflows += tallies.overflows.get();
  sum.timed_out += tallies.timed_out.get();
}

}  // namespace

struct HttpServer::Shared {
  Shared(IoThreads& io, Handler answer, HttpSettings wanted)
      : threads(io), handler(std::move(answer)), settings(std::move(wanted)) {
    for (std::size_t i = 0; i < threads.size(); ++i) {
      workers.push_back(make_worker(i));
    }
  }

  /// Made on its context's thread, because the context runs already.
  std::unique_ptr<HttpWorker> make_worker(std::size_t index) {
    std::unique_ptr<HttpWorker> worker;
    on_thread(index, [&] {
      worker = std::make_unique<HttpWorker>(threads.context(index), handler, settings, tasks, open);
    });
    return worker;
  }

  /// Runs `work` on the thread of context `index` and waits for it. On a context that has stopped
  /// it runs here: nobody else is there any more.
  template <class Work>
  void on_thread(std::size_t index, Work work) {
    if (threads.context(index).stopped()) return work();
    std::promise<void> done;
    auto run = [&] {
      try {
        work();
        done.set_value();
      } catch (...) {
        done.set_exception(std::current_exception());
      }
    };
    boost::asio::post(threads.context(index), run);
    done.get_future().get();
  }

  template <class Work>
  void on_every_thread(Work work) {
    for (std::size_t i = 0; i < workers.size(); ++i) {
      on_thread(i, [&] { work(*workers[i]); });
    }
  }

  void add_listeners(TcpListeners listeners, const std::shared_ptr<const TlsContext>& tls) {
    for (std::size_t i = 0; i < workers.size(); ++i) {
      on_thread(i, [&] { workers[i]->add_listener(std::move(listeners.sockets[i]), tls); });
    }
  }

  IoThreads& threads;
  const Handler handler;
  const HttpSettings settings;
  std::atomic<std::size_t> open{0};
  TaskGroup tasks{"http"};
  std::vector<std::unique_ptr<HttpWorker>> workers;
  std::vector<TlsFiles> certificates;  // Of the listeners with TLS, in the order they were added.
  bool stopped = false;
};

void ignore_sigpipe() {
  std::signal(SIGPIPE, SIG_IGN);
}

HttpServer::HttpServer(IoThreads& threads, Handler handler, HttpSettings settings)
    : shared_(std::make_unique<Shared>(threads, std::move(handler), std::move(settings))) {}

HttpServer::~HttpServer() {
  stop(std::chrono::milliseconds(0));
  if (!shared_->threads.context(0).stopped() && shared_->tasks.running() > 0) {
    shared_.release();  // A handler broke its promise and still runs on these objects: leave them.
    return;
  }
  for (std::size_t i = 0; i < shared_->workers.size(); ++i) {
    shared_->on_thread(i, [&] { shared_->workers[i].reset(); });
  }
}

std::uint16_t HttpServer::listen(const std::string& address) {
  TcpListeners listeners = listen_tcp(address, shared_->workers.size());
  const std::uint16_t port = listeners.port;
  shared_->add_listeners(std::move(listeners), nullptr);
  return port;
}

std::uint16_t HttpServer::listen_tls(const std::string& address, const TlsFiles& files) {
  const auto tls = TlsContext::load(files);
  if (!tls) throw std::runtime_error(tls.error().detail());
  TcpListeners listeners = listen_tcp(address, shared_->workers.size());
  const std::uint16_t port = listeners.port;
  shared_->certificates.push_back(files);
  shared_->add_listeners(std::move(listeners), *tls);
  return port;
}

void HttpServer::listen_unix(const std::string& path) {
  Descriptor socket = listen_at_path(path);
  shared_->on_thread(0, [&] { shared_->workers[0]->add_listener(std::move(socket), nullptr); });
}

base::Status HttpServer::reload_certificates() {
  std::vector<std::shared_ptr<const TlsContext>> contexts;
  for (const TlsFiles& files : shared_->certificates) {
    auto context = TlsContext::load(files);
    if (!context) return context.error();
    contexts.push_back(std::move(*context));
  }
  shared_->on_every_thread([&](HttpWorker& worker) { worker.replace_tls(contexts); });
  return base::Done();
}

bool HttpServer::stop(std::chrono::milliseconds patience) {
  if (std::exchange(shared_->stopped, true)) return true;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  shared_->on_every_thread([](HttpWorker& worker) { worker.drain(); });
  while (shared_->open.load() > 0 && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  const std::size_t cut_off = shared_->open.load();
  if (cut_off > 0 && patience.count() > 0) {
    base::log(base::Level::kWarning, "connections_cut_off", {{"connections", cut_off}});
  }
  shared_->on_every_thread([](HttpWorker& worker) {
    worker.close_all();
    worker.exchanges().quit();
  });
  if (!shared_->threads.context(0).stopped() && !shared_->tasks.join(kHandlerPatience)) {
    base::log(base::Level::kError, "handlers_still_running", {{"count", shared_->tasks.running()}});
  }
  return cut_off == 0;
}

HttpCounters HttpServer::counters() const {
  HttpCounters sum;
  for (const auto& worker : shared_->workers) {
    const HttpWorker::Tallies& tallies = worker->tallies();
    for (std::size_t i = 0; i < sum.responses.size(); ++i) {
      sum.responses[i] += tallies.responses[i].get();
    }
    sum.bytes_sent += tallies.bytes_sent.get();
    sum.connections_accepted += tallies.accepted.get();
    sum.connections_refused += tallies.refused.get();
    add(sum.sockets, tallies.sockets);
  }
  sum.connections_open = shared_->open.load(std::memory_order_relaxed);
  return sum;
}

}  // namespace plenary::net
