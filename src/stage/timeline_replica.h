#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "base/mailbox.h"
#include "base/result.h"
#include "hls/segment.h"
#include "stage/part_sink.h"
#include "stage/timeline_window.h"

namespace plenary::stage {

/// A run as those who deliver it know it. Immutable, shared by all threads.
struct LiveRun {
  Run run;  ///< run.first_number names it.
  hls::Shape shape;

  /// The index of a rendition; nothing if the run has none of this name.
  std::optional<std::size_t> rendition(std::string_view id) const;
};

/// A run that no part is added to any more.
struct RecordedRun {
  std::shared_ptr<const LiveRun> live;
  std::vector<std::shared_ptr<const History>> tracks;  ///< In the order of the renditions.
};

/// What covers a stretch of time in one run.
struct CoveredRun {
  std::shared_ptr<const LiveRun> live;
  /// For each rendition of the run the same numbers, without holes; at least one.
  std::vector<std::vector<hls::Segment>> tracks;
};

/// Where a media segment is.
struct FoundSegment {
  enum class Kind : std::uint8_t {
    kUnknown,   ///< No such number (yet).
    kGap,       ///< The number was passed over: nothing was written.
    kGone,      ///< It existed and was deleted by age or size.
    kLive,      ///< In the live window, or being written: `entry`.
    kRecorded,  ///< On the disk: `bytes` of {folder}/{run}/{rendition}/{number}.m4s.
  };
  Kind kind = Kind::kUnknown;
  std::shared_ptr<const SegmentEntry> entry = {};
  std::uint64_t run = 0;
  std::uint64_t bytes = 0;
};

/// One io_context's copy of a stage: the windows as they were last posted to it, and the requests
/// that wait for the next. What other threads send arrives by post(); everything else is for the
/// context's own thread and takes no lock.
class StageReplica : public std::enable_shared_from_this<StageReplica> {
 public:
  enum class State : std::uint8_t {
    kOffAir,
    kRecovering,  ///< A crash interrupted the run; it has not gone on yet, and nobody said it
                  ///< ended.
    kOnAir,
    kEnded,  ///< The playlists say ENDLIST; kept for a while for those who have not read it.
  };
  enum class WaitEnd : std::uint8_t { kReached, kExpired, kClosed };

  static constexpr std::chrono::seconds kRecoveringFor{30};
  static constexpr std::chrono::minutes kEndedFor{5};

  /// `folder` is the stage's in the spool.
  StageReplica(boost::asio::io_context& context, std::filesystem::path folder);

  /// From any thread. Each arrives in the order in which one thread sent it.
  void post_run(std::shared_ptr<const LiveRun> run, State state,
                std::vector<std::shared_ptr<const Window>> windows);
  void post_window(std::size_t rendition, std::shared_ptr<const Window> window);
  void post_recorded(std::shared_ptr<const RecordedRun> recorded);
  /// Segments of `run` below `first_kept` are gone; all of them if it is the highest number there
  /// is.
  void post_kept(std::uint64_t run, std::uint64_t first_kept);
  /// Ends every wait with kClosed and lets no new one begin.
  void post_stop();

  const std::filesystem::path& folder() const { return folder_; }

  State state() const;
  /// The run that state() speaks of; null before the first.
  const std::shared_ptr<const LiveRun>& run() const { return run_; }
  /// Precondition: `rendition` is one of run()'s.
  const std::shared_ptr<const Window>& window(std::size_t rendition) const {
    return windows_[rendition];
  }
  /// The run of this number if its files can be asked for, running or recorded; else null.
  std::shared_ptr<const LiveRun> find_run(std::uint64_t number) const;
  FoundSegment find(std::string_view rendition, std::uint64_t number) const;
  /// The lowest number of a run that was not deleted.
  std::uint64_t first_kept(std::uint64_t run) const;

  /// Waits until the rendition's edge is at `edge` or its window has ended (kReached), `deadline`
  /// has come (kExpired), or another run begins and the server stops (kClosed). Thousands may wait
  /// for the same edge: they share a timer and are resumed together.
  boost::asio::awaitable<WaitEnd> until(std::size_t rendition, hls::Edge edge,
                                        std::chrono::steady_clock::time_point deadline);
  std::size_t waiting() const { return waiting_; }

  /// What was recorded from `from` up to `to`, oldest run first, without what is missing at either
  /// end. kUnavailable while a segment of it is still being written, kNotFound if there is nothing.
  base::Result<std::vector<CoveredRun>> cover(base::Instant from, base::Instant to) const;
  /// Changes whenever cover() might answer otherwise for a time in the past.
  std::uint64_t recordings_version() const { return recordings_version_; }

 private:
  struct Waiters;

  /// Hands a message to the context's thread, in the order of all senders: what is posted to a context
  /// from its own thread can otherwise be overtaken by what another thread posts after it.
  void send(std::function<void()> message);

  void begin(std::shared_ptr<const LiveRun> run, State state,
             std::vector<std::shared_ptr<const Window>> windows);
  void show(std::size_t rendition, std::shared_ptr<const Window> window);
  void wake(std::size_t rendition);
  void wake_all();
  std::shared_ptr<Waiters> join(std::size_t rendition, hls::Edge edge,
                                std::chrono::steady_clock::time_point deadline);

  boost::asio::io_context& context_;
  base::Mailbox<std::function<void()>> messages_{65'536};
  const std::filesystem::path folder_;
  State state_ = State::kOffAir;
  std::chrono::steady_clock::time_point since_;
  std::shared_ptr<const LiveRun> run_;
  std::vector<std::shared_ptr<const Window>> windows_;
  std::vector<std::vector<std::shared_ptr<Waiters>>> waiters_;  // By rendition; few edges each.
  std::size_t waiting_ = 0;
  bool stopped_ = false;
  std::vector<std::shared_ptr<const RecordedRun>> recorded_;  // Oldest first.
  std::map<std::uint64_t, std::uint64_t> kept_;
  std::uint64_t recordings_version_ = 0;
};

}  // namespace plenary::stage
