#pragma once

#include <algorithm>
#include <vector>

namespace plenary::base {

/// The first of `things` with that id; null where there is none.
template <class Thing, class Id>
const Thing* find_by_id(const std::vector<Thing>& things, const Id& wanted) {
  const auto found = std::find_if(things.begin(), things.end(),
                                  [&wanted](const Thing& one) { return one.id == wanted; });
  return found == things.end() ? nullptr : &*found;
}

}  // namespace plenary::base
