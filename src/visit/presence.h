#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <unordered_map>

#include "base/time.h"

namespace plenary::visit {

/// Where the staff of a booth are, who are not its visitors: "staff/{exhibitor}".
std::string staff_place(const std::string& exhibitor);

/// Who is at which booth now: whoever asked for its changes lately. A value, bounded.
class Presence {
 public:
  static constexpr std::size_t kMostAtOneBooth = 100'000;

  /// `who` is there until then, or longer if they were.
  void here(const std::string& booth, const std::string& who, base::Moment until);
  /// How many are there.
  std::size_t count(const std::string& booth, base::Moment now);
  bool is_here(const std::string& booth, const std::string& who, base::Moment now) const;
  /// How many visitors are at all booths together.
  std::size_t total(base::Moment now);

 private:
  void sweep(const std::string& booth, base::Moment now);
  std::map<std::string, std::unordered_map<std::string, base::Moment>> there_;
};

}  // namespace plenary::visit
