#include "site/marks_json.h"

#include <boost/json.hpp>

namespace plenary::site {

boost::json::array marks_json(const std::vector<search::Mark>& marks) {
  boost::json::array array;
  for (const search::Mark& mark : marks) {
    array.emplace_back(boost::json::object{{"begin", mark.begin}, {"size", mark.size}});
  }
  return array;
}

}  // namespace plenary::site
