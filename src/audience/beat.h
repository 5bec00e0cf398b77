#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audience/act.h"
#include "audience/pacing.h"
#include "base/result.h"
#include "base/time.h"

namespace plenary::audience {

inline constexpr std::size_t kMostBeatBytes = 16u << 10;
inline constexpr std::size_t kMostActs = 4;

/// What a viewer's device sends up each 15 s, and at once when its owner acts.
struct Beat {
  std::uint64_t n = 0;     ///< Counts up on the device; the answer's `ack`.
  std::string ticket;      ///< Empty: the device has none yet.
  /// The player shows the stage, which is what is counted, or has stopped. None: this page says
  /// nothing of it, as another page of the device may play.
  std::optional<bool> playing;
  std::uint64_t seen = 0;  ///< The newest pulse the device has.
  std::string epoch;
  std::string name;  ///< What an anonymous viewer wants to be called; empty: nothing.
  std::vector<Act> acts;

  bool operator==(const Beat&) const = default;
};

/// Reads a beat from outside. Fails with kMalformed and a sentence, kLimit beyond kMostBeatBytes or
/// kMostActs. An act of unknown kind or without what its kind needs fails the whole beat.
base::Result<Beat> parse_beat(std::string_view json);

/// What came of one act.
struct ActResult {
  std::string id;
  bool ok = false;
  std::string ref;      ///< "m12": what the act made, or is about.
  std::string state;    ///< "shown" or "held", of a message or question.
  std::string receipt;  ///< Of a vote.
  std::string error;    ///< "too_fast", "paused", ...: the codes of docs/api.
  std::string detail;   ///< A sentence for the viewer.
  std::optional<std::chrono::milliseconds> retry;

  bool operator==(const ActResult&) const = default;
};

/// The answer to one beat: durable is what it says is done. Concerns one viewer alone.
struct BeatAnswer {
  std::uint64_t ack = 0;
  std::string ticket;  ///< Only where none or no good one was sent, or one that is old.
  std::vector<ActResult> results;
  std::string by;                ///< The viewer's public pseudonym.
  std::vector<std::string> may;  ///< Rights beyond any viewer's: "moderate", "run_polls", ...
  std::optional<base::Instant> timed_out_until;
  bool hand = false;     ///< The viewer's hand is up.
  bool removed = false;  ///< Banned: the door closes the socket with 4403.
  std::chrono::milliseconds next = Pacing().beat;

  // For the door alone, never printed.
  std::string sid;     ///< Of the ticket that counts from now on: what left() is told.
  std::string author;  ///< "u:{account}" or "v:{sid}": what close_author() is told.
};

/// {"ack":17,"results":[...],"you":{...},"next":{"ms":15000}}.
std::string print(const BeatAnswer& answer);

}  // namespace plenary::audience
