#include "account/rate_limit.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace plenary::account {

RateLimit::RateLimit(Rate rate, std::size_t most_keys) : rate_(rate), most_keys_(most_keys) {}

std::optional<std::chrono::milliseconds> RateLimit::take(const std::string& key, base::Moment now) {
  const auto tolerance = rate_.every * (rate_.burst - 1);
  const auto found = full_at_.find(key);
  const base::Moment full_at = found == full_at_.end() ? now : std::max(found->second, now);
  if (full_at - now > tolerance) {
    return std::chrono::ceil<std::chrono::milliseconds>(full_at - now - tolerance);
  }
  if (found == full_at_.end()) {
    make_room(now);
    full_at_.emplace(key, full_at + rate_.every);
  } else {
    found->second = full_at + rate_.every;
  }
  return std::nullopt;
}

void RateLimit::make_room(base::Moment now) {
  if (full_at_.size() < most_keys_) return;
  std::erase_if(full_at_, [&](const auto& entry) { return entry.second <= now; });
  if (full_at_.size() >= most_keys_) full_at_.erase(full_at_.begin());
}

std::string address_prefix(std::string_view address) {
  const std::string text(address);
  std::array<char, 16> v6{};
  if (::inet_pton(AF_INET6, text.c_str(), v6.data()) != 1) return text;
  const bool mapped = std::all_of(v6.begin(), v6.begin() + 10, [](char c) { return c == 0; }) &&
                      v6[10] == '\xff' && v6[11] == '\xff';
  if (mapped) {
    std::array<char, INET_ADDRSTRLEN> v4{};
    ::inet_ntop(AF_INET, v6.data() + 12, v4.data(), v4.size());
    return v4.data();
  }
  return base::hex({v6.data(), 8}) + "/64";
}

}  // namespace plenary::account
