#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace plenary::net {

/// A request-target taken apart.
struct Target {
  std::string
      path;  ///< Decoded once: UTF-8, begins with '/', no dot segment, no control character.
  std::string query;  ///< What follows '?', still encoded; printable UTF-8.
  bool operator==(const Target&) const = default;
};

/// Reads a request-target in origin-form or absolute-form (RFC 9112 section 3.2). Fails with
/// kMalformed also for what no page of ours links to and an attacker likes: %2F and %5C, "." and
/// ".." segments in any spelling, a fragment, invalid UTF-8.
base::Result<Target> parse_target(std::string_view target);

/// Percent-decodes `text`, with '+' as space where `plus_is_space`. Nothing if an escape is broken
/// or the outcome is not UTF-8 or holds NUL.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);

/// The decoded value of the first field called `name` in an encoded query; empty where it cannot be
/// decoded, nothing where it is absent.
std::optional<std::string> find_query_value(std::string_view query, std::string_view name);

/// The value of the first cookie called `name` in a Cookie header (RFC 6265 section 4.2); nothing
/// where it is absent. A view into `header`.
std::optional<std::string_view> find_cookie(std::string_view header, std::string_view name);

}  // namespace plenary::net
