#pragma once

#include "site/route_table.h"
#include "site/site.h"

namespace plenary::site {

/// The hands on releases: GET /api/v1/desk/releases, and POST
/// /api/v1/desk/releases/{kind}/{id}/arm, disarm, hold, resume, postpone, now. `parts` outlives the
/// table.
void add_release_routes(RouteTable& table, const SiteParts& parts);

}  // namespace plenary::site
