#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/ids.h"

namespace plenary::formats {

/// A UUID of version 5 (RFC 9562 section 5.5) in lower case: `name` in the namespace of URLs.
std::string uuid_of(std::string_view name);

/// The UUID of a conference's thing, which no server, version or language changes. `kind` is
/// "session", "stage", "person", "track".
std::string guid(const base::ConferenceId& conference, std::string_view kind, std::string_view id);

/// A number from 1 to 2^31 - 1 that a UUID gives: for programs that know things by number.
std::uint32_t number_of(std::string_view uuid);

/// True for 8-4-4-4-12 hexadecimal digits.
bool is_uuid(std::string_view text);

}  // namespace plenary::formats
