#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace plenary::ingest {

/// The door's bounds. The defaults are the promised ones; tests shorten them.
struct RtmpSettings {
  /// From accepting a connection to accepting its publish.
  std::chrono::milliseconds admission{10'000};
  /// Without a byte from an admitted publisher, or without it taking one.
  std::chrono::milliseconds idle{15'000};
  /// From a publish request to its refusal, however quickly the key was found wrong.
  std::chrono::milliseconds refusal{250};
  /// For a last word to a publisher that must go.
  std::chrono::milliseconds farewell{1'000};
  /// Connections that were not admitted yet, in all and from one address. A newcomer beyond them
  /// displaces the oldest.
  std::size_t waiting = 512;
  std::size_t waiting_per_address = 256;
  /// Audio and video messages that make no sense, after which their publisher must go.
  int broken_messages = 100;
};

/// What happened since the start, except for `waiting` and `publishing`, which are now.
struct RtmpCounters {
  std::uint64_t connections = 0;
  std::uint64_t waiting = 0;  ///< Connected, not admitted yet.
  std::uint64_t publishing = 0;
  std::uint64_t admitted = 0;
  std::uint64_t refused = 0;    ///< Wrong key or unknown stage, the input in use included.
  std::uint64_t displaced = 0;  ///< Closed to make room for newcomers.
  std::uint64_t timed_out = 0;
  std::uint64_t malformed = 0;    ///< Connections ended for breaking the protocol or its bounds.
  std::uint64_t unsupported = 0;  ///< Connections ended for a codec or a protocol not spoken.
  std::uint64_t broken_messages = 0;  ///< Audio and video messages dropped as nonsense.
  std::uint64_t packets = 0;          ///< Handed to stages.
  std::uint64_t received_bytes = 0;
};

}  // namespace plenary::ingest
