#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/time.h"

namespace plenary::audience {

/// A rate limit (GCRA): `burst` acts at once, then one each `every`. Keeps one instant a key, and
/// forgets those that have their whole burst again.
class RateLimit {
 public:
  RateLimit(int burst, std::chrono::milliseconds every) : burst_(burst), every_(every) {}

  /// Nothing if the key may act now, which is then counted; else how long it has to wait.
  std::optional<std::chrono::milliseconds> take(const std::string& key, base::Instant now);

 private:
  int burst_;
  std::chrono::milliseconds every_;
  std::unordered_map<std::string, base::Instant> arrivals_;  // Theoretical arrival of the next.
  std::size_t sweep_at_ = 1024;
};

/// What was said lately, to tell a text that is said again.
class Repetitions {
 public:
  /// True if the author said nearly the same in the last minute, or several others did in the last
  /// five. Short texts ("yes!") are only compared with the author's own, and must be the same.
  bool seen(const std::string& author, std::uint64_t near_hash, std::size_t characters,
            base::Instant now) const;
  void add(const std::string& author, std::uint64_t near_hash, std::size_t characters,
           base::Instant now);

 private:
  struct Said {
    std::string author;
    std::uint64_t hash = 0;
    std::size_t characters = 0;
    base::Instant at;
  };
  std::deque<Said> said_;  // Newest first.
};

}  // namespace plenary::audience
