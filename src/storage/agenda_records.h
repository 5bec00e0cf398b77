#pragma once

#include <string>
#include <vector>

#include "base/time.h"

namespace plenary::storage {

/// The sessions that a viewer means to see.
struct AgendaRecord {
  std::string owner;      ///< account::author_key(): "u:{account}" or "v:{sid}".
  std::string feed_hash;  ///< Of the token in the address of the owner's calendar.
  std::vector<std::string> sessions;
  base::Instant changed_at;

  bool operator==(const AgendaRecord&) const = default;
};

}  // namespace plenary::storage
