#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plenary::rehearsal {

/// A text frame as a client sends it (RFC 6455 section 5.2): whole, masked with `mask`.
std::string client_text_frame(std::string_view text, std::uint32_t mask);

/// A frame from the server.
struct ServerFrame {
  std::uint8_t opcode = 0;   ///< 1 text, 8 close, 9 ping, 10 pong.
  std::string_view payload;  ///< Into the input.
  std::size_t size = 0;      ///< Of the whole frame.
};

/// The frame at the front of `input`; nothing while it is not whole.
std::optional<ServerFrame> front_frame(std::string_view input);

}  // namespace plenary::rehearsal
