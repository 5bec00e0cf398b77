#pragma once

#include <soci/soci.h>

#include <chrono>
#include <cstdint>
#include <optional>

#include "base/time.h"

/// How values stand in columns.
namespace plenary::storage {

inline std::int64_t to_ms(base::Instant instant) {
  return instant.time_since_epoch().count();
}
inline base::Instant from_ms(std::int64_t ms) {
  return base::Instant(std::chrono::milliseconds(ms));
}

// 0 stands for absent: no conference began in 1970.
inline std::int64_t to_ms(const std::optional<base::Instant>& instant) {
  return instant ? to_ms(*instant) : 0;
}
inline std::optional<base::Instant> optional_from_ms(std::int64_t ms) {
  return ms == 0 ? std::nullopt : std::optional(from_ms(ms));
}

/// SQLite gives an INTEGER column as whichever width its declaration suggests; the schema says
/// BIGINT.
inline std::int64_t integer(const soci::row& row, std::size_t column) {
  return row.get<long long>(column);
}

}  // namespace plenary::storage
