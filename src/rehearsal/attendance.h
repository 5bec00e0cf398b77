#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rehearsal/findings.h"

namespace plenary::rehearsal {

/// A session's attendance as the server's desk tells it.
struct SessionFigures {
  std::string session;
  double counted_seconds = 0;
  double average = 0, average_low = 0, average_high = 0;  ///< The average-minute audience.
  double peak = 0;
  std::uint64_t unique = 0;
  std::array<std::uint64_t, 3> views{};  ///< Devices that watched 2, 30 and 60 s at least.
};

/// Reads GET /api/v1/desk/sessions/{session}/audience; nothing from anything else.
std::optional<SessionFigures> read_session_figures(std::string_view json);

/// A figure of the server beside what is known to be true. Either may be known between bounds only:
/// the two agree where they meet.
struct Compared {
  std::string name;
  double counted = 0, counted_low = 0, counted_high = 0;
  double truth_low = 0, truth_high = 0;
  bool agrees() const { return counted_low <= truth_high && truth_low <= counted_high; }
};

/// What the session gained from `before` to `after`, beside the viewers of a rehearsal that lay between
/// them and was all that happened there. A viewer who vanished without a word was last heard up to 18 s
/// earlier, and is true to within that; the peak must be within a fiftieth.
std::vector<Compared> compare_attendance(const SessionFigures& before, const SessionFigures& after,
                                         const Findings& findings);

}  // namespace plenary::rehearsal
