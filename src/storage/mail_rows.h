#pragma once

#include <soci/soci.h>

#include "storage/account_records.h"
#include "storage/mail_records.h"

namespace plenary::storage {

// Within the caller's transaction; these throw Conflict as the records say, and whatever soci
// throws.
void write(soci::session& sql, const MailRecord& record);
void write(soci::session& sql, const MailTokenRecord& record);
void write(soci::session& sql, const MailAddressRecord& record);
void write(soci::session& sql, const UseMailToken& change);
void write(soci::session& sql, const EraseMailTokens& change);

/// Adds tokens (those that have expired at `now` are deleted) and addresses.
void read_mail(soci::session& sql, base::Instant now, StoredAccounts& stored);

/// The newest first, without their words.
std::vector<MailRecord> read_letters(soci::session& sql, std::size_t most);

}  // namespace plenary::storage
