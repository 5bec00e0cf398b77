#pragma once

#include "site/route_table.h"
#include "site/site.h"

namespace plenary::site {

/// The right answer to an act that the ledger refused.
net::Response refused_act(const base::Error& error);

/// Where there are no visits.
boost::asio::awaitable<net::Response> no_visits();

/// How long a request for changes is held at most.
inline constexpr std::chrono::seconds kHoldChanges{25};

/// What visitors do at booths and limited events: /api/v1/my/visit, the slots of an exhibitor and
/// the sign-up of a session. Whose it is, an account says or the ticket in X-Plenary-Ticket; who has
/// neither gets a ticket as `ticket` of the answer. `parts` outlives the table.
void add_visit_routes(RouteTable& table, const SiteParts& parts);

}  // namespace plenary::site
