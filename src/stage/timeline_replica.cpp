#include "stage/timeline_replica.h"

#include "base/log.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace plenary::stage {

using Clock = std::chrono::steady_clock;

std::optional<std::size_t> LiveRun::rendition(std::string_view id) const {
  for (std::size_t i = 0; i < run.renditions.size(); ++i) {
    if (run.renditions[i].id.text() == id) return i;
  }
  return std::nullopt;
}

/// Those who wait for one edge of one rendition: many waits on one timer, which expires when the
/// first of them must give up and is cancelled when the edge is reached.
struct StageReplica::Waiters {
  Waiters(boost::asio::io_context& context, hls::Edge wanted) : edge(wanted), timer(context) {}
  hls::Edge edge;
  boost::asio::steady_timer timer;
};

StageReplica::StageReplica(boost::asio::io_context& context, std::filesystem::path folder)
    : context_(context), folder_(std::move(folder)) {}

void StageReplica::send(std::function<void()> message) {
  if (!messages_.send(std::move(message))) {
    base::log(base::Level::kError, "replica_mailbox_full", {{"stage", folder_.filename().string()}});
  }
  auto take = [self = shared_from_this()] {
    while (const auto next = self->messages_.try_take()) (*next)();
  };
  boost::asio::post(context_, std::move(take));
}

void StageReplica::post_run(std::shared_ptr<const LiveRun> run, State state,
                            std::vector<std::shared_ptr<const Window>> windows) {
  send([this, run = std::move(run), state, windows = std::move(windows)] {
    begin(run, state, windows);
  });
}

void StageReplica::post_window(std::size_t rendition, std::shared_ptr<const Window> window) {
  send([this, rendition, window = std::move(window)] { show(rendition, window); });
}

void StageReplica::post_recorded(std::shared_ptr<const RecordedRun> recorded) {
  send([this, recorded = std::move(recorded)] {
    recorded_.push_back(recorded);
    ++recordings_version_;
  });
}

void StageReplica::post_kept(std::uint64_t run, std::uint64_t first_kept) {
  send([this, run, first_kept] {
    kept_[run] = first_kept;
    ++recordings_version_;
  });
}

void StageReplica::post_stop() {
  send([this] {
    stopped_ = true;
    wake_all();
  });
}

void StageReplica::begin(std::shared_ptr<const LiveRun> run, State state,
                         std::vector<std::shared_ptr<const Window>> windows) {
  run_ = std::move(run);
  windows_ = std::move(windows);
  state_ = state;
  since_ = Clock::now();
  ++recordings_version_;
  wake_all();
  waiters_.resize(windows_.size());
}

void StageReplica::show(std::size_t rendition, std::shared_ptr<const Window> window) {
  if (window->ended && state_ != State::kEnded) {
    state_ = State::kEnded;
    since_ = Clock::now();
  }
  windows_[rendition] = std::move(window);
  wake(rendition);
}

void StageReplica::wake(std::size_t rendition) {
  const Window& window = *windows_[rendition];
  std::erase_if(waiters_[rendition], [&](const std::shared_ptr<Waiters>& waiters) {
    const bool reached = window.ended || waiters->edge <= window.edge;
    if (reached) waiters->timer.cancel();
    return reached;
  });
}

void StageReplica::wake_all() {
  for (auto& of_rendition : waiters_) {
    for (const auto& waiters : std::exchange(of_rendition, {})) waiters->timer.cancel();
  }
}

StageReplica::State StageReplica::state() const {
  const auto lasts = [&](auto duration) { return Clock::now() - since_ < duration; };
  if (state_ == State::kRecovering && !lasts(kRecoveringFor)) return State::kOffAir;
  if (state_ == State::kEnded && !lasts(kEndedFor)) return State::kOffAir;
  return state_;
}

std::shared_ptr<StageReplica::Waiters> StageReplica::join(std::size_t rendition, hls::Edge edge,
                                                          Clock::time_point deadline) {
  auto& of_rendition = waiters_[rendition];
  const auto found = std::find_if(of_rendition.begin(), of_rendition.end(),
                                  [&](const auto& waiters) { return waiters->edge == edge; });
  const bool is_new = found == of_rendition.end();
  if (is_new) of_rendition.push_back(std::make_shared<Waiters>(context_, edge));
  const std::shared_ptr<Waiters>& waiters = is_new ? of_rendition.back() : *found;
  // An expired timer has woken all its waiters: whoever has time left arms it again.
  if (is_new || waiters->timer.expiry() <= Clock::now()) waiters->timer.expires_at(deadline);
  return waiters;
}

boost::asio::awaitable<StageReplica::WaitEnd> StageReplica::until(std::size_t rendition,
                                                                  hls::Edge edge,
                                                                  Clock::time_point deadline) {
  const auto self = shared_from_this();
  const LiveRun* const run = run_.get();
  for (;;) {
    if (stopped_ || run_.get() != run) co_return WaitEnd::kClosed;
    const Window& window = *windows_[rendition];
    if (window.ended || window.edge >= edge) co_return WaitEnd::kReached;
    if (Clock::now() >= deadline) co_return WaitEnd::kExpired;
    const auto waiters = join(rendition, edge, deadline);
    ++waiting_;
    co_await waiters->timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
    --waiting_;
  }
}

std::uint64_t StageReplica::first_kept(std::uint64_t run) const {
  const auto found = kept_.find(run);
  return found == kept_.end() ? run : found->second;
}

std::shared_ptr<const LiveRun> StageReplica::find_run(std::uint64_t number) const {
  if (run_ && run_->run.first_number == number) return run_;
  for (const auto& recorded : recorded_) {
    if (recorded->live->run.first_number == number) return recorded->live;
  }
  return nullptr;
}

namespace {

FoundSegment find_in_window(const Window& window, std::uint64_t number) {
  if (window.open && window.open->listing.number == number) {
    return {.kind = FoundSegment::Kind::kLive, .entry = window.open};
  }
  if (window.whole.empty()) return {};
  const std::uint64_t first = window.whole.front()->listing.number;
  if (number < first || number - first >= window.whole.size()) return {};
  const auto& entry = window.whole[number - first];
  if (entry->listing.gap) return {.kind = FoundSegment::Kind::kGap};
  return {.kind = FoundSegment::Kind::kLive, .entry = entry};
}

FoundSegment find_in_history(const History& history, std::uint64_t run, std::uint64_t number) {
  const History::Entry entry = history.find(number);
  if (entry.segment == nullptr) return {};
  if (entry.segment->gap) return {.kind = FoundSegment::Kind::kGap};
  return {.kind = FoundSegment::Kind::kRecorded, .run = run, .bytes = entry.bytes};
}

/// A segment of the window or of the past as it will be remembered; null where there is none.
std::optional<hls::Segment> remembered(const History& history, std::uint64_t number) {
  const History::Entry entry = history.find(number);
  if (entry.segment == nullptr) return std::nullopt;
  return *entry.segment;
}

hls::Segment gap_at(const LiveRun& live, std::uint64_t number) {
  const Grid& grid = live.run.grid;
  return {.number = number,
          .begins = std::chrono::floor<std::chrono::milliseconds>(grid.start_of(number)),
          .duration = grid.segment_duration(),
          .gap = true};
}

bool all_gaps(const CoveredRun& covered, std::size_t place) {
  return std::all_of(covered.tracks.begin(), covered.tracks.end(),
                     [&](const auto& track) { return track[place].gap; });
}

/// Takes away the numbers at either end for which no rendition has anything.
void trim(CoveredRun& covered) {
  std::size_t end = covered.tracks.empty() ? 0 : covered.tracks.front().size();
  std::size_t first = 0;
  while (first < end && all_gaps(covered, first)) ++first;
  while (end > first && all_gaps(covered, end - 1)) --end;
  for (auto& track : covered.tracks) {
    track = std::vector<hls::Segment>(track.begin() + static_cast<std::ptrdiff_t>(first),
                                      track.begin() + static_cast<std::ptrdiff_t>(end));
  }
}

/// What a run has between two numbers, both included; `segment_of` gives a rendition's segment.
template <class SegmentOf>
CoveredRun cover_run(std::shared_ptr<const LiveRun> live, std::uint64_t first, std::uint64_t last,
                     const SegmentOf& segment_of) {
  CoveredRun covered{.live = std::move(live)};
  const std::size_t renditions = covered.live->run.renditions.size();
  for (std::size_t rendition = 0; rendition < renditions; ++rendition) {
    auto& track = covered.tracks.emplace_back();
    for (std::uint64_t number = first; number <= last; ++number) {
      const std::optional<hls::Segment> segment = segment_of(rendition, number);
      track.push_back(segment ? *segment : gap_at(*covered.live, number));
    }
  }
  trim(covered);
  return covered;
}

std::optional<hls::Segment> remembered_live(const Window& window, const Grid& grid,
                                            std::uint64_t number) {
  const FoundSegment found = find_in_window(window, number);
  if (found.kind == FoundSegment::Kind::kLive) return settled(*found.entry, grid);
  return remembered(*window.history, number);
}

}  // namespace

FoundSegment StageReplica::find(std::string_view rendition, std::uint64_t number) const {
  const auto gone = [&](std::uint64_t run) { return number >= run && number < first_kept(run); };
  if (run_ && number >= run_->run.first_number) {
    const auto index = run_->rendition(rendition);
    if (!index) return {};
    const Window& window = *windows_[*index];
    if (FoundSegment found = find_in_window(window, number);
        found.kind != FoundSegment::Kind::kUnknown) {
      return found;
    }
    if (gone(run_->run.first_number)) return {.kind = FoundSegment::Kind::kGone};
    return find_in_history(*window.history, run_->run.first_number, number);
  }
  // The newest recorded run that began at or before the number.
  for (auto each = recorded_.rbegin(); each != recorded_.rend(); ++each) {
    const LiveRun& live = *(*each)->live;
    if (number < live.run.first_number) continue;
    const auto index = live.rendition(rendition);
    if (!index) return {};
    if (gone(live.run.first_number)) return {.kind = FoundSegment::Kind::kGone};
    return find_in_history(*(*each)->tracks[*index], live.run.first_number, number);
  }
  return {};
}

base::Result<std::vector<CoveredRun>> StageReplica::cover(base::Instant from,
                                                          base::Instant to) const {
  if (to <= std::max(from, base::Instant{})) {
    return base::Error(base::Errc::kNotFound, "it ends before it begins");
  }
  std::vector<CoveredRun> runs;
  const auto add = [&](const std::shared_ptr<const LiveRun>& live, std::uint64_t end,
                       const auto& segment_of) {
    const std::uint64_t run = live->run.first_number;
    const Grid& grid = live->run.grid;
    const std::uint64_t first =
        std::max(grid.number_at(std::max(from, base::Instant{})), first_kept(run));
    const std::uint64_t last = grid.number_at(to - base::Milliseconds(1));
    if (end == 0 || first > std::min(last, end - 1)) return;
    CoveredRun covered = cover_run(live, first, std::min(last, end - 1), segment_of);
    if (!covered.tracks.empty() && !covered.tracks.front().empty()) {
      runs.push_back(std::move(covered));
    }
  };
  bool recorded_too = false;
  for (const auto& recorded : recorded_) {
    std::uint64_t end = 0;
    for (const auto& track : recorded->tracks) {
      end = std::max(end, recorded->live->run.first_number + track->count());
    }
    add(recorded->live, end, [&](std::size_t rendition, std::uint64_t number) {
      return remembered(*recorded->tracks[rendition], number);
    });
    recorded_too = recorded_too || recorded->live == run_;
  }
  if (run_ && !recorded_too) {
    const std::uint64_t last = run_->run.grid.number_at(to - base::Milliseconds(1));
    std::uint64_t end = 0;
    for (const auto& window : windows_) {
      const bool more_comes = !window->ended && state() != State::kOffAir;
      if (more_comes && last >= run_->run.first_number && window->edge.number <= last) {
        return base::Error(base::Errc::kUnavailable, "the last segment is being written");
      }
      end = std::max(end, window->edge.number);
    }
    add(run_, end, [&](std::size_t rendition, std::uint64_t number) {
      return remembered_live(*windows_[rendition], run_->run.grid, number);
    });
  }
  if (runs.empty()) return base::Error(base::Errc::kNotFound, "nothing was recorded then");
  return runs;
}

}  // namespace plenary::stage
