#include "poll/receipt.h"

#include <sodium.h>

#include "base/check.h"

namespace plenary::poll {
namespace {

void add(crypto_generichash_state& state, std::string_view text) {
  // Each text with its length before it: "ab" + "c" is not "a" + "bc".
  const std::uint64_t size = text.size();
  std::array<unsigned char, sizeof size> prefix{};
  for (std::size_t i = 0; i < prefix.size(); ++i) {
    prefix[i] = static_cast<unsigned char>(size >> (8 * i) & 0xFFU);
  }
  crypto_generichash_update(&state, prefix.data(), prefix.size());
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(text.data()), size);
}

}  // namespace

std::string print(const Receipt& receipt) {
  constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  constexpr std::size_t kBitsOfCharacter = 5;
  constexpr std::size_t kGroup = 4;
  std::string text;
  unsigned pending = 0;
  std::size_t bits = 0;
  std::size_t written = 0;
  for (const std::uint8_t byte : receipt.bytes) {
    pending = (pending << 8U | byte) & 0xFFFFU;
    bits += 8;
    while (bits >= kBitsOfCharacter) {
      bits -= kBitsOfCharacter;
      if (written > 0 && written % kGroup == 0) text += '-';
      text += kAlphabet[pending >> bits & 31U];
      ++written;
    }
  }
  return text;
}

Receipt Receipts::of(std::string_view poll, std::string_view voter) const {
  crypto_generichash_state state;
  constexpr std::size_t kDigest = 16;
  PLENARY_CHECK(crypto_generichash_init(&state, key_.data(), key_.size(), kDigest) == 0);
  add(state, poll);
  add(state, voter);
  std::array<unsigned char, kDigest> digest{};
  crypto_generichash_final(&state, digest.data(), digest.size());
  Receipt receipt;
  for (std::size_t i = 0; i < receipt.bytes.size(); ++i) receipt.bytes[i] = digest[i];
  return receipt;
}

}  // namespace plenary::poll
