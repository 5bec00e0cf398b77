#include "visit/presence.h"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace plenary::visit {

namespace {
constexpr std::string_view kStaff = "staff/";
}  // namespace

std::string staff_place(const std::string& exhibitor) {
  return std::string(kStaff) + exhibitor;
}

void Presence::here(const std::string& booth, const std::string& who, base::Moment until) {
  auto& visitors = there_[booth];
  const auto found = visitors.find(who);
  if (found != visitors.end()) {
    found->second = std::max(found->second, until);
  } else if (visitors.size() < kMostAtOneBooth) {
    visitors.emplace(who, until);
  }
}

void Presence::sweep(const std::string& booth, base::Moment now) {
  const auto found = there_.find(booth);
  if (found == there_.end()) return;
  std::erase_if(found->second, [&](const auto& one) { return one.second <= now; });
  if (found->second.empty()) there_.erase(found);
}

std::size_t Presence::count(const std::string& booth, base::Moment now) {
  sweep(booth, now);
  const auto found = there_.find(booth);
  return found == there_.end() ? 0 : found->second.size();
}

bool Presence::is_here(const std::string& booth, const std::string& who, base::Moment now) const {
  const auto visitors = there_.find(booth);
  if (visitors == there_.end()) return false;
  const auto found = visitors->second.find(who);
  return found != visitors->second.end() && found->second > now;
}

std::size_t Presence::total(base::Moment now) {
  std::size_t all = 0;
  for (auto booth = there_.begin(); booth != there_.end();) {
    std::erase_if(booth->second, [&](const auto& one) { return one.second <= now; });
    if (!booth->first.starts_with(kStaff)) all += booth->second.size();
    booth = booth->second.empty() ? there_.erase(booth) : std::next(booth);
  }
  return all;
}

}  // namespace plenary::visit
