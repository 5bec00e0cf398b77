#include "delivery/live.h"

#include <algorithm>
#include <utility>

namespace plenary::delivery {
namespace {

using Clock = std::chrono::steady_clock;
using State = stage::StageReplica::State;
using WaitEnd = stage::StageReplica::WaitEnd;
using Found = stage::FoundSegment;

constexpr int kPatienceTargets = 3;  // Target durations a request is held (6.2.5.2).

constexpr std::string_view kNotOnAir = "This stage is not on air.";
constexpr std::string_view kComingBack = "The stage is coming back; try again in a moment.";
constexpr std::string_view kTookTooLong = "That part of the stream did not come in time.";
constexpr std::string_view kNotRecorded = "Nothing was recorded at this time.";

void count(std::atomic<std::uint64_t>& counter, std::uint64_t more = 1) {
  counter.fetch_add(more, std::memory_order_relaxed);
}

/// ?parts=short|wide|none
std::optional<hls::PartSet> chosen_parts(std::string_view query) {
  if (query.empty()) return std::nullopt;
  for (const auto& [text, set] : {std::pair{"parts=short", hls::PartSet::kShort},
                                  std::pair{"parts=wide", hls::PartSet::kWide},
                                  std::pair{"parts=none", hls::PartSet::kNone}}) {
    const std::string_view field(text);
    const std::size_t at = query.find(field);
    if (at == std::string_view::npos) continue;
    const std::size_t end = at + field.size();
    const bool begins = at == 0 || query[at - 1] == '&';
    if (begins && (end == query.size() || query[end] == '&')) return set;
  }
  return std::nullopt;
}

/// The edge at which short part `last` of a segment exists.
hls::Edge edge_with(std::uint64_t number, int last, const hls::Shape& shape) {
  if (last + 1 >= shape.parts_per_segment) return {number + 1, 0};
  return {number, last + 1};
}

/// True if a playlist of this shape names the part: a short one, or a group of neighbours as
/// wide.m3u8 makes them. `parts` is how many the segment has in the end.
bool is_listed(const hls::MediaName& media, const hls::Shape& shape, int parts) {
  if (media.last >= parts) return false;
  if (media.kind == hls::MediaName::Kind::kPart) return true;
  const int group = shape.parts_per_wide;
  return media.first % group == 0 && media.last == std::min(media.first + group, parts) - 1;
}

}  // namespace

/// What one io thread keeps. Counters are written by it alone and read by whoever wants to know.
struct alignas(64) Live::OfThread {
  PlaylistCache playlists;
  MediaFiles files;
  std::atomic<std::uint64_t> playlist_requests{0};
  std::atomic<std::uint64_t> held_requests{0};
  std::atomic<std::uint64_t> expired_holds{0};
  std::atomic<std::uint64_t> waiting{0};
  std::atomic<std::uint64_t> parts{0};
  std::atomic<std::uint64_t> segments{0};
  std::atomic<std::uint64_t> headers{0};
  std::atomic<std::uint64_t> refused_requests{0};
  std::atomic<std::uint64_t> bytes{0};
};

Live::Live(stage::Origin& origin) : origin_(origin) {
  for (std::size_t i = 0; i < origin_.threads().size(); ++i) {
    by_thread_.push_back(std::make_unique<OfThread>());
  }
}

Live::~Live() = default;

boost::asio::awaitable<net::Response> Live::handle(net::Request& request) {
  if (request.method == net::Method::kOptions) co_return answers_.options();
  OfThread& of_thread = *by_thread_[origin_.threads().current()];
  const auto path = parse_live_path(request.path);
  stage::StageReplica* const replica = path ? origin_.replica(path->stage) : nullptr;
  if (replica == nullptr) {
    count(of_thread.refused_requests);
    co_return answers_.not_found(kNothingHere);
  }
  if (path->kind != LivePath::Kind::kMedia) count(of_thread.playlist_requests);
  std::optional<Clock::time_point> deadline;
  for (;;) {
    Attempt attempt = this->attempt(request, *path, *replica, of_thread);
    if (!attempt.wait) {
      if (attempt.response.status >= 400) count(of_thread.refused_requests);
      count(of_thread.bytes, net::size_of(attempt.response.body));
      co_return std::move(attempt.response);
    }
    if (!deadline) {
      const auto target = replica->run()->shape.target_duration();
      deadline = Clock::now() + kPatienceTargets * target;
      count(of_thread.held_requests);
    }
    count(of_thread.waiting);
    const WaitEnd end = co_await replica->until(attempt.rendition, attempt.until, *deadline);
    of_thread.waiting.fetch_sub(1, std::memory_order_relaxed);
    if (end == WaitEnd::kReached) continue;
    if (end == WaitEnd::kExpired) count(of_thread.expired_holds);
    co_return answers_.unavailable(end == WaitEnd::kExpired ? kTookTooLong : kComingBack);
  }
}

Live::Attempt Live::attempt(const net::Request& request, const LivePath& path,
                            stage::StageReplica& replica, OfThread& of_thread) const {
  if (path.kind == LivePath::Kind::kMedia) {
    return attempt_media(request, path, replica, of_thread);
  }
  const State state = replica.state();
  if (state == State::kOffAir) return {.response = answers_.not_found(kNotOnAir)};
  // 503 and not 404: players try again after the one and give up after the other.
  if (state == State::kRecovering) return {.response = answers_.unavailable(kComingBack)};
  if (path.kind == LivePath::Kind::kPlaylist || path.kind == LivePath::Kind::kRewind) {
    return attempt_playlist(request, path, replica, of_thread);
  }
  return attempt_multivariant(request, path, replica, of_thread);
}

Live::Attempt Live::attempt_multivariant(const net::Request& request, const LivePath& path,
                                         stage::StageReplica& replica, OfThread& of_thread) const {
  const bool rewind = path.kind == LivePath::Kind::kRewindMultivariant;
  const auto chosen = chosen_parts(request.query);
  RenderedPlaylist& rendered = of_thread.playlists.multivariant(
      replica, chosen.value_or(parts_.load(std::memory_order_relaxed)), rewind);
  const bool gzip = accepts_gzip(request);
  return {.response = answers_.playlist(gzip ? rendered.gzip() : rendered.text(), gzip,
                                        Answers::Freshness::kMultivariant,
                                        replica.run()->shape.target_duration())};
}

Live::Attempt Live::attempt_playlist(const net::Request& request, const LivePath& path,
                                     stage::StageReplica& replica, OfThread& of_thread) const {
  const stage::LiveRun& live = *replica.run();
  const auto rendition = live.rendition(path.rendition);
  if (!rendition) return {.response = answers_.not_found(kNothingHere)};
  const auto directives = hls::parse_directives(request.query);
  if (!directives) {
    return {.response = answers_.bad_request("A delivery directive is not a decimal integer.")};
  }
  const stage::Window& window = *replica.window(*rendition);
  const hls::Decision decision =
      hls::decide(*directives, window.edge, window.ended, live.shape, path.parts);
  if (decision.kind == hls::Decision::Kind::kRefuse) {
    return {.response = answers_.bad_request(decision.why)};
  }
  if (decision.kind == hls::Decision::Kind::kWait) {
    return {.wait = true, .rendition = *rendition, .until = decision.until};
  }
  if (window.whole.empty()) {
    // A playlist needs a segment: players take one without for an error.
    if (window.ended) return {.response = answers_.not_found(kNotOnAir)};
    return {.wait = true, .rendition = *rendition, .until = {window.edge.number + 1, 0}};
  }
  const bool held = directives->msn.has_value() || window.ended;
  const bool gzip = accepts_gzip(request);
  const PlaylistKind kind{.parts = path.parts,
                          .rewind = path.kind == LivePath::Kind::kRewind,
                          .delta = directives->skip};
  RenderedPlaylist& rendered = of_thread.playlists.media(replica, *rendition, kind);
  return {.response =
              answers_.playlist(gzip ? rendered.gzip() : rendered.text(), gzip,
                                held ? Answers::Freshness::kHeld : Answers::Freshness::kLive,
                                live.shape.target_duration())};
}

Live::Attempt Live::attempt_media(const net::Request& request, const LivePath& path,
                                  stage::StageReplica& replica, OfThread& of_thread) const {
  if (path.media.kind == hls::MediaName::Kind::kHeader) {
    count(of_thread.headers);
    return attempt_header(path, replica);
  }
  const Found found = replica.find(path.rendition, path.media.number);
  switch (found.kind) {
    case Found::Kind::kGap:
      return {.response = answers_.not_found(kNotRecorded)};
    case Found::Kind::kGone:
      return {.response = answers_.gone()};
    case Found::Kind::kRecorded:
      return attempt_recorded(path, found, replica, of_thread);
    case Found::Kind::kLive:
      return attempt_entry(request, path, found, replica, of_thread);
    case Found::Kind::kUnknown:
      break;
  }
  return {.response = answers_.not_found(kNothingHere)};
}

Live::Attempt Live::attempt_header(const LivePath& path, const stage::StageReplica& replica) const {
  const auto run = replica.find_run(path.media.number);
  const auto rendition = run ? run->rendition(path.rendition) : std::nullopt;
  if (!rendition) return {.response = answers_.not_found(kNothingHere)};
  const stage::Rendition& found = run->run.renditions[*rendition];
  return {.response = answers_.media(found.init, found.kind)};
}

Live::Attempt Live::attempt_recorded(const LivePath& path, const Found& found,
                                     const stage::StageReplica& replica,
                                     OfThread& of_thread) const {
  // Parts are named for a minute at most; of what is older there are only segments.
  const auto run = replica.find_run(found.run);
  const auto rendition = run ? run->rendition(path.rendition) : std::nullopt;
  if (!rendition || path.media.kind != hls::MediaName::Kind::kSegment) {
    return {.response = answers_.not_found(kNothingHere)};
  }
  const stage::Rendition& of = run->run.renditions[*rendition];
  auto file = of_thread.files.open(replica, found.run, of.id, path.media.number);
  if (!file) return {.response = answers_.gone()};
  count(of_thread.segments);
  return {.response = answers_.media(
              net::FileSlice{.file = std::move(*file), .offset = 0, .size = found.bytes}, of.kind)};
}

Live::Attempt Live::attempt_entry(const net::Request& request, const LivePath& path,
                                  const Found& found, stage::StageReplica& replica,
                                  OfThread& of_thread) const {
  const stage::LiveRun& live = *replica.run();
  const std::size_t rendition = *live.rendition(path.rendition);
  const stage::SegmentEntry& entry = *found.entry;
  const stage::Window& window = *replica.window(rendition);
  const bool open = found.entry == window.open;
  const int there = static_cast<int>(entry.places.size());
  const bool segment = path.media.kind == hls::MediaName::Kind::kSegment;

  const int first = segment ? 0 : path.media.first;
  const int last = segment ? (open ? live.shape.parts_per_segment : there) - 1 : path.media.last;
  const int parts = open ? live.shape.parts_per_segment : there;
  // Only what the next playlist may name is waited for: the hinted part and the one after it.
  const bool near = segment || first <= there + 1;
  if (!segment && (!is_listed(path.media, live.shape, parts) || !near)) {
    return {.response = answers_.not_found(kNothingHere)};
  }
  if (last >= there) {
    return {.wait = true,
            .rendition = rendition,
            .until = edge_with(path.media.number, last, live.shape)};
  }
  const stage::Rendition& of = live.run.renditions[rendition];
  std::shared_ptr<const net::OpenFile> file = entry.file;
  const auto from = static_cast<std::size_t>(first);
  const auto to = static_cast<std::size_t>(last);
  if (!file && needs_file(entry, from, to)) {
    auto opened = of_thread.files.open(replica, live.run.first_number, of.id, path.media.number);
    if (!opened) return {.response = answers_.gone()};
    file = std::move(*opened);
  }
  count(segment ? of_thread.segments : of_thread.parts);
  Attempt answer{.response = answers_.media(body_of(entry, from, to, file, request.secure), of.kind)};
  if (!segment) {
    const base::Instant published_at = entry.places[to].published_at;
    answer.response.with("x-published-at",
                         std::to_string(published_at.time_since_epoch().count()));
  }
  return answer;
}

LiveCounters Live::counters() const {
  LiveCounters sum;
  for (const auto& each : by_thread_) {
    const auto read = [](const std::atomic<std::uint64_t>& counter) {
      return counter.load(std::memory_order_relaxed);
    };
    sum.playlist_requests += read(each->playlist_requests);
    sum.held_requests += read(each->held_requests);
    sum.expired_holds += read(each->expired_holds);
    sum.waiting += read(each->waiting);
    sum.parts += read(each->parts);
    sum.segments += read(each->segments);
    sum.headers += read(each->headers);
    sum.refused_requests += read(each->refused_requests);
    sum.bytes += read(each->bytes);
  }
  return sum;
}

}  // namespace plenary::delivery
