#pragma once

#include <mutex>
#include <utility>

namespace plenary::base {

/// A value that several threads read and change, one at a time. The value can only be reached
/// inside with(), so that it is never touched without its lock. What runs in there is short, and
/// neither waits nor calls out.
template <class T>
class Guarded {
 public:
  template <class... Arguments>
  explicit Guarded(Arguments&&... arguments) : value_(std::forward<Arguments>(arguments)...) {}
  Guarded(const Guarded&) = delete;
  Guarded& operator=(const Guarded&) = delete;

  /// Calls `use` with the value and gives what it returns; by value, no reference may leave.
  template <class Use>
  auto with(Use&& use) {
    const std::lock_guard lock(mutex_);
    return std::forward<Use>(use)(value_);
  }
  template <class Use>
  auto with(Use&& use) const {
    const std::lock_guard lock(mutex_);
    return std::forward<Use>(use)(value_);
  }

 private:
  mutable std::mutex mutex_;
  T value_;
};

}  // namespace plenary::base
