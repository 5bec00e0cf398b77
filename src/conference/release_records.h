#pragma once

#include "conference/releases.h"
#include "storage/release_records.h"

namespace plenary::conference {

/// As it stands on disk, and back. A record of a kind that this version does not know is left out.
storage::ReleaseRecord record_of(const Release& release);
Releases releases_of(const storage::ReleaseRecords& records);

}  // namespace plenary::conference
