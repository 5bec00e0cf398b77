#include "net/io_threads.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <cerrno>
#include <cstdint>

#include "base/check.h"

namespace plenary::net {
namespace {

// Which context runs on this thread: written once as the thread starts, read by current().
thread_local std::size_t this_context = static_cast<std::size_t>(-1);

/// What sched_setattr(2) takes, in its first version; Debian 12's libc does not declare it.
struct SchedulerAttributes {
  std::uint32_t size = sizeof(SchedulerAttributes);
  std::uint32_t policy = SCHED_OTHER;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime_ns = 0;
  std::uint64_t deadline_ns = 0;
  std::uint64_t period_ns = 0;
};

/// Asks the scheduler for short turns that come soon: what is answered here takes microseconds, and an
/// encoder's turn of milliseconds on the same core is what it would wait for. The share of the core
/// stays as it is. Linux 6.12 knows it (sched(7)); older ones ignore it.
void take_short_turns() {
  SchedulerAttributes attributes;
  attributes.runtime_ns = 200'000;
  errno = 0;
  attributes.nice = getpriority(PRIO_PROCESS, 0);
  if (errno == 0) (void)syscall(SYS_sched_setattr, 0, &attributes, 0);
}

}  // namespace

IoThreads::IoThreads(std::size_t count) {
  PLENARY_CHECK(count > 0);
  for (std::size_t i = 0; i < count; ++i) {
    // Concurrency hint 1: one thread runs it, others only post.
    contexts_.push_back(std::make_unique<boost::asio::io_context>(1));
    guards_.push_back(boost::asio::make_work_guard(*contexts_.back()));
  }
  for (std::size_t i = 0; i < count; ++i) {
    threads_.emplace_back([this, i] {
      this_context = i;
      take_short_turns();
      contexts_[i]->run();
    });
  }
}

IoThreads::~IoThreads() {
  stop();
}

std::size_t IoThreads::current() const {
  return this_context < contexts_.size() ? this_context : contexts_.size();
}

void IoThreads::stop() {
  guards_.clear();
  for (auto& context : contexts_) context->stop();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace plenary::net
