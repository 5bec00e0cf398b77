#pragma once

#include <string>

namespace plenary::app {

/// Says on standard error what went wrong. Returns a command's exit status for that, 1.
int complain(const std::string& sentence);

}  // namespace plenary::app
