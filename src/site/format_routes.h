#pragma once

#include "net/router.h"
#include "site/formats.h"
#include "site/route_table.h"

namespace plenary::site {

/// Adds the formats below /api/ to the table: changes and CSV. `formats` outlives it.
void add_format_routes(RouteTable& table, const Formats& formats);

/// Adds those that have an address of their own: schedules, calendars, the feed of changes,
/// streams. /news.{language}.atom is asked for by Formats::news_atom(), since its languages come
/// and go.
void add_format_pages(net::Router& router, const Formats& formats);

}  // namespace plenary::site
