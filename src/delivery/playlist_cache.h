#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "hls/segment.h"
#include "stage/timeline_replica.h"

namespace plenary::delivery {

/// A rendered playlist in the encodings that were asked for so far.
class RenderedPlaylist {
 public:
  using Text = std::shared_ptr<const std::string>;

  /// `pieces` one after another; those of the past stay compressed as they are.
  explicit RenderedPlaylist(std::vector<std::shared_ptr<const stage::DeflatedText>> pieces)
      : pieces_(std::move(pieces)) {}
  RenderedPlaylist() = default;

  const Text& text();
  const Text& gzip();

 private:
  std::vector<const stage::DeflatedText*> pointers() const;

  std::vector<std::shared_ptr<const stage::DeflatedText>> pieces_;
  Text text_;
  Text gzip_;
};

/// Which of a rendition's playlists.
struct PlaylistKind {
  hls::PartSet parts = hls::PartSet::kShort;
  bool rewind = false;  ///< From the run's opening.
  bool delta = false;
};

/// The playlists that one io thread has rendered, each until its window is replaced: N viewers cost
/// one rendering and one compression. For one thread.
class PlaylistCache {
 public:
  /// Precondition: the replica has a run, `rendition` is one of it.
  RenderedPlaylist& media(const stage::StageReplica& replica, std::size_t rendition,
                          PlaylistKind kind);
  RenderedPlaylist& multivariant(const stage::StageReplica& replica, hls::PartSet parts,
                                 bool rewind);

 private:
  struct Slot {
    std::uint64_t version = 0;  // Of the window: holding it would hold its files open.
    RenderedPlaylist playlist;
  };
  struct OfStage {
    std::shared_ptr<const stage::LiveRun> run;
    std::vector<std::array<Slot, 8>> renditions;
    std::array<std::unique_ptr<RenderedPlaylist>, 4> multivariant;
  };
  OfStage& of(const stage::StageReplica& replica);

  std::unordered_map<const stage::StageReplica*, OfStage> stages_;
};

/// The multivariant playlist of a run whose media playlists are all called `name`.
std::string render_multivariant(const stage::Run& run, std::string_view name);

}  // namespace plenary::delivery
