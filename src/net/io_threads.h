#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

namespace plenary::net {

/// One io_context a thread, one thread a core. A connection stays on the context that accepted it,
/// so what belongs to a connection needs no lock; what all contexts share is immutable and posted
/// to each.
class IoThreads {
 public:
  /// Starts `count` threads (at least 1).
  explicit IoThreads(std::size_t count);
  /// Stops and joins.
  ~IoThreads();
  IoThreads(const IoThreads&) = delete;
  IoThreads& operator=(const IoThreads&) = delete;

  std::size_t size() const { return contexts_.size(); }
  boost::asio::io_context& context(std::size_t index) { return *contexts_[index]; }
  /// The index of the context whose thread this is; size() on a thread that is none of them.
  std::size_t current() const;
  /// Ends all contexts' run(); what is not finished is destroyed with the object.
  void stop();

 private:
  using Guard = boost::asio::executor_work_guard<boost::asio::io_context::executor_type>;
  std::vector<std::unique_ptr<boost::asio::io_context>> contexts_;
  std::vector<Guard> guards_;
  std::vector<std::thread> threads_;
};

}  // namespace plenary::net
