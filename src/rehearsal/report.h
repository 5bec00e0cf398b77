#pragma once

#include <string>

#include "rehearsal/rehearsal.h"

namespace plenary::rehearsal {

/// Every figure of an outcome, and each second, as JSON.
std::string report_json(const Outcome& outcome);

/// The same for the organiser: one HTML page with charts, which needs nothing else.
std::string report_html(const Outcome& outcome);

/// The figures in some lines, for a terminal.
std::string summary(const Outcome& outcome);

/// CPU seconds of the server a second, and bytes of memory a viewer more; nothing where the
/// server's /metrics could not be read often enough.
struct ServerCost {
  std::optional<double> cores;
  std::optional<double> memory_bytes_per_viewer;
};
ServerCost server_cost(const Findings& findings);

}  // namespace plenary::rehearsal
