#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"

namespace plenary::stage {

/// A stretch of a run that is kept or deleted as one: a full block of the timeline's history, of
/// all its renditions.
struct KeptBlock {
  std::uint64_t first_number = 0;
  std::uint64_t last_number = 0;
  base::Instant ends;       ///< When its last segment ended.
  std::uint64_t bytes = 0;  ///< Of all renditions.
};

/// What may be deleted: the first blocks of a run, up to and including `last_number`.
struct Deletion {
  std::string stage;
  std::uint64_t run = 0;
  std::uint64_t first_number = 0;
  std::uint64_t last_number = 0;
  std::uint64_t bytes = 0;
  bool whole_run = false;  ///< Nothing of a closed run is left: its folder may go.
  bool operator==(const Deletion&) const = default;
};

/// The books of what the spool holds, from which retention decides. Knows no files and no clock.
class RetentionLedger {
 public:
  /// A block that left the live window; several renditions may each say so for the same numbers.
  void add(const std::string& stage, std::uint64_t run, KeptBlock block);
  /// Nothing is added to the run any more.
  void close(const std::string& stage, std::uint64_t run);

  /// Takes out of the books, and returns, what is older than `max_age` and then the oldest blocks
  /// beyond `max_bytes`. Zero is no limit. Blocks of a run go in their order.
  std::vector<Deletion> expire(base::Instant now, std::chrono::hours max_age,
                               std::uint64_t max_bytes);
  std::uint64_t bytes() const { return bytes_; }

 private:
  struct KeptRun {
    std::map<std::uint64_t, KeptBlock> blocks;  // By first number.
    bool closed = false;
  };
  using RunKey = std::pair<std::string, std::uint64_t>;

  /// The run whose first block is the oldest; end() if there is no block.
  std::map<RunKey, KeptRun>::iterator oldest();

  std::map<RunKey, KeptRun> runs_;
  std::uint64_t bytes_ = 0;
};

}  // namespace plenary::stage
