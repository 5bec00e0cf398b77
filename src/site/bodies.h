#pragma once

#include <boost/json/object.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "account/grant.h"
#include "base/result.h"
#include "conference/accounts.h"

/// What browsers send to the accounts' routes. Every reader fails with kMalformed and a sentence
/// for whoever sent it.
namespace plenary::site {

/// A JSON object of at most 16 levels.
base::Result<boost::json::object> object_body(std::string_view body);
/// A member that is text; nothing if it is absent or anything else.
std::optional<std::string> text_field(const boost::json::object& object, std::string_view name);

struct Credentials {
  std::string typed;  ///< From `email`, else `name`.
  std::string password;
};
/// {"name" or "email", "password"}
base::Result<Credentials> read_credentials(std::string_view body);

/// {"email"?, "name"?, "password"?, "language"?}; what is absent is empty.
base::Result<conference::NewAccount> read_new_account(std::string_view body);

/// {"token"}
base::Result<std::string> read_token(std::string_view body);

/// {"grant": "moderator:stage/main"} or {"role", "scope"}.
base::Result<account::Grant> read_grant(std::string_view body);

/// A grant with {"name"?, "email"?, "hours"?, "uses"?, "language"?}.
base::Result<conference::NewInvitation> read_invitation(std::string_view body);

/// {"seconds": 60...}; nothing, for good, if it is absent or null or the body empty.
base::Result<std::optional<std::chrono::seconds>> read_ban(std::string_view body);

}  // namespace plenary::site
