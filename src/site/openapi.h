#pragma once

#include <string>

namespace plenary::site {

/// docs/api/openapi.yaml, which is part of the program, as JSON. Throws if it cannot be read: its test
/// sees to it that it can.
std::string openapi_json();

}  // namespace plenary::site
