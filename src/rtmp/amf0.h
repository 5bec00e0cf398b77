#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace plenary::rtmp {

/// A value of Action Message Format 0 (Adobe AMF0, December 2007). Markers without a use here fold
/// into these kinds: long string and XML into text, date into number, typed object and ECMA array
/// into object, unsupported and reference into undefined.
struct AmfValue {
  enum class Kind : std::uint8_t { kUndefined, kNull, kNumber, kBoolean, kText, kObject, kArray };
  struct Member;

  AmfValue();
  explicit AmfValue(Kind k);
  explicit AmfValue(double value);
  explicit AmfValue(bool value);
  explicit AmfValue(std::string_view value);
  explicit AmfValue(const char* value);
  /// An object with these members, in this order.
  static AmfValue object(std::initializer_list<Member> members);

  /// The text of the object's first member of this name; empty if there is none or it is no text.
  std::string_view text_of(std::string_view name) const;
  /// Likewise the number; `otherwise` if there is none or it is no number.
  double number_of(std::string_view name, double otherwise) const;

  Kind kind = Kind::kUndefined;
  double number = 0;
  bool boolean = false;
  std::string text;             ///< As it came: may be no UTF-8.
  std::vector<Member> members;  ///< Of an object; of an array, without names.
  bool operator==(const AmfValue&) const;
};

struct AmfValue::Member {
  std::string name;
  AmfValue value;
  bool operator==(const Member&) const = default;
};

inline constexpr int kAmfDepth = 16;    ///< Objects and arrays inside each other.
inline constexpr int kAmfValues = 256;  ///< In one message, members included.

/// Reads one value and moves past it. `budget` is how many values may still be read from this
/// message and goes down with each. Counts that the bytes announce allocate nothing. Fails with
/// kTruncated, kMalformed, kLimit (depth, budget) or kUnsupported (a switch to AMF3); the reader's
/// position is then of no use.
base::Result<AmfValue> read_amf0(base::ByteReader& reader, int& budget);

/// Appends `value`. Precondition: texts are shorter than 64 KiB.
void write_amf0(const AmfValue& value, base::ByteWriter& writer);

}  // namespace plenary::rtmp
