#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <queue>
#include <vector>

#include "base/time.h"

namespace plenary::rehearsal {

/// Somebody who waits for a descriptor.
class Waiting {
 public:
  virtual ~Waiting() = default;
  virtual void on_ready(std::uint32_t events) = 0;
};

/// One thread's descriptors (edge-triggered epoll) and timers. Everything of a rehearsal runs on
/// it.
class Loop {
 public:
  Loop();
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  /// The moment of the turn that runs.
  base::Moment now() const { return now_; }

  void add(int fd, Waiting& waiting);
  void remove(int fd, Waiting& waiting);

  /// Calls `act` at `when`, or as soon after it as the loop can.
  void at(base::Moment when, std::function<void()> act);
  void after(std::chrono::milliseconds wait, std::function<void()> act) {
    at(now_ + wait, std::move(act));
  }

  /// Turns until `done` says so, at most until `deadline`. True if it was `done`.
  bool run(const std::function<bool()>& done, base::Moment deadline);

 private:
  struct Timer {
    base::Moment when;
    std::uint64_t order;
    std::function<void()> act;
    bool operator<(const Timer& other) const {
      return when != other.when ? when > other.when : order > other.order;
    }
  };

  void turn(base::Moment deadline);

  int epoll_;
  base::Moment now_;
  std::priority_queue<Timer> timers_;
  std::uint64_t timers_made_ = 0;
  std::vector<Waiting*> removed_;  // In this turn: what epoll still says of them is not passed on.
};

}  // namespace plenary::rehearsal
