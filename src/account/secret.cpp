#include "account/secret.h"

#include <sodium.h>

#include <array>
#include <cstdint>

#include "base/check.h"
#include "base/text.h"

namespace plenary::account {
namespace {

constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemoryBytes = 19ULL * 1024 * 1024;
constexpr std::size_t kShortest = 10;
constexpr std::size_t kLongest = 256;

void need_sodium() {
  // Idempotent and safe from every thread; fails only where the system has no source of chance.
  PLENARY_CHECK(sodium_init() >= 0);
}

}  // namespace

std::string new_token() {
  need_sodium();
  std::array<unsigned char, 32> bits{};
  randombytes_buf(bits.data(), bits.size());
  constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string text(sodium_base64_encoded_len(bits.size(), kVariant), '\0');
  sodium_bin2base64(text.data(), text.size(), bits.data(), bits.size(), kVariant);
  text.resize(text.size() - 1);  // the terminating zero
  return text;
}

std::string hash_token(std::string_view token) {
  need_sodium();
  std::array<unsigned char, crypto_generichash_BYTES> digest{};
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(token.data()), token.size(), nullptr,
                     0);
  return base::hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

bool equal_secrets(std::string_view left, std::string_view right) {
  return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

std::string new_password() {
  need_sodium();
  // Without the look-alikes 0/o and 1/l.
  constexpr std::string_view kAlphabet = "abcdefghijkmnpqrstuvwxyz23456789";
  std::string password;
  for (int i = 0; i < 20; ++i) {
    if (i > 0 && i % 5 == 0) password += '-';
    password += kAlphabet[randombytes_uniform(kAlphabet.size())];
  }
  return password;
}

base::Result<std::string> hash_password(std::string_view password) {
  need_sodium();
  if (password.size() < kShortest || password.size() > kLongest) {
    return base::Error(base::Errc::kMalformed, "a password has 10 to 256 bytes");
  }
  std::array<char, crypto_pwhash_argon2id_STRBYTES> phc{};
  const int failed = crypto_pwhash_argon2id_str(phc.data(), password.data(), password.size(),
                                                kPasses, kMemoryBytes);
  if (failed != 0) return base::Error(base::Errc::kUnavailable, "no memory to hash a password");
  return std::string(phc.data());
}

bool verify_password(std::string_view phc_hash, std::string_view password) {
  need_sodium();
  if (password.size() > kLongest) return false;
  const std::string terminated(phc_hash);
  return crypto_pwhash_argon2id_str_verify(terminated.c_str(), password.data(), password.size()) ==
         0;
}

std::string_view decoy_hash() {
  static const std::string decoy = [] {
    const auto made = hash_password(new_token());
    PLENARY_CHECK(made.has_value());
    return *made;
  }();
  return decoy;
}

}  // namespace plenary::account
