#pragma once

#include <string>
#include <string_view>

namespace plenary::base {

/// A field of CSV (RFC 4180) that no spreadsheet takes for a formula: what begins with =, +, -, @,
/// a tab or a line end gets an apostrophe before it.
std::string csv_field(std::string_view text);

}  // namespace plenary::base
