#pragma once

#include <cstdint>
#include <set>
#include <string_view>

#include "formats/guid.h"

namespace plenary::formats {

/// Numbers for things with UUIDs, no two alike within one file.
class Numbers {
 public:
  std::uint32_t of(std::string_view uuid) {
    std::uint32_t number = number_of(uuid);
    while (!taken_.insert(number).second) number = number == 0x7FFFFFFFU ? 1 : number + 1;
    return number;
  }

 private:
  std::set<std::uint32_t> taken_;
};

}  // namespace plenary::formats
