#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "audience/pacing.h"
#include "base/ids.h"
#include "base/text.h"
#include "base/time.h"

namespace plenary::audience {

/// What all viewers of a stage hear in one second: a numbered JSON object, encoded once, the same
/// bytes for everybody. Immutable; nothing that concerns one viewer alone is ever in it.
struct Pulse {
  base::StageId stage;
  std::string epoch;  ///< [a-z0-9], 16 characters; new at every start of the server, never reused.
  std::uint64_t seq = 0;                    ///< From 1 in its epoch, without gaps.
  base::Instant at;                         ///< Real UTC.
  Pacing pacing;                            ///< As `json` says it too.
  std::shared_ptr<const std::string> json;  ///< At most kMostPulseBytes.
  /// The whole state as of `seq`, for those who come late: with the first pulse of a stage and
  /// every tenth; null otherwise.
  std::shared_ptr<const std::string> snapshot;
};

/// What became public just now: a report, a news item.
struct Release {
  std::string kind;  ///< "report", "news".
  std::string id;
  base::LocalisedText title;
  std::string url;   ///< Of its page: "/report/{id}".
  base::Instant at;  ///< Real UTC.

  bool operator==(const Release&) const = default;
};

/// For so long a snapshot tells those who come later of a release.
inline constexpr std::chrono::minutes kReleaseIsNews{10};

/// A pulse with chat, a poll or an announcement in it; with counters alone it has at most 1 KiB.
inline constexpr std::size_t kMostPulseBytes = 4096;

/// Receives every pulse as it is made, on the audience's thread: it must be quick, as posting is.
using PulseSink = std::function<void(std::shared_ptr<const Pulse>)>;

}  // namespace plenary::audience
