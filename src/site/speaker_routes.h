#pragma once

#include "site/route_table.h"
#include "site/site.h"

namespace plenary::site {

/// The speakers' own pages, by a link that the desk gives out: /api/v1/speaker/{token} and below,
/// /api/v1/desk/people/{person}/link, /api/v1/desk/proposals. Nothing where `parts` has no speakers.
/// `parts` outlives the table.
void add_speaker_routes(RouteTable& table, const SiteParts& parts);

}  // namespace plenary::site
