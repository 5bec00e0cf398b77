#include "stage/timeline_window.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace plenary::stage {
namespace {

constexpr std::chrono::milliseconds kWidePart{900};  // What a wide part must at least last.

std::size_t parts_on_disk(const SegmentEntry& entry) {
  std::size_t count = 0;
  while (count < entry.places.size() && entry.places[count].on_disk) ++count;
  return count;
}

/// The same segment without its open file, and without the memory that the disk makes needless.
SegmentEntry at_rest(const SegmentEntry& entry) {
  SegmentEntry rest = entry;
  rest.file.reset();
  for (Place& place : rest.places) {
    if (place.on_disk) place.memory.reset();
  }
  return rest;
}

}  // namespace

hls::Shape shape_of(const Grid& grid) {
  const auto part = grid.part_duration();
  const auto group = (kWidePart + part - std::chrono::microseconds(1)) / part;
  return {.part = part,
          .parts_per_segment = grid.parts_per_segment,
          .parts_per_wide = std::clamp(static_cast<int>(group), 1, grid.parts_per_segment),
          .segment = grid.segment_duration()};
}

hls::Segment settled(const SegmentEntry& entry, const Grid& grid) {
  hls::Segment segment = entry.listing;
  const std::size_t whole = parts_on_disk(entry);
  if (whole < segment.parts.size()) {
    segment.gap = whole == 0;
    segment.duration = hls::Duration{0};
    for (std::size_t i = 0; i < whole; ++i) segment.duration += segment.parts[i].duration;
    if (segment.gap) segment.duration = grid.segment_duration();
  }
  segment.parts.clear();
  segment.parts.shrink_to_fit();
  return segment;
}

std::uint64_t bytes_on_disk(const SegmentEntry& entry) {
  const std::size_t whole = parts_on_disk(entry);
  if (whole == 0) return 0;
  return entry.places[whole - 1].offset + entry.places[whole - 1].size_bytes;
}

WindowBuilder::WindowBuilder(const Grid& grid, std::uint64_t first_number) : grid_(grid) {
  open_.listing = listing_at(first_number);
}

hls::Segment WindowBuilder::listing_at(std::uint64_t number) const {
  return {.number = number,
          .begins = std::chrono::floor<std::chrono::milliseconds>(grid_.start_of(number))};
}

SegmentEntry WindowBuilder::gap_at(std::uint64_t number) const {
  SegmentEntry entry{.listing = listing_at(number)};
  entry.listing.gap = true;
  entry.listing.duration = grid_.segment_duration();
  return entry;
}

void WindowBuilder::restore(const RecoveredTrack& track) {
  for (const PartRecord& record : track.records) {
    if (record.number < open_.listing.number) continue;
    skip_to(record.number);
    open_.listing.parts.push_back({record.duration, record.independent});
    open_.places.push_back(
        {.offset = record.offset, .size_bytes = record.size_bytes, .on_disk = true});
    if (static_cast<int>(open_.places.size()) == grid_.parts_per_segment) close_open();
  }
  if (!open_.places.empty()) close_open();
}

void WindowBuilder::add(const PackagedPart& part, Stored stored) {
  PLENARY_CHECK(part.number >= open_.listing.number);
  skip_to(part.number);
  open_.listing.parts.push_back({grid_.part_duration(), part.independent});
  open_.places.push_back(std::move(stored.place));
  if (stored.file) open_.file = std::move(stored.file);
  if (static_cast<int>(open_.places.size()) == grid_.parts_per_segment) close_open();
}

void WindowBuilder::skip_to(std::uint64_t number) {
  if (number > open_.listing.number && !open_.places.empty()) close_open();
  while (open_.listing.number < number) {
    push_whole(gap_at(open_.listing.number));
    open_ = {.listing = listing_at(open_.listing.number + 1)};
  }
}

void WindowBuilder::end() {
  if (!open_.places.empty()) close_open();
  ended_ = true;
}

void WindowBuilder::close_open() {
  SegmentEntry entry = std::move(open_);
  open_ = {.listing = listing_at(entry.listing.number + 1)};
  for (const hls::Part& part : entry.listing.parts) entry.listing.duration += part.duration;
  // A whole segment lasts what the grid says, to which rounded parts need not add up.
  if (static_cast<int>(entry.places.size()) == grid_.parts_per_segment) {
    entry.listing.duration = grid_.segment_duration();
  }
  push_whole(std::move(entry));
}

void WindowBuilder::push_whole(SegmentEntry entry) {
  whole_duration_ += entry.listing.duration;
  whole_.push_back(std::make_shared<const SegmentEntry>(std::move(entry)));
  if (whole_.size() > kRecentSegments) {
    auto& aged = whole_[whole_.size() - 1 - kRecentSegments];
    if (aged->file) aged = std::make_shared<const SegmentEntry>(at_rest(*aged));
  }
  trim();
}

void WindowBuilder::trim() {
  std::size_t surplus = 0;
  while (whole_duration_ - whole_[surplus]->listing.duration >= kLive) {
    const SegmentEntry& entry = *whole_[surplus];
    whole_duration_ -= entry.listing.duration;
    history_builder_.add(settled(entry, grid_), bytes_on_disk(entry));
    ++surplus;
  }
  whole_.erase(whole_.begin(), whole_.begin() + static_cast<std::ptrdiff_t>(surplus));
  if (surplus > 0) history_.reset();
}

std::shared_ptr<const Window> WindowBuilder::window() {
  if (!history_) history_ = history_builder_.snapshot();
  auto window = std::make_shared<Window>();
  window->version = ++version_;
  window->whole = whole_;
  window->edge = {open_.listing.number, static_cast<int>(open_.places.size())};
  if (!ended_) window->open = std::make_shared<const SegmentEntry>(open_);
  window->ended = ended_;
  window->history = history_;
  return window;
}

std::shared_ptr<const History> WindowBuilder::recording() const {
  HistoryBuilder all = history_builder_;
  for (const auto& entry : whole_) all.add(settled(*entry, grid_), bytes_on_disk(*entry));
  if (!open_.places.empty()) all.add(settled(open_, grid_), bytes_on_disk(open_));
  return all.snapshot();
}

}  // namespace plenary::stage
