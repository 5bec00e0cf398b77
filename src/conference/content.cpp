#include "conference/content.h"

#include <algorithm>

#include "base/find.h"

namespace plenary::conference {

const people::Organisation* Content::organisation(const base::OrganisationId& wanted) const {
  return base::find_by_id(organisations, wanted);
}

const people::Person* Content::person(const base::PersonId& wanted) const {
  return base::find_by_id(people, wanted);
}

const programme::Forum* Content::forum(const base::ForumId& wanted) const {
  return base::find_by_id(programme.forums, wanted);
}

const report::Report* Content::report(const report::ReportId& wanted) const {
  return base::find_by_id(reports, wanted);
}

const news::Post* Content::post(const news::PostId& wanted) const {
  const auto found = std::find_if(news.begin(), news.end(),
                                  [&wanted](const news::Post& one) { return one.slug == wanted; });
  return found == news.end() ? nullptr : &*found;
}

}  // namespace plenary::conference
