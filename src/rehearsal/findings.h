#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace plenary::rehearsal {

/// Times of one kind, in milliseconds.
class Times {
 public:
  void add(double ms) { values_.push_back(static_cast<float>(ms)); }
  std::size_t count() const { return values_.size(); }
  /// The value that `share` of all are at most; 0 without any.
  double at(double share) const;
  void clear() { values_.clear(); }

 private:
  mutable std::vector<float> values_;
  mutable std::size_t sorted_ = 0;
};

/// One second of a rehearsal.
struct Second {
  double at = 0;      ///< Seconds since the beginning.
  std::int64_t server_minute = 0;  ///< Minutes of Unix time, by the server's clock.
  int connected = 0;  ///< Sockets that are open.
  int playing = 0;    ///< The truth: viewers that said they play and have not gone.
  std::optional<std::int64_t> counted, low,
      high;  ///< As the server's pulse says, less who was there before.
  double delay_p50_ms = 0, delay_p99_ms = 0;  ///< Pulses of this second.
  std::uint64_t joins = 0, stalls = 0, errors = 0;
  std::optional<double> cpu_seconds;   ///< The server's, since its start.
  std::optional<double> memory_bytes;  ///< The server's, resident.
};

/// One viewer's watching, from the first beat on.
struct Watched {
  double seconds = 0;
  bool known = true;      ///< Its first beat was answered.
  bool vanished = false;  ///< Without a word: the server cannot know of the end.
};

/// What a rehearsal has seen so far.
struct Findings {
  // Joins: from the first byte sent to the whole state of the stage received.
  Times join_ms;
  std::uint64_t joins_begun = 0, joins_done = 0, joins_failed = 0;
  Times storm_ms;
  std::uint64_t storm_begun = 0, storm_done = 0;

  // Pulses.
  Times delay_ms;
  std::uint64_t pulses = 0, gaps = 0;

  // Acts: from sending to the acknowledgement.
  Times act_ms;
  std::uint64_t acts_sent = 0, acts_acknowledged = 0, acts_repeated = 0;
  std::map<std::string, std::uint64_t> acts_refused;  ///< By the server's code.
  std::uint64_t votes_acknowledged = 0;
  std::optional<std::uint64_t> votes_counted;  ///< By the poll's result.

  // Pictures.
  std::uint64_t playlists = 0, parts = 0, stalls = 0;
  Times part_ms;  ///< From publication to the last byte.

  // What went wrong.
  std::map<int, std::uint64_t> statuses;     ///< HTTP statuses of 400 and above.
  std::map<int, std::uint64_t> close_codes;  ///< Sockets that the server closed.
  std::uint64_t broken = 0;                  ///< Connections that broke.

  std::uint64_t bytes = 0;
  std::vector<Second> seconds;
  std::vector<Watched> watched;  ///< Everybody who ever played; once all is over.

  std::uint64_t errors() const;
  std::uint64_t server_errors() const;  ///< 5xx.
};

/// How the server's interval did over a stretch of the course.
struct IntervalFindings {
  std::size_t samples = 0;  ///< Seconds with a count.
  std::size_t inside = 0;   ///< Of them, with the truth within [low, high].
  double width_p95 = 0;     ///< (high - low) / truth.
  double width_max = 0;
};

/// How the server's count compares with the truth.
struct CountingFindings {
  IntervalFindings all;
  /// Before the crash, while the truth has been within a hundredth of itself for 50 s.
  IntervalFindings steady;
  std::optional<IntervalFindings> crash;        ///< The first 45 s of it.
  std::optional<IntervalFindings> after_crash;  ///< From then on.
};

/// `crash_at`: seconds since the beginning, if there was one.
CountingFindings judge_counting(const std::vector<Second>& seconds, std::optional<double> crash_at);

}  // namespace plenary::rehearsal
