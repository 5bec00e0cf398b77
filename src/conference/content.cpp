#include "conference/content.h"

#include <algorithm>

namespace plenary::conference {

const people::Organisation* Content::organisation(const base::OrganisationId& wanted) const {
  const auto found = std::find_if(organisations.begin(), organisations.end(),
                                  [&wanted](const auto& one) { return one.id == wanted; });
  return found == organisations.end() ? nullptr : &*found;
}

const people::Person* Content::person(const base::PersonId& wanted) const {
  const auto found = std::find_if(people.begin(), people.end(),
                                  [&wanted](const auto& one) { return one.id == wanted; });
  return found == people.end() ? nullptr : &*found;
}

}  // namespace plenary::conference
