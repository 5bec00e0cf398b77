#include "base/bytes.h"

#include <bit>

namespace plenary::base {

Result<std::uint64_t> ByteReader::big_endian(std::size_t size) {
  if (remaining() < size) return Error(Errc::kTruncated, "field needs more bytes");
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8 | bytes_[position_ + i];
  position_ += size;
  return value;
}

Result<std::uint8_t> ByteReader::u8() {
  const auto value = big_endian(1);
  if (!value) return value.error();
  return static_cast<std::uint8_t>(*value);
}

Result<std::uint16_t> ByteReader::u16() {
  const auto value = big_endian(2);
  if (!value) return value.error();
  return static_cast<std::uint16_t>(*value);
}

Result<std::uint32_t> ByteReader::u24() {
  const auto value = big_endian(3);
  if (!value) return value.error();
  return static_cast<std::uint32_t>(*value);
}

Result<std::uint32_t> ByteReader::u32() {
  const auto value = big_endian(4);
  if (!value) return value.error();
  return static_cast<std::uint32_t>(*value);
}

Result<std::uint64_t> ByteReader::u64() { return big_endian(8); }

Result<double> ByteReader::f64() {
  const auto value = big_endian(8);
  if (!value) return value.error();
  return std::bit_cast<double>(*value);
}

Result<ByteView> ByteReader::take(std::size_t size) {
  if (remaining() < size) return Error(Errc::kTruncated, "block needs more bytes");
  const ByteView view = bytes_.subspan(position_, size);
  position_ += size;
  return view;
}

void ByteWriter::f64(double value) { big_endian(std::bit_cast<std::uint64_t>(value), 8); }

void ByteWriter::big_endian(std::uint64_t value, std::size_t size) {
  for (std::size_t i = size; i-- > 0;) out_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

}  // namespace plenary::base
