#include <algorithm>
#include <cstdlib>

#include "rtmp/chunk_reader.h"
#include "rtmp/chunk_writer.h"

using plenary::base::Bytes;
using plenary::base::ByteView;
namespace rtmp = plenary::rtmp;

namespace {

/// All messages of `in`, read `portion` bytes at a time; Set Chunk Size and Abort are obeyed.
std::vector<rtmp::Message> read_all(ByteView in, std::size_t portion) {
  std::vector<rtmp::Message> messages;
  rtmp::ChunkReader reader;
  std::size_t at = 0;
  std::size_t given = 0;
  for (;;) {
    auto step = reader.read(in.subspan(at, given - at));
    if (!step) return messages;
    at += step->consumed;
    if (at > given || reader.held_bytes() > given) std::abort();
    if (!step->message && step->consumed == 0) {
      if (given - at > 18 || given == in.size()) {
        if (given - at > 18) std::abort();
        return messages;
      }
      given = std::min(in.size(), given + portion);
    }
    if (!step->message) continue;
    const auto value = plenary::base::ByteReader(step->message->payload).u32();
    if (value && step->message->type == rtmp::MessageType::kAbort) reader.abort(*value);
    if (value && step->message->type == rtmp::MessageType::kSetChunkSize) {
      if (!reader.set_chunk_size(*value)) return messages;
    }
    messages.push_back(*std::move(step->message));
  }
}

}  // namespace

/// Whatever the bytes and however they are cut, the same messages come out, never more is held than
/// came in, and what the writer makes of the messages reads back as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 1 << 16) return 0;
  auto messages = read_all({data, size}, size + 1);
  if (messages != read_all({data, size}, 1)) std::abort();

  std::erase_if(messages, [](const rtmp::Message& message) {
    return message.type == rtmp::MessageType::kAbort ||
           message.type == rtmp::MessageType::kSetChunkSize;
  });
  rtmp::ChunkWriter writer(rtmp::ChunkWriter::Headers::kShortest);
  Bytes wire;
  for (const auto& message : messages) writer.write(message, wire);
  if (read_all(wire, wire.size() + 1) != messages) std::abort();
  return 0;
}
