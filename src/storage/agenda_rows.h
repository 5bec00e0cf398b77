#pragma once

#include <soci/soci.h>

#include <optional>
#include <string>

#include "storage/agenda_records.h"

namespace plenary::storage {

/// Within the caller's transaction; an owner has one agenda. Throws whatever soci throws.
void write(soci::session& sql, const AgendaRecord& record);

std::optional<AgendaRecord> agenda_of_owner(soci::session& sql, const std::string& owner);
std::optional<AgendaRecord> agenda_of_feed(soci::session& sql, const std::string& feed_hash);

}  // namespace plenary::storage
