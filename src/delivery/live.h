#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "delivery/answers.h"
#include "delivery/live_path.h"
#include "delivery/media_files.h"
#include "delivery/playlist_cache.h"
#include "hls/directives.h"
#include "net/http.h"
#include "net/router.h"
#include "stage/timeline_origin.h"

namespace plenary::delivery {

/// What delivery has done since the server started.
struct LiveCounters {
  std::uint64_t playlist_requests = 0;
  std::uint64_t held_requests = 0;  ///< Playlists and parts that had to wait.
  std::uint64_t expired_holds = 0;  ///< Answered with 503 after three target durations.
  std::uint64_t waiting = 0;        ///< Held at this moment.
  std::uint64_t parts = 0;
  std::uint64_t segments = 0;
  std::uint64_t headers = 0;
  std::uint64_t refused_requests = 0;  ///< 4xx.
  std::uint64_t bytes = 0;             ///< Of bodies handed to the server.
};

/// Answers everything under /live/: multivariant and media playlists with their delivery
/// directives, parts, segments and headers (draft-pantos-hls-rfc8216bis-22 section 6.2.5). A
/// request for what is about to exist waits for it, for at most three target durations. Nothing of
/// a request becomes a path: it is parsed to integers and looked up by name.
class Live {
 public:
  /// `origin` outlives this.
  explicit Live(stage::Origin& origin);
  ~Live();
  Live(const Live&) = delete;
  Live& operator=(const Live&) = delete;

  /// GET, HEAD or OPTIONS of a path under /live/. On an io thread of the origin's.
  boost::asio::awaitable<net::Response> handle(net::Request& request);

  /// Which media playlists newcomers are sent to where their query does not choose: the server's
  /// present level. Safe from every thread.
  void set_parts(hls::PartSet parts) { parts_.store(parts, std::memory_order_relaxed); }

  /// Safe from every thread.
  LiveCounters counters() const;

 private:
  struct OfThread;

  /// An answer, or what must happen before there can be one.
  struct Attempt {
    net::Response response = {};
    bool wait = false;
    std::size_t rendition = 0;
    hls::Edge until = {};
  };

  Attempt attempt(const net::Request& request, const LivePath& path, stage::StageReplica& replica,
                  OfThread& of_thread) const;
  Attempt attempt_multivariant(const net::Request& request, const LivePath& path,
                               stage::StageReplica& replica, OfThread& of_thread) const;
  Attempt attempt_playlist(const net::Request& request, const LivePath& path,
                           stage::StageReplica& replica, OfThread& of_thread) const;
  Attempt attempt_media(const net::Request& request, const LivePath& path,
                        stage::StageReplica& replica, OfThread& of_thread) const;
  Attempt attempt_header(const LivePath& path, const stage::StageReplica& replica) const;
  Attempt attempt_recorded(const LivePath& path, const stage::FoundSegment& found,
                           const stage::StageReplica& replica, OfThread& of_thread) const;
  Attempt attempt_entry(const net::Request& request, const LivePath& path,
                        const stage::FoundSegment& found, stage::StageReplica& replica,
                        OfThread& of_thread) const;

  stage::Origin& origin_;
  const Answers answers_;
  std::atomic<hls::PartSet> parts_{hls::PartSet::kShort};
  std::vector<std::unique_ptr<OfThread>> by_thread_;
};

}  // namespace plenary::delivery
