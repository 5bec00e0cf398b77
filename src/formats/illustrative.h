#pragma once

#include <string>
#include <string_view>

namespace plenary::formats {

/// What is said wherever a fact stands that no source gives: "illustrative", in the reader's language.
std::string illustrative(std::string_view language);
/// A sentence beside clock times that are the package's own choice.
std::string illustrative_times(std::string_view language);
/// A sentence beside the instant of a post whose hour is.
std::string illustrative_hour(std::string_view language);

/// True for illustrative_times() in any language: what comes back from another program is no text
/// of the session.
bool is_illustrative_times(std::string_view text);

}  // namespace plenary::formats
