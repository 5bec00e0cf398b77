#pragma once

#include <string>
#include <string_view>

namespace plenary::base {

/// `text` as it may stand in HTML, XML or Pango's markup, between tags and in double quotes: & < >
/// and " become character references.
std::string escape_html(std::string_view text);

}  // namespace plenary::base
