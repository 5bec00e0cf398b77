#include "stage/timeline_text.h"

#include <zlib.h>

#include "base/bytes.h"
#include "base/check.h"

namespace plenary::stage {
namespace {

constexpr int kRawWindowBits = -15;  // No zlib header: the gzip one is written by hand.
constexpr int kMemoryLevel = 8;

void append_little_endian(std::string& out, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>((value >> shift) & 0xFF);
}

}  // namespace

DeflatedText deflate_text(std::string text, int level) {
  DeflatedText piece{.text = std::move(text)};
  const base::ByteView input = base::view_of(piece.text);
  piece.checksum = static_cast<std::uint32_t>(::crc32_z(0, input.data(), input.size()));
  z_stream stream{};
  PLENARY_CHECK(::deflateInit2(&stream, level, Z_DEFLATED, kRawWindowBits, kMemoryLevel,
                               Z_DEFAULT_STRATEGY) == Z_OK);
  // The bound is for a stream that ends; a full flush may need six bytes more.
  piece.deflated.resize(::deflateBound(&stream, input.size()) + 16);
  stream.next_in = const_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(piece.deflated.data());
  stream.avail_out = static_cast<uInt>(piece.deflated.size());
  const int result = ::deflate(&stream, Z_FULL_FLUSH);
  PLENARY_CHECK(result == Z_OK || result == Z_BUF_ERROR);  // Nothing to do for an empty text.
  PLENARY_CHECK(stream.avail_in == 0 && stream.avail_out > 0);
  piece.deflated.resize(stream.total_out);
  ::deflateEnd(&stream);
  return piece;
}

std::string join_gzip(std::span<const DeflatedText* const> pieces) {
  std::string out("\x1f\x8b\x08\0\0\0\0\0\0\xff", 10);  // No name, no time, no particular system.
  std::size_t size = out.size() + 10;
  for (const DeflatedText* piece : pieces) size += piece->deflated.size();
  out.reserve(size);
  std::uint32_t checksum = 0;
  std::uint32_t length = 0;
  for (const DeflatedText* piece : pieces) {
    out += piece->deflated;
    checksum = static_cast<std::uint32_t>(
        ::crc32_combine(checksum, piece->checksum, static_cast<z_off_t>(piece->text.size())));
    length += static_cast<std::uint32_t>(piece->text.size());
  }
  out += std::string_view("\x03\0", 2);  // An empty block that says it is the last.
  append_little_endian(out, checksum);
  append_little_endian(out, length);
  return out;
}

std::string join_text(std::span<const DeflatedText* const> pieces) {
  std::string out;
  std::size_t size = 0;
  for (const DeflatedText* piece : pieces) size += piece->text.size();
  out.reserve(size);
  for (const DeflatedText* piece : pieces) out += piece->text;
  return out;
}

}  // namespace plenary::stage
