#pragma once

#include <cstddef>

#include "site/route_table.h"
#include "site/site.h"

namespace plenary::site {

/// The conference's content for the organiser's desk, below /api/v1/desk/content: files of the
/// draft, edits, difference, publishing, versions, ZIP in and out, pictures; and
/// GET /api/v1/desk/audit. Nothing where `parts` has no library. `parts` outlives the table.
void add_content_routes(RouteTable& table, const SiteParts& parts);

/// The most that the body of this request may have: an organiser's upload of a picture or of a
/// package may be large, everything else has `otherwise`.
std::size_t content_body_bytes(const net::Request& request, const conference::Accounts& accounts,
                               std::size_t otherwise);

}  // namespace plenary::site
