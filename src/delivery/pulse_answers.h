#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/time.h"
#include "delivery/pulse_replica.h"
#include "net/http.h"

namespace plenary::delivery {

/// The answers under /p1/ and /b1/: what caches may keep is the same for everybody and has no
/// cookie, no Vary and one encoding; whatever else is not kept at all. Never 425, 429 or 503 where
/// an edge collapses requests: some keep those for seconds.
class PulseAnswers {
 public:
  PulseAnswers();

  /// {stage}/now: where the stage's pulses are. Kept for one second by edges.
  net::Response now(const PulseReplica& replica, base::Instant present) const;
  /// A pulse, a block or a snapshot: it never changes.
  net::Response immutable(std::shared_ptr<const std::string> body, std::string etag) const;
  /// A hold that ended without what was asked for. A collapsed key needs an answer that can be
  /// kept.
  net::Response stall(std::uint64_t head) const;
  net::Response not_found(std::string_view detail) const;
  net::Response gone() const;
  net::Response options() const;

  /// An accepted beat's answer, for one viewer alone.
  net::Response beat(std::string json) const;

 private:
  using Shared = std::shared_ptr<const net::SharedHeaders>;
  Shared immutable_;
  Shared brief_;
  Shared unkept_;
  Shared own_;
  Shared options_;
};

/// 429 or 503 with Retry-After in whole seconds, rounded up; never kept.
net::Response try_later(int status, std::string_view title, std::string_view detail,
                        std::chrono::milliseconds retry);

}  // namespace plenary::delivery
