#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "net/poller.h"
#include "net/transport.h"

namespace plenary::net {

class HttpWorker;

/// One accepted connection in one of its lives: TLS handshake, HTTP/1.1, HTTP/2. Owned by its
/// worker, used on the worker's thread only. Its sweep, once a second, is its only timer: a
/// deadline holds to the second, and arming one costs an assignment.
class Connection : public Pollee {
 public:
  using Instant = std::chrono::steady_clock::time_point;
  static constexpr Instant kNever = Instant::max();
  /// Once the server drains: how long a connection that has begun may take to ask.
  static constexpr std::chrono::seconds kLastWord{2};

  struct Origin {
    std::string peer;       ///< As in Request::peer.
    bool refusing = false;  ///< Over the server's limit: answers 503 once and ends.
  };

  Connection(HttpWorker& worker, Transport transport, Origin origin);

  /// Finishes what has begun, begins nothing new.
  virtual void drain() = 0;
  /// Once a second.
  virtual void on_sweep(Instant now);
  /// Ends the connection at once; it stays in memory until the poller's turn is over. Whoever calls
  /// this does nothing further with the connection.
  void close();

 protected:
  /// `deadline_` has passed.
  virtual void on_deadline() { close(); }
  /// Lets go of what waits for this connection; called once by close().
  virtual void on_close() {}

  /// Notes what an event said. False if the connection broke and was closed.
  bool note(std::uint32_t events);
  Instant after(std::chrono::seconds wait) const;

  HttpWorker& worker_;
  Transport transport_;
  Origin origin_;
  Instant deadline_ = kNever;
  bool readable_ = false;    // A read may find something.
  bool writable_ = true;     // A write may go through.
  bool peer_ended_ = false;  // The peer sends nothing further.
  bool closed_ = false;

 private:
  friend class HttpWorker;
  std::size_t place_ = 0;  // In the worker's list.
};

/// Tells a slow reader from one that only holds on: it must take a least number of bytes in each
/// period.
class Progress {
 public:
  /// A new answer begins.
  void restart() { taken_at_mark_ = taken_ = 0; }
  void sent(std::size_t bytes) { taken_ += bytes; }
  /// True if at least `least` bytes were taken since the last time, not counting those that wait in
  /// the kernel.
  bool renew(std::size_t in_kernel, std::size_t least) {
    const std::uint64_t taken = taken_ > in_kernel ? taken_ - in_kernel : 0;
    if (taken < taken_at_mark_ + least) return false;
    taken_at_mark_ = taken;
    return true;
  }

 private:
  std::uint64_t taken_ = 0;
  std::uint64_t taken_at_mark_ = 0;
};

}  // namespace plenary::net
