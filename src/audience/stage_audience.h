#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "audience/judge.h"
#include "audience/pulse.h"
#include "audience/pulse_text.h"
#include "audience/reach.h"
#include "audience/room.h"
#include "audience/stage_now.h"

namespace plenary::audience {

/// Somebody whose hand is up.
struct Hand {
  std::string author;
  std::string by;
  std::string name;
  base::Instant since;
  base::Instant heard;  ///< The device's last beat.
};

/// One stage's audience on the audience's thread: the durable room, the judge before it, and what
/// lasts only for the moment.
class StageAudience {
 public:
  StageAudience(base::StageId stage, const Folding& folding, const poll::Receipts& receipts)
      : room(stage, folding, receipts), judge(folding), reach(stage) {}

  /// Applies an entry that is on the disk, for the next pulse too. Returns whom a ban is to remove,
  /// or an empty string.
  std::string apply(const Entry& entry);
  void tell(Release release) { writer_.add(std::move(release)); }
  /// Reactions and hands: done at once, and once for an act's id.
  ActResult do_now(const Wish& wish, const std::string& sid, base::Instant now);
  /// The author key of somebody whose hand is up, by the public pseudonym; else an empty string.
  std::string author_of_hand(const std::string& by) const;
  /// A device beats: its hand stays up. Whoever is silent for longer than the count's lease lowers it.
  void hear(const std::string& sid, base::Instant at);
  /// A device left: its hand goes down.
  void lower_hand_of(const std::string& sid) { hands.erase(sid); }

  /// The result of an act that is in the journal, first time or again.
  ActResult result_of(const std::string& author, const Act& act, std::uint64_t seq) const;
  /// Polls that the programme is to open or close now.
  std::vector<Act> due_acts(base::Instant now);
  void set_now(StageNow now);
  /// Where what is done here lies: in the stage, and in its live session and that one's forum, or
  /// while none is live in the next.
  account::Place place() const;

  /// Once a second. Null where there is nobody and nothing to tell; never for five seconds on end.
  std::shared_ptr<const Pulse> pulse(const std::string& epoch, base::Instant now);

  Room room;
  Judge judge;
  Reach reach;
  StageNow now;
  Pacing pacing;  ///< As the newest pulse says it.
  std::map<std::string, Hand> hands;  // By sid.
  std::map<std::string, std::uint64_t> reactions{
      {"clap", 0}, {"heart", 0}, {"laugh", 0}, {"wow", 0}, {"thanks", 0}};

 private:
  PulseWriter writer_;
  std::uint64_t seq_ = 0;
  int silent_ = 0;  // Seconds since the last pulse.
  std::set<std::string> ended_;     // Sessions that are over, as far as known.
  std::set<std::uint64_t> closed_;  // Polls that closed with them; one opened again stays open.
  bool news_ = true;
  std::unordered_set<std::string> done_;  // Momentary acts: author and id.
  std::deque<std::string> done_order_;
};

}  // namespace plenary::audience
