#pragma once

#include <string>

#include "conference/content.h"
#include "formats/rendering.h"
#include "programme/history.h"

namespace plenary::formats {

// CSV (RFC 4180) with a byte order mark, so that spreadsheets read it as UTF-8; no field is taken
// for a formula. Names of columns are those of the API.

/// id,title,kind,status,stage,forum,starts_at,ends_at,language,moderator,speakers,url
std::string sessions_csv(const conference::Content& content, const programme::History& history,
                         const Rendering& rendering);
/// id,name,title,organisation,sessions,url
std::string people_csv(const conference::Content& content, const Rendering& rendering);

}  // namespace plenary::formats
