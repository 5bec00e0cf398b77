#pragma once

#include <string>

#include "base/text.h"

namespace plenary::base {

/// A page of the web and what it is called.
struct Link {
  LocalisedText title;
  std::string url;  ///< http or https, checked where it was read.

  bool operator==(const Link&) const = default;
};

}  // namespace plenary::base
