#include "net/io_threads.h"

#include <boost/asio/post.hpp>

#include "base/check.h"

namespace plenary::net {
namespace {

// Which context runs on this thread: written once as the thread starts, read by current().
thread_local std::size_t this_context = static_cast<std::size_t>(-1);

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
