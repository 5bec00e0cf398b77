#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "conference/conference.h"
#include "site/site.h"

namespace plenary::site {

/// What the stage desk shows of one stage: GET /api/v1/desk/stages/{stage}. Instants are the
/// conference clock's.
boost::json::object desk_json(const DeskStage& stage, const conference::Snapshot& snapshot,
                              const conference::Clock& clock);

}  // namespace plenary::site
