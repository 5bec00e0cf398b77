#pragma once

#include <soci/soci.h>

namespace plenary::storage {

/// Brings the database to the schema of this version, one transaction a step. Throws where a later
/// version of Plenary has been here.
void migrate(soci::session& sql);

}  // namespace plenary::storage
