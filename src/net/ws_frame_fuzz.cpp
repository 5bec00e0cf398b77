// WebSocket frames, as whoever connects may send them: the same bytes in one piece and in pieces
// must read alike, and no more may be held than the limits say.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/text.h"
#include "net/ws_frame.h"

namespace {

using namespace plenary;
using net::ClientMessage;
using net::MessageReader;

void require(bool promise) {
  if (!promise) std::abort();
}

struct Read {
  std::vector<std::string> messages;
  std::uint16_t violation = 0;
  bool operator==(const Read&) const = default;
};

Read read(std::vector<std::uint8_t> bytes, std::size_t step) {
  Read read;
  MessageReader reader;
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    auto input = std::span(bytes).subspan(at, std::min(step, bytes.size() - at));
    for (;;) {
      const MessageReader::Step got = reader.next(input);
      if (got.progress == MessageReader::Progress::kNeedsMore) break;
      if (got.progress == MessageReader::Progress::kViolation) {
        require(got.violation >= 1002 && got.violation <= 1009 && !got.reason.empty());
        read.violation = got.violation;
        return read;
      }
      const ClientMessage& message = got.message;
      const bool control = message.kind != ClientMessage::Kind::kText;
      const bool binary = control && message.kind != ClientMessage::Kind::kClose;
      require(binary || base::is_utf8(message.payload));
      require(message.payload.size() <= (control ? 125 : net::SocketLink::kMessageBytes));
      read.messages.push_back(std::to_string(static_cast<int>(message.kind)) +
                              std::to_string(message.code) + std::string(message.payload));
    }
    require(input.empty());
  }
  return read;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::vector<std::uint8_t> bytes(data, data + size);
  const Read whole = read(bytes, size + 1);
  require(read(bytes, 1) == whole);
  require(read(bytes, 7) == whole);
  return 0;
}
