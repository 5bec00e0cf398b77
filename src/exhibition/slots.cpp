#include "exhibition/slots.h"

#include <algorithm>

namespace plenary::exhibition {
namespace {

/// The duty times in order, those that meet as one.
std::vector<Slot> attended(const Exhibitor& exhibitor) {
  std::vector<Slot> times;
  for (const Duty& duty : exhibitor.duty) {
    if (duty.starts_at < duty.ends_at) times.push_back({duty.starts_at, duty.ends_at});
  }
  std::sort(times.begin(), times.end(),
            [](const Slot& one, const Slot& other) { return one.starts_at < other.starts_at; });
  std::vector<Slot> joined;
  for (const Slot& time : times) {
    if (!joined.empty() && time.starts_at <= joined.back().ends_at) {
      joined.back().ends_at = std::max(joined.back().ends_at, time.ends_at);
    } else {
      joined.push_back(time);
    }
  }
  return joined;
}

}  // namespace

std::vector<Slot> slots_between(const Exhibitor& exhibitor, base::Instant from, base::Instant to) {
  std::vector<Slot> slots;
  const base::Milliseconds size = exhibitor.slot;
  if (size <= base::Milliseconds::zero()) return slots;
  for (const Slot& time : attended(exhibitor)) {
    base::Instant begin = time.starts_at;
    if (begin < from) {
      const auto passed = (from - begin + size - base::Milliseconds(1)) / size;
      begin += size * passed;
    }
    for (; begin < to && begin + size <= time.ends_at; begin += size) {
      slots.push_back({begin, begin + size});
      if (slots.size() == kMostSlots) return slots;
    }
  }
  return slots;
}

std::optional<Slot> slot_at(const Exhibitor& exhibitor, base::Instant starts_at) {
  const auto found =
      slots_between(exhibitor, starts_at, starts_at + base::Milliseconds(1));
  if (found.empty()) return std::nullopt;
  return found.front();
}

std::vector<const Duty*> on_duty(const Exhibitor& exhibitor, base::Instant now) {
  std::vector<const Duty*> present;
  for (const Duty& duty : exhibitor.duty) {
    if (duty.starts_at <= now && now < duty.ends_at) present.push_back(&duty);
  }
  return present;
}

}  // namespace plenary::exhibition
