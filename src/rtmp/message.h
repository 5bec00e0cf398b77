#pragma once

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace plenary::rtmp {

/// Message type ids (RTMP 1.0, sections 5.4, 6.2 and 7.1).
enum class MessageType : std::uint8_t {
  kSetChunkSize = 1,
  kAbort = 2,
  kAcknowledgement = 3,
  kUserControl = 4,
  kWindowAcknowledgementSize = 5,
  kSetPeerBandwidth = 6,
  kAudio = 8,
  kVideo = 9,
  kDataAmf3 = 15,
  kCommandAmf3 = 17,
  kDataAmf0 = 18,
  kCommandAmf0 = 20,
  kAggregate = 22,
};

/// One message, whole: what the chunk stream carries.
struct Message {
  std::uint32_t chunk_stream_id = 0;             ///< 2..65599.
  MessageType type = MessageType::kCommandAmf0;  ///< May hold a number that has no name here.
  std::uint32_t stream_id = 0;
  std::uint32_t timestamp_ms = 0;  ///< On the sender's clock, modulo 2^32.
  base::Bytes payload;
  bool operator==(const Message&) const = default;
};

/// Where commands travel; any chunk stream would do, and this is what publishers use.
inline constexpr std::uint32_t kCommandChunkStream = 3;

/// A time of a chunk's header that says: the extended timestamp follows (section 5.3.1.3).
inline constexpr std::uint32_t kExtendedMark = 0xFFFFFF;

/// The longest payload of a message of this type that is read at all; a header that announces more
/// ends the session before a byte is kept for it.
constexpr std::size_t longest_payload(MessageType type) {
  switch (type) {
    case MessageType::kVideo:
    case MessageType::kAggregate:
      return 4 << 20;  // a key picture of 100 Mbit/s video
    case MessageType::kSetChunkSize:
    case MessageType::kAbort:
    case MessageType::kAcknowledgement:
    case MessageType::kUserControl:
    case MessageType::kWindowAcknowledgementSize:
    case MessageType::kSetPeerBandwidth:
      return 64;
    default:
      return 64 << 10;
  }
}

}  // namespace plenary::rtmp
