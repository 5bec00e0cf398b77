#pragma once

#include <cstdint>

namespace plenary::audience {

/// How many watch a stage, as of its last pulse.
struct Counts {
  std::uint64_t now = 0;  ///< The best estimate of players that show the stage.
  std::uint64_t low = 0;  ///< The truth is in [low, high] in at least 95 of 100 samples.
  std::uint64_t high = 0;
  std::uint64_t unique = 0;  ///< Devices that ever showed it: exact.
  std::uint64_t peak = 0;    ///< The highest mean of a minute.

  bool operator==(const Counts&) const = default;
};

/// Counters since the start, over all stages.
struct Totals {
  std::uint64_t beats = 0;
  std::uint64_t acts = 0;     ///< Durable.
  std::uint64_t refused = 0;  ///< Acts refused by a rule.
  std::uint64_t unavailable =
      0;  ///< Acts refused since they could not be stored or too much waited.
  std::uint64_t without_ticket = 0;  ///< Acts to be sent again with the ticket of their answer.
  std::uint64_t tickets_issued = 0;
  std::uint64_t tickets_renewed = 0;
  std::uint64_t tickets_refused = 0;  ///< Brought by a beat, but forged or expired.
  std::uint64_t pulses = 0;
  std::uint64_t batches = 0;  ///< Transactions of acts.
  std::uint64_t waiting = 0;  ///< Messages in the mailbox now.

  bool operator==(const Totals&) const = default;
};

}  // namespace plenary::audience
