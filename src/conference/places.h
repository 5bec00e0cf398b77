#pragma once

#include <optional>

#include "account/policy.h"
#include "base/ids.h"
#include "conference/conference.h"

namespace plenary::conference {

/// Where a stage is for the policy: itself, the session that is live on it, or while none is the
/// next by the conference clock's `now`, and that session's forum. Nothing if there is no such stage.
std::optional<account::Place> place_of(const Snapshot& snapshot, const base::StageId& stage,
                                       base::Instant now);

/// Where a session is: itself, its stage and its forum. Nothing if there is no such session.
std::optional<account::Place> place_of(const Snapshot& snapshot, const base::SessionId& session);

}  // namespace plenary::conference
