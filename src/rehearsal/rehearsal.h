#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "rehearsal/attendance.h"
#include "rehearsal/findings.h"
#include "rehearsal/plan.h"

namespace plenary::rehearsal {

/// How it stands, once a second.
struct Progress {
  double at = 0;      ///< Seconds since the beginning.
  double total = 0;   ///< Seconds that it will take.
  std::string doing;  ///< "joining", "staying", "storm", "leaving".
  const Second* second = nullptr;
  const Findings* findings = nullptr;
};

/// A rehearsal that came to its end, or was stopped.
struct Outcome {
  Plan plan;
  Findings findings;
  std::optional<double> crash_at;  ///< Seconds since the beginning.
  std::string begun_at;            ///< RFC 3339.
  bool stopped = false;            ///< Before its time.
  /// What of the server's own figures could not be had, and why; empty if all could.
  std::vector<std::string> notes;
  /// The session's attendance beside the truth; empty without an organiser's account or a session.
  std::vector<Compared> attendance;
};

/// Rehearses against a running server. `progress` returns false to stop early. Fails with a
/// sentence for the organiser: nobody answers there, no such stage, wrong password, the system
/// allows too few open files.
base::Result<Outcome> rehearse(const Plan& plan,
                               const std::function<bool(const Progress&)>& progress);

}  // namespace plenary::rehearsal
