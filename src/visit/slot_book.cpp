#include "visit/slot_book.h"

#include <iterator>

namespace plenary::visit {

bool SlotBook::is_free(const Slot& slot) const {
  // Those that are taken do not overlap: of all that begin before this ends, the last ends last.
  const auto after = taken_.lower_bound(slot.ends_at);
  return after == taken_.begin() || std::prev(after)->second.first.ends_at <= slot.starts_at;
}

bool SlotBook::take(const Slot& slot, std::string booking) {
  if (!is_free(slot)) return false;
  taken_.emplace(slot.starts_at, std::pair(slot, std::move(booking)));
  return true;
}

std::optional<Slot> next_free(const exhibition::Exhibitor& exhibitor, const SlotBook& booth,
                              const SlotBook& visitor, base::Instant after) {
  for (const Slot& slot : exhibition::slots_between(exhibitor, after, base::Instant::max())) {
    if (booth.is_free(slot) && visitor.is_free(slot)) return slot;
  }
  return std::nullopt;
}

}  // namespace plenary::visit
