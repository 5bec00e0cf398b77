#pragma once

#include <string>
#include <vector>

#include "conference/api_documents.h"
#include "conference/content.h"
#include "formats/rendering.h"
#include "programme/session_state.h"

namespace plenary::formats {

/// The live stages in the form of c3voc's streams v2: one conference, one group, a room for each
/// stage that is open, with its HLS address and what is on and next there. `now` is the conference
/// clock's.
std::string streams_json(const conference::Content& content, const programme::SessionStates& states,
                         const std::vector<conference::StagePresence>& presences, base::Instant now,
                         const Rendering& rendering);

}  // namespace plenary::formats
