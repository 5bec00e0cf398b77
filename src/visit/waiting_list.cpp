#include "visit/waiting_list.h"

#include <iterator>

namespace plenary::visit {

WaitingList::Standing WaitingList::sign_up(const std::string& visitor, std::uint64_t number,
                                           std::size_t places) {
  // A place that is free belongs to who waits longest, not to who comes just now.
  if (!numbers_.contains(visitor)) restore(visitor, number, taken() < places && waiting_.empty());
  return standing(visitor);
}

void WaitingList::withdraw(const std::string& visitor) {
  const auto found = numbers_.find(visitor);
  if (found == numbers_.end()) return;
  waiting_.erase(found->second);
  numbers_.erase(found);
}

std::vector<std::string> WaitingList::move_up(std::size_t places) {
  std::vector<std::string> moved;
  while (!waiting_.empty() && taken() < places) {
    const auto first = waiting_.begin();
    moved.push_back(first->second);
    waiting_.erase(first);
  }
  return moved;
}

void WaitingList::restore(const std::string& visitor, std::uint64_t number, bool in) {
  numbers_[visitor] = number;
  if (!in) waiting_[number] = visitor;
}

WaitingList::Standing WaitingList::standing(const std::string& visitor) const {
  const auto found = numbers_.find(visitor);
  if (found == numbers_.end()) return {};
  const auto waits = waiting_.find(found->second);
  if (waits == waiting_.end() || waits->second != visitor) return {true, true, 0};
  return {true, false, static_cast<std::size_t>(std::distance(waiting_.begin(), waits)) + 1};
}

std::vector<std::string> WaitingList::first_waiting(std::size_t most) const {
  std::vector<std::string> first;
  for (const auto& [number, visitor] : waiting_) {
    if (first.size() >= most) break;
    first.push_back(visitor);
  }
  return first;
}

std::vector<std::string> WaitingList::members() const {
  std::vector<std::string> members;
  for (const auto& [visitor, number] : numbers_) {
    const auto waits = waiting_.find(number);
    if (waits == waiting_.end() || waits->second != visitor) members.push_back(visitor);
  }
  return members;
}

}  // namespace plenary::visit
