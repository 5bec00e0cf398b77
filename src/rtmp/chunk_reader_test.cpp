#include "rtmp/chunk_reader.h"

#include <gtest/gtest.h>

#include "rtmp/chunk_writer.h"

namespace plenary::rtmp::chunk_reader_test {
namespace {

using base::Bytes;
using base::ByteView;
using base::Errc;

/// Everything a reader makes of `in`, given to it `portion` bytes at a time.
struct Reading {
  std::vector<Message> messages;
  std::optional<Errc> failure;
  std::size_t left = 0;  ///< Bytes not consumed.
};

Reading read_all(ChunkReader& reader, ByteView in, std::size_t portion = 1 << 30) {
  Reading reading;
  std::size_t at = 0;
  std::size_t given = 0;
  for (;;) {
    const auto step = reader.read(in.subspan(at, given - at));
    if (!step) {
      reading.failure = step.error().code();
      break;
    }
    at += step->consumed;
    if (step->message) reading.messages.push_back(*step->message);
    if (step->message || step->consumed > 0) continue;
    if (given == in.size()) break;
    given = std::min(in.size(), given + portion);
  }
  reading.left = in.size() - at;
  return reading;
}

Reading read_all(ByteView in, std::size_t portion = 1 << 30) {
  ChunkReader reader;
  return read_all(reader, in, portion);
}

Bytes operator+(Bytes left, const Bytes& right) {
  for (const std::uint8_t byte : right) left.push_back(byte);
  return left;
}

Message audio(std::uint32_t chunk_stream_id, std::uint32_t timestamp_ms, Bytes payload) {
  return {chunk_stream_id, MessageType::kAudio, 1, timestamp_ms, std::move(payload)};
}

TEST(ChunkReader, ReadsTheHeadersFromLongestToShortest) {
  // Four messages of two bytes on chunk stream 3, as in section 5.3.2.1: types 0, 2, 3 and 1.
  const Bytes in = Bytes{0x03, 0, 0x03, 0xE8, 0, 0, 2, 8, 1, 0, 0, 0, 'a', 'b'} +
                   Bytes{0x83, 0, 0, 0x14, 'c', 'd'} + Bytes{0xC3, 'e', 'f'} +
                   Bytes{0x43, 0, 0, 0x0A, 0, 0, 1, 9, 'g'};
  const Message last{3, MessageType::kVideo, 1, 1050, Bytes{'g'}};
  const std::vector<Message> expected{audio(3, 1000, {'a', 'b'}), audio(3, 1020, {'c', 'd'}),
                                      audio(3, 1040, {'e', 'f'}), last};
  EXPECT_EQ(read_all(in).messages, expected);
  EXPECT_EQ(read_all(in, 1).messages, expected);
}

TEST(ChunkReader, AddsTheAbsoluteTimeAgainBehindAFirstType3) {
  const Bytes in = Bytes{0x03, 0, 0, 23, 0, 0, 1, 8, 1, 0, 0, 0, 'a'} + Bytes{0xC3, 'b'};
  EXPECT_EQ(read_all(in).messages,
            (std::vector<Message>{audio(3, 23, {'a'}), audio(3, 46, {'b'})}));
}

TEST(ChunkReader, ReadsAllFormsOfTheBasicHeader) {
  const Bytes tail{0, 0, 0, 0, 0, 1, 8, 1, 0, 0, 0, 'x'};
  EXPECT_EQ(read_all(Bytes{0x3F} + tail).messages[0].chunk_stream_id, 63u);
  EXPECT_EQ(read_all(Bytes{0x00, 0x00} + tail).messages[0].chunk_stream_id, 64u);
  EXPECT_EQ(read_all(Bytes{0x00, 0xFF} + tail).messages[0].chunk_stream_id, 319u);
  EXPECT_EQ(read_all(Bytes{0x01, 0x00, 0x01} + tail).messages[0].chunk_stream_id, 320u);
  EXPECT_EQ(read_all(Bytes{0x01, 0xFF, 0xFF} + tail).messages[0].chunk_stream_id, 65599u);
}

TEST(ChunkReader, PutsInterleavedMessagesTogether) {
  ChunkReader reader;
  ASSERT_TRUE(reader.set_chunk_size(2));
  const Bytes in = Bytes{0x04, 0, 0, 5, 0, 0, 3, 8, 1, 0, 0, 0, 'a', 'b'} +
                   Bytes{0x05, 0, 0, 6, 0, 0, 4, 8, 1, 0, 0, 0, 'w', 'x'} + Bytes{0xC4, 'c'} +
                   Bytes{0xC5, 'y', 'z'};
  EXPECT_EQ(
      read_all(reader, in, 1).messages,
      (std::vector<Message>{audio(4, 5, {'a', 'b', 'c'}), audio(5, 6, {'w', 'x', 'y', 'z'})}));
  EXPECT_EQ(reader.held_bytes(), 0u);
}

TEST(ChunkReader, AcceptsAStreamThatBeginsWithType1) {
  const Bytes in{0x42, 0, 0, 0, 0, 0, 2, 4, 0x00, 0x06};
  const Message ping{2, MessageType::kUserControl, 0, 0, Bytes{0x00, 0x06}};
  EXPECT_EQ(read_all(in).messages, std::vector<Message>{ping});
}

/// A message of three bytes in chunks of two, at the 32-bit time 0x01020304.
const Bytes kExtendedHead{0x04, 0xFF, 0xFF, 0xFF, 0,    0,    3,    8,   1,
                          0,    0,    0,    0x01, 0x02, 0x03, 0x04, 'a', 'b'};

TEST(ChunkReader, SkipsAnExtendedTimestampThatType3Repeats) {
  for (const std::size_t portion : {1u, 2u, 5u, 100u}) {
    ChunkReader reader;
    ASSERT_TRUE(reader.set_chunk_size(2));
    const Bytes in = kExtendedHead + Bytes{0xC4, 0x01, 0x02, 0x03, 0x04, 'c'};
    EXPECT_EQ(read_all(reader, in, portion).messages,
              std::vector<Message>{audio(4, 0x01020304, {'a', 'b', 'c'})});
  }
}

TEST(ChunkReader, ReadsPayloadWhereType3RepeatsNoExtendedTimestamp) {
  for (const std::size_t portion : {1u, 2u, 5u, 100u}) {
    ChunkReader reader;
    ASSERT_TRUE(reader.set_chunk_size(2));
    EXPECT_EQ(read_all(reader, kExtendedHead + Bytes{0xC4, 'c'}, portion).messages,
              std::vector<Message>{audio(4, 0x01020304, {'a', 'b', 'c'})});
  }
}

TEST(ChunkReader, WaitsWhilePayloadBeginsLikeTheExtendedTimestamp) {
  ChunkReader reader;
  ASSERT_TRUE(reader.set_chunk_size(2));
  // The last byte is 1, like the timestamp's first: the next message's header settles it.
  const Bytes in = kExtendedHead + Bytes{0xC4, 0x01};
  const Reading waiting = read_all(reader, in);
  EXPECT_TRUE(waiting.messages.empty());
  EXPECT_EQ(waiting.left, 2u);
  const Bytes rest = Bytes{0xC4, 0x01} + Bytes{0x05, 0, 0, 0, 0, 0, 0, 8, 1, 0, 0, 0};
  const Reading settled = read_all(reader, rest);
  ASSERT_EQ(settled.messages.size(), 2u);
  EXPECT_EQ(settled.messages[0].payload, (Bytes{'a', 'b', 0x01}));
}

TEST(ChunkReader, SkipsAnAbsoluteTimeRepeatedBehindAnExtendedDelta) {
  ChunkReader reader;
  ASSERT_TRUE(reader.set_chunk_size(2));
  const Bytes first{0x04, 0, 0, 1, 0, 0, 1, 8, 1, 0, 0, 0, 'x'};
  const Bytes second{0x44, 0xFF, 0xFF, 0xFF, 0, 0, 3, 8, 0x01, 0, 0, 0, 'a', 'b'};
  const Bytes third{0xC4, 0x01, 0, 0, 0x01, 'c'};
  EXPECT_EQ(read_all(reader, first + second + third).messages,
            (std::vector<Message>{audio(4, 1, {'x'}), audio(4, 0x01000001, {'a', 'b', 'c'})}));
}

TEST(ChunkReader, TakesAnExtendedFieldOfType1AsADelta) {
  const Bytes in = Bytes{0x04, 0, 0x2A, 0xF8, 0, 0, 1, 9, 1, 0, 0, 0, 'a'} +
                   Bytes{0x44, 0xFF, 0xFF, 0xFF, 0, 0, 1, 9, 0x00, 0xFF, 0xFF, 0xFF, 'b'};
  EXPECT_EQ(read_all(in).messages[1].timestamp_ms, 11000u + 0xFFFFFF);
}

TEST(ChunkReader, WrapsTheTimestamp) {
  const Bytes in =
      Bytes{0x04, 0xFF, 0xFF, 0xFF, 0, 0, 1, 8, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 'a'} +
      Bytes{0x84, 0, 0, 2, 'b'};
  EXPECT_EQ(read_all(in).messages[1].timestamp_ms, 1u);
}

TEST(ChunkReader, DropsWhatTheSenderAborts) {
  ChunkReader reader;
  ASSERT_TRUE(reader.set_chunk_size(2));
  const Bytes half{0x04, 0, 0, 5, 0, 0, 3, 8, 1, 0, 0, 0, 'a', 'b'};
  EXPECT_TRUE(read_all(reader, half).messages.empty());
  EXPECT_EQ(reader.held_bytes(), 2u);
  reader.abort(4);
  reader.abort(5);
  EXPECT_EQ(reader.held_bytes(), 0u);
  const Bytes next{0x44, 0, 0, 1, 0, 0, 1, 8, 'z'};
  EXPECT_EQ(read_all(reader, next).messages, std::vector<Message>{audio(4, 6, {'z'})});
}

TEST(ChunkReader, TakesAHugeChunkSizeWithoutAllocating) {
  ChunkReader reader;
  ASSERT_TRUE(reader.set_chunk_size(0x7FFFFFFF));
  const Bytes head{0x04, 0, 0, 5, 0x3F, 0xFF, 0xFF, 9, 1, 0, 0, 0, 'a'};
  const auto step = reader.read(head);
  ASSERT_TRUE(step);
  EXPECT_EQ(step->consumed, head.size());
  EXPECT_EQ(reader.held_bytes(), 1u);
}

TEST(ChunkReader, RefusesChunkSizesThatCannotBe) {
  ChunkReader reader;
  EXPECT_EQ(reader.set_chunk_size(0).error().code(), Errc::kMalformed);
  EXPECT_EQ(reader.set_chunk_size(0x80000000).error().code(), Errc::kMalformed);
  EXPECT_EQ(reader.set_chunk_size(0xFFFFFFFF).error().code(), Errc::kMalformed);
}

TEST(ChunkReader, RefusesMessagesBeyondTheirTypesLimit) {
  const auto failure = [](std::uint8_t type, std::uint32_t length) {
    Bytes head{0x04, 0, 0, 0};
    base::ByteWriter writer(head);
    writer.u24(length);
    writer.u8(type);
    writer.u32(0);
    return read_all(head).failure;
  };
  EXPECT_EQ(failure(20, 64 << 10), std::nullopt);
  EXPECT_EQ(failure(20, (64 << 10) + 1), Errc::kLimit);
  EXPECT_EQ(failure(9, 4 << 20), std::nullopt);
  EXPECT_EQ(failure(9, (4 << 20) + 1), Errc::kLimit);
  EXPECT_EQ(failure(1, 65), Errc::kLimit);
  EXPECT_EQ(failure(99, 0xFFFFFF), Errc::kLimit);
}

TEST(ChunkReader, RefusesMoreChunkStreamsThanAnyoneNeeds) {
  Bytes in;
  for (std::uint8_t id = 0; id <= ChunkReader::kChunkStreams; ++id) {
    in = in + Bytes{0x00, id, 0, 0, 0, 0, 0, 0, 8, 0, 0, 0, 0};
  }
  const Reading reading = read_all(in);
  EXPECT_EQ(reading.messages.size(), ChunkReader::kChunkStreams);
  EXPECT_EQ(reading.failure, Errc::kLimit);
}

TEST(ChunkReader, BoundsWhatIncompleteMessagesHold) {
  ChunkReader reader;
  ASSERT_TRUE(reader.set_chunk_size((4 << 20) - 1));
  Bytes in;
  for (std::uint8_t id = 4; id < 7; ++id) {
    in = in + Bytes{id, 0, 0, 0, 0x40, 0, 0, 9, 1, 0, 0, 0} + Bytes((4 << 20) - 1, 'v');
  }
  EXPECT_EQ(read_all(reader, in).failure, Errc::kLimit);
  EXPECT_LE(reader.held_bytes(), ChunkReader::kHeldBytes);
}

TEST(ChunkReader, RefusesBrokenFraming) {
  EXPECT_EQ(read_all(Bytes{0xC4}).failure, Errc::kMalformed);           // type 3 first
  EXPECT_EQ(read_all(Bytes{0x84, 0, 0, 1}).failure, Errc::kMalformed);  // type 2 first
  const Bytes half = Bytes{0x04, 0, 0, 0, 0, 0, 0x81, 8, 1, 0, 0, 0} + Bytes(128, 'a');
  EXPECT_EQ(read_all(half + Bytes{0x44, 0, 0, 0, 0, 0, 1, 8}).failure, Errc::kMalformed);
}

TEST(ChunkReader, YieldsAMessageForEveryByteOfAFloodWithoutLength) {
  const Bytes in = Bytes{0x04, 0, 0, 0, 0, 0, 0, 8, 1, 0, 0, 0} + Bytes(10'000, 0xC4);
  const Reading reading = read_all(in);
  EXPECT_EQ(reading.messages.size(), 10'001u);
  EXPECT_EQ(reading.left, 0u);
}

/// A small generator of its own: the sequence is the same everywhere.
class Chance {
 public:
  std::uint32_t below(std::uint32_t bound) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<std::uint32_t>(state_ >> 33) % bound;
  }

 private:
  std::uint64_t state_ = 7;
};

TEST(ChunkWriter, WritesWhatTheReaderReads) {
  Chance chance;
  for (const auto headers : {ChunkWriter::Headers::kShortest, ChunkWriter::Headers::kFull}) {
    for (const std::uint32_t chunk_size : {1u, 128u, 4096u, 70'000u}) {
      ChunkWriter writer(headers);
      ChunkReader reader;
      writer.set_chunk_size(chunk_size);
      ASSERT_TRUE(reader.set_chunk_size(chunk_size));
      const std::uint32_t ids[] = {2, 3, 63, 64, 319, 320, 65599};
      const std::uint32_t steps[] = {0, 21, 21, 40, 0xFFFFFE, 0xFFFFFF, 0x7FFFFFFF, 0x80000000};
      std::uint32_t time = 0xFFFFF0;
      std::vector<Message> messages;
      Bytes wire;
      for (int i = 0; i < 200; ++i) {
        time += steps[chance.below(8)];
        const auto type = chance.below(3) == 0 ? MessageType::kVideo : MessageType::kAudio;
        Bytes payload(chance.below(4) == 0 ? 300 : chance.below(20));
        for (auto& byte : payload) byte = static_cast<std::uint8_t>(chance.below(256));
        messages.push_back({ids[chance.below(7)], type, 1 + chance.below(2), time, payload});
        writer.write(messages.back(), wire);
      }
      EXPECT_EQ(read_all(reader, wire, 1 + chance.below(50)).messages, messages);
    }
  }
}

TEST(ChunkWriter, RepeatsTheExtendedTimestampInEveryChunk) {
  ChunkWriter writer(ChunkWriter::Headers::kShortest);
  writer.set_chunk_size(2);
  Bytes wire;
  writer.write(audio(4, 0x01020304, {'a', 'b', 'c'}), wire);
  EXPECT_EQ(wire, kExtendedHead + (Bytes{0xC4, 0x01, 0x02, 0x03, 0x04, 'c'}));
}

}  // namespace
}  // namespace plenary::rtmp::chunk_reader_test
