#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "site/route_table.h"
#include "site/site.h"

namespace plenary::site {

/// The place that {stage} names: the stage with what is live on it.
Route::PlaceOf stage_place(const conference::Conference& conference);
/// The place that {session} names.
Route::PlaceOf session_place(const conference::Conference& conference);

/// Says in the audit log who did what; a full disk does not undo what was done.
boost::asio::awaitable<void> audit(const SiteParts& parts, std::string account, std::string action,
                                   std::string subject);

/// The stage desk: what runs, and the hand on it. `parts` outlives the table.
void add_desk_routes(RouteTable& table, const SiteParts& parts);

}  // namespace plenary::site
