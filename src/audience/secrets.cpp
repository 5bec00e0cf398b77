#include "audience/secrets.h"

#include <sodium.h>

#include <stdexcept>

#include "base/check.h"
#include "base/text.h"

namespace plenary::audience {
namespace {

constexpr const char* kValue = "audience_key";

Secrets::Key derive(const Secrets::Key& master, std::string_view purpose) {
  Secrets::Key key{};
  crypto_generichash(key.data(), key.size(), reinterpret_cast<const unsigned char*>(purpose.data()),
                     purpose.size(), master.data(), master.size());
  return key;
}

std::array<unsigned char, 16> first_half(const Secrets::Key& key) {
  std::array<unsigned char, 16> half{};
  for (std::size_t i = 0; i < half.size(); ++i) half[i] = key[i];
  return half;
}

}  // namespace

Secrets::Secrets(const Key& master)
    : tickets_(derive(master, "tickets")),
      receipts_(derive(master, "receipts")),
      pseudonyms_(derive(master, "pseudonyms")),
      feeds_(derive(master, "feeds")),
      contacts_(derive(master, "contacts")),
      counts_(first_half(derive(master, "counts"))) {}

Secrets Secrets::open(storage::Database& database) {
  const auto stored = database.value(kValue);
  if (!stored)
    throw std::runtime_error("cannot read the audience's key: " + stored.error().detail());
  Key master{};
  if (*stored) {
    std::size_t size = 0;
    const std::string& digits = **stored;
    const int failed = sodium_hex2bin(master.data(), master.size(), digits.data(), digits.size(),
                                      nullptr, &size, nullptr);
    if (failed != 0 || size != master.size()) {
      throw std::runtime_error("the audience's key in the database is damaged");
    }
    return Secrets(master);
  }
  master = account::Tickets::new_key();
  const std::string_view bytes(reinterpret_cast<const char*>(master.data()), master.size());
  const base::Status put = database.put_value_now(kValue, base::hex(bytes));
  if (!put) throw std::runtime_error("cannot store the audience's key: " + put.error().detail());
  return Secrets(master);
}

std::string Secrets::pseudonym(std::string_view author) const {
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
  constexpr std::size_t kCharacters = 8;
  std::array<unsigned char, 16> digest{};
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(author.data()), author.size(),
                     pseudonyms_.data(), pseudonyms_.size());
  std::string text;
  for (std::size_t i = 0; i < kCharacters; ++i) text += kAlphabet[digest[i] % kAlphabet.size()];
  return text;
}

std::string Secrets::feed_token(std::string_view author) const {
  std::array<unsigned char, 16> digest{};
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(author.data()), author.size(),
                     feeds_.data(), feeds_.size());
  return base::hex({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string Secrets::contact(std::string_view exhibitor, std::string_view author) const {
  constexpr std::size_t kBytes = 12;
  std::array<unsigned char, 16> digest{};
  // An exhibitor's id holds no slash: no two pairs are written alike.
  const std::string both = std::string(exhibitor) + "/" + std::string(author);
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(both.data()), both.size(),
                     contacts_.data(), contacts_.size());
  return base::hex({reinterpret_cast<const char*>(digest.data()), kBytes});
}

std::uint64_t Secrets::count_hash(std::string_view who) const {
  std::array<unsigned char, crypto_shorthash_BYTES> digest{};
  crypto_shorthash(digest.data(), reinterpret_cast<const unsigned char*>(who.data()), who.size(),
                   counts_.data());
  std::uint64_t hash = 0;
  for (const unsigned char byte : digest) hash = hash << 8U | byte;
  return hash;
}

std::string new_epoch() {
  PLENARY_CHECK(sodium_init() >= 0);
  constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
  constexpr std::size_t kCharacters = 16;
  std::string epoch;
  for (std::size_t i = 0; i < kCharacters; ++i) {
    epoch += kAlphabet[randombytes_uniform(static_cast<std::uint32_t>(kAlphabet.size()))];
  }
  return epoch;
}

}  // namespace plenary::audience
