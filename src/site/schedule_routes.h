#pragma once

#include "site/route_table.h"
#include "site/site.h"

namespace plenary::site {

/// POST /api/v1/desk/content/import-schedule: a schedule.xml or schedule.json becomes edits of the
/// draft. Not found where `parts` has no library. `parts` outlives the table.
void add_schedule_routes(RouteTable& table, const SiteParts& parts);

}  // namespace plenary::site
