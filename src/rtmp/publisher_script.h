#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "rtmp/chunk_writer.h"
#include "rtmp/command.h"

namespace plenary::rtmp {

/// What a publisher sends, composed without waiting for any answer: the other end of Session for
/// its tests, for fuzz seeds and for load. Each call appends to bytes(). Deterministic: the
/// handshake's random bytes come from a counter.
class PublisherScript {
 public:
  enum class Greeting : std::uint8_t { kSimple, kDigestFirstHalf, kDigestSecondHalf };
  /// Whose order of commands is followed.
  enum class Style : std::uint8_t { kFfmpeg, kObs, kFmle, kFlash, kHaivision };

  /// C0, C1 and C2.
  PublisherScript& greet(Greeting greeting = Greeting::kSimple);
  /// Everything from connect to publish, the chunk size and the metadata included, as `style` does.
  PublisherScript& ask(Style style, std::string_view app, std::string_view name);
  /// H.264 and AAC configurations, then `pictures` pictures of 40 ms with two audio frames each.
  PublisherScript& broadcast(int pictures, std::uint32_t first_timestamp_ms = 0);
  /// FCUnpublish and deleteStream.
  PublisherScript& leave(std::string_view name);

  PublisherScript& command(const Command& command, std::uint32_t stream_id = 0);
  /// The same as a type 17 message.
  PublisherScript& command_amf3(const Command& command, std::uint32_t stream_id = 0);
  PublisherScript& message(MessageType type, std::uint32_t chunk_stream_id,
                           std::uint32_t timestamp_ms, base::Bytes payload,
                           std::uint32_t stream_id = 1);
  /// Set Chunk Size, which the chunks that follow keep to unless `keep_to_it` is false.
  PublisherScript& chunk_size(std::uint32_t size, bool keep_to_it = true);
  PublisherScript& raw(base::ByteView bytes);

  const base::Bytes& bytes() const { return bytes_; }
  /// What was appended since the last take().
  base::Bytes take() { return std::exchange(bytes_, {}); }

 private:
  PublisherScript& connect(Style style, std::string_view app);
  PublisherScript& call(std::string_view name, double transaction, std::string_view argument);
  PublisherScript& metadata();

  ChunkWriter writer_{ChunkWriter::Headers::kShortest};
  base::Bytes bytes_;
};

/// The configurations that broadcast() sends: H.264 high profile 160x90, AAC-LC 48 kHz stereo;
/// without the FLV tag's own header.
base::Bytes sample_avc_config();
base::Bytes sample_aac_config();

}  // namespace plenary::rtmp
