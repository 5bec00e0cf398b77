#pragma once

#include <boost/json/array.hpp>
#include <vector>

#include "search/index.h"

namespace plenary::site {

/// [{"begin", "size"}] in UTF-16 code units, as browsers count.
boost::json::array marks_json(const std::vector<search::Mark>& marks);

}  // namespace plenary::site
