#pragma once

#include <sys/uio.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "net/tls.h"

namespace plenary::net {

/// What an attempt at a socket came to.
struct IoResult {
  enum class State : std::uint8_t {
    kDone,     ///< `bytes` were moved.
    kBlocked,  ///< Nothing moves before the next edge.
    kClosed,   ///< The peer ended it, or the connection broke.
  };
  State state = State::kClosed;
  std::size_t bytes = 0;
  /// Moved less than was asked for because the socket had no more or took no more: trying again
  /// before the next edge is a system call for nothing.
  bool exhausted = false;
};

/// A connected non-blocking stream socket, plaintext or TLS. Never waits. Owns the descriptor.
class Transport {
 public:
  /// `ssl` is null for plaintext, else bound to `fd`.
  Transport(int fd, SslHandle ssl) : fd_(fd), ssl_(std::move(ssl)) {}
  ~Transport();
  Transport(Transport&& other) noexcept;
  Transport& operator=(Transport&&) = delete;

  int fd() const { return fd_; }
  bool secure() const { return ssl_ != nullptr; }
  /// "h2" or "http/1.1" after the handshake; empty if nothing was agreed.
  std::string_view protocol() const;

  /// One step of the TLS handshake. kDone with no bytes once it is complete.
  IoResult handshake();
  IoResult read(std::span<std::uint8_t> into);
  /// Writes what it can of `pieces`. `more` says that further bytes follow at once, so that the
  /// kernel may wait for them before it sends a small packet. Under TLS there is one piece, and
  /// after kBlocked the next attempt must begin with the same bytes and offer at least as many:
  /// they are encrypted already.
  IoResult write(std::span<const iovec> pieces, bool more);
  /// Sends file bytes without copying. Plaintext only.
  IoResult send_file(int file, std::uint64_t offset, std::size_t size);

  /// Sent bytes that the peer has not acknowledged yet.
  std::size_t unacknowledged() const;
  /// Says goodbye in the TLS sense and ends our direction.
  void shutdown_write();
  void close();

 private:
  IoResult after_ssl(int outcome) const;

  int fd_;
  SslHandle ssl_;
};

}  // namespace plenary::net
