#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/time.h"
#include "exhibition/exhibitor.h"

namespace plenary::exhibition {

/// A time at a booth that one visitor can have.
struct Slot {
  base::Instant starts_at;
  base::Instant ends_at;

  bool operator==(const Slot&) const = default;
};

/// The most slots that one question is answered with.
inline constexpr std::size_t kMostSlots = 2'000;

/// The slots that begin at `from` or later and before `to`, in order, at most kMostSlots; no two
/// overlap. Duty times that meet or overlap count as one, however many staff are there; from the
/// beginning of each, slots follow one another, and what is left at its end is none. Instants are
/// UTC, so that midnight and time zones mean nothing here.
std::vector<Slot> slots_between(const Exhibitor& exhibitor, base::Instant from, base::Instant to);

/// The slot that begins at exactly that instant; nothing if none does.
std::optional<Slot> slot_at(const Exhibitor& exhibitor, base::Instant starts_at);

/// Those on duty at an instant, in the order of the duty times. Pointers into `exhibitor`.
std::vector<const Duty*> on_duty(const Exhibitor& exhibitor, base::Instant now);

}  // namespace plenary::exhibition
