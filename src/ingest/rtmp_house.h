#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "ingest/publish_target.h"
#include "ingest/rtmp_settings.h"
#include "net/task_group.h"

namespace plenary::ingest {

/// What the connections of one RtmpServer share: the right to ask, the bounds, and the counting.
/// Nothing in it changes but atomics; safe from every thread.
struct RtmpHouse {
  RtmpHouse(Authorise a, RtmpSettings s) : authorise(std::move(a)), settings(s) {}

  using Counter = std::atomic<std::uint64_t>;

  const Authorise authorise;
  const RtmpSettings settings;
  net::TaskGroup tasks{"rtmp"};

  Counter connections{0}, waiting{0}, publishing{0}, admitted{0}, refused{0}, displaced{0};
  Counter timed_out{0}, malformed{0}, unsupported{0}, broken_messages{0}, packets{0};
  Counter received_bytes{0};

  RtmpCounters counters() const;

  /// True at most once a second: for log lines that a stranger can cause.
  bool may_log_stranger();

 private:
  std::atomic<std::chrono::steady_clock::rep> next_line_{0};
};

}  // namespace plenary::ingest
