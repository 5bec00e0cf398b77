#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>

#include "audience/counts.h"
#include "audience/pacing.h"
#include "audience/pulse.h"
#include "audience/room.h"
#include "audience/stage_now.h"
#include "base/time.h"

namespace plenary::audience {

/// What a pulse says besides the room.
struct Moment {
  std::string epoch;
  std::uint64_t seq = 0;
  base::Instant at;
  Counts counts;
  std::map<std::string, std::uint64_t> reactions;  ///< Cumulative since the server's start.
  std::uint64_t hands = 0;
  StageNow on;
  Pacing pacing = {};
};

/// Turns what changed in a room into pulses, each within kMostPulseBytes: what does not fit waits
/// for the next; chat beyond what can be read is sampled, and the pulse says so.
class PulseWriter {
 public:
  static constexpr std::size_t kMostChat = 15;
  static constexpr std::size_t kMostQuestions = 8;

  void add(const Change& change);
  void add(Release release);
  bool has_news() const;

  /// The next pulse's JSON. Forgets what it has said.
  std::string pulse(const Room& room, const Moment& moment);
  /// The whole state as of `moment`; changes nothing.
  std::string snapshot(const Room& room, const Moment& moment) const;

 private:
  struct Repeated {
    std::uint64_t seq = 0;
    std::string ref;
    int left = 5;
  };

  std::deque<std::uint64_t> chat_;
  std::set<std::uint64_t> questions_;
  std::set<std::uint64_t> polls_;
  std::deque<Repeated> announcements_;
  std::deque<Repeated> tombs_;
  struct Released {
    Release release;
    int left = 5;
  };
  std::deque<Released> released_;  // Those of the last minutes, for snapshots.
  bool pinned_ = false;
  bool rules_ = false;
  std::map<std::string, std::uint64_t> reactions_said_;
  StageNow on_said_;
  bool first_ = true;
  std::minstd_rand chance_{1};  // Which messages a sample has: fair, and nobody's secret.
};

/// The poll as pulses and the desk show it; `desk`: with results whatever the audience sees.
boost::json::object poll_json(const Poll& poll, bool desk);
boost::json::object question_json(const Question& question, const Room& room, bool desk);
boost::json::object message_json(const Message& message);
boost::json::object announcement_json(const Announcement& announcement);
boost::json::object release_json(const Release& release);
boost::json::object rules_json(const Rules& rules);

}  // namespace plenary::audience
