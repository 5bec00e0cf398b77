#include "rehearsal/loop.h"

#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace plenary::rehearsal {

using namespace std::chrono_literals;

Loop::Loop() : epoll_(::epoll_create1(EPOLL_CLOEXEC)), now_(std::chrono::steady_clock::now()) {
  if (epoll_ < 0) throw std::runtime_error("the system gives no epoll descriptor");
}

Loop::~Loop() {
  ::close(epoll_);
}

void Loop::add(int fd, Waiting& waiting) {
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.ptr = &waiting;
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
}

void Loop::remove(int fd, Waiting& waiting) {
  ::epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
  removed_.push_back(&waiting);
}

void Loop::at(base::Moment when, std::function<void()> act) {
  timers_.push({when, timers_made_++, std::move(act)});
}

bool Loop::run(const std::function<bool()>& done, base::Moment deadline) {
  while (!done()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    turn(deadline);
  }
  return true;
}

void Loop::turn(base::Moment deadline) {
  now_ = std::chrono::steady_clock::now();
  base::Moment until = std::min(deadline, now_ + 50ms);
  if (!timers_.empty()) until = std::min(until, timers_.top().when);
  const auto wait = std::max(0ms, std::chrono::ceil<std::chrono::milliseconds>(until - now_));

  std::array<epoll_event, 512> events;
  removed_.clear();
  const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()),
                                 static_cast<int>(wait.count()));
  now_ = std::chrono::steady_clock::now();
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    auto* const waiting = static_cast<Waiting*>(event.data.ptr);
    if (std::find(removed_.begin(), removed_.end(), waiting) != removed_.end()) continue;
    waiting->on_ready(event.events);
  }
  // A busy turn's timers are not put off by the descriptors of the next one.
  for (int i = 0; i < 2'000 && !timers_.empty() && timers_.top().when <= now_; ++i) {
    auto act = std::move(const_cast<Timer&>(timers_.top()).act);
    timers_.pop();
    act();
  }
}

}  // namespace plenary::rehearsal
