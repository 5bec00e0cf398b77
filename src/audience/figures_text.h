#pragma once

#include <string>

#include "audience/reach.h"

namespace plenary::audience {

/// A session's attendance with what each figure means, in all languages of the house, as JSON.
std::string figures_document(const std::string& session, const Figures& figures);

/// The same as one table: `figure,at,value,low,high,definition`. First a line for each figure of the
/// whole session, then one for each minute of the curve ("viewers", with its instant). `low` and
/// `high` are empty where a figure is exact. Definitions are in English.
std::string figures_csv(const Figures& figures);

}  // namespace plenary::audience
