#include "account/ticket.h"

#include <sodium.h>

#include <algorithm>
#include <span>

#include "account/base64url.h"
#include "base/check.h"

namespace plenary::account {
namespace {

constexpr std::size_t kSidBytes = 16;
constexpr std::size_t kExpiryBytes = 8;
constexpr std::size_t kSignedBytes = 1 + kSidBytes + kExpiryBytes;
constexpr std::size_t kMacBytes = crypto_generichash_BYTES_MIN;  // 128 bits.
constexpr unsigned char kForm = 1;
constexpr base::Milliseconds kGood = std::chrono::hours(24 * 7);

using Raw = std::array<unsigned char, kSignedBytes + kMacBytes>;

void sign(Raw& raw, const Tickets::Key& key) {
  crypto_generichash(raw.data() + kSignedBytes, kMacBytes, raw.data(), kSignedBytes, key.data(),
                     key.size());
}

}  // namespace

Tickets::Key Tickets::new_key() {
  PLENARY_CHECK(sodium_init() >= 0);
  Key key{};
  randombytes_buf(key.data(), key.size());
  return key;
}

std::string Tickets::issue(base::Instant now) const {
  PLENARY_CHECK(sodium_init() >= 0);
  Sid sid{};
  randombytes_buf(sid.data(), sid.size());
  return sealed(sid, now);
}

std::optional<std::string> Tickets::renewed(const Ticket& ticket, base::Instant now) const {
  if (ticket.expires_at - now > kGood / 2) return std::nullopt;
  const auto bytes = from_base64url(ticket.sid);
  PLENARY_CHECK(bytes && bytes->size() == kSidBytes);
  Sid sid{};
  std::copy(bytes->begin(), bytes->end(), sid.begin());
  return sealed(sid, now);
}

std::string Tickets::sealed(const Sid& sid, base::Instant now) const {
  Raw raw{};
  raw[0] = kForm;
  std::copy(sid.begin(), sid.end(), raw.begin() + 1);
  auto expiry = static_cast<std::uint64_t>((now + kGood).time_since_epoch().count());
  for (std::size_t i = kExpiryBytes; i > 0; --i, expiry >>= 8) {
    raw[kSidBytes + i] = static_cast<unsigned char>(expiry & 0xFF);
  }
  sign(raw, key_);
  return to_base64url(raw);
}

std::optional<Ticket> Tickets::verify(std::string_view text, base::Instant now) const {
  Raw raw{};
  if (text.size() != (raw.size() * 8 + 5) / 6) return std::nullopt;
  const auto bytes = from_base64url(text);
  if (!bytes || bytes->size() != raw.size()) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), raw.begin());
  Raw expected = raw;
  sign(expected, key_);
  if (sodium_memcmp(raw.data(), expected.data(), raw.size()) != 0 || raw[0] != kForm) {
    return std::nullopt;
  }
  std::uint64_t expiry = 0;
  for (std::size_t i = 1; i <= kExpiryBytes; ++i) expiry = expiry << 8 | raw[kSidBytes + i];
  const base::Instant expires_at{base::Milliseconds(static_cast<std::int64_t>(expiry))};
  if (expires_at <= now) return std::nullopt;
  return Ticket{to_base64url(std::span(raw).subspan(1, kSidBytes)), expires_at};
}

}  // namespace plenary::account
