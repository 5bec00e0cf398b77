#pragma once

#include <CLI/CLI.hpp>

namespace plenary::app {

/// Adds `plenary rehearse`, which runs as it is parsed: simulated viewers against a running server,
/// a line that shows how it stands, then the figures and a report. `status` becomes the exit
/// status.
CLI::App* add_rehearse_command(CLI::App& app, int& status);

}  // namespace plenary::app
