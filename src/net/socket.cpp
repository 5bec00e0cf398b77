#include "net/socket.h"

namespace plenary::net {
namespace {

constexpr char kFinText = static_cast<char>(0x81);
constexpr std::size_t kShortest16 = 126;
constexpr std::size_t kShortest64 = 65'536;

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out += static_cast<char>((value >> shift) & 0xff);
  }
}

}  // namespace

// RFC 6455 section 5.2: a length is written in the fewest bytes that hold it.
void append_text_frame(std::string& out, std::string_view text) {
  out += kFinText;
  if (text.size() < kShortest16) {
    out += static_cast<char>(text.size());
  } else if (text.size() < kShortest64) {
    out += static_cast<char>(126);
    append_big_endian(out, text.size(), 2);
  } else {
    out += static_cast<char>(127);
    append_big_endian(out, text.size(), 8);
  }
  out += text;
}

SharedFrame text_frame(std::string_view text) {
  auto frame = std::make_shared<std::string>();
  frame->reserve(text.size() + 10);
  append_text_frame(*frame, text);
  return frame;
}

}  // namespace plenary::net
