#pragma once

#include <memory>

#include "app/settings.h"
#include "conference/accounts.h"
#include "conference/conference.h"
#include "mail/postman.h"
#include "storage/database.h"

namespace plenary::app {

/// The postman of a server that has a mail server, ready to start: `accounts` write their letters
/// by it, and accounts with a confirmed address are reminded of their agendas' sessions, unless the
/// folder is a rehearsal's or a demonstration's. Null where the settings name no mail server. What
/// is given outlives it. Throws UsageError if the password cannot be read.
std::unique_ptr<mail::Postman> make_postman(const Settings& settings, storage::Database& database,
                                            conference::Accounts& accounts,
                                            const conference::Conference& conference);

}  // namespace plenary::app
