#pragma once

#include "site/route_table.h"
#include "site/site.h"

namespace plenary::site {

/// Signing in and up, invitations, people: everything of accounts. `parts` outlives the table.
void add_account_routes(RouteTable& table, const SiteParts& parts);

}  // namespace plenary::site
