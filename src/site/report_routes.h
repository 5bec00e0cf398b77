#pragma once

#include "site/route_table.h"
#include "site/site.h"

namespace plenary::site {

/// Reports and news: what is out for everybody, what is not yet for accredited press, each look of
/// whom is in the audit log. A report under embargo and one that never was are the same absence
/// here: neither is in the content that the public addresses look into. `parts` outlives the table.
void add_report_routes(RouteTable& table, const SiteParts& parts);

}  // namespace plenary::site
