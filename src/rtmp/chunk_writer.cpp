#include "rtmp/chunk_writer.h"

#include <algorithm>

#include "base/check.h"

namespace plenary::rtmp {
namespace {


void write_basic_header(std::uint8_t format, std::uint32_t id, base::ByteWriter& out) {
  const auto high = static_cast<std::uint8_t>(format << 6);
  if (id < 64) {
    out.u8(static_cast<std::uint8_t>(high | id));
  } else if (id < 320) {
    out.u8(high);
    out.u8(static_cast<std::uint8_t>(id - 64));
  } else {
    out.u8(high | 1);
    out.u8(static_cast<std::uint8_t>((id - 64) & 0xFF));
    out.u8(static_cast<std::uint8_t>((id - 64) >> 8));
  }
}

void write_little_endian(std::uint32_t value, base::ByteWriter& out) {
  for (int shift = 0; shift < 32; shift += 8) out.u8(static_cast<std::uint8_t>(value >> shift));
}

}  // namespace

void ChunkWriter::set_chunk_size(std::uint32_t size) {
  PLENARY_CHECK(size >= 1 && size >> 31 == 0);
  chunk_size_ = size;
}

void ChunkWriter::write(const Message& message, base::Bytes& out) {
  PLENARY_CHECK(message.payload.size() < 1 << 24);
  PLENARY_CHECK(message.chunk_stream_id >= 2 && message.chunk_stream_id <= 65599);
  const auto length = static_cast<std::uint32_t>(message.payload.size());
  auto stream = std::find_if(streams_.begin(), streams_.end(), [&](const ChunkStream& known) {
    return known.id == message.chunk_stream_id;
  });
  const bool fresh = stream == streams_.end();
  if (fresh) stream = streams_.insert(streams_.end(), ChunkStream{message.chunk_stream_id});

  // A time that goes back has no delta: only type 0 can say it.
  const std::uint32_t delta = message.timestamp_ms - stream->timestamp;
  const bool absolute = fresh || headers_ == Headers::kFull ||
                        stream->stream_id != message.stream_id || delta >> 31 != 0;
  const bool same_kind = stream->length == length && stream->type == message.type;
  const std::uint32_t time = absolute ? message.timestamp_ms : delta;
  const std::uint8_t format = absolute ? 0 : !same_kind ? 1 : stream->delta != delta ? 2 : 3;
  const bool extended = time >= kExtendedMark;

  base::ByteWriter writer(out);
  write_basic_header(format, message.chunk_stream_id, writer);
  if (format <= 2) writer.u24(std::min(time, kExtendedMark));
  if (format <= 1) {
    writer.u24(length);
    writer.u8(static_cast<std::uint8_t>(message.type));
  }
  if (format == 0) write_little_endian(message.stream_id, writer);
  if (extended) writer.u32(time);
  for (std::uint32_t at = 0; at < length;) {
    if (at > 0) {
      write_basic_header(3, message.chunk_stream_id, writer);
      if (extended) writer.u32(time);
    }
    const auto size = std::min(chunk_size_, length - at);
    writer.bytes(base::ByteView(message.payload).subspan(at, size));
    at += size;
  }
  *stream = {message.chunk_stream_id, message.timestamp_ms, time, length,
             message.stream_id,       message.type};
}

}  // namespace plenary::rtmp
