#pragma once

#include <memory>

#include "conference/conference.h"
#include "site/route_table.h"

namespace plenary::site {

/// GET /api/v1/search and GET /api/v1/exhibition/catalogue: an index of what is public, made anew beside the serving whenever that
/// changes. A query waits, at most ten seconds, for the index of the content that it asks of.
class Search {
 public:
  /// Listens to the conference, which outlives this: for start-up. The first index is made here.
  explicit Search(conference::Conference& conference);
  ~Search();

  /// Outlives the table.
  void add_routes(RouteTable& table) const;

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace plenary::site
