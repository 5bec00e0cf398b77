#include "delivery/media_files.h"

#include <algorithm>
#include <utility>

#include "stage/spool_track.h"

namespace plenary::delivery {
namespace {

/// Below this one write from memory costs less than a write and a sendfile.
constexpr std::uint64_t kSmallBytes = 16 * 1024;

std::span<const stage::Place> places_of(const stage::SegmentEntry& entry, std::size_t first,
                                        std::size_t last) {
  return std::span(entry.places).subspan(first, last - first + 1);
}

}  // namespace

base::Result<std::shared_ptr<const net::OpenFile>> MediaFiles::open(
    const stage::StageReplica& replica, std::uint64_t run, const base::RenditionId& rendition,
    std::uint64_t number) {
  Key key{&replica, run, rendition.text(), number};
  const auto found = std::find_if(recent_.begin(), recent_.end(),
                                  [&](const auto& each) { return each.first == key; });
  if (found != recent_.end()) {
    recent_.splice(recent_.begin(), recent_, found);
    return found->second;
  }
  const auto folder = replica.folder() / std::to_string(run) / rendition.text();
  auto file = net::OpenFile::open(stage::segment_path(folder, number));
  if (!file) return file.error();
  recent_.emplace_front(std::move(key), *file);
  if (recent_.size() > kOpen) recent_.pop_back();
  return *file;
}

bool needs_file(const stage::SegmentEntry& entry, std::size_t first, std::size_t last) {
  const auto places = places_of(entry, first, last);
  return std::any_of(places.begin(), places.end(),
                     [](const stage::Place& place) { return place.memory == nullptr; });
}

net::Body body_of(const stage::SegmentEntry& entry, std::size_t first, std::size_t last,
                  const std::shared_ptr<const net::OpenFile>& file, bool secure) {
  const auto places = places_of(entry, first, last);
  std::uint64_t size = 0;
  bool all_on_disk = file != nullptr;
  bool all_in_memory = true;
  for (const stage::Place& place : places) {
    size += place.size_bytes;
    all_on_disk = all_on_disk && place.on_disk;
    all_in_memory = all_in_memory && place.memory != nullptr;
  }
  const bool from_memory = all_in_memory && (secure || size <= kSmallBytes);
  if (from_memory && places.size() == 1) return places.front().memory;
  if (all_on_disk && !from_memory) {
    return net::FileSlice{.file = file, .offset = places.front().offset, .size = size};
  }
  std::vector<std::variant<base::SharedBytes, net::FileSlice>> pieces;
  for (const stage::Place& place : places) {
    if (place.memory) {
      pieces.emplace_back(place.memory);
    } else {
      pieces.emplace_back(
          net::FileSlice{.file = file, .offset = place.offset, .size = place.size_bytes});
    }
  }
  return pieces;
}

}  // namespace plenary::delivery
