#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "programme/history.h"

namespace plenary::conference {

/// The history as it is kept on disk, JSON; read_history() gives the same back. kMalformed: the
/// record is damaged.
std::string print_history(const programme::History& history);
base::Result<programme::History> read_history(std::string_view text);

/// GET /api/v1/changes: what was told after the change `after`, oldest first, and the last number.
/// A change is a session's, or has the `thing` that it is of.
std::string changes_json(const programme::History& history, std::uint64_t after);

}  // namespace plenary::conference
