#pragma once

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/mailbox.h"
#include "delivery/pulse_replica.h"
#include "delivery/pulses.h"

namespace plenary::delivery {

/// What all desks share, immutable.
struct PulseContext {
  PulsesParts parts;
  PulsesSettings settings;
  std::size_t threads = 1;
};

/// By what a client's sockets are counted: account::address_prefix(); empty for what is not
/// limited, which are loopback (a proxy, a rehearsal) and the control socket.
std::string limited_address(std::string_view peer);

/// One io thread's part of Pulses: a replica of each stage, its sockets, their limits and counters.
/// For that thread only, except send() and the counters.
class PulseDesk : public std::enable_shared_from_this<PulseDesk> {
 public:
  enum Count : std::uint8_t {
    kOpened,
    kClosed,
    kRefused,
    kRemoved,
    kRenewed,
    kDeliveries,
    kFanOutsDropped,
    kRequests,
    kHeld,
    kStalls,
    kRefusedRequests,
    kBeats,
    kBeatsRefused,
    kCounts,
  };

  /// A stage with what belongs to it on this thread.
  struct Stage {
    Stage(boost::asio::io_context& context, base::StageId name, PulseReplica::FannedOut fanned_out)
        : id(std::move(name)), replica(context, std::move(fanned_out)) {}
    const base::StageId id;
    PulseReplica replica;
    std::unordered_map<std::string, std::size_t> sockets_by_ticket;
  };

  PulseDesk(boost::asio::io_context& context, std::shared_ptr<const PulseContext> shared);

  /// Runs `message` on the desk's thread, in the order of all senders. From any thread.
  void send(std::function<void()> message);

  boost::asio::io_context& context() { return context_; }
  const PulseContext& shared() const { return *shared_; }
  void add(const base::StageId& stage);
  /// Null if the conference has none of this name.
  Stage* find(const base::StageId& stage);
  template <class Visit>
  void each_stage(Visit visit) {
    for (auto& [name, stage] : stages_) visit(stage);
  }

  /// Why no further socket is opened for this address: 503 or 429; nothing if one may be.
  std::optional<int> refusal(const std::string& prefix) const;
  void enter(const std::string& prefix);
  void leave(const std::string& prefix);

  void count(Count what, std::uint64_t more = 1) {
    counts_[what].store(counts_[what].load(std::memory_order_relaxed) + more,
                        std::memory_order_relaxed);
  }
  /// Adds what this desk has counted. From any thread.
  void add_to(PulsesCounters& sum) const;

  std::atomic<std::uint64_t> waiting_requests{0};  ///< Written by the desk's thread.
  std::uint64_t waiting_beats = 0;

 private:
  boost::asio::io_context& context_;
  const std::shared_ptr<const PulseContext> shared_;
  base::Mailbox<std::function<void()>> messages_{65'536};
  std::map<base::StageId, Stage> stages_;
  std::size_t sockets_ = 0;
  std::unordered_map<std::string, std::size_t> sockets_by_address_;
  std::array<std::atomic<std::uint64_t>, kCounts> counts_{};
  std::atomic<std::uint64_t> fanout_us_{0};
};

}  // namespace plenary::delivery
