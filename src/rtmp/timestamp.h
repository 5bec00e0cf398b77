#pragma once

#include <cstdint>
#include <optional>

namespace plenary::rtmp {

/// Unwraps the protocol's 32-bit milliseconds (49.7 days) to 64 bits: each time is taken to be
/// within 24.8 days of the one before, earlier or later. One for a whole connection, so that audio
/// and video that come on either side of the wrap stay together.
class TimestampUnwrapper {
 public:
  std::int64_t unwrap(std::uint32_t timestamp_ms) {
    if (!last_) {
      last_ = timestamp_ms;
    } else {
      const auto step = timestamp_ms - static_cast<std::uint32_t>(*last_);
      *last_ += static_cast<std::int32_t>(step);
    }
    return *last_;
  }

 private:
  std::optional<std::int64_t> last_;
};

}  // namespace plenary::rtmp
