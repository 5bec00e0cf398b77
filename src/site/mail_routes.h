#pragma once

#include "site/route_table.h"
#include "site/site.h"

namespace plenary::site {

/// What goes by letter: new passwords, confirmed addresses, reminders, and the desk's view of what
/// is on its way. `parts` outlives the table.
void add_mail_routes(RouteTable& table, const SiteParts& parts);

}  // namespace plenary::site
