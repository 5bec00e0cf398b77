#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "net/connection.h"
#include "net/socket.h"
#include "net/ws_frame.h"

namespace plenary::net {

/// A connection that speaks WebSocket (RFC 6455), the server's side, after an Http1 has answered
/// the handshake. While nothing waits and nothing is half received it holds no buffer: it costs
/// what the object and its session hold. A state that all receive is written straight from the
/// shared frame.
class WebSocket final : public Connection, public SocketLink {
 public:
  WebSocket(HttpWorker& worker, Transport transport, Origin origin,
            std::unique_ptr<SocketSession> session);

  /// Once the worker has it: sends `head`, the handshake's answer, and begins the session.
  void open(std::string_view head);

  void on_ready(std::uint32_t events) override;
  void on_sweep(Instant now) override;
  void drain() override;

  void send_state(const SharedFrame& frame) override;
  /// Precondition: all sockets belong to one worker.
  static void send_state(std::span<SocketLink* const> sockets, const SharedFrame& frame);
  void send(std::string_view text) override;
  void close(std::uint16_t code, std::string_view reason) override;
  const std::string& peer() const override { return origin_.peer; }

 private:
  enum class State : std::uint8_t {
    kOpen,
    kClosing,    // We said close and wait for the peer's.
    kEnding,     // Both have said it: closed when all is sent.
    kLingering,  // All is sent; the peer's last bytes are read away so that it gets ours.
    kBroken,     // Nothing can be sent any more: closed at the next turn.
  };
  /// What waits for a slow reader, in this order.
  struct Backlog {
    SharedFrame begun;  // A state of which some has been written, or offered to TLS.
    std::size_t begun_sent = 0;
    std::string own;
    std::size_t own_sent = 0;
    SharedFrame newest;
  };

  using Connection::close;
  void on_deadline() override;
  void on_close() override;

  void receive();
  void take(std::span<std::uint8_t> bytes);
  void after_state(const SharedFrame& frame, IoResult sent);
  void take_message(const ClientMessage& message);
  void send_bytes(std::string_view bytes);
  void flush();
  IoResult flush_plain();
  IoResult flush_tls();
  void account(std::size_t sent);
  Backlog& backlog();
  void drop_unbegun();
  void break_off();

  std::unique_ptr<SocketSession> session_;
  std::unique_ptr<Backlog> backlog_;
  MessageReader reader_;
  State state_ = State::kOpen;
  bool opened_ = false;
  bool corked_ = false;        // What is sent waits for flush().
  bool moved_ = false;         // Bytes went out since the deadline was set.
  std::uint8_t received_ = 0;  // Messages and control frames since the last sweep.
};

}  // namespace plenary::net
