#pragma once

#include "site/route_table.h"
#include "site/site.h"

namespace plenary::site {

/// A booth's own profile for those who run it, below /api/v1/desk/booths/{exhibitor}: its file of
/// the draft, edits of that file alone, pictures, documents and films named for it, and publishing
/// of these and nothing else; and POST /api/v1/desk/exhibitors/import for organisers. `parts`
/// outlives the table.
void add_profile_routes(RouteTable& table, const SiteParts& parts);

/// The most that the body of this request may have where it is an upload to a booth, else nothing.
std::size_t profile_body_bytes(const net::Request& request, const conference::Accounts& accounts,
                               std::size_t otherwise);

}  // namespace plenary::site
