#include "site/visitor_key.h"

#include <utility>

namespace plenary::site {

VisitorKey visitor_key(const Call& call, const audience::Secrets& secrets, base::Instant now) {
  if (call.visitor.signed_in()) return {account::author_key(call.visitor, ""), ""};
  std::string issued;
  auto ticket = secrets.tickets().verify(call.request.header("x-plenary-ticket"), now);
  if (!ticket) {
    issued = secrets.tickets().issue(now);
    ticket = secrets.tickets().verify(issued, now);
  }
  return {account::author_key({}, ticket->sid), std::move(issued)};
}

std::string ticket_key(const Call& call, const audience::Secrets& secrets, base::Instant now) {
  const auto ticket = secrets.tickets().verify(call.request.header("x-plenary-ticket"), now);
  return ticket ? account::author_key({}, ticket->sid) : std::string();
}

}  // namespace plenary::site
