#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <list>
#include <memory>
#include <string_view>
#include <tuple>

#include "base/result.h"
#include "net/http.h"
#include "stage/timeline_replica.h"

namespace plenary::delivery {

/// The segment files that one io thread opened last, so that an older segment asked for by many is
/// opened once and thousands of them never exhaust the descriptors. For one thread.
class MediaFiles {
 public:
  static constexpr std::size_t kOpen = 64;

  /// The file of a segment: {stage's folder}/{run}/{rendition}/{number}.m4s. `rendition` is a name
  /// out of the run's own list, never a request's. Fails as OpenFile::open does.
  base::Result<std::shared_ptr<const net::OpenFile>> open(const stage::StageReplica& replica,
                                                          std::uint64_t run,
                                                          const base::RenditionId& rendition,
                                                          std::uint64_t number);

 private:
  using Key = std::tuple<const stage::StageReplica*, std::uint64_t, std::string, std::uint64_t>;
  std::list<std::pair<Key, std::shared_ptr<const net::OpenFile>>> recent_;  // Newest first.
};

/// The bytes of parts `first` to `last` of a segment: from memory where that is one write (TLS,
/// small parts) or all there is, else out of the file. `file` may be null if memory has everything.
/// Precondition: the parts exist.
net::Body body_of(const stage::SegmentEntry& entry, std::size_t first, std::size_t last,
                  const std::shared_ptr<const net::OpenFile>& file, bool secure);

/// True if some of the parts can only be had from the file.
bool needs_file(const stage::SegmentEntry& entry, std::size_t first, std::size_t last);

}  // namespace plenary::delivery
