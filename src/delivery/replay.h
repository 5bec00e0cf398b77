#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "delivery/answers.h"
#include "delivery/live_path.h"
#include "delivery/playlist_cache.h"
#include "net/http.h"
#include "net/router.h"
#include "stage/timeline_origin.h"

namespace plenary::delivery {

/// Where a session lies in a stage's recordings: real UTC, set by the hand.
struct ReplayCut {
  base::StageId stage;
  base::Instant started_at;
  std::optional<base::Instant> ended_at;  ///< Nothing while the session runs.
  bool operator==(const ReplayCut&) const = default;
};

/// The cut of a session; nothing if there is no such session or it has not begun. Called from every
/// io thread, for every request: it must not wait.
using ReplayIndex = std::function<std::optional<ReplayCut>(const base::SessionId&)>;

/// Answers everything under /replay/: a session that has ended as a VOD playlist over the very
/// segments that were live. There as soon as the segment that holds the session's end is whole.
class Replay {
 public:
  /// `origin` outlives this.
  Replay(stage::Origin& origin, ReplayIndex index);
  ~Replay();
  Replay(const Replay&) = delete;
  Replay& operator=(const Replay&) = delete;

  /// GET, HEAD or OPTIONS of a path under /replay/. On an io thread of the origin's.
  boost::asio::awaitable<net::Response> handle(net::Request& request);

 private:
  struct Rendered;
  struct OfThread;

  net::Response answer(const net::Request& request);
  /// The cached playlist, made anew if the cut or the recordings have changed.
  base::Result<RenderedPlaylist*> find(const ReplayPath& path, const ReplayCut& cut,
                                       const stage::StageReplica& replica);

  stage::Origin& origin_;
  const ReplayIndex index_;
  const Answers answers_;
  std::vector<std::unique_ptr<OfThread>> by_thread_;
};

/// The playlist of one rendition, or of all where `rendition` is empty, over what covers a session.
/// Renditions that are not in every run are left out. kNotFound if there is no such rendition.
/// Precondition: `covered` is not empty.
base::Result<std::string> render_replay(std::span<const stage::CoveredRun> covered,
                                        const base::StageId& stage, std::string_view rendition);

}  // namespace plenary::delivery
