#pragma once

#include <string>

#include "conference/content.h"
#include "programme/history.h"

namespace plenary::conference {

/// What is told beside the sessions: people, reports, posts, exhibitors. `content` is a visible one:
/// what is under embargo is never among them.
programme::Things things_of(const Content& content);

/// The page of one, without the site: "/person/he-guili".
std::string thing_url(const programme::ThingName& thing);

}  // namespace plenary::conference
