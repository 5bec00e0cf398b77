#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "stage/input.h"

namespace plenary::ingest {

/// What a publisher publishes to: a stage, or a test's stand-in for one. Safe from every thread,
/// and quick: a door calls it on an io thread.
class PublishTarget {
 public:
  virtual ~PublishTarget() = default;

  /// As stage::Stage::publish: kConflict where somebody else is live and `take_over` was not asked.
  virtual base::Result<std::unique_ptr<stage::Publication>> publish(const base::InputId& input,
                                                                    stage::Publisher publisher) = 0;
};

/// What a right key opens.
struct PublishPermit {
  PublishTarget* target = nullptr;  ///< Outlives the door.
  base::InputId input;
};

/// Whose key this is. Any failure refuses, and all failures look alike from outside; neither
/// text is checked in any way before. `from_here`: the publisher's address is a loopback one.
/// Called on io threads, several at once; must not wait.
using Authorise = std::function<base::Result<PublishPermit>(std::string_view stage,
                                                            std::string_view key, bool from_here)>;

}  // namespace plenary::ingest
