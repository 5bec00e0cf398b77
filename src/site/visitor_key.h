#pragma once

#include <string>

#include "audience/secrets.h"
#include "base/time.h"
#include "site/route_table.h"

namespace plenary::site {

/// Whose the things are that a viewer keeps: an agenda, a visit.
struct VisitorKey {
  std::string key;         ///< account::author_key(); never empty.
  std::string new_ticket;  ///< Made now; empty if they had one, or an account.
};

/// By the login, else by the ticket in X-Plenary-Ticket; who has neither gets a ticket with the
/// answer. `now` is real UTC.
VisitorKey visitor_key(const Call& call, const audience::Secrets& secrets, base::Instant now);

/// Whose the ticket in X-Plenary-Ticket is, whoever is signed in; empty without a good one.
std::string ticket_key(const Call& call, const audience::Secrets& secrets, base::Instant now);

}  // namespace plenary::site
