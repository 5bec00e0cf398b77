#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace plenary::base {

/// A bounded queue between one owner, who takes, and any number of senders. A full mailbox drops
/// what is sent and counts it, so that a slow owner never grows the process or holds a sender up.
template <class T>
class Mailbox {
 public:
  explicit Mailbox(std::size_t capacity) : capacity_(capacity) {}

  /// False if the mailbox is full or closed; the message is then dropped and counted.
  bool send(T message) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_ || queue_.size() >= capacity_) {
        ++dropped_;
        return false;
      }
      queue_.push_back(std::move(message));
    }
    ready_.notify_one();
    return true;
  }

  /// The oldest message, or nothing if none is there.
  std::optional<T> try_take() {
    const std::lock_guard lock(mutex_);
    return pop();
  }

  /// Waits for a message; nothing once the mailbox is closed and empty, or at `deadline`.
  std::optional<T> take_until(std::chrono::steady_clock::time_point deadline) {
    std::unique_lock lock(mutex_);
    ready_.wait_until(lock, deadline, [this] { return closed_ || !queue_.empty(); });
    return pop();
  }

  /// No further messages; whoever waits is woken. What is queued can still be taken.
  void close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
    }
    ready_.notify_all();
  }

  bool closed() const {
    const std::lock_guard lock(mutex_);
    return closed_;
  }
  std::size_t size() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
  }
  std::uint64_t dropped() const {
    const std::lock_guard lock(mutex_);
    return dropped_;
  }

 private:
  std::optional<T> pop() {
    if (queue_.empty()) return std::nullopt;
    std::optional<T> message(std::move(queue_.front()));
    queue_.pop_front();
    return message;
  }

  const std::size_t capacity_;
  mutable std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<T> queue_;
  std::uint64_t dropped_ = 0;
  bool closed_ = false;
};

/// One value that one thread replaces and others read whole: a status, a slate's texts.
template <class T>
class Latest {
 public:
  explicit Latest(T value = {}) : value_(std::move(value)) {}

  void set(T value) {
    const std::lock_guard lock(mutex_);
    value_ = std::move(value);
  }
  T get() const {
    const std::lock_guard lock(mutex_);
    return value_;
  }
  /// Changes the value in place by `change(T&)`, which must be short and must not wait.
  template <class Change>
  void update(Change change) {
    const std::lock_guard lock(mutex_);
    change(value_);
  }

 private:
  mutable std::mutex mutex_;
  T value_;
};

}  // namespace plenary::base
