#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "base/text.h"
#include "base/time.h"
#include "exhibition/exhibitor.h"

namespace plenary::visit {

/// What the rules need to know of a session.
struct Event {
  base::LocalisedText title;
  base::Instant starts_at;
  base::Instant ends_at;
  bool cancelled = false;
  int places = 0;  ///< 0: nobody has to sign up.
};

/// What the public content says that visits depend on: made anew of each version. Immutable.
struct World {
  std::map<std::string, std::shared_ptr<const exhibition::Exhibitor>> exhibitors;  ///< None is null.
  std::map<std::string, Event> events;
  std::chrono::minutes utc_offset{0};  ///< By which days are told apart.

  /// Null if there is none of that id.
  const exhibition::Exhibitor* exhibitor(const std::string& id) const {
    const auto found = exhibitors.find(id);
    return found == exhibitors.end() ? nullptr : found->second.get();
  }
  const Event* event(const std::string& id) const {
    const auto found = events.find(id);
    return found == events.end() ? nullptr : &found->second;
  }
};

}  // namespace plenary::visit
