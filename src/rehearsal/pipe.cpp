#include "rehearsal/pipe.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

namespace plenary::rehearsal {
namespace {

// One thread runs all pipes, so they share the place they read into.
std::array<char, 128 * 1024> read_buffer;

SSL_CTX* client_context() {
  static SSL_CTX* const context = [] {
    SSL_CTX* made = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_default_verify_paths(made);
    SSL_CTX_set_mode(made, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                               SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // Load is measured here, nothing secret is told: a rehearsal with a certificate of the
    // organiser's own must be possible.
    SSL_CTX_set_verify(made, SSL_VERIFY_NONE, nullptr);
    return made;
  }();
  return context;
}

constexpr int kPatience_ms = 2000;

/// Whether somebody takes a connection there, soon.
bool answers(const addrinfo& at) {
  const int fd = ::socket(at.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  int failed = 0;
  if (::connect(fd, at.ai_addr, at.ai_addrlen) != 0) {
    pollfd connected{.fd = fd, .events = POLLOUT, .revents = 0};
    socklen_t size = sizeof failed;
    const bool over = errno == EINPROGRESS && ::poll(&connected, 1, kPatience_ms) == 1;
    if (!over || ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &failed, &size) != 0) failed = ETIMEDOUT;
  }
  ::close(fd);
  return failed == 0;
}

void set_port(sockaddr& address, std::uint16_t port) {
  if (address.sa_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6&>(address).sin6_port = htons(port);
  } else {
    reinterpret_cast<sockaddr_in&>(address).sin_port = htons(port);
  }
}

}  // namespace

std::string Server::authority() const {
  return port == (secure ? 443 : 80) ? host : fmt::format("{}:{}", host, port);
}

std::string Server::origin() const {
  return fmt::format("{}://{}", secure ? "https" : "http", authority());
}

base::Result<Server> Server::parse(std::string_view url) {
  Server server;
  if (url.starts_with("https://")) {
    server.secure = true;
    url.remove_prefix(8);
  } else if (url.starts_with("http://")) {
    url.remove_prefix(7);
  } else {
    return base::Error(base::Errc::kMalformed, "an address begins with http:// or https://");
  }
  url = url.substr(0, url.find('/'));
  server.port = server.secure ? 443 : 80;
  const std::size_t bracket = url.rfind(']');
  const std::size_t colon = url.rfind(':');
  if (colon != std::string_view::npos && (bracket == std::string_view::npos || colon > bracket)) {
    const char* const end = url.data() + url.size();
    const auto [last, failed] = std::from_chars(url.data() + colon + 1, end, server.port);
    if (failed != std::errc() || last != end || server.port == 0) {
      return base::Error(base::Errc::kMalformed, "what follows ':' is no port");
    }
    url = url.substr(0, colon);
  }
  server.host = std::string(url);
  std::string name = server.host;
  if (name.size() > 2 && name.front() == '[') name = name.substr(1, name.size() - 2);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (name.empty() || ::getaddrinfo(name.c_str(), nullptr, &hints, &found) != 0) {
    return base::Error(base::Errc::kNotFound,
                       fmt::format("nobody knows the host '{}'", server.host));
  }
  // A name may stand for addresses where nobody listens: localhost for ::1 before 127.0.0.1.
  const addrinfo* chosen = nullptr;
  for (addrinfo* at = found; at != nullptr; at = at->ai_next) {
    set_port(*at->ai_addr, server.port);
    if (chosen == nullptr && found->ai_next != nullptr && answers(*at)) chosen = at;
  }
  if (chosen == nullptr) chosen = found;
  std::memcpy(&server.address, chosen->ai_addr, chosen->ai_addrlen);
  server.address_size = chosen->ai_addrlen;
  ::freeaddrinfo(found);
  return server;
}

Pipe::Pipe(Loop& loop, const Server& server, Owner& owner) : loop_(loop), owner_(owner) {
  fd_ = ::socket(server.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd_ < 0) {
    // Told later, as any other failure is: nobody expects a call from within the constructor.
    loop_.after(std::chrono::milliseconds(0), [this, alive = std::weak_ptr(alive_)] {
      if (!alive.expired()) owner_.on_broken();
    });
    return;
  }
  const int yes = 1;
  ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  // Failure shows as EPOLLERR.
  (void)::connect(fd_, reinterpret_cast<const sockaddr*>(&server.address), server.address_size);
  if (server.secure) {
    ssl_.reset(SSL_new(client_context()));
    SSL_set_tlsext_host_name(ssl_.get(), server.host.c_str());
    SSL_set_fd(ssl_.get(), fd_);
    SSL_set_connect_state(ssl_.get());
  }
  shaken_ = !server.secure;
  loop_.add(fd_, *this);
}

Pipe::~Pipe() {
  close();
}

void Pipe::close() {
  if (fd_ < 0) return;
  loop_.remove(fd_, *this);
  if (ssl_ && shaken_) SSL_shutdown(ssl_.get());
  ssl_.reset();
  ::close(fd_);
  fd_ = -1;
}

void Pipe::fall_silent() {
  if (fd_ < 0) return;
  loop_.remove(fd_, *this);
  // What arrives fills a small buffer and then waits at the sender's.
  const int least = 1;
  ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &least, sizeof least);
}

void Pipe::send(std::string_view bytes) {
  if (fd_ < 0) return;
  queue_ += bytes;
  if (shaken_) (void)flush();
}

Pipe::Step Pipe::after_ssl(int outcome) const {
  const int why = SSL_get_error(ssl_.get(), outcome);
  const bool blocked = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
  return blocked ? Step::kBlocked : Step::kBroken;
}

Pipe::Step Pipe::shake_hands() {
  ERR_clear_error();
  const int outcome = SSL_do_handshake(ssl_.get());
  return outcome == 1 ? Step::kDone : after_ssl(outcome);
}

Pipe::Step Pipe::flush() {
  std::size_t sent = 0;
  Step step = Step::kDone;
  while (sent < queue_.size() && step == Step::kDone) {
    const std::string_view rest = std::string_view(queue_).substr(sent);
    if (ssl_) {
      ERR_clear_error();
      std::size_t written = 0;
      const int outcome = SSL_write_ex(ssl_.get(), rest.data(), rest.size(), &written);
      outcome == 1 ? sent += written : (step = after_ssl(outcome), 0);
    } else {
      const ssize_t written = ::send(fd_, rest.data(), rest.size(), MSG_NOSIGNAL);
      if (written >= 0) {
        sent += static_cast<std::size_t>(written);
      } else {
        step = errno == EAGAIN || errno == ENOTCONN ? Step::kBlocked : Step::kBroken;
      }
    }
  }
  queue_.erase(0, sent);
  if (queue_.empty()) queue_.shrink_to_fit();
  return step;
}

Pipe::Step Pipe::read(std::string_view& got) {
  if (ssl_) {
    ERR_clear_error();
    std::size_t bytes = 0;
    const int outcome = SSL_read_ex(ssl_.get(), read_buffer.data(), read_buffer.size(), &bytes);
    got = {read_buffer.data(), bytes};
    return outcome == 1 ? Step::kDone : after_ssl(outcome);
  }
  const ssize_t bytes = ::recv(fd_, read_buffer.data(), read_buffer.size(), 0);
  if (bytes > 0) {
    got = {read_buffer.data(), static_cast<std::size_t>(bytes)};
    return Step::kDone;
  }
  return bytes < 0 && errno == EAGAIN ? Step::kBlocked : Step::kBroken;
}

void Pipe::broke() {
  close();
  owner_.on_broken();
}

void Pipe::on_ready(std::uint32_t events) {
  if ((events & EPOLLERR) != 0) return broke();
  if (!shaken_) {
    const Step step = shake_hands();
    if (step == Step::kBroken) return broke();
    if (step == Step::kBlocked) return;
    shaken_ = true;
  }
  if (flush() == Step::kBroken) return broke();
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP)) == 0) return;
  const std::weak_ptr<bool> alive = alive_;
  for (;;) {
    std::string_view got;
    const Step step = read(got);
    if (step == Step::kBlocked) return;
    if (step == Step::kBroken) return broke();
    owner_.on_bytes(got);
    if (alive.expired() || fd_ < 0) return;
    if (!ssl_ && got.size() < read_buffer.size() && (events & (EPOLLRDHUP | EPOLLHUP)) == 0) return;
  }
}

}  // namespace plenary::rehearsal
