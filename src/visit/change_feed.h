#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>
#include <vector>

#include "visit/ledger.h"

namespace plenary::visit {

/// What was told to each visitor and booth lately, by number. In memory: what came before the start,
/// or fell away, is told as one change of kind "all": read everything again. A value.
class ChangeFeed {
 public:
  static constexpr std::size_t kMostKept = 200;  ///< Of one visitor or booth.

  /// Changes up to `last` are not known here.
  explicit ChangeFeed(std::uint64_t last) : last_(last), began_(last) {}

  void add(const std::string& key, Change change);
  /// Those behind `after`, oldest first; empty if there is nothing new.
  std::vector<Change> after(const std::string& key, std::uint64_t after) const;
  /// The number of the newest change of all: where a reader begins who has just read everything.
  std::uint64_t last() const { return last_; }

 private:
  struct Kept {
    std::deque<Change> changes;
    std::uint64_t dropped = 0;  // The newest that fell away.
  };
  std::unordered_map<std::string, Kept> kept_;
  std::uint64_t last_;
  std::uint64_t began_;
};

}  // namespace plenary::visit
