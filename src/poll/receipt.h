#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plenary::poll {

/// What a voter gets back, and finds beside the own vote in the published tally. It says nothing of
/// who voted to anybody without the key. A value.
struct Receipt {
  std::array<std::uint8_t, 10> bytes{};

  auto operator<=>(const Receipt&) const = default;
};

/// "4HJK-90AB-MNPQ-RSTV": Crockford's base32, 80 bits.
std::string print(const Receipt& receipt);

/// Makes receipts: a keyed BLAKE2b of poll and voter, so that one voter has one receipt in a poll
/// and unlike ones in two. Whoever destroys the key afterwards makes the published votes anonymous
/// for ever. Immutable.
class Receipts {
 public:
  using Key = std::array<unsigned char, 32>;

  explicit Receipts(const Key& key) : key_(key) {}

  /// `poll` names the poll within the conference, `voter` is an author's key.
  Receipt of(std::string_view poll, std::string_view voter) const;

 private:
  Key key_;
};

}  // namespace plenary::poll

template <>
struct std::hash<plenary::poll::Receipt> {
  /// A receipt is a hash already.
  std::size_t operator()(const plenary::poll::Receipt& receipt) const noexcept {
    std::size_t value = 0;
    for (std::size_t i = 0; i < sizeof value; ++i) value = value << 8 | receipt.bytes[i];
    return value;
  }
};
