#pragma once

#include "site/route_table.h"
#include "site/site.h"

namespace plenary::site {

/// The place that {exhibitor} names, whether there is such an exhibitor or not: who may not run that
/// booth does not learn it from the answer.
Route::PlaceOf booth_place();

/// The exhibitor's desk: conversations, leads, meetings, offers, figures and staff of one booth, for
/// those who may run it. `parts` outlives the table.
void add_booth_routes(RouteTable& table, const SiteParts& parts);

}  // namespace plenary::site
