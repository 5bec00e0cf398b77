#pragma once

#include "base/time.h"
#include "conference/package.h"

namespace plenary::conference {

/// What a folder holds in which nothing was published yet: a conference that is being prepared,
/// with one day, `today`, and nothing on it. load() finds no mistake in it.
PackageFiles template_package(base::Instant today);

}  // namespace plenary::conference
