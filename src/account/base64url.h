#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace plenary::account {

/// RFC 4648 section 5 without padding.
std::string to_base64url(std::span<const unsigned char> bytes);

/// Nothing for other characters, padding, a length that none has, or stray bits at the end: one
/// text for each value, so that a signed text has no second form.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace plenary::account
