#pragma once

#include "site/route_table.h"
#include "site/site.h"

namespace plenary::site {

/// POST /api/v1/desk/content/import-schedule: what a schedule.xml or schedule.json would change in the
/// draft; with ?confirm=1 it becomes those edits. Not found where `parts` has no library. `parts` outlives
/// the table.
void add_schedule_routes(RouteTable& table, const SiteParts& parts);

}  // namespace plenary::site
