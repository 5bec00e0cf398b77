#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <vector>

namespace plenary::audience {

/// How many watch, and between which bounds the truth lies.
struct HeadCount {
  std::uint64_t now = 0;  ///< The best estimate.
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

/// Estimates how many viewers are alive from when each was last heard, in logical seconds. Pure.
///
/// A viewer that plays beats 12 to 18 seconds after its last beat (15 s ± 20%), and holds a lease
/// of 45 seconds. A viewer that leaves says so and is out at once. One that crashes or loses its
/// network says nothing, and is what the bounds are about:
///
/// - Heard within 19 s: counted. Of these some vanished silently and are not overdue yet: about the
///   rate at which viewers became overdue lately times how long a vanished one stays unnoticed.
/// - A mass crash shows before anybody is overdue: of those last heard before some second, fewer
/// come
///   back than the spread of beats lets expect. The second and the share of viewers that explain
///   the renewals of the last seconds best are taken for the crash, and `now` and `low` fall by
///   them.
/// - Overdue, lease still running: counted in `high`, until a second beat is missing as well. The
///   share of those that came back when due bounds how many of the rest still may.
///
/// Only histograms by the second of the last beat are kept: a beat costs O(1), a leave O(kHistory),
/// a second O(kHistory²), whatever the number of viewers.
class HeadCounter {
 public:
  static constexpr std::int64_t kShortestBeat = 12;
  static constexpr std::int64_t kLongestBeat = 18;
  /// Heard this many whole seconds ago or longer: overdue. A second is left for the way.
  static constexpr std::int64_t kOverdue = 20;
  static constexpr std::int64_t kLease = 45;

  /// What is kept of one viewer: the second of its last beat, or kAway.
  using Second = std::int64_t;
  static constexpr Second kAway = -1;

  /// A beat of a viewer last heard at `last` (kAway: not counted so far). Returns what to keep of
  /// it. Seconds never go back: an earlier `second` than advance() has seen counts as that one.
  Second heard(Second last, Second second);
  /// The viewer is gone, and said so.
  void left(Second last);

  /// Makes `second` the present one; leases that have run out are dropped. Call before count(), and
  /// at least once a second for the bounds to be as promised.
  void advance(Second second);

  /// True if a viewer last heard then still holds its lease.
  bool leased(Second last) const { return last != kAway && last + kLease >= present_; }

  HeadCount count() const;

 private:
  static constexpr std::size_t kRing = 64;     // > kLease, a power of two.
  static constexpr std::size_t kHistory = 20;  // Seconds looked back for a crash: kOverdue.
  static constexpr std::size_t kRates = 120;   // Seconds over which silent losses are averaged.
  using Histogram = std::array<std::uint32_t, kRing>;

  static std::size_t slot(Second second) { return static_cast<std::size_t>(second) % kRing; }
  std::uint64_t between(Second youngest_age, Second oldest_age) const;
  void step();

  /// Who was heard again in one second, and how many that should have been.
  struct Flow {
    double expected = 0;
    double came = 0;
    /// Of chance, and of beats that fall just beside their second.
    double variance() const { return expected + 1 + 0.0009 * expected * expected; }
    double misfit(double predicted) const {
      return (came - predicted) * (came - predicted) / variance();
    }
  };
  /// A crash as the renewals tell it: who died of those still counted as fresh.
  struct Loss {
    double dead = 0;
    double dead_high = 0;
    double misfit = 0;  ///< Of the renewals of the last seconds with this explanation (chi square).
    double misfit_unharmed = 0;  ///< Of the same with nobody dead.
  };
  /// Viewers last heard in `second`, as it was `back` seconds ago.
  double at(std::size_t back, Second second) const;
  /// `expected` counts only viewers last heard in `youngest` or later.
  Flow usual_flow(std::size_t back, Second youngest) const;
  /// Supposes a crash `crash` seconds ago.
  Loss loss_at(std::size_t crash, const std::vector<Flow>& usual) const;
  Loss sudden_loss() const;
  double silent_rate() const;
  double overdue_share() const;

  // What became of those who were overdue for one second, when their second beat was due.
  struct Returns {
    double expected = 0;  // Had all of them been alive.
    double came = 0;
  };

  Second present_ = 0;
  Histogram last_heard_{};  // Viewers by the second of their last beat.
  std::deque<Histogram>
      before_;  // The same as it stood at the end of earlier seconds; newest first.
  std::deque<std::uint32_t> lost_;  // Became overdue, each second; newest first.
  std::deque<Returns> returns_;     // Newest first.
  std::uint32_t returned_ = 0;      // Overdue ones heard again in the present second.
};

}  // namespace plenary::audience
