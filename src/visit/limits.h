#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <string_view>

#include "base/time.h"

/// How much of each thing there may be: numbers, so that tests and pages can name them.
namespace plenary::visit {

inline constexpr std::size_t kMostMessageCharacters = 2000;
inline constexpr std::size_t kMostMessagesAMinute = 20;       ///< Of a visitor, to all booths.
inline constexpr std::size_t kMostStaffMessagesAMinute = 120;  ///< Of a booth, to all visitors.
inline constexpr std::size_t kMostMessages = 2000;             ///< In a conversation.
inline constexpr std::size_t kMostConversations = 200;         ///< Of a visitor.
inline constexpr std::size_t kMostBookings = 20;               ///< Of a visitor, that are to come.
inline constexpr std::size_t kMostOffers = 50;                 ///< Of a visitor, not answered yet.
inline constexpr std::size_t kMostSignUps = 50;                ///< Of a visitor.
inline constexpr std::size_t kMostSaved = 500;                 ///< Of a visitor.
inline constexpr std::size_t kMostNotices = 100;  ///< Of a visitor; the oldest fall away.
inline constexpr std::size_t kMostTags = 20;
inline constexpr std::chrono::minutes kRemindedBefore{10};

/// Lets `most` acts through in any minute. A value.
class MinuteLimit {
 public:
  explicit MinuteLimit(std::size_t most) : most_(most) {}

  /// False, and it does not count, if there were so many in the last minute.
  bool take(base::Instant now) {
    while (!taken_.empty() && taken_.front() + std::chrono::minutes(1) <= now) taken_.pop_front();
    // A clock that was set back must not hold anybody up.
    while (!taken_.empty() && taken_.back() > now) taken_.pop_back();
    if (taken_.size() >= most_) return false;
    taken_.push_back(now);
    return true;
  }

 private:
  std::size_t most_;
  std::deque<base::Instant> taken_;
};

}  // namespace plenary::visit
