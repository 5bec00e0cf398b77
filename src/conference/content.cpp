#include "conference/content.h"

#include <algorithm>

namespace plenary::conference {

namespace {

template <class Thing, class Id>
const Thing* find(const std::vector<Thing>& things, Id Thing::*id, const Id& wanted) {
  const auto found = std::find_if(things.begin(), things.end(),
                                  [&](const Thing& one) { return one.*id == wanted; });
  return found == things.end() ? nullptr : &*found;
}

}  // namespace

const people::Organisation* Content::organisation(const base::OrganisationId& wanted) const {
  return find(organisations, &people::Organisation::id, wanted);
}

const people::Person* Content::person(const base::PersonId& wanted) const {
  return find(people, &people::Person::id, wanted);
}

const programme::Forum* Content::forum(const base::ForumId& wanted) const {
  return find(programme.forums, &programme::Forum::id, wanted);
}

const report::Report* Content::report(const report::ReportId& wanted) const {
  return find(reports, &report::Report::id, wanted);
}

const news::Post* Content::post(const news::PostId& wanted) const {
  return find(news, &news::Post::slug, wanted);
}

}  // namespace plenary::conference
