#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "rtmp/message.h"

namespace plenary::rtmp {

/// Cuts messages into chunks (RTMP 1.0, section 5.3): the mirror image of ChunkReader. A value with
/// state; one owner.
class ChunkWriter {
 public:
  enum class Headers : std::uint8_t {
    kShortest,  ///< The shortest header that says all, as encoders write.
    kFull,      ///< Type 0 for every message: understood by the simplest peer.
  };

  explicit ChunkWriter(Headers headers) : headers_(headers) {}

  /// Appends the chunks of `message` to `out`. Precondition: the payload is shorter than 16 MiB and
  /// the chunk stream id is in 2..65599.
  void write(const Message& message, base::Bytes& out);

  /// From the next message on. Whoever calls this has sent Set Chunk Size before. Precondition:
  /// 1 <= size < 2^31.
  void set_chunk_size(std::uint32_t size);

 private:
  struct ChunkStream {
    std::uint32_t id = 0;
    std::uint32_t timestamp = 0;
    std::uint32_t delta = 0;
    std::uint32_t length = 0;
    std::uint32_t stream_id = 0;
    MessageType type = MessageType::kAbort;
  };

  Headers headers_;
  std::vector<ChunkStream> streams_;
  std::uint32_t chunk_size_ = 128;
};

}  // namespace plenary::rtmp
