#pragma once

#include <boost/json/object.hpp>
#include <cstddef>
#include <memory>
#include <set>
#include <string>

#include "base/guarded.h"
#include "conference/conference.h"

namespace plenary::site {

/// What a page brings along for its first paint: the conference, the stages, and of a large
/// programme only what is on, comes next or is today, with the people of that; `"partial": true`
/// says that the rest can be fetched. A small programme comes whole. Safe from every thread.
class PageState {
 public:
  /// Up to this many sessions a programme is small.
  static constexpr std::size_t kMostSessions = 40;

  /// The JSON, ready to stand in a script element. `path` is the page's: a stage's or a session's
  /// own sessions come first.
  std::string json(const conference::Snapshot& snapshot, const std::string& path,
                   base::Instant now) const;

 private:
  /// The documents as values, kept while they are the same.
  struct Parsed {
    base::SharedBytes programme_body;
    base::SharedBytes people_body;
    boost::json::object programme;
    boost::json::object people;
  };
  std::shared_ptr<const Parsed> parsed(const conference::Snapshot& snapshot) const;

  mutable base::Guarded<std::shared_ptr<const Parsed>> parsed_;
};

}  // namespace plenary::site
