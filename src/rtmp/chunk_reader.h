#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "rtmp/message.h"

namespace plenary::rtmp {

/// Puts messages together from chunks (RTMP 1.0, section 5.3), whichever way they are interleaved.
///
/// Memory follows the bytes that arrived, never a number that a header announced: neither a chunk
/// size of 2^31-1 nor a message length of 16 MiB allocates anything. A value with state; one owner.
class ChunkReader {
 public:
  /// Chunk streams remembered at once, and bytes of incomplete messages held at once.
  static constexpr std::size_t kChunkStreams = 32;
  static constexpr std::size_t kHeldBytes = 8 << 20;
  /// A larger chunk size means the same, since no message is longer (section 5.4.1).
  static constexpr std::uint32_t kLargestChunk = 0xFFFFFF;

  /// What one call of read() did.
  struct Step {
    std::size_t consumed = 0;        ///< Bytes taken from the front of the input.
    std::optional<Message> message;  ///< One that became whole.
  };

  /// Reads at most one chunk, or the part of it that `in` holds. Nothing consumed and no message:
  /// more bytes are needed (never more than 18 in all). Fails with kMalformed or kLimit; the
  /// stream has then lost its framing and must be closed.
  base::Result<Step> read(base::ByteView in);

  /// The peer's Set Chunk Size: from the next chunk on. Fails with kMalformed for 0 and for a set
  /// top bit; anything above kLargestChunk counts as that.
  base::Status set_chunk_size(std::uint32_t size);

  /// The peer's Abort: drops what is held of an incomplete message. An unknown stream is ignored.
  void abort(std::uint32_t chunk_stream_id);

  /// Bytes of incomplete messages.
  std::size_t held_bytes() const { return held_bytes_; }

 private:
  /// What the header of a message says; a shorter header keeps the rest from the one before.
  struct Head {
    std::uint32_t timestamp = 0;
    std::uint32_t delta = 0;      ///< What a following type 3 message adds.
    std::uint32_t extension = 0;  ///< The time field of the last type 0, 1 or 2 header, in full.
    bool extended = false;        ///< It stood behind that header, in four bytes.
    std::uint32_t length = 0;
    std::uint32_t stream_id = 0;
    MessageType type = MessageType::kAbort;
  };
  struct ChunkStream {
    std::uint32_t id = 0;
    Head head;
    bool begun = false;  ///< A message is incomplete; `payload` is what came of it.
    base::Bytes payload;
  };
  struct Header;

  base::Result<std::optional<Header>> parse_header(base::ByteView in);
  base::Result<std::optional<Header>> parse_full(base::ByteReader& reader, Header header);
  base::Result<std::optional<Header>> parse_repeated(base::ByteReader& reader, Header header);
  base::Status begin_chunk(const Header& header);
  Step take_payload(base::ByteView in, std::size_t consumed);
  ChunkStream* find(std::uint32_t id);

  std::vector<ChunkStream> streams_;
  std::uint32_t chunk_size_ = 128;
  std::uint32_t chunk_left_ = 0;     ///< Payload bytes of the chunk being read.
  std::optional<std::size_t> open_;  ///< Index of the stream whose chunk is being read.
  std::size_t held_bytes_ = 0;
};

}  // namespace plenary::rtmp
