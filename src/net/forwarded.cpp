#include "net/forwarded.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>
#include <string>

#include "base/text.h"

namespace plenary::net {
namespace {

using base::Errc;
using base::Error;

constexpr std::size_t kLongestAddress = 45;
constexpr int kMappedBits = 96;  // Of ::ffff:0:0/96.

struct Address {
  std::array<std::uint8_t, 16> bytes{};
  bool is_v4 = false;
};

std::optional<Address> parse_address(std::string_view text) {
  if (text.empty() || text.size() > kLongestAddress) return std::nullopt;
  // inet_pton would read up to a zero byte, and take what is behind it along unseen.
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  const std::string terminated(text);
  Address address;
  std::array<std::uint8_t, 4> v4{};
  if (::inet_pton(AF_INET, terminated.c_str(), v4.data()) == 1) {
    address.bytes[10] = address.bytes[11] = 0xFF;
    std::copy(v4.begin(), v4.end(), address.bytes.begin() + 12);
    address.is_v4 = true;
    return address;
  }
  if (::inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) return address;
  return std::nullopt;
}

/// What a proxy writes of a client: an address, in brackets or with its port too.
std::string_view without_port(std::string_view text) {
  if (text.starts_with('[')) return text.substr(1, text.find(']') - 1);
  const std::size_t colon = text.find(':');
  const bool one =
      colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
  return one ? text.substr(0, colon) : text;
}

bool shares(const std::array<std::uint8_t, 16>& left, const std::array<std::uint8_t, 16>& right,
            int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(whole), right.begin())) {
    return false;
  }
  const int rest = bits % 8;
  if (rest == 0) return true;
  const auto mask = static_cast<std::uint8_t>(0xFF << (8 - rest));
  return (left[whole] & mask) == (right[whole] & mask);
}

}  // namespace

base::Result<TrustedProxies> TrustedProxies::parse(std::string_view list) {
  TrustedProxies made;
  for (std::string_view word : base::split(list, ',')) {
    word = base::trim(word);
    if (word.empty()) continue;
    const Error wrong(Errc::kMalformed, "'" + std::string(word) + "' is no address or network");
    const std::size_t slash = word.find('/');
    const auto address = parse_address(word.substr(0, slash));
    if (!address) return wrong;
    const int most = address->is_v4 ? 32 : 128;
    int bits = most;
    if (slash != std::string_view::npos) {
      const std::string_view digits = word.substr(slash + 1);
      const auto [end, failed] = std::from_chars(digits.begin(), digits.end(), bits);
      if (failed != std::errc() || end != digits.end() || bits < 0 || bits > most) return wrong;
    }
    made.networks_.push_back({address->bytes, address->is_v4 ? kMappedBits + bits : bits});
  }
  return made;
}

bool TrustedProxies::trusts(std::string_view text) const {
  if (networks_.empty()) return false;
  const auto address = parse_address(text);
  return address && std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
           return shares(network.address, address->bytes, network.bits);
         });
}

void TrustedProxies::apply(Request& request) const {
  if (!trusts(request.peer)) return;
  const auto forwarded = base::split(request.header("x-forwarded-proto"), ',');
  if (!forwarded.empty() && base::trim(forwarded.back()) == "https") request.secure = true;
  const auto chain = base::split(request.header("x-forwarded-for"), ',');
  for (auto word = chain.rbegin(); word != chain.rend(); ++word) {
    const std::string_view text = without_port(base::trim(*word));
    if (!parse_address(text)) return;  // Nobody vouches for what stands before it.
    request.peer = text;
    if (!trusts(text)) return;
  }
}

}  // namespace plenary::net
