#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>
#include <functional>
#include <thread>

namespace plenary::app {

/// Gives back to the system what connections that have ended held. The threads of a publisher take
/// memory from arenas that keep what is freed: a server at which thousands came and went would stay
/// as large as it was at its worst. Looks every few seconds, on a thread of its own, because going
/// through the arenas takes milliseconds.
class MemoryKeeper {
 public:
  /// `ended` counts the connections that have ended so far; it is asked here and on the keeper's
  /// thread, until the destructor returns.
  explicit MemoryKeeper(std::function<std::uint64_t()> ended);
  ~MemoryKeeper() { context_.stop(); }
  MemoryKeeper(const MemoryKeeper&) = delete;
  MemoryKeeper& operator=(const MemoryKeeper&) = delete;

 private:
  void look();

  const std::function<std::uint64_t()> ended_;
  std::uint64_t known_ = 0;
  boost::asio::io_context context_{1};
  boost::asio::steady_timer timer_{context_};
  std::jthread thread_;
};

}  // namespace plenary::app
