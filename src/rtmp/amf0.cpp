#include "rtmp/amf0.h"

#include <utility>

#include "base/check.h"

namespace plenary::rtmp {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using Kind = AmfValue::Kind;

/// AMF0, section 2.1.
enum Marker : std::uint8_t {
  kNumberMarker = 0x00,
  kBooleanMarker = 0x01,
  kStringMarker = 0x02,
  kObjectMarker = 0x03,
  kNullMarker = 0x05,
  kUndefinedMarker = 0x06,
  kReferenceMarker = 0x07,
  kEcmaArrayMarker = 0x08,
  kObjectEndMarker = 0x09,
  kStrictArrayMarker = 0x0A,
  kDateMarker = 0x0B,
  kLongStringMarker = 0x0C,
  kUnsupportedMarker = 0x0D,
  kXmlMarker = 0x0F,
  kTypedObjectMarker = 0x10,
  kAmf3Marker = 0x11,
};

/// One message's reading: where, how deep, and how much more.
class Reading {
 public:
  Reading(base::ByteReader& reader, int& budget) : reader_(reader), budget_(budget) {}

  Result<AmfValue> value(int depth);

 private:
  Result<AmfValue> number();
  Result<AmfValue> boolean();
  Result<AmfValue> date();
  Result<AmfValue> reference();
  Result<std::string> short_text();
  Result<AmfValue> short_string();
  Result<AmfValue> long_string();
  Result<AmfValue> object(int depth);
  Result<AmfValue> ecma_array(int depth);
  Result<AmfValue> strict_array(int depth);
  Result<AmfValue> typed_object(int depth);

  base::ByteReader& reader_;
  int& budget_;
};

Result<AmfValue> Reading::value(int depth) {
  if (depth > kAmfDepth) return Error(Errc::kLimit, "AMF values too deep");
  if (budget_-- <= 0) return Error(Errc::kLimit, "too many AMF values");
  const auto marker = reader_.u8();
  if (!marker) return marker.error();
  switch (*marker) {
    case kNumberMarker:
      return number();
    case kBooleanMarker:
      return boolean();
    case kStringMarker:
      return short_string();
    case kObjectMarker:
      return object(depth);
    case kNullMarker:
      return AmfValue(Kind::kNull);
    case kUndefinedMarker:
    case kUnsupportedMarker:
      return AmfValue();
    case kReferenceMarker:
      return reference();
    case kEcmaArrayMarker:
      return ecma_array(depth);
    case kStrictArrayMarker:
      return strict_array(depth);
    case kDateMarker:
      return date();
    case kLongStringMarker:
    case kXmlMarker:
      return long_string();
    case kTypedObjectMarker:
      return typed_object(depth);
    case kAmf3Marker:
      return Error(Errc::kUnsupported, "AMF3 value");
    default:
      return Error(Errc::kMalformed, "AMF0 marker " + std::to_string(*marker));
  }
}

Result<AmfValue> Reading::number() {
  const auto number = reader_.f64();
  if (!number) return number.error();
  return AmfValue(*number);
}

Result<AmfValue> Reading::boolean() {
  const auto byte = reader_.u8();
  if (!byte) return byte.error();
  return AmfValue(*byte != 0);
}

Result<AmfValue> Reading::date() {
  auto since_epoch = number();
  if (!since_epoch) return since_epoch;
  if (const auto zone = reader_.u16(); !zone) return zone.error();  // reserved, always 0
  return since_epoch;
}

Result<AmfValue> Reading::reference() {
  if (const auto index = reader_.u16(); !index) return index.error();
  return AmfValue();
}

Result<std::string> Reading::short_text() {
  const auto size = reader_.u16();
  if (!size) return size.error();
  const auto bytes = reader_.take(*size);
  if (!bytes) return bytes.error();
  return std::string(base::text_of(*bytes));
}

Result<AmfValue> Reading::short_string() {
  const auto text = short_text();
  if (!text) return text.error();
  return AmfValue(*text);
}

Result<AmfValue> Reading::long_string() {
  const auto size = reader_.u32();
  if (!size) return size.error();
  const auto bytes = reader_.take(*size);
  if (!bytes) return bytes.error();
  return AmfValue(base::text_of(*bytes));
}

/// Members until an empty name with the end marker.
Result<AmfValue> Reading::object(int depth) {
  AmfValue object(Kind::kObject);
  for (;;) {
    auto name = short_text();
    if (!name) return name.error();
    const base::ByteView rest = reader_.rest();
    if (name->empty() && !rest.empty() && rest[0] == kObjectEndMarker) {
      static_cast<void>(reader_.u8());
      return object;
    }
    auto member = value(depth + 1);
    if (!member) return member;
    object.members.push_back({*std::move(name), *std::move(member)});
  }
}

/// The count is a hint that encoders get wrong; the end marker rules.
Result<AmfValue> Reading::ecma_array(int depth) {
  if (const auto count = reader_.u32(); !count) return count.error();
  return object(depth);
}

Result<AmfValue> Reading::strict_array(int depth) {
  const auto count = reader_.u32();
  if (!count) return count.error();
  AmfValue array(Kind::kArray);
  for (std::uint32_t i = 0; i < *count; ++i) {
    auto element = value(depth + 1);
    if (!element) return element;
    array.members.push_back({std::string(), *std::move(element)});
  }
  return array;
}

Result<AmfValue> Reading::typed_object(int depth) {
  if (const auto class_name = short_text(); !class_name) return class_name.error();
  return object(depth);
}

void write_text(std::string_view text, base::ByteWriter& writer) {
  PLENARY_CHECK(text.size() < 1 << 16);
  writer.u16(static_cast<std::uint16_t>(text.size()));
  writer.text(text);
}

}  // namespace

AmfValue::AmfValue() = default;
AmfValue::AmfValue(Kind k) : kind(k) {}
AmfValue::AmfValue(double value) : kind(Kind::kNumber), number(value) {}
AmfValue::AmfValue(bool value) : kind(Kind::kBoolean), boolean(value) {}
AmfValue::AmfValue(std::string_view value) : kind(Kind::kText), text(value) {}
AmfValue::AmfValue(const char* value) : AmfValue(std::string_view(value)) {}

AmfValue AmfValue::object(std::initializer_list<Member> members) {
  AmfValue value(Kind::kObject);
  value.members = members;
  return value;
}

std::string_view AmfValue::text_of(std::string_view name) const {
  for (const Member& member : members) {
    if (member.name == name) return member.value.text;
  }
  return {};
}

double AmfValue::number_of(std::string_view name, double otherwise) const {
  for (const Member& member : members) {
    if (member.name == name && member.value.kind == Kind::kNumber) return member.value.number;
  }
  return otherwise;
}

bool AmfValue::operator==(const AmfValue& other) const {
  return kind == other.kind && number == other.number && boolean == other.boolean &&
         text == other.text && members == other.members;
}

Result<AmfValue> read_amf0(base::ByteReader& reader, int& budget) {
  return Reading(reader, budget).value(0);
}

void write_amf0(const AmfValue& value, base::ByteWriter& writer) {
  switch (value.kind) {
    case Kind::kUndefined:
      writer.u8(kUndefinedMarker);
      return;
    case Kind::kNull:
      writer.u8(kNullMarker);
      return;
    case Kind::kNumber:
      writer.u8(kNumberMarker);
      writer.f64(value.number);
      return;
    case Kind::kBoolean:
      writer.u8(kBooleanMarker);
      writer.u8(value.boolean ? 1 : 0);
      return;
    case Kind::kText:
      writer.u8(kStringMarker);
      write_text(value.text, writer);
      return;
    case Kind::kObject:
      writer.u8(kObjectMarker);
      for (const AmfValue::Member& member : value.members) {
        write_text(member.name, writer);
        write_amf0(member.value, writer);
      }
      writer.u16(0);
      writer.u8(kObjectEndMarker);
      return;
    case Kind::kArray:
      writer.u8(kStrictArrayMarker);
      writer.u32(static_cast<std::uint32_t>(value.members.size()));
      for (const AmfValue::Member& member : value.members) write_amf0(member.value, writer);
      return;
  }
}

}  // namespace plenary::rtmp
