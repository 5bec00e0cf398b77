#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// A client's side of WebSocket framing, for tests and load generators; never part of the server.
namespace plenary::net {

/// Opcodes of RFC 6455 section 5.2.
enum class WsOpcode : std::uint8_t {
  kContinuation = 0,
  kText = 1,
  kBinary = 2,
  kClose = 8,
  kPing = 9,
  kPong = 10,
};

/// One frame as a client sends it, masked.
inline std::string client_frame(WsOpcode opcode, std::string_view payload, bool fin = true,
                                std::uint32_t mask = 0x37fa213d) {
  std::string frame(1, static_cast<char>((fin ? 0x80 : 0) | static_cast<int>(opcode)));
  const auto append = [&](std::uint64_t value, int bytes) {
    for (int i = bytes - 1; i >= 0; --i) frame += static_cast<char>((value >> (8 * i)) & 0xff);
  };
  if (payload.size() < 126) {
    append(0x80 | payload.size(), 1);
  } else if (payload.size() < 65'536) {
    append(0x80 | 126, 1);
    append(payload.size(), 2);
  } else {
    append(0x80 | 127, 1);
    append(payload.size(), 8);
  }
  append(mask, 4);
  for (std::size_t i = 0; i < payload.size(); ++i) {
    const std::uint32_t key = mask >> (24 - 8 * (i % 4));
    frame += static_cast<char>(static_cast<std::uint8_t>(payload[i]) ^ (key & 0xff));
  }
  return frame;
}

/// A frame of a server.
struct ServerFrame {
  bool fin = true;
  WsOpcode opcode = WsOpcode::kText;
  std::string_view payload;     ///< In the bytes that were read.
  std::size_t frame_bytes = 0;  ///< Head and payload.
};

/// The frame at the front of `bytes`; nothing if it is not whole.
inline std::optional<ServerFrame> front_server_frame(std::string_view bytes) {
  if (bytes.size() < 2) return std::nullopt;
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  std::size_t head = 2;
  std::uint64_t length = at(1) & 0x7f;
  if (length >= 126) {
    const std::size_t more = length == 126 ? 2 : 8;
    if (bytes.size() < head + more) return std::nullopt;
    length = 0;
    for (std::size_t i = 0; i < more; ++i) length = length << 8 | at(head + i);
    head += more;
  }
  if (bytes.size() - head < length) return std::nullopt;
  const auto size = static_cast<std::size_t>(length);
  return ServerFrame{(at(0) & 0x80) != 0, static_cast<WsOpcode>(at(0) & 0x0f),
                     bytes.substr(head, size), head + size};
}

}  // namespace plenary::net
