#include "rtmp/handshake.h"

#include <gtest/gtest.h>

#include <numeric>

#include "rtmp/digest.h"

namespace plenary::rtmp::handshake_test {
namespace {

using base::Bytes;
using base::ByteView;
using base::Errc;

RandomFill counting() {
  return [](std::span<std::uint8_t> out) { std::iota(out.begin(), out.end(), std::uint8_t{1}); };
}

HandshakeBlock client_block() {
  HandshakeBlock block{};
  for (std::size_t i = 8; i < block.size(); ++i) block[i] = static_cast<std::uint8_t>(i * 5);
  return block;
}

Bytes greeting(const HandshakeBlock& c1) {
  Bytes bytes{3};
  bytes.insert(bytes.end(), c1.begin(), c1.end());
  return bytes;
}

ByteView s1(const Bytes& answer) {
  return ByteView(answer).subspan(1, kHandshakeBlockBytes);
}
ByteView s2(const Bytes& answer) {
  return ByteView(answer).subspan(1 + kHandshakeBlockBytes);
}

TEST(Handshake, EchoesAClientWithoutDigest) {
  Handshake handshake(counting());
  const HandshakeBlock c1 = client_block();
  Bytes answer;
  EXPECT_EQ(*handshake.read(greeting(c1), answer), 1537u);
  ASSERT_EQ(answer.size(), 1u + 2 * kHandshakeBlockBytes);
  EXPECT_EQ(answer[0], 3);
  EXPECT_EQ(Bytes(s1(answer).begin(), s1(answer).begin() + 9), (Bytes{0, 0, 0, 0, 0, 0, 0, 0, 1}));
  EXPECT_TRUE(std::equal(s2(answer).begin(), s2(answer).end(), c1.begin(), c1.end()));
  EXPECT_FALSE(handshake.done());
  EXPECT_EQ(*handshake.read(Bytes(1535), answer), 0u);
  EXPECT_EQ(*handshake.read(Bytes(1536), answer), 1536u);
  EXPECT_TRUE(handshake.done());
}

TEST(Handshake, AnswersADigestInItsOwnSchema) {
  for (const auto schema : {DigestSchema::kFirstHalf, DigestSchema::kSecondHalf}) {
    Handshake handshake(counting());
    HandshakeBlock c1 = client_block();
    c1[4] = 10;
    const Digest digest = write_digest(c1, schema, Side::kClient);
    Bytes answer;
    EXPECT_EQ(*handshake.read(greeting(c1), answer), 1537u);
    const auto found = find_digest(s1(answer), Side::kServer);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->schema, schema);
    EXPECT_NE(s1(answer)[4], 0);
    EXPECT_TRUE(is_signed_answer(s2(answer), digest, Side::kServer));
    EXPECT_FALSE(is_signed_answer(s2(answer), digest, Side::kClient));
  }
}

TEST(Handshake, TakesABrokenDigestForNone) {
  Handshake handshake(counting());
  HandshakeBlock c1 = client_block();
  write_digest(c1, DigestSchema::kFirstHalf, Side::kClient);
  c1[1000] ^= 1;
  Bytes answer;
  EXPECT_EQ(*handshake.read(greeting(c1), answer), 1537u);
  EXPECT_TRUE(std::equal(s2(answer).begin(), s2(answer).end(), c1.begin(), c1.end()));
}

TEST(Handshake, WaitsForTheWholeFirstBlock) {
  Handshake handshake(counting());
  Bytes answer;
  EXPECT_EQ(*handshake.read({}, answer), 0u);
  EXPECT_EQ(*handshake.read(Bytes{3}, answer), 0u);
  EXPECT_TRUE(answer.empty());
}

TEST(Handshake, RefusesOtherProtocolsOnTheFirstByte) {
  Bytes answer;
  EXPECT_EQ(Handshake(counting()).read(Bytes{6}, answer).error().code(), Errc::kUnsupported);
  EXPECT_EQ(Handshake(counting()).read(Bytes{'G'}, answer).error().code(), Errc::kMalformed);
  EXPECT_EQ(Handshake(counting()).read(Bytes{22}, answer).error().code(), Errc::kMalformed);
  EXPECT_TRUE(answer.empty());
}

}  // namespace
}  // namespace plenary::rtmp::handshake_test
