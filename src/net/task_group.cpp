#include "net/task_group.h"

#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <thread>

#include "base/log.h"

namespace plenary::net {

void TaskGroup::spawn(boost::asio::any_io_executor executor, boost::asio::awaitable<void> task) {
  running_.fetch_add(1, std::memory_order_acq_rel);
  auto on_end = [this](std::exception_ptr failure) {
    if (failure) {
      try {
        std::rethrow_exception(failure);
      } catch (const std::exception& error) {
        base::log(base::Level::kError, "task_failed", {{"group", name_}, {"why", error.what()}});
      }
    }
    running_.fetch_sub(1, std::memory_order_acq_rel);
  };
  boost::asio::co_spawn(std::move(executor), std::move(task), std::move(on_end));
}

bool TaskGroup::join(std::chrono::milliseconds patience) const {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (running() > 0) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace plenary::net
