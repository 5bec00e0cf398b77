#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "account/grant.h"
#include "account/policy.h"
#include "audience/beat.h"
#include "audience/entry.h"
#include "audience/limits.h"
#include "audience/room.h"
#include "base/time.h"

namespace plenary::audience {

/// Who wants to act, and where.
struct Wish {
  Actor actor;
  std::vector<account::Grant> grants;
  account::Place place;
  Act act;
  std::string about;  ///< The author key of whom `act` is about, if the moment knows them: their
                      ///< hand is up. The room knows who said or asked something.
};

/// The right that an act asks for.
account::Right right_of(const Act& act);
/// The line of the log that an act names by its number: what an undo undoes, what an announce_end
/// ends. Null for any other act, and where there is no such line.
const LogLine* line_meant(const Room& room, const Act& act);
/// True for what is done to every stage at once, undoing and ending it included.
bool is_everywhere(const Room& room, const Act& act);
/// What a line of the log still says to a stage that was not there when it was written: a ban, a pause
/// or an announcement for all stages that stands. Nothing of any other line.
std::optional<Entry> still_for_all(const Room& room, const LogLine& line, base::Instant now);
/// True for what lasts only for the moment and never reaches the journal.
bool is_momentary(ActKind kind);
/// True for an act that may change what is allowed after it: it is written alone.
bool changes_rules(ActKind kind);

/// Decides which acts a stage's room lets through: rights, bans and pauses, rate limits, texts, and
/// whether what the act is about is there. Remembers only what limits need; a restart forgets that.
class Judge {
 public:
  explicit Judge(const Folding& folding) : folding_(folding) {}

  /// The journal's entry (without seq), or the refusal. `room` is as it stands now.
  std::variant<Entry, ActResult> judge(const Room& room, const Wish& wish, base::Instant now);

 private:
  std::optional<ActResult> refuse_person(const Room& room, const Wish& wish, base::Instant now);
  std::optional<ActResult> refuse_text(const Room& room, const Wish& wish, Entry& entry,
                                       base::Instant now);
  std::optional<ActResult> refuse_subject(const Room& room, const Wish& wish, const Entry& entry);
  std::optional<ActResult> refuse_question(const Room& room, const Act& act);
  std::optional<ActResult> refuse_poll(const Room& room, const Wish& wish);
  std::optional<ActResult> refuse_values(const Act& act);

  const Folding& folding_;
  RateLimit messages_{20, std::chrono::milliseconds(1500)};             // 20 in 30 s
  RateLimit moderators_messages_{100, std::chrono::milliseconds(300)};  // 100 in 30 s
  RateLimit others_{40, std::chrono::milliseconds(750)};                // Votes, reactions, hands.
  RateLimit moderators_others_{200, std::chrono::milliseconds(100)};
  std::unordered_map<std::string, base::Instant> last_said_;  // For slow mode.
  Repetitions repetitions_;
};

/// A refusal with its code and sentence.
ActResult refusal(const Act& act, std::string error, std::string detail);

}  // namespace plenary::audience
