#include "ingest/rtmp_house.h"

namespace plenary::ingest {

RtmpCounters RtmpHouse::counters() const {
  RtmpCounters now;
  now.connections = connections;
  now.waiting = waiting;
  now.publishing = publishing;
  now.admitted = admitted;
  now.refused = refused;
  now.displaced = displaced;
  now.timed_out = timed_out;
  now.malformed = malformed;
  now.unsupported = unsupported;
  now.broken_messages = broken_messages;
  now.packets = packets;
  now.received_bytes = received_bytes;
  return now;
}

bool RtmpHouse::may_log_stranger() {
  using Clock = std::chrono::steady_clock;
  const auto now = Clock::now().time_since_epoch();
  auto next = next_line_.load();
  if (now.count() < next) return false;
  return next_line_.compare_exchange_strong(next, (now + std::chrono::seconds(1)).count());
}

}  // namespace plenary::ingest
