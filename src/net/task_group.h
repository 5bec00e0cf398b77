#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

namespace plenary::net {

/// The only place that detaches coroutines. Counts what runs, logs what throws, and lets a shutdown
/// wait for the rest. Safe from every thread; must outlive what it started.
class TaskGroup {
 public:
  explicit TaskGroup(std::string name) : name_(std::move(name)) {}

  /// Starts `task` on `executor`. An exception that leaves it is logged with the group's name.
  void spawn(boost::asio::any_io_executor executor, boost::asio::awaitable<void> task);

  std::size_t running() const { return running_.load(std::memory_order_acquire); }

  /// Returns true once nothing runs, false if `patience` ran out first. Blocks; not for io threads.
  bool join(std::chrono::milliseconds patience) const;

 private:
  std::string name_;
  std::atomic<std::size_t> running_{0};
};

}  // namespace plenary::net
