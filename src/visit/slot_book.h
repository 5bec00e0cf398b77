#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/time.h"
#include "exhibition/slots.h"

namespace plenary::visit {

using exhibition::Slot;

/// Who has which time: of one booth, or of one visitor. Times that are taken never overlap, also
/// where duty times have changed since, and slots begin elsewhere. A value.
class SlotBook {
 public:
  /// The times taken, with the booking that has each, by when they begin.
  using Taken = std::map<base::Instant, std::pair<Slot, std::string>>;

  bool is_free(const Slot& slot) const;
  /// False, and nothing changes, unless the time is free.
  bool take(const Slot& slot, std::string booking);
  /// Nothing of that beginning is no error.
  void release(base::Instant starts_at) { taken_.erase(starts_at); }
  const Taken& taken() const { return taken_; }

 private:
  Taken taken_;
};

/// The first slot from `after` on that is free for booth and visitor alike.
std::optional<Slot> next_free(const exhibition::Exhibitor& exhibitor, const SlotBook& booth,
                              const SlotBook& visitor, base::Instant after);

}  // namespace plenary::visit
