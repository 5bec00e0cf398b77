#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "audience/pulse.h"
#include "net/socket.h"

namespace plenary::delivery {

/// A pulse and its frames, made once for all io threads.
struct FramedPulse {
  explicit FramedPulse(std::shared_ptr<const audience::Pulse> made);

  std::shared_ptr<const audience::Pulse> pulse;
  net::SharedFrame frame;
  net::SharedFrame snapshot;  ///< Null where the pulse has none.
  std::chrono::steady_clock::time_point since = std::chrono::steady_clock::now();
};

class PulseReplica;

/// Whoever receives the pulses of a stage by socket.
class PulseSubscriber {
 public:
  virtual ~PulseSubscriber() = default;

 private:
  friend class PulseReplica;
  std::size_t place_ = 0;  // In the replica's list.
};

/// One io thread's copy of a stage's pulses: the last minute of them, who waits for the next by
/// GET, and who receives each by socket. For that thread only.
class PulseReplica {
 public:
  using Clock = std::chrono::steady_clock;
  using Text = std::shared_ptr<const std::string>;
  using FannedOut = std::function<void(std::size_t deliveries, Clock::duration delay)>;

  static constexpr std::size_t kKept = 64;        ///< Pulses.
  static constexpr std::uint64_t kHeldAhead = 2;  ///< Pulses beyond the head that are waited for.
  static constexpr std::uint64_t kMissed = 16;    ///< The most that are sent to who comes back.
  static constexpr std::uint64_t kBlock = 8;
  static constexpr std::uint64_t kSnapshotEvery = 10;
  /// Sends and resumptions in one turn of the io thread: media must not wait for an audience.
  static constexpr std::size_t kSlice = 256;
  /// Pulses that may be on their way to the subscribers at once; beyond it the oldest is given up.
  static constexpr std::size_t kFanOuts = 4;

  /// `fanned_out` is told of every pulse that was sent to all, and with no deliveries of one that
  /// was given up.
  PulseReplica(boost::asio::io_context& context, FannedOut fanned_out);
  ~PulseReplica();
  PulseReplica(const PulseReplica&) = delete;
  PulseReplica& operator=(const PulseReplica&) = delete;

  /// The next pulse. Another epoch, or a gap, begins anew.
  void add(std::shared_ptr<const FramedPulse> pulse);
  /// Ends every wait, and lets no new one begin.
  void stop();

  /// Empty before the first pulse.
  const std::string& epoch() const { return epoch_; }
  /// The number of the newest pulse; 0 before the first.
  std::uint64_t head() const { return head_; }
  const FramedPulse& newest() const { return *pulses_.back(); }

  /// Whether something is there to be sent.
  enum class State : std::uint8_t {
    kThere,
    kSoon,    ///< Within kHeldAhead pulses: until() waits for it.
    kNotYet,  ///< Too far ahead.
    kGone,    ///< No longer kept.
  };
  struct Found {
    State state = State::kNotYet;
    Text text = {};           ///< Of kThere.
    std::uint64_t until = 0;  ///< Of kSoon: the pulse to wait for.
  };
  Found pulse(std::uint64_t seq) const;
  Found block(std::uint64_t number);
  Found snapshot(std::uint64_t number) const;

  /// Waits until the head is at `seq`; false if `deadline` came, or stop(), or another epoch.
  boost::asio::awaitable<bool> until(std::uint64_t seq, Clock::time_point deadline);
  std::size_t waiting() const { return waiting_; }

  /// Everything for who has nothing: the newest snapshot and the pulses since, as frames in a row.
  /// Null before the first pulse.
  const net::SharedFrame& welcome();
  /// The pulses after `after`, or welcome() if those are too many; null if there are none.
  const net::SharedFrame& missed(std::uint64_t after);

  /// From now on `subscriber` receives by `link` every pulse after the head. Both stay until
  /// unsubscribe().
  void subscribe(PulseSubscriber& subscriber, net::SocketLink& link);
  void unsubscribe(PulseSubscriber& subscriber);
  std::size_t subscribers() const { return subscribers_.size(); }
  template <class Visit>
  void each_subscriber(Visit visit) {
    for (std::size_t i = subscribers_.size(); i-- > 0;) visit(*subscribers_[i].subscriber);
  }

 private:
  struct Waiters;
  struct Subscription {
    net::SocketLink* link;
    PulseSubscriber* subscriber;
    std::uint64_t sent;  // The newest pulse that it has.
  };
  struct FanOut {
    std::shared_ptr<const FramedPulse> pulse;
    std::size_t left;  // Those before this place have not been served.
    std::size_t deliveries = 0;
  };

  Found place(std::uint64_t first, std::uint64_t last) const;
  const FramedPulse& at(std::uint64_t seq) const { return *pulses_[seq - first_]; }
  net::SharedFrame join(net::SharedFrame begin, std::uint64_t after) const;
  void begin_anew(const std::string& epoch);

  void fan_out();
  void post_fan_out();
  std::shared_ptr<Waiters> join_waiters(std::uint64_t seq, Clock::time_point deadline);
  void wake(bool all);
  void wake_some();

  boost::asio::io_context& context_;
  const FannedOut fanned_out_;
  std::shared_ptr<PulseReplica*> self_;  // What is posted holds it weakly.
  std::string epoch_;
  std::uint64_t head_ = 0;
  std::uint64_t first_ = 1;  // The number of pulses_.front().
  std::uint64_t begun_ = 0;  // Grows with every epoch.
  std::deque<std::shared_ptr<const FramedPulse>> pulses_;
  std::map<std::uint64_t, Text> blocks_;
  net::SharedFrame welcome_;                          // Of this head, if anybody asked.
  std::map<std::uint64_t, net::SharedFrame> missed_;  // The same, by where they left off.
  std::vector<Subscription> subscribers_;
  std::deque<FanOut> fan_outs_;
  bool fan_out_posted_ = false;
  std::map<std::uint64_t, std::vector<std::shared_ptr<Waiters>>> waiters_;  // By pulse.
  std::deque<std::shared_ptr<Waiters>> waking_;
  bool wake_posted_ = false;
  std::size_t waiting_ = 0;
  bool stopped_ = false;
};

}  // namespace plenary::delivery
