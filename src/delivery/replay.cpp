#include "delivery/replay.h"

#include <algorithm>
#include <list>
#include <utility>

#include "hls/media_playlist.h"

namespace plenary::delivery {
namespace {

constexpr std::size_t kCached = 32;  // Playlists a thread keeps: a session has one a rendition.

constexpr std::string_view kNoReplay = "There is no replay at this address.";
constexpr std::string_view kNotEnded = "The session has not ended yet.";
constexpr std::string_view kNotReady = "The replay is being closed; try again in a moment.";

bool in_all(std::span<const stage::CoveredRun> covered, std::string_view rendition) {
  return std::all_of(covered.begin(), covered.end(), [&](const stage::CoveredRun& run) {
    return run.live->rendition(rendition).has_value();
  });
}

}  // namespace

struct Replay::Rendered {
  std::string session;
  std::string rendition;
  ReplayCut cut;
  const stage::StageReplica* replica = nullptr;
  std::uint64_t version = 0;
  RenderedPlaylist playlist;
};

struct Replay::OfThread {
  std::list<Rendered> recent;  // Newest first.
};

base::Result<std::string> render_replay(std::span<const stage::CoveredRun> covered,
                                        const base::StageId& stage, std::string_view rendition) {
  const stage::LiveRun& last = *covered.back().live;
  if (rendition.empty()) {
    stage::Run run = last.run;
    std::erase_if(run.renditions,
                  [&](const stage::Rendition& each) { return !in_all(covered, each.id.text()); });
    return render_multivariant(run, "index.m3u8");
  }
  if (!in_all(covered, rendition)) return base::Error(base::Errc::kNotFound, "no such rendition");
  std::vector<hls::Recording> recordings;
  for (const stage::CoveredRun& run : covered) {
    const std::size_t index = *run.live->rendition(rendition);
    std::string prefix = "../../../live/" + stage.text() + "/";
    prefix.append(rendition).append("/");
    recordings.push_back({.run = run.live->run.first_number,
                          .prefix = std::move(prefix),
                          .segments = {run.tracks[index]}});
  }
  return hls::render_recording(last.shape, recordings);
}

Replay::Replay(stage::Origin& origin, ReplayIndex index)
    : origin_(origin), index_(std::move(index)) {
  for (std::size_t i = 0; i < origin_.threads().size(); ++i) {
    by_thread_.push_back(std::make_unique<OfThread>());
  }
}

Replay::~Replay() = default;

boost::asio::awaitable<net::Response> Replay::handle(net::Request& request) {
  if (request.method == net::Method::kOptions) co_return answers_.options();
  co_return answer(request);
}

net::Response Replay::answer(const net::Request& request) {
  const auto path = parse_replay_path(request.path);
  const auto session = base::SessionId::parse(path ? path->session : std::string_view{});
  if (!session) return answers_.not_found(kNoReplay);
  const auto cut = index_(*session);
  if (!cut) return answers_.not_found(kNoReplay);
  if (!cut->ended_at) return answers_.not_found(kNotEnded);
  const stage::StageReplica* const replica = origin_.replica(cut->stage.text());
  if (replica == nullptr) return answers_.not_found(kNoReplay);
  const auto found = find(*path, *cut, *replica);
  if (!found && found.error().code() == base::Errc::kUnavailable) {
    return answers_.unavailable(kNotReady);
  }
  if (!found) return answers_.not_found(kNoReplay);
  const bool gzip = accepts_gzip(request);
  RenderedPlaylist& playlist = **found;
  return answers_.playlist(gzip ? playlist.gzip() : playlist.text(), gzip,
                           Answers::Freshness::kRecording, std::chrono::seconds(0));
}

base::Result<RenderedPlaylist*> Replay::find(const ReplayPath& path, const ReplayCut& cut,
                                             const stage::StageReplica& replica) {
  auto& recent = by_thread_[origin_.threads().current()]->recent;
  const auto found = std::find_if(recent.begin(), recent.end(), [&](const Rendered& each) {
    return each.session == path.session && each.rendition == path.rendition;
  });
  if (found != recent.end()) {
    const bool fresh = found->cut == cut && found->replica == &replica &&
                       found->version == replica.recordings_version();
    recent.splice(recent.begin(), recent, found);
    if (fresh) return &recent.front().playlist;
    recent.pop_front();
  }
  const auto covered = replica.cover(cut.started_at, *cut.ended_at);
  if (!covered) return covered.error();
  auto text = render_replay(*covered, cut.stage, path.rendition);
  if (!text) return text.error();
  recent.push_front({.session = std::string(path.session),
                     .rendition = std::string(path.rendition),
                     .cut = cut,
                     .replica = &replica,
                     .version = replica.recordings_version()});
  if (recent.size() > kCached) recent.pop_back();
  recent.front().playlist = RenderedPlaylist(
      {std::make_shared<const stage::DeflatedText>(stage::deflate_text(std::move(*text)))});
  return &recent.front().playlist;
}

}  // namespace plenary::delivery
