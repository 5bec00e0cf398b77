#include "net/http_worker.h"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include "base/log.h"
#include "net/http1.h"
#include "net/listen.h"
#include "net/tls_handshake.h"

namespace plenary::net {
namespace {

constexpr std::size_t kBufferBytes = 64 * 1024;
// Connections over the limit that are still told so; beyond them the socket is just closed.
constexpr std::size_t kRefusals = 256;
constexpr int kAcceptsPerTurn = 64;

}  // namespace

class HttpWorker::Listener final : public Pollee {
 public:
  Listener(HttpWorker& worker, Descriptor socket, std::shared_ptr<const TlsContext> context)
      : tls(std::move(context)), worker_(worker), socket_(std::move(socket)) {}

  void on_ready(std::uint32_t) override {
    for (int i = 0; i < kAcceptsPerTurn; ++i) {
      if (!accept_one()) return;
    }
    worker_.poller().give_turn(*this);
  }

  /// Whoever the kernel has accepted already.
  void accept_all() {
    while (accept_one()) {
    }
  }

  int fd() const { return socket_.get(); }

  std::shared_ptr<const TlsContext> tls;

 private:
  /// False when there is nothing more to accept for now.
  bool accept_one() {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    auto* const generic = reinterpret_cast<sockaddr*>(&address);
    const int fd = ::accept4(socket_.get(), generic, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
      worker_.adopt(fd, peer_text(address), tls.get());
      return true;
    }
    if (errno == EAGAIN || errno == EWOULDBLOCK) return false;
    const bool exhausted =
        errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    if (exhausted) worker_.note_exhaustion(errno);
    return !exhausted;  // Anything else concerns a connection that ended before it began.
  }

  HttpWorker& worker_;
  Descriptor socket_;
};

HttpWorker::HttpWorker(boost::asio::io_context& context, const Handler& handler,
                       const HttpSettings& settings, TaskGroup& tasks,
                       std::atomic<std::size_t>& open)
    : settings_(settings),
      open_(open),
      poller_(context),
      exchanges_(context.get_executor(), handler, tasks,
                 [this](const Request& request, const Answer& answer) {
                   note_answer(request.path, answer.response.status);
                 }),
      sweep_timer_(context),
      read_buffer_(kBufferBytes),
      write_buffer_(kBufferBytes) {
  tell_time();
  wait_for_sweep();
}

HttpWorker::~HttpWorker() {
  close_all();
  exchanges_.quit();
}

void HttpWorker::add_listener(Descriptor socket, std::shared_ptr<const TlsContext> tls) {
  auto listener = std::make_unique<Listener>(*this, std::move(socket), std::move(tls));
  poller_.add(listener->fd(), *listener);
  listeners_.push_back(std::move(listener));
}

void HttpWorker::replace_tls(const std::vector<std::shared_ptr<const TlsContext>>& contexts) {
  auto next = contexts.begin();
  for (const auto& listener : listeners_) {
    if (listener->tls && next != contexts.end()) listener->tls = *next++;
  }
}

void HttpWorker::drain() {
  draining_ = true;
  for (auto& listener : listeners_) {
    listener->accept_all();
    poller_.remove(listener->fd());
    poller_.bury(std::move(listener));
  }
  listeners_.clear();
  for (std::size_t i = connections_.size(); i-- > 0;) connections_[i]->drain();
}

void HttpWorker::close_all() {
  for (auto& listener : listeners_) {
    poller_.remove(listener->fd());
    poller_.bury(std::move(listener));
  }
  listeners_.clear();
  while (!connections_.empty()) connections_.back()->close();
}

void HttpWorker::adopt(int fd, std::string peer, const TlsContext* tls) {
  const std::size_t others = open_.fetch_add(1, std::memory_order_relaxed);
  tallies_.accepted.add();
  Connection::Origin origin;
  origin.peer = std::move(peer);
  origin.refusing = others >= settings_.limits.connections;
  if (origin.refusing) tallies_.refused.add();

  SslHandle ssl = tls == nullptr ? nullptr : tls->accept(fd);
  Transport transport(fd, std::move(ssl));
  const bool lost = tls != nullptr && !transport.secure();
  if (lost || others >= settings_.limits.connections + kRefusals) {
    open_.fetch_sub(1, std::memory_order_relaxed);
    return;  // The transport closes the socket.
  }
  if (tls == nullptr) {
    enlist(std::make_unique<Http1>(*this, std::move(transport), std::move(origin)));
  } else {
    enlist(std::make_unique<TlsHandshake>(*this, std::move(transport), std::move(origin)));
  }
}

void HttpWorker::enlist(std::unique_ptr<Connection> connection) {
  Connection& added = *connection;
  added.place_ = connections_.size();
  connections_.push_back(std::move(connection));
  if (!poller_.add(added.transport_.fd(), added)) added.close();
}

void HttpWorker::replace(Connection& old, std::unique_ptr<Connection> next) {
  Connection& added = *next;
  added.place_ = old.place_;
  old.closed_ = true;
  std::swap(connections_[old.place_], next);
  poller_.bury(std::move(next));
  if (!poller_.hand_over(added.transport_.fd(), added)) return added.close();
  added.readable_ = true;
  poller_.give_turn(added);
}

void HttpWorker::forget(Connection& connection) {
  poller_.remove(connection.transport_.fd());
  connection.transport_.close();
  const std::size_t place = connection.place_;
  std::swap(connections_[place], connections_.back());
  connections_[place]->place_ = place;
  poller_.bury(std::move(connections_.back()));
  connections_.pop_back();
  open_.fetch_sub(1, std::memory_order_relaxed);
}

void HttpWorker::note_exhaustion(int error) {
  tallies_.refused.add();
  if (!std::exchange(exhausted_, true)) {
    base::log(base::Level::kError, "cannot_accept",
              {{"why", std::strerror(error)}, {"open", open_.load(std::memory_order_relaxed)}});
  }
}

void HttpWorker::sweep() {
  tell_time();
  for (std::size_t i = connections_.size(); i-- > 0;) {
    if (i < connections_.size()) connections_[i]->on_sweep(now_);
  }
  if (std::exchange(exhausted_, false)) {
    for (auto& listener : listeners_) listener->on_ready(EPOLLIN);
  }
}

void HttpWorker::wait_for_sweep() {
  sweep_timer_.expires_after(std::chrono::seconds(1));
  auto on_time = [this](const boost::system::error_code& failure) {
    if (failure) return;  // Aborted: the worker may be gone.
    sweep();
    wait_for_sweep();
  };
  sweep_timer_.async_wait(std::move(on_time));
}

void HttpWorker::tell_time() {
  now_ = std::chrono::steady_clock::now();
  const std::time_t utc = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&utc, &parts);
  std::array<char, 40> text{};
  std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  date_ = text.data();
}

void HttpWorker::note_answer(std::string_view path, int status) {
  const auto klass = static_cast<std::size_t>(status / 100 - 1);
  if (klass < tallies_.responses.size()) tallies_.responses[klass].add();
  if (status < 500) return;
  // A dependency that is down fails every request; the log says so once a second.
  if (now_ < log_failures_after_) {
    ++unlogged_failures_;
    return;
  }
  log_failures_after_ = now_ + std::chrono::seconds(1);
  base::log(
      base::Level::kWarning, "request_failed",
      {{"path", path}, {"status", status}, {"others_since", std::exchange(unlogged_failures_, 0)}});
}

}  // namespace plenary::net
