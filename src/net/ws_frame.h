#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "net/socket.h"

namespace plenary::net {

/// One whole message or control frame of a client. The payload lies in what was read, unmasked.
struct ClientMessage {
  enum class Kind : std::uint8_t { kText, kPing, kPong, kClose };
  Kind kind = Kind::kText;
  std::string_view payload;  ///< Of kClose: the reason.
  std::uint16_t code = 0;    ///< Of kClose: what the client said, or close_code::kNoCode.
};

/// Reads what a WebSocket client sends (RFC 6455 section 5), bit by bit as it arrives. Holds memory
/// only while a frame or a fragmented message is not whole, and never more than one of the longest
/// message and one frame. Text alone is understood: a binary message is a violation.
class MessageReader {
 public:
  enum class Progress : std::uint8_t { kNeedsMore, kMessage, kViolation };
  struct Step {
    Progress progress = Progress::kNeedsMore;
    ClientMessage message = {};    ///< Of kMessage; until the next call.
    std::uint16_t violation = 0;   ///< Of kViolation: the close code. Nothing can be read after it.
    std::string_view reason = {};  ///< Of kViolation.
  };

  /// Consumes from the front of `input`, and unmasks there. To be called until it needs more; all
  /// of `input` is consumed then.
  Step next(std::span<std::uint8_t>& input);

  /// True if it holds nothing.
  bool idle() const { return kept_ == nullptr; }

 private:
  struct Head;
  /// What is not whole yet.
  struct Kept {
    std::string frame;        // Its bytes so far, as they came.
    std::string text;         // The fragments so far.
    bool fragmented = false;  // A fragmented message has begun.
    bool frame_used = false;  // `frame` was given out.
    bool text_used = false;   // `text` was given out.
  };

  static Step read_head(std::span<const std::uint8_t> bytes, Head& head);
  void let_go();
  Kept& kept();
  Step take_frame(const Head& head, std::span<std::uint8_t> frame);
  Step take_data(const Head& head, std::string_view payload);

  std::unique_ptr<Kept> kept_;
};

/// Appends a close frame: a code with a reason, or nothing for close_code::kNoCode. A reason beyond
/// 123 bytes is cut before the character that does not fit.
void append_close_frame(std::string& out, std::uint16_t code, std::string_view reason);
/// Appends a pong that answers a ping of this payload, at most 125 bytes.
void append_pong_frame(std::string& out, std::string_view payload);

}  // namespace plenary::net
