#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "account/grant.h"

namespace plenary::account {

/// Whoever is behind a request: a signed-in account with what it may do, or anybody. A value of
/// that moment: a role lost later is announced by conference::Accounts.
struct Visitor {
  std::string account;  ///< The account's id; empty: anonymous.
  std::string name;     ///< As the account wants to be shown.
  std::vector<Grant> grants;
  bool verified = false;  ///< Somebody vouches for who this is: an invitation or a ticket shop.

  bool signed_in() const { return !account.empty(); }
  bool operator==(const Visitor&) const = default;
};

/// Who said something, for journals and limits, never shown: "u:{account}", or "v:{sid}" of the
/// ticket for the anonymous; empty with neither.
inline std::string author_key(const Visitor& visitor, std::string_view sid) {
  if (visitor.signed_in()) return "u:" + visitor.account;
  return sid.empty() ? std::string() : "v:" + std::string(sid);
}

}  // namespace plenary::account
