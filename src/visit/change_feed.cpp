#include "visit/change_feed.h"

#include <algorithm>

namespace plenary::visit {

void ChangeFeed::add(const std::string& key, Change change) {
  Kept& kept = kept_[key];
  last_ = std::max(last_, change.number);
  kept.changes.push_back(std::move(change));
  while (kept.changes.size() > kMostKept) {
    kept.dropped = kept.changes.front().number;
    kept.changes.pop_front();
  }
}

std::vector<Change> ChangeFeed::after(const std::string& key, std::uint64_t after) const {
  const auto found = kept_.find(key);
  const std::uint64_t dropped = found == kept_.end() ? 0 : found->second.dropped;
  // Also a number that nobody gave yet: it is another server's, or the clock was set back.
  if (after < std::max(began_, dropped) || after > last_) {
    Change all;
    all.number = last_;
    all.kind = "all";
    return {all};
  }
  std::vector<Change> changes;
  if (found == kept_.end()) return changes;
  for (const Change& change : found->second.changes) {
    if (change.number > after) changes.push_back(change);
  }
  return changes;
}

}  // namespace plenary::visit
