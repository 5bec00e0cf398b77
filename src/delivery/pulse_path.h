#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/ids.h"

namespace plenary::delivery {

/// What an address under /p1/ asks for.
struct PulsePath {
  enum class Kind : std::uint8_t {
    kNow,       ///< {stage}/now
    kPulse,     ///< {epoch}/{stage}/n/{seq}
    kBlock,     ///< {epoch}/{stage}/b/{seq>>3}
    kSnapshot,  ///< {epoch}/{stage}/s/{seq/10}
  };
  Kind kind = Kind::kNow;
  base::StageId stage;
  std::string epoch;  ///< 1 to 64 of [a-z0-9]; empty for kNow.
  std::uint64_t number = 0;

  bool operator==(const PulsePath&) const = default;
};

/// Reads a decoded path; nothing if it is no address of a pulse. A number has no leading zero and
/// at most 15 digits: one address for one thing.
std::optional<PulsePath> parse_pulse_path(std::string_view path);

/// Reads a decimal of 1 to 15 digits without a leading zero.
std::optional<std::uint64_t> parse_sequence(std::string_view text);

/// True for what an epoch may look like.
bool is_epoch(std::string_view text);

}  // namespace plenary::delivery
