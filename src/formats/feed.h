#pragma once

#include <string>

#include "conference/content.h"
#include "conference/releases.h"
#include "formats/rendering.h"
#include "programme/history.h"

namespace plenary::formats {

/// What was moved, cancelled, added in the programme, and which people, reports, posts and exhibitors
/// came, changed or went, newest first, as Atom (RFC 4287).
std::string changes_atom(const conference::Content& content, const programme::History& history,
                         const Rendering& rendering);

/// The news that has a text in the rendering's language, newest first, as Atom, with links to its
/// translations. `rendering.language` may be one that only the newsroom has.
/// When a post came out, `releases` say.
std::string news_atom(const conference::Content& content, const conference::Releases& releases,
                      const Rendering& rendering);

}  // namespace plenary::formats
