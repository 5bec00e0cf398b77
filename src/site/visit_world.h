#pragma once

#include <functional>
#include <memory>

#include "conference/conference.h"
#include "visit/world.h"

namespace plenary::site {

/// What visits need to know of the public content.
visit::World world_of(const conference::Content& content);

/// Gives the world of what is public now, made once for each content. Safe from every thread; the
/// conference outlives it.
std::function<std::shared_ptr<const visit::World>()> world_follower(
    const conference::Conference& conference);

}  // namespace plenary::site
