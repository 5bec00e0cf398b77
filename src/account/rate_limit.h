#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/time.h"

namespace plenary::account {

/// Lets each key act once an interval, and up to `burst` times at once after a rest: the generic
/// cell rate algorithm, one instant of memory a key. Not safe from several threads.
class RateLimit {
 public:
  struct Rate {
    std::chrono::milliseconds every;
    int burst;
  };

  /// Remembers at most `most_keys`; beyond it some key is forgotten.
  explicit RateLimit(Rate rate, std::size_t most_keys = 100'000);

  /// Counts one act. Nothing if it is allowed, else how long to wait for the next; an act that is
  /// refused does not count.
  std::optional<std::chrono::milliseconds> take(const std::string& key, base::Moment now);

 private:
  void make_room(base::Moment now);

  Rate rate_;
  std::size_t most_keys_;
  std::unordered_map<std::string, base::Moment> full_at_;  // When all of the burst is there again.
};

/// What stands for an address where sign-ins are counted: an IPv4 address as it is, an IPv6 address
/// by its first 64 bits, since a household owns that many; anything else as it is.
std::string address_prefix(std::string_view address);

}  // namespace plenary::account
