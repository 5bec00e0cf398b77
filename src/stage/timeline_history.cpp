#include "stage/timeline_history.h"

#include <utility>

#include "base/check.h"
#include "hls/media_playlist.h"

namespace plenary::stage {

std::uint64_t History::count() const {
  if (blocks_.empty()) return 0;
  return (blocks_.size() - 1) * HistoryBlock::kSegments + blocks_.back()->segments.size();
}

History::Entry History::find(std::uint64_t number) const {
  if (blocks_.empty() || number < blocks_.front()->first_number()) return {};
  const std::uint64_t place = number - blocks_.front()->first_number();
  if (place >= count()) return {};
  const HistoryBlock& block = *blocks_[place / HistoryBlock::kSegments];
  const std::size_t within = place % HistoryBlock::kSegments;
  return {.segment = &block.segments[within], .bytes = block.bytes[within]};
}

void HistoryBuilder::add(hls::Segment segment, std::uint64_t bytes) {
  PLENARY_CHECK(growing_.segments.empty() || segment.number == growing_.segments.back().number + 1);
  growing_.segments.push_back(std::move(segment));
  growing_.bytes.push_back(bytes);
  if (!growing_.full()) return;
  growing_.lines = deflate_text(hls::render_segments(growing_.segments));
  full_.push_back(std::make_shared<const HistoryBlock>(std::exchange(growing_, {})));
}

std::shared_ptr<const History> HistoryBuilder::snapshot() const {
  auto history = std::make_shared<History>();
  history->blocks_ = full_;
  if (!growing_.segments.empty()) {
    history->blocks_.push_back(std::make_shared<const HistoryBlock>(growing_));
  }
  return history;
}

}  // namespace plenary::stage
