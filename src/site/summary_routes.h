#pragma once

#include "audience/audience.h"
#include "conference/conference.h"
#include "site/route_table.h"

namespace plenary::site {

/// GET /api/v1/summary: each final figure with its definition. Measured ones come from the
/// audience's counters, of sessions that have ended; what somebody declared stands apart and is
/// never merged with them. Both parts outlive the table.
void add_summary_route(RouteTable& table, const conference::Conference& conference,
                       audience::Audience& audience);

}  // namespace plenary::site
