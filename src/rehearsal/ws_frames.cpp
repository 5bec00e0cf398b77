#include "rehearsal/ws_frames.h"

namespace plenary::rehearsal {
namespace {

constexpr std::uint8_t kFinalText = 0x81;
constexpr std::uint8_t kMasked = 0x80;

void append_number(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>(value >> shift & 0xFF);
  }
}

}  // namespace

std::string client_text_frame(std::string_view text, std::uint32_t mask) {
  std::string frame;
  frame.reserve(text.size() + 14);
  frame += static_cast<char>(kFinalText);
  if (text.size() < 126) {
    frame += static_cast<char>(kMasked | text.size());
  } else if (text.size() <= 0xFFFF) {
    frame += static_cast<char>(kMasked | 126);
    append_number(frame, text.size(), 2);
  } else {
    frame += static_cast<char>(kMasked | 127);
    append_number(frame, text.size(), 8);
  }
  append_number(frame, mask, 4);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto key = static_cast<std::uint8_t>(mask >> (24 - 8 * (i % 4)));
    frame += static_cast<char>(static_cast<std::uint8_t>(text[i]) ^ key);
  }
  return frame;
}

std::optional<ServerFrame> front_frame(std::string_view input) {
  if (input.size() < 2) return std::nullopt;
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(input[at]); };
  std::uint64_t length = byte(1) & 0x7F;
  std::size_t head = 2;
  if (length >= 126) {
    const std::size_t bytes = length == 126 ? 2 : 8;
    if (input.size() < head + bytes) return std::nullopt;
    length = 0;
    for (std::size_t i = 0; i < bytes; ++i) length = length << 8 | byte(head + i);
    head += bytes;
  }
  if (input.size() - head < length) return std::nullopt;
  return ServerFrame{static_cast<std::uint8_t>(byte(0) & 0x0F), input.substr(head, length),
                     head + static_cast<std::size_t>(length)};
}

}  // namespace plenary::rehearsal
