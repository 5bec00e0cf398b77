#include "net/ws_frame.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/check.h"
#include "base/text.h"

namespace plenary::net {
namespace {

using Step = MessageReader::Step;
using Progress = MessageReader::Progress;

enum Opcode : std::uint8_t {
  kContinuation = 0,
  kText = 1,
  kBinary = 2,
  kClose = 8,
  kPing = 9,
  kPong = 10,
};

constexpr std::uint8_t kFin = 0x80;
constexpr std::uint8_t kReserved = 0x70;
constexpr std::uint8_t kMasked = 0x80;
constexpr std::size_t kControlBytes = 125;
constexpr std::size_t kReasonBytes = kControlBytes - 2;
constexpr std::size_t kMaskBytes = 4;

Step violation(std::uint16_t code, std::string_view reason) {
  return {.progress = Progress::kViolation, .violation = code, .reason = reason};
}

Step message(ClientMessage::Kind kind, std::string_view payload) {
  return {.progress = Progress::kMessage, .message = {.kind = kind, .payload = payload}};
}

/// Codes that may be on the wire (RFC 6455 section 7.4 and the registry it made).
bool is_sendable(std::uint16_t code) {
  if (code >= 3000) return code < 5000;
  const bool reserved = code == 1004 || code == 1005 || code == 1006;
  return code >= 1000 && code <= 1014 && !reserved;
}

Step take_close(std::string_view payload) {
  if (payload.size() == 1) return violation(close_code::kProtocolError, "half a close code");
  Step step = message(ClientMessage::Kind::kClose, payload);
  step.message.code = close_code::kNoCode;
  if (payload.empty()) return step;
  const auto high = static_cast<std::uint8_t>(payload[0]);
  const auto low = static_cast<std::uint8_t>(payload[1]);
  const auto code = static_cast<std::uint16_t>(high << 8 | low);
  const std::string_view reason = payload.substr(2);
  if (!is_sendable(code)) return violation(close_code::kProtocolError, "no such close code");
  if (!base::is_utf8(reason)) return violation(close_code::kBadText, "reason is not UTF-8");
  step.message.code = code;
  step.message.payload = reason;
  return step;
}

}  // namespace

struct MessageReader::Head {
  bool fin = false;
  std::uint8_t opcode = 0;
  std::size_t head_bytes = 0;  // With the mask.
  std::size_t payload_bytes = 0;

  bool is_control() const { return opcode >= kClose; }
  std::size_t frame_bytes() const { return head_bytes + payload_bytes; }
};

// kMessage says that `head` is known. What is wrong is said at the first byte that shows it.
Step MessageReader::read_head(std::span<const std::uint8_t> bytes, Head& head) {
  if (bytes.empty()) return {};
  head.fin = (bytes[0] & kFin) != 0;
  head.opcode = bytes[0] & 0x0f;
  if ((bytes[0] & kReserved) != 0) return violation(close_code::kProtocolError, "reserved bit");
  const bool known = head.opcode <= kBinary || (head.is_control() && head.opcode <= kPong);
  if (!known) return violation(close_code::kProtocolError, "unknown opcode");
  if (head.opcode == kBinary) return violation(close_code::kUnsupportedData, "text only");
  if (head.is_control() && !head.fin) {
    return violation(close_code::kProtocolError, "fragmented control frame");
  }
  if (bytes.size() < 2) return {};
  if ((bytes[1] & kMasked) == 0) return violation(close_code::kProtocolError, "not masked");
  const std::size_t short_length = bytes[1] & 0x7f;
  if (head.is_control() && short_length > kControlBytes) {
    return violation(close_code::kProtocolError, "long control frame");
  }
  const std::size_t length_bytes = short_length == 127 ? 8 : short_length == 126 ? 2 : 0;
  if (bytes.size() < 2 + length_bytes) return {};
  std::uint64_t length = short_length;
  if (length_bytes > 0) {
    length = 0;
    for (const std::uint8_t byte : bytes.subspan(2, length_bytes)) length = length << 8 | byte;
    if (length < (length_bytes == 2 ? 126u : 65'536u)) {
      return violation(close_code::kProtocolError, "length in too many bytes");
    }
  }
  if (length > SocketLink::kMessageBytes) return violation(close_code::kTooBig, "message too long");
  head.payload_bytes = static_cast<std::size_t>(length);
  head.head_bytes = 2 + length_bytes + kMaskBytes;
  return {.progress = Progress::kMessage};
}

MessageReader::Kept& MessageReader::kept() {
  if (!kept_) kept_ = std::make_unique<Kept>();
  return *kept_;
}

// What the last call gave out is done with.
void MessageReader::let_go() {
  if (!kept_) return;
  if (kept_->frame_used) kept_->frame.clear();
  if (kept_->text_used) kept_->text.clear();
  kept_->frame_used = kept_->text_used = false;
  if (kept_->frame.empty() && !kept_->fragmented) kept_.reset();
}

MessageReader::Step MessageReader::next(std::span<std::uint8_t>& input) {
  for (;;) {
    let_go();
    const bool continues = kept_ && !kept_->frame.empty();
    Head head;
    if (!continues) {
      const Step known = read_head(input, head);
      if (known.progress == Progress::kViolation) return known;
      if (known.progress == Progress::kMessage && head.frame_bytes() <= input.size()) {
        const auto frame = input.first(head.frame_bytes());
        input = input.subspan(head.frame_bytes());
        const Step step = take_frame(head, frame);
        if (step.progress != Progress::kNeedsMore) return step;
        continue;
      }
      if (!input.empty()) kept().frame.assign(base::text_of(input));
      input = input.last(0);
      return {};
    }
    // Byte by byte until the head is known, then the rest in one piece.
    std::string& frame = kept_->frame;
    Step known = read_head(base::view_of(frame), head);
    while (known.progress == Progress::kNeedsMore && !input.empty()) {
      frame += static_cast<char>(input.front());
      input = input.subspan(1);
      known = read_head(base::view_of(frame), head);
    }
    if (known.progress != Progress::kMessage) return known;
    const std::size_t missing = head.frame_bytes() - frame.size();
    const std::size_t there = std::min(missing, input.size());
    frame.append(base::text_of(input.first(there)));
    input = input.subspan(there);
    if (there < missing) return {};
    kept_->frame_used = true;
    const Step step =
        take_frame(head, {reinterpret_cast<std::uint8_t*>(frame.data()), frame.size()});
    if (step.progress != Progress::kNeedsMore) return step;
  }
}

MessageReader::Step MessageReader::take_frame(const Head& head, std::span<std::uint8_t> frame) {
  const auto mask = frame.subspan(head.head_bytes - kMaskBytes, kMaskBytes);
  const auto bytes = frame.subspan(head.head_bytes);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] ^= mask[i % kMaskBytes];
  const std::string_view payload = base::text_of(bytes);
  switch (head.opcode) {
    case kPing:
      return message(ClientMessage::Kind::kPing, payload);
    case kPong:
      return message(ClientMessage::Kind::kPong, payload);
    case kClose:
      return take_close(payload);
    default:
      return take_data(head, payload);
  }
}

MessageReader::Step MessageReader::take_data(const Head& head, std::string_view payload) {
  const bool continues = head.opcode == kContinuation;
  const bool begun = kept_ && kept_->fragmented;
  if (continues != begun) {
    return violation(close_code::kProtocolError,
                     continues ? "nothing to continue" : "message within a message");
  }
  std::string_view whole = payload;
  if (continues || !head.fin) {
    Kept& kept = this->kept();
    if (kept.text.size() + payload.size() > SocketLink::kMessageBytes) {
      return violation(close_code::kTooBig, "message too long");
    }
    kept.text += payload;
    kept.fragmented = !head.fin;
    if (!head.fin) return {};
    kept.text_used = true;
    whole = kept.text;
  }
  if (!base::is_utf8(whole)) return violation(close_code::kBadText, "text is not UTF-8");
  return message(ClientMessage::Kind::kText, whole);
}

void append_close_frame(std::string& out, std::uint16_t code, std::string_view reason) {
  out += static_cast<char>(kFin | kClose);
  if (code == close_code::kNoCode) {
    out += '\0';
    return;
  }
  std::size_t size = std::min(reason.size(), kReasonBytes);
  const auto is_inside = [&](std::size_t at) {
    return at < reason.size() && (static_cast<std::uint8_t>(reason[at]) & 0xc0) == 0x80;
  };
  while (size > 0 && is_inside(size)) --size;
  out += static_cast<char>(size + 2);
  out += static_cast<char>(code >> 8);
  out += static_cast<char>(code & 0xff);
  out += reason.substr(0, size);
}

void append_pong_frame(std::string& out, std::string_view payload) {
  PLENARY_CHECK(payload.size() <= kControlBytes);
  out += static_cast<char>(kFin | kPong);
  out += static_cast<char>(payload.size());
  out += payload;
}

}  // namespace plenary::net
