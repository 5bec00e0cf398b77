#pragma once

#include <boost/json/object.hpp>

#include "conference/content.h"
#include "conference/releases.h"

namespace plenary::conference {

/// Adds what a session does that is more than a talk: `launch`, `signing`, `tour`, `places` (each
/// null where there is none) and `exhibitors`. `content` holds only what is out, so a launch names
/// what it has revealed and nothing else.
void add_special(boost::json::object& object, const Content& content,
                 const programme::Session& session, const Releases& releases);

}  // namespace plenary::conference
