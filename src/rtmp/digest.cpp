#include "rtmp/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <string_view>

#include "base/check.h"

namespace plenary::rtmp {
namespace {

/// The public constants of the scheme: a sentence, then 32 bytes that both sides share.
constexpr std::string_view kPlayerSentence = "Genuine Adobe Flash Player 001";
constexpr std::string_view kServerSentence = "Genuine Adobe Flash Media Server 001";
constexpr Digest kSharedBytes{0xF0, 0xEE, 0xC2, 0x4A, 0x80, 0x68, 0xBE, 0xE8, 0x2E, 0x00, 0xD0,
                              0xD1, 0x02, 0x9E, 0x7E, 0x57, 0x6E, 0xEC, 0x5D, 0x2D, 0x29, 0x80,
                              0x6F, 0xAB, 0x93, 0xB8, 0xE6, 0x36, 0xCF, 0xEB, 0x31, 0xAE};

base::ByteView sentence(Side side) {
  return base::view_of(side == Side::kClient ? kPlayerSentence : kServerSentence);
}

Digest hmac_sha256(base::ByteView key, base::ByteView data) {
  Digest digest{};
  unsigned int size = 0;
  const auto* made = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), data.data(),
                          data.size(), digest.data(), &size);
  PLENARY_CHECK(made != nullptr && size == digest.size());
  return digest;
}

/// Four bytes of the block add up to the digest's place in the 728 bytes behind them.
std::size_t digest_offset(base::ByteView block, DigestSchema schema) {
  const std::size_t base = schema == DigestSchema::kFirstHalf ? 8 : 772;
  std::size_t sum = 0;
  for (std::size_t i = 0; i < 4; ++i) sum += block[base + i];
  return sum % 728 + base + 4;
}

/// The digest covers the block without itself.
Digest digest_of(base::ByteView block, std::size_t offset, Side side) {
  std::array<std::uint8_t, kHandshakeBlockBytes - kDigestBytes> rest{};
  const auto behind = std::copy_n(block.begin(), offset, rest.begin());
  const auto tail = block.subspan(offset + kDigestBytes);
  std::copy(tail.begin(), tail.end(), behind);
  return hmac_sha256(sentence(side), rest);
}

Digest answer_signature(base::ByteView block, const Digest& answered, Side side) {
  base::Bytes key(sentence(side).begin(), sentence(side).end());
  key.insert(key.end(), kSharedBytes.begin(), kSharedBytes.end());
  const Digest block_key = hmac_sha256(key, answered);
  return hmac_sha256(block_key, block.first(kHandshakeBlockBytes - kDigestBytes));
}

}  // namespace

std::optional<FoundDigest> find_digest(base::ByteView block, Side side) {
  PLENARY_CHECK(block.size() == kHandshakeBlockBytes);
  for (const auto schema : {DigestSchema::kFirstHalf, DigestSchema::kSecondHalf}) {
    const std::size_t offset = digest_offset(block, schema);
    const Digest expected = digest_of(block, offset, side);
    const auto place = block.subspan(offset, kDigestBytes);
    if (std::equal(place.begin(), place.end(), expected.begin())) {
      return FoundDigest{schema, expected};
    }
  }
  return std::nullopt;
}

Digest write_digest(HandshakeBlock& block, DigestSchema schema, Side side) {
  const std::size_t offset = digest_offset(block, schema);
  const Digest digest = digest_of(block, offset, side);
  std::copy(digest.begin(), digest.end(), block.data() + offset);
  return digest;
}

void sign_answer(HandshakeBlock& block, const Digest& answered, Side side) {
  const Digest signature = answer_signature(block, answered, side);
  std::copy(signature.begin(), signature.end(), block.end() - kDigestBytes);
}

bool is_signed_answer(base::ByteView block, const Digest& answered, Side side) {
  PLENARY_CHECK(block.size() == kHandshakeBlockBytes);
  const Digest signature = answer_signature(block, answered, side);
  return std::equal(signature.begin(), signature.end(), block.end() - kDigestBytes);
}

}  // namespace plenary::rtmp
