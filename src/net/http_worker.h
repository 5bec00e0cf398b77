#pragma once

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "net/connection.h"
#include "net/descriptor.h"
#include "net/exchange.h"
#include "net/http_server.h"
#include "net/poller.h"
#include "net/send_batch.h"
#include "net/tls.h"

namespace plenary::net {

/// One sendfile step, and what a connection may send before others have their turn.
constexpr std::size_t kBytesPerTurn = 2 * 1024 * 1024;

/// A counter that one thread writes and others read.
class Tally {
 public:
  void add(std::uint64_t amount = 1) {
    value_.store(value_.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
  }
  std::uint64_t get() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

/// What an HttpServer owns on one io_context: acceptors, connections, exchanges and the buffers
/// that they share. Made before the context's thread sees it, then used on that thread only, except
/// tallies.
class HttpWorker {
 public:
  struct Tallies {
    std::array<Tally, 5> responses;
    Tally bytes_sent;
    Tally accepted;
    Tally refused;
    struct Sockets {
      Tally opened;
      Tally ended;
      Tally states;
      Tally states_replaced;
      Tally texts;
      Tally messages;
      Tally closed;
      Tally violations;
      Tally overflows;
      Tally timed_out;
    } sockets;
  };

  /// Everything referred to outlives the worker; `open` counts the whole server's connections.
  HttpWorker(boost::asio::io_context& context, const Handler& handler, const HttpSettings& settings,
             TaskGroup& tasks, std::atomic<std::size_t>& open);
  ~HttpWorker();
  HttpWorker(const HttpWorker&) = delete;
  HttpWorker& operator=(const HttpWorker&) = delete;

  /// Accepts from `socket`; with TLS if `tls` is not null, else plaintext.
  void add_listener(Descriptor socket, std::shared_ptr<const TlsContext> tls);
  /// New connections of the listeners with TLS get `contexts`, in the order in which they were
  /// added.
  void replace_tls(const std::vector<std::shared_ptr<const TlsContext>>& contexts);
  /// Accepts nothing further and lets connections finish.
  void drain();
  /// Ends what is left.
  void close_all();

  // For connections.
  const HttpSettings& settings() const { return settings_; }
  Poller& poller() { return poller_; }
  ExchangePool& exchanges() { return exchanges_; }
  Tallies& tallies() { return tallies_; }
  const Tallies& tallies() const { return tallies_; }
  bool draining() const { return draining_; }
  Connection::Instant now() const { return now_; }  ///< As of the last sweep.
  /// For the duration of one call; nothing keeps views into them.
  std::span<std::uint8_t> read_buffer() { return read_buffer_; }
  std::span<std::uint8_t> write_buffer() { return write_buffer_; }
  /// An empty text with room for a response's head, lent to one connection at a time.
  std::string& head_buffer() { return head_buffer_; }
  SendBatch& send_batch() { return send_batch_; }
  /// The Date field's value, of this second.
  std::string_view date() const { return date_; }

  /// Puts `next` in the place of `old`, from which the transport was moved, and gives it a turn.
  void replace(Connection& old, std::unique_ptr<Connection> next);
  /// Takes a closed connection off the list.
  void forget(Connection& connection);
  /// Begins a connection on an accepted socket.
  void adopt(int fd, std::string peer, const TlsContext* tls);
  /// Counts an answer, and logs one that says we failed.
  void note_answer(std::string_view path, int status);
  /// No descriptor or no memory for another connection; tried again at the next sweep.
  void note_exhaustion(int error);

 private:
  class Listener;

  void enlist(std::unique_ptr<Connection> connection);
  void sweep();
  void wait_for_sweep();
  void tell_time();

  const HttpSettings& settings_;
  std::atomic<std::size_t>& open_;
  Tallies tallies_;
  Poller poller_;
  ExchangePool exchanges_;
  boost::asio::steady_timer sweep_timer_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<std::uint8_t> read_buffer_;
  std::vector<std::uint8_t> write_buffer_;
  std::string head_buffer_;
  SendBatch send_batch_;
  std::string date_;
  Connection::Instant now_;
  Connection::Instant log_failures_after_{};
  std::size_t unlogged_failures_ = 0;
  bool exhausted_ = false;
  bool draining_ = false;
};

}  // namespace plenary::net
