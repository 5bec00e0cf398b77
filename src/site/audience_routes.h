#pragma once

#include "audience/audience.h"
#include "conference/conference.h"
#include "site/route_table.h"

namespace plenary::site {

/// Adds the documents of the audience: the moderators' desk, the public log, tallies, figures and
/// exports. Beats and pulses are the delivery's. Both parts outlive the table.
void add_audience_routes(RouteTable& table, const conference::Conference& conference,
                         audience::Audience& audience);

}  // namespace plenary::site
