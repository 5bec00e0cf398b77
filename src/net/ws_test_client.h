#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "net/http_test_client.h"
#include "net/socket.h"
#include "net/ws_client_frame.h"

namespace plenary::net::testing {

/// What tests of sockets connect with. Blocking, with a deadline on every wait.
class TestWebSocket {
 public:
  /// The fields of a handshake whose accept is "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=".
  static constexpr std::string_view kFields =
      "connection: keep-alive, Upgrade\r\nupgrade: WebSocket\r\nsec-websocket-version: 13\r\n"
      "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

  struct Message {
    WsOpcode opcode = WsOpcode::kText;
    std::string payload;
    std::uint16_t code = 0;  ///< Of a close frame.
  };

  TestWebSocket(TestSocket socket, std::string_view target, std::string_view more_fields = {})
      : socket_(std::move(socket)) {
    std::string request("GET ");
    request.append(target).append(" HTTP/1.1\r\nhost: localhost\r\n").append(kFields);
    request.append(more_fields).append("\r\n");
    socket_.send(request);
    while (input_.find("\r\n\r\n") == std::string::npos) {
      const std::string some = socket_.receive();
      if (some.empty()) break;
      input_ += some;
    }
    const std::size_t end = input_.find("\r\n\r\n");
    head_ = input_.substr(0, end == std::string::npos ? input_.size() : end + 4);
    input_.erase(0, head_.size());
  }
  TestWebSocket(std::uint16_t port, std::string_view target, std::string_view more_fields = {})
      : TestWebSocket(TestSocket::tcp(port), target, more_fields) {}

  TestSocket& socket() { return socket_; }
  /// What the server answered to the handshake.
  const std::string& head() const { return head_; }
  bool upgraded() const { return head_.rfind("HTTP/1.1 101 ", 0) == 0; }

  void send(std::string_view text) { send_frame(client_frame(WsOpcode::kText, text)); }
  void send_frame(std::string_view bytes) { socket_.send(bytes); }
  void send_close(std::uint16_t code, std::string_view reason = {}) {
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xff)};
    send_frame(client_frame(WsOpcode::kClose, payload.append(reason)));
  }

  /// The next frame; nothing if the server closes, or nothing comes in time.
  std::optional<Message> receive(std::chrono::milliseconds patience = std::chrono::minutes(1)) {
    for (;;) {
      if (const auto frame = front_server_frame(input_)) {
        Message message{frame->opcode, std::string(frame->payload)};
        EXPECT_TRUE(frame->fin);
        input_.erase(0, frame->frame_bytes);
        if (message.opcode == WsOpcode::kClose && message.payload.size() >= 2) {
          message.code =
              static_cast<std::uint16_t>(static_cast<std::uint8_t>(message.payload[0]) << 8 |
                                         static_cast<std::uint8_t>(message.payload[1]));
          message.payload.erase(0, 2);
        }
        return message;
      }
      const std::string some = socket_.receive(patience);
      if (some.empty()) return std::nullopt;
      input_ += some;
    }
  }
  /// The next text, or what came instead of it.
  std::string text(std::chrono::milliseconds patience = std::chrono::minutes(1)) {
    const auto message = receive(patience);
    if (!message) return "(nothing)";
    if (message->opcode == WsOpcode::kText) return message->payload;
    return "(close " + std::to_string(message->code) + " " + message->payload + ")";
  }

 private:
  TestSocket socket_;
  std::string head_;
  std::string input_;
};

}  // namespace plenary::net::testing
