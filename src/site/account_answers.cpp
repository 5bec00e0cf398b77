#include "site/account_answers.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/log.h"
#include "site/answers.h"
#include "site/guard.h"

namespace plenary::site {

namespace json = boost::json;
using base::Errc;
using net::Response;

json::object login_json(const conference::Login& login) {
  json::array roles;
  json::array grants;
  for (const account::Grant& grant : login.visitor.grants) {
    grants.emplace_back(account::print(grant));
    const json::value role(account::name(grant.role));
    if (std::find(roles.begin(), roles.end(), role) == roles.end()) roles.push_back(role);
  }
  return {{"account", login.visitor.account},   {"name", login.visitor.name},
          {"verified", login.visitor.verified}, {"grants", std::move(grants)},
          {"roles", std::move(roles)},          {"csrf", login.csrf}};
}

Response too_often(std::chrono::milliseconds wait) {
  Response response = uncached(net::problem(
      429, "Too many tries", "From this address there were many; wait a little and try again."));
  response.with("retry-after",
                std::to_string(std::chrono::ceil<std::chrono::seconds>(wait).count()));
  return response;
}

Response refusal(const base::Error& error) {
  switch (error.code()) {
    case Errc::kMalformed:
      return malformed(error.detail());
    case Errc::kLimit:
      return too_often(std::chrono::seconds(2));
    case Errc::kUnauthorised:
      return uncached(
          net::problem(401, "Wrong name or password",
                       "Check both. A new password comes by mail or from the organiser."));
    case Errc::kForbidden:
      return uncached(net::problem(403, "Not admitted",
                                   "This account is not admitted, or accounts are by invitation."));
    case Errc::kNotFound:
      return not_found();
    case Errc::kConflict:
      return uncached(net::problem(409, "Conflict", "That is taken, or would leave no organiser."));
    default:
      return uncached(net::problem(error));
  }
}

Response admitted(const net::Request& request,
                  const base::Result<conference::Accounts::SignedIn>& signed_in, const char* way) {
  if (!signed_in) {
    base::log(base::Level::kInfo, "not_signed_in",
              {{"way", way}, {"why", signed_in.error().detail()}});
    return refusal(signed_in.error());
  }
  Response response = uncached_json(json::serialize(login_json(signed_in->login)));
  response.with("set-cookie", login_cookie(request, signed_in->token));
  return response;
}

}  // namespace plenary::site
