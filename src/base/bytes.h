#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace plenary::base {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;
/// Bytes with many readers and no writer: a part, a playlist, a pulse.
using SharedBytes = std::shared_ptr<const Bytes>;

inline ByteView view_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view text_of(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Reads big-endian fields from a bounded view. Every read checks what remains first and fails with
/// kTruncated, leaving the position where it was. Does not own the bytes.
class ByteReader {
 public:
  explicit ByteReader(ByteView bytes) : bytes_(bytes) {}

  std::size_t remaining() const { return bytes_.size() - position_; }
  std::size_t position() const { return position_; }
  bool at_end() const { return remaining() == 0; }

  Result<std::uint8_t> u8();
  Result<std::uint16_t> u16();
  Result<std::uint32_t> u24();
  Result<std::uint32_t> u32();
  Result<std::uint64_t> u64();
  /// A big-endian IEEE 754 double, as AMF0 numbers are.
  Result<double> f64();
  /// The next `size` bytes, still owned by whoever owns the view.
  Result<ByteView> take(std::size_t size);
  /// What is left, without moving.
  ByteView rest() const { return bytes_.subspan(position_); }

 private:
  Result<std::uint64_t> big_endian(std::size_t size);

  ByteView bytes_;
  std::size_t position_ = 0;
};

/// Appends big-endian fields to a buffer that it does not own.
class ByteWriter {
 public:
  explicit ByteWriter(Bytes& out) : out_(out) {}

  void u8(std::uint8_t value) { out_.push_back(value); }
  void u16(std::uint16_t value) { big_endian(value, 2); }
  void u24(std::uint32_t value) { big_endian(value, 3); }
  void u32(std::uint32_t value) { big_endian(value, 4); }
  void u64(std::uint64_t value) { big_endian(value, 8); }
  void f64(double value);
  void bytes(ByteView view) { out_.insert(out_.end(), view.begin(), view.end()); }
  void text(std::string_view view) { bytes(view_of(view)); }

 private:
  void big_endian(std::uint64_t value, std::size_t size);

  Bytes& out_;
};

}  // namespace plenary::base
