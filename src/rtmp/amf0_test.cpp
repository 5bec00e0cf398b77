#include "rtmp/amf0.h"

#include <gtest/gtest.h>

#include "rtmp/command.h"

namespace plenary::rtmp::amf0_test {
namespace {

using base::Bytes;
using base::Errc;
using Kind = AmfValue::Kind;

base::Result<AmfValue> read(const Bytes& bytes, int budget = kAmfValues) {
  base::ByteReader reader(bytes);
  return read_amf0(reader, budget);
}

Bytes written(const AmfValue& value) {
  Bytes bytes;
  base::ByteWriter writer(bytes);
  write_amf0(value, writer);
  return bytes;
}

Bytes operator+(Bytes left, const Bytes& right) {
  for (const std::uint8_t byte : right) left.push_back(byte);
  return left;
}

TEST(Amf0, ReadsWhatItWrites) {
  AmfValue list(Kind::kArray);
  list.members.push_back({"", AmfValue(1.5)});
  list.members.push_back({"", AmfValue(Kind::kNull)});
  const AmfValue value = AmfValue::object({{"app", AmfValue("live")},
                                           {"yes", AmfValue(true)},
                                           {"none", AmfValue()},
                                           {"inner", AmfValue::object({{"x", AmfValue(-0.25)}})},
                                           {"list", list}});
  EXPECT_EQ(*read(written(value)), value);
}

TEST(Amf0, FoldsRareMarkersIntoPlainKinds) {
  EXPECT_EQ(*read({0x0C, 0, 0, 0, 2, 'h', 'i'}), AmfValue("hi"));               // long string
  EXPECT_EQ(*read({0x0F, 0, 0, 0, 3, '<', '/', '>'}), AmfValue("</>"));         // XML
  EXPECT_EQ(*read({0x0B, 0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0, 0}), AmfValue(1.0));  // date
  EXPECT_EQ(*read({0x0D}), AmfValue());                                         // unsupported
  EXPECT_EQ(*read({0x07, 0, 1}), AmfValue());                                   // reference
  const AmfValue object = AmfValue::object({{"a", AmfValue(Kind::kNull)}});
  const Bytes members{0, 1, 'a', 0x05, 0, 0, 0x09};
  EXPECT_EQ(*read(Bytes{0x10, 0, 1, 'T'} + members), object);               // typed object
  EXPECT_EQ(*read(Bytes{0x08, 0xFF, 0xFF, 0xFF, 0xFF} + members), object);  // its count is a hint
}

TEST(Amf0, IsTruncatedWhereverItIsCut) {
  const Bytes whole = written(AmfValue::object({{"k", AmfValue("text")}, {"n", AmfValue(2.0)}}));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto value = read(Bytes(whole.begin(), whole.begin() + static_cast<long>(size)));
    ASSERT_FALSE(value) << size;
    EXPECT_EQ(value.error().code(), Errc::kTruncated) << size;
  }
}

TEST(Amf0, AllocatesNothingForAnnouncedCounts) {
  EXPECT_EQ(read({0x0A, 0xFF, 0xFF, 0xFF, 0xFF}).error().code(), Errc::kTruncated);
  EXPECT_EQ(read({0x0C, 0xFF, 0xFF, 0xFF, 0xFF}).error().code(), Errc::kTruncated);
}

/// `depth` objects inside each other around a null.
Bytes nested(int depth) {
  Bytes bytes;
  for (int i = 0; i < depth; ++i) bytes = bytes + Bytes{0x03, 0, 1, 'a'};
  bytes.push_back(0x05);
  for (int i = 0; i < depth; ++i) bytes = bytes + Bytes{0, 0, 0x09};
  return bytes;
}

TEST(Amf0, RefusesDepthBeyondSixteen) {
  EXPECT_TRUE(read(nested(16)));
  EXPECT_EQ(read(nested(17)).error().code(), Errc::kLimit);
  Bytes arrays;
  for (int i = 0; i < 10'000; ++i) arrays = arrays + Bytes{0x0A, 0, 0, 0, 1};
  EXPECT_EQ(read(arrays).error().code(), Errc::kLimit);
}

TEST(Amf0, StopsWhenTheWorkBudgetIsSpent) {
  const Bytes many = Bytes{0x0A, 0, 1, 0, 0} + Bytes(65'536, 0x05);
  EXPECT_EQ(read(many).error().code(), Errc::kLimit);
  EXPECT_TRUE(read(Bytes{0x0A, 0, 0, 0, 255} + Bytes(255, 0x05)));
  EXPECT_EQ(read(Bytes{0x0A, 0, 0, 1, 0} + Bytes(256, 0x05)).error().code(), Errc::kLimit);
}

TEST(Amf0, RefusesMarkersWithoutMeaning) {
  EXPECT_EQ(read({0x04}).error().code(), Errc::kMalformed);  // movie clip, reserved
  EXPECT_EQ(read({0x09}).error().code(), Errc::kMalformed);  // object end by itself
  EXPECT_EQ(read({0xFF}).error().code(), Errc::kMalformed);
  EXPECT_EQ(read({0x11, 0x01}).error().code(), Errc::kUnsupported);
}

TEST(Command, IsANameANumberAndValues) {
  const Command command{"publish", 5, {AmfValue(Kind::kNull), AmfValue("opening")}};
  EXPECT_EQ(*read_command(write_command(command), false), command);
  EXPECT_EQ(*read_command(Bytes{0x00} + write_command(command), true), command);
}

TEST(Command, StopsBeforeAValueInAmf3) {
  const Command command{"publish", 5, {AmfValue(Kind::kNull), AmfValue("opening")}};
  const Bytes payload = Bytes{0x00} + write_command(command) + Bytes{0x11, 0x0A, 0x0B, 0x01};
  EXPECT_EQ(*read_command(payload, true), command);
}

TEST(Command, RefusesWhatIsNone) {
  EXPECT_EQ(read_command({}, false).error().code(), Errc::kTruncated);
  EXPECT_EQ(read_command(Bytes{0x11, 0x06}, true).error().code(), Errc::kUnsupported);
  EXPECT_EQ(read_command(Bytes{0x05, 0x05}, false).error().code(), Errc::kMalformed);
}

}  // namespace
}  // namespace plenary::rtmp::amf0_test
