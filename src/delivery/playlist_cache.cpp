#include "delivery/playlist_cache.h"

#include <utility>

#include "delivery/live_path.h"
#include "hls/media_playlist.h"
#include "hls/multivariant_playlist.h"

namespace plenary::delivery {
namespace {

using Pieces = std::vector<std::shared_ptr<const stage::DeflatedText>>;


std::shared_ptr<const stage::DeflatedText> piece(std::string text) {
  return std::make_shared<const stage::DeflatedText>(stage::deflate_text(std::move(text)));
}

std::size_t slot_of(PlaylistKind kind) {
  const std::size_t list = kind.rewind ? 3 : static_cast<std::size_t>(kind.parts);
  return list * 2 + (kind.delta ? 1 : 0);
}

/// Where the other renditions stand.
std::vector<hls::Report> reports(const stage::StageReplica& replica, std::size_t rendition,
                                 std::string_view name) {
  std::vector<hls::Report> all;
  const auto& renditions = replica.run()->run.renditions;
  for (std::size_t i = 0; i < renditions.size(); ++i) {
    if (i == rendition) continue;
    std::string uri = "../" + renditions[i].id.text() + "/";
    all.push_back({.uri = uri.append(name), .edge = replica.window(i)->edge});
  }
  return all;
}

/// The lines of everything before the live window that was not deleted, and what they list.
Pieces past_pieces(const stage::StageReplica& replica, const stage::History& history,
                   hls::Past& past) {
  Pieces pieces;
  const std::uint64_t kept = replica.first_kept(replica.run()->run.first_number);
  for (const auto& block : history.blocks()) {
    if (block->first_number() < kept) continue;
    if (past.count == 0) past.first_number = block->first_number();
    past.count += block->segments.size();
    if (block->full()) {
      pieces.emplace_back(block, &block->lines);
    } else {
      pieces.push_back(piece(hls::render_segments(block->segments)));
    }
  }
  return pieces;
}

RenderedPlaylist render(const stage::StageReplica& replica, std::size_t rendition,
                        PlaylistKind kind) {
  const stage::LiveRun& live = *replica.run();
  const stage::Window& window = *replica.window(rendition);
  const std::string_view name = kind.rewind ? kRewindName : playlist_name(kind.parts);
  hls::MediaPlaylist playlist{.shape = live.shape,
                              .parts = kind.parts,
                              .run = live.run.first_number,
                              .open = window.open ? &window.open->listing : nullptr,
                              .ended = window.ended,
                              .delta = kind.delta,
                              .reports = reports(replica, rendition, name)};
  for (const auto& entry : window.whole) playlist.segments.push_back(&entry->listing);
  if (!kind.rewind) return RenderedPlaylist({piece(hls::render_media_playlist(playlist))});

  hls::Past past;
  Pieces pieces = past_pieces(replica, *window.history, past);
  playlist.past = past;
  hls::PlaylistText text = hls::render_around_past(playlist);
  if (text.skips_past) return RenderedPlaylist({piece(text.head + text.tail)});
  pieces.insert(pieces.begin(), piece(std::move(text.head)));
  pieces.push_back(piece(std::move(text.tail)));
  return RenderedPlaylist(std::move(pieces));
}

}  // namespace

std::vector<const stage::DeflatedText*> RenderedPlaylist::pointers() const {
  std::vector<const stage::DeflatedText*> all;
  for (const auto& each : pieces_) all.push_back(each.get());
  return all;
}

const RenderedPlaylist::Text& RenderedPlaylist::text() {
  if (!text_) text_ = std::make_shared<const std::string>(stage::join_text(pointers()));
  return text_;
}

const RenderedPlaylist::Text& RenderedPlaylist::gzip() {
  if (!gzip_) gzip_ = std::make_shared<const std::string>(stage::join_gzip(pointers()));
  return gzip_;
}

PlaylistCache::OfStage& PlaylistCache::of(const stage::StageReplica& replica) {
  OfStage& stage = stages_[&replica];
  if (stage.run != replica.run()) {
    stage = OfStage{.run = replica.run()};
    stage.renditions.resize(stage.run->run.renditions.size());
  }
  return stage;
}

RenderedPlaylist& PlaylistCache::media(const stage::StageReplica& replica, std::size_t rendition,
                                       PlaylistKind kind) {
  Slot& slot = of(replica).renditions[rendition][slot_of(kind)];
  const std::uint64_t version = replica.window(rendition)->version;
  if (slot.version != version) {
    slot.version = version;
    slot.playlist = render(replica, rendition, kind);
  }
  return slot.playlist;
}

RenderedPlaylist& PlaylistCache::multivariant(const stage::StageReplica& replica,
                                              hls::PartSet parts, bool rewind) {
  OfStage& stage = of(replica);
  auto& rendered = stage.multivariant[rewind ? 3 : static_cast<std::size_t>(parts)];
  if (!rendered) {
    const std::string_view name = rewind ? kRewindName : playlist_name(parts);
    rendered = std::make_unique<RenderedPlaylist>(
        Pieces{piece(render_multivariant(stage.run->run, name))});
  }
  return *rendered;
}

std::string render_multivariant(const stage::Run& run, std::string_view name) {
  hls::MultivariantPlaylist playlist;
  for (const stage::Rendition& rendition : run.renditions) {
    std::string uri = rendition.id.text() + "/";
    uri.append(name);
    if (rendition.kind == stage::Rendition::Kind::kVideo) {
      playlist.videos.push_back(
          {.uri = std::move(uri),
           .codecs = rendition.codecs,
           .width = rendition.width,
           .height = rendition.height,
           .frames_per_second = static_cast<double>(run.grid.frames_per_second),
           .average_bps = rendition.average_bps,
           .peak_bps = rendition.peak_bps});
    } else {
      playlist.audios.push_back({.uri = std::move(uri),
                                 .name = rendition.language.empty() ? "Floor" : rendition.language,
                                 .language = rendition.language,
                                 .codecs = rendition.codecs,
                                 .average_bps = rendition.average_bps,
                                 .peak_bps = rendition.peak_bps});
    }
  }
  return hls::render_multivariant_playlist(playlist);
}

}  // namespace plenary::delivery
