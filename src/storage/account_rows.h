#pragma once

#include <soci/soci.h>

#include "storage/account_records.h"

namespace plenary::storage {

/// One change of the accounts' tables, within the caller's transaction. Throws Conflict as
/// AccountChange says, and whatever soci throws.
void write(soci::session& sql, const AccountChange& change);

/// All rows of the accounts' tables; logins and spent tokens that have expired at `now` are
/// deleted.
StoredAccounts read_accounts(soci::session& sql, base::Instant now);

}  // namespace plenary::storage
