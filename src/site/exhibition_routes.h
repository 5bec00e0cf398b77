#pragma once

#include "net/router.h"
#include "site/route_table.h"
#include "site/site.h"

namespace plenary::site {

/// GET /api/v1/exhibition and below it, for everybody: halls and exhibitors. Whatever a launch is
/// to reveal is the same to them as what never was. `parts` outlives the table.
void add_exhibition_routes(RouteTable& table, const SiteParts& parts);

/// GET /documents/NAME and /films/NAME: what a booth that is out shows, and nothing else of those
/// folders. `parts` outlives the router.
void add_exhibition_files(net::Router& router, const SiteParts& parts);

}  // namespace plenary::site
