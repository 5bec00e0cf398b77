#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace plenary::base {

/// Things with a name that come while others look them up: the stages of a conference. None goes
/// before the roster is cleared, so that a pointer once found stays good. Looking up takes no lock:
/// each addition makes a new index beside the old ones, which are kept too.
template <class T>
class Roster {
 public:
  Roster() { publish(Index()); }
  Roster(const Roster&) = delete;
  Roster& operator=(const Roster&) = delete;

  /// Null if there is none of this name. From any thread.
  T* find(std::string_view name) const {
    const auto& by_name = index_.load(std::memory_order_acquire)->by_name;
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : found->second;
  }

  /// Those that a name leads to, in the order in which the names came. From any thread; what comes
  /// later is not in it.
  const std::vector<T*>& all() const {
    return index_.load(std::memory_order_acquire)->in_order;
  }

  /// Adds, or puts in the place of what has this name, which lives on for those who hold it. From
  /// one thread at a time.
  T& put(std::string name, std::unique_ptr<T> thing) {
    T& there = *thing;
    things_.push_back(std::move(thing));
    Index index = *index_.load(std::memory_order_relaxed);
    const auto [known, is_new] = index.by_name.try_emplace(std::move(name), &there);
    if (is_new) {
      index.in_order.push_back(&there);
    } else {
      for (T*& each : index.in_order) {
        if (each == known->second) each = &there;
      }
      known->second = &there;
    }
    publish(std::move(index));
    return there;
  }

  /// Destroys all, for a shutdown. Precondition: nobody looks anything up any more.
  void clear() {
    publish(Index());
    things_.clear();
  }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  struct Index {
    std::unordered_map<std::string, T*, Hash, std::equal_to<>> by_name;
    std::vector<T*> in_order;
  };

  void publish(Index index) {
    indexes_.push_back(std::make_unique<const Index>(std::move(index)));
    index_.store(indexes_.back().get(), std::memory_order_release);
  }

  std::vector<std::unique_ptr<T>> things_;
  std::vector<std::unique_ptr<const Index>> indexes_;  // Older ones: somebody may be reading.
  std::atomic<const Index*> index_{nullptr};
};

}  // namespace plenary::base
