#include "rtmp/chunk_reader.h"

#include <algorithm>
#include <string>
#include <utility>

namespace plenary::rtmp {
namespace {

using base::Errc;
using base::Error;


/// Whether the bytes at hand are `value` in network order; nothing while they could still become
/// it.
std::optional<bool> begins_with(base::ByteView in, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) {
    if (i == in.size()) return std::nullopt;
    if (in[i] != static_cast<std::uint8_t>(value >> (24 - 8 * i))) return false;
  }
  return true;
}

/// The stream id is the one little-endian field of the protocol.
std::uint32_t swap_bytes(std::uint32_t value) {
  return value >> 24 | (value >> 8 & 0xFF00) | (value << 8 & 0xFF0000) | value << 24;
}

}  // namespace

/// The header of one chunk, what a shorter form leaves out filled in from its stream.
struct ChunkReader::Header {
  std::uint8_t format = 0;
  std::uint32_t id = 0;
  std::size_t bytes = 0;
  bool known = false;  ///< A chunk of this stream came before.
  bool begun = false;  ///< It goes on with a message.
  Head head;
};

ChunkReader::ChunkStream* ChunkReader::find(std::uint32_t id) {
  const auto found = std::find_if(streams_.begin(), streams_.end(),
                                  [id](const ChunkStream& stream) { return stream.id == id; });
  return found == streams_.end() ? nullptr : &*found;
}

base::Result<ChunkReader::Step> ChunkReader::read(base::ByteView in) {
  std::size_t consumed = 0;
  if (!open_) {
    const auto header = parse_header(in);
    if (!header) {
      if (header.error().code() == Errc::kTruncated) return Step{};
      return header.error();
    }
    if (!header->has_value()) return Step{};
    if (const auto begun = begin_chunk(**header); !begun) return begun.error();
    consumed = (*header)->bytes;
  }
  return take_payload(in, consumed);
}

base::Result<std::optional<ChunkReader::Header>> ChunkReader::parse_header(base::ByteView in) {
  base::ByteReader reader(in);
  const auto first = reader.u8();
  if (!first) return first.error();
  Header header;
  header.format = static_cast<std::uint8_t>(*first >> 6);
  header.id = *first & 0x3F;
  if (header.id < 2) {  // 0: one more byte; 1: two, the low one first (section 5.3.1.1)
    const auto low = reader.u8();
    if (!low) return low.error();
    std::uint32_t high = 0;
    if (header.id == 1) {
      const auto byte = reader.u8();
      if (!byte) return byte.error();
      high = *byte;
    }
    header.id = 64 + *low + 256 * high;
  }
  if (const ChunkStream* stream = find(header.id)) {
    header.known = true;
    header.begun = stream->begun;
    header.head = stream->head;
  }
  return header.format == 3 ? parse_repeated(reader, header) : parse_full(reader, header);
}

/// Types 0, 1 and 2 begin a message.
base::Result<std::optional<ChunkReader::Header>> ChunkReader::parse_full(base::ByteReader& reader,
                                                                         Header header) {
  if (header.begun) return Error(Errc::kMalformed, "a message began inside another");
  // Old encoders begin a stream with type 1, which leaves out only a stream id of 0.
  if (!header.known && header.format == 2) {
    return Error(Errc::kMalformed, "first chunk of a stream is of type 2");
  }
  Head& head = header.head;
  const auto time = reader.u24();
  if (!time) return time.error();
  if (header.format <= 1) {
    const auto length = reader.u24();
    if (!length) return length.error();
    const auto type = reader.u8();
    if (!type) return type.error();
    head.length = *length;
    head.type = static_cast<MessageType>(*type);
  }
  if (header.format == 0) {
    const auto stream_id = reader.u32();
    if (!stream_id) return stream_id.error();
    head.stream_id = swap_bytes(*stream_id);
  }
  head.extension = *time;
  head.extended = *time == kExtendedMark;
  if (head.extended) {
    const auto extension = reader.u32();
    if (!extension) return extension.error();
    head.extension = *extension;
  }
  // A type 3 message behind a type 0 adds the absolute time once more (section 5.3.1.2.4).
  head.delta = head.extension;
  head.timestamp = header.format == 0 ? head.extension : head.timestamp + head.extension;
  header.bytes = reader.position();
  return std::optional<Header>(header);
}

/// Type 3 goes on with a message, or begins one like the last. After an extended timestamp some
/// senders repeat it here, as section 5.3.1.3 wants, and some do not: what stands in its place
/// tells, since a payload goes on with the very same four bytes once in four billion.
base::Result<std::optional<ChunkReader::Header>> ChunkReader::parse_repeated(
    base::ByteReader& reader, Header header) {
  if (!header.known) return Error(Errc::kMalformed, "first chunk of a stream is of type 3");
  Head& head = header.head;
  if (!header.begun) head.timestamp += head.delta;
  if (head.extended) {
    const auto as_field = begins_with(reader.rest(), head.extension);
    const auto as_time = begins_with(reader.rest(), head.timestamp);
    const bool repeated = as_field.value_or(false) || as_time.value_or(false);
    if (!repeated && (!as_field || !as_time)) return std::optional<Header>();  // too early to tell
    if (repeated) static_cast<void>(reader.take(4));
  }
  header.bytes = reader.position();
  return std::optional<Header>(header);
}

base::Status ChunkReader::begin_chunk(const Header& header) {
  const Head& head = header.head;
  if (head.length > longest_payload(head.type)) {
    return Error(Errc::kLimit, "message of type " + std::to_string(static_cast<int>(head.type)) +
                                   " and " + std::to_string(head.length) + " bytes");
  }
  if (!header.known) {
    if (streams_.size() == kChunkStreams) return Error(Errc::kLimit, "too many chunk streams");
    streams_.emplace_back();
    streams_.back().id = header.id;
  }
  ChunkStream& stream = *find(header.id);
  stream.head = head;
  stream.begun = true;
  open_ = static_cast<std::size_t>(&stream - streams_.data());
  const auto missing = head.length - static_cast<std::uint32_t>(stream.payload.size());
  chunk_left_ = std::min(chunk_size_, missing);
  if (held_bytes_ + chunk_left_ > kHeldBytes) {
    return Error(Errc::kLimit, "too many incomplete messages");
  }
  return base::Done{};
}

ChunkReader::Step ChunkReader::take_payload(base::ByteView in, std::size_t consumed) {
  ChunkStream& stream = streams_[*open_];
  const std::size_t size = std::min<std::size_t>(chunk_left_, in.size() - consumed);
  const base::ByteView part = in.subspan(consumed, size);
  stream.payload.insert(stream.payload.end(), part.begin(), part.end());
  held_bytes_ += size;
  chunk_left_ -= static_cast<std::uint32_t>(size);

  Step step{consumed + size, std::nullopt};
  if (chunk_left_ > 0) return step;
  open_.reset();
  if (stream.payload.size() < stream.head.length) return step;
  stream.begun = false;
  held_bytes_ -= stream.payload.size();
  step.message = Message{stream.id, stream.head.type, stream.head.stream_id, stream.head.timestamp,
                         std::exchange(stream.payload, {})};
  return step;
}

base::Status ChunkReader::set_chunk_size(std::uint32_t size) {
  if (size == 0 || size >> 31 != 0) {
    return Error(Errc::kMalformed, "chunk size " + std::to_string(size));
  }
  chunk_size_ = std::min(size, kLargestChunk);
  return base::Done{};
}

void ChunkReader::abort(std::uint32_t chunk_stream_id) {
  ChunkStream* stream = find(chunk_stream_id);
  if (stream == nullptr || !stream->begun) return;
  held_bytes_ -= stream->payload.size();
  stream->begun = false;
  stream->payload = {};
}

}  // namespace plenary::rtmp
