#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "audience/entry.h"
#include "audience/folding.h"
#include "base/ids.h"
#include "poll/box.h"
#include "poll/poll.h"
#include "poll/receipt.h"

namespace plenary::audience {

struct Message {
  std::uint64_t seq = 0;
  base::Instant at;
  Actor actor;
  std::string text;
  std::string re;  ///< "m9", or empty.
  Standing standing = Standing::kShown;
  std::string reason;
  Standing at_first = Standing::kShown;  ///< Before any moderator touched it.
};

struct Question {
  Message asked;  ///< `re` is empty.
  bool anonymous = false;
  bool answered = false;
  std::set<std::string> labels;
  std::unordered_set<std::string> voters;  ///< Author keys.

  std::size_t votes() const { return voters.size(); }
};

struct Poll {
  enum class State : std::uint8_t { kPrepared, kOpen, kClosed, kDropped };
  std::uint64_t seq = 0;
  poll::Question question;
  std::string session;  ///< That opens and closes it, or empty.
  State state = State::kPrepared;
  std::optional<base::Instant> closes;
  poll::Box box{question};
  std::string role;  ///< kDemo if the demonstration made it; else empty.

  bool seen() const { return state == State::kOpen || state == State::kClosed; }
};
std::string_view name(Poll::State state);

struct Announcement {
  std::uint64_t seq = 0;
  base::Instant at;
  base::LocalisedText text;
  std::string scope;  ///< "stage", "all".
  base::Instant until;
};

/// Somebody who did more than watch.
struct Person {
  std::string author;
  std::string by;
  std::string name;
  bool account = false;
  std::uint64_t messages = 0;
  std::uint64_t removed = 0;
  std::uint64_t timeouts = 0;
  std::optional<base::Instant> timed_out_until;
  bool banned = false;
  bool hidden = false;
  bool trusted = false;  ///< Something of theirs was shown: the next is not the first.
};

struct Rules {
  bool paused = false;
  bool members_only = false;
  std::int64_t slow_s = 0;
  bool hold_first = false;         ///< What somebody says for the first time waits for a moderator.
  bool hold_questions = false;     ///< Every question does.
  std::string links = "verified";  ///< Who may post them: "all", "verified", "none".

  bool operator==(const Rules&) const = default;
};

/// One act of a moderator, or of the programme.
struct LogLine {
  std::uint64_t seq = 0;
  base::Instant at;
  std::string actor;  ///< The moderator's name; empty: the programme.
  Act act;            ///< Without the words of polls and announcements; undo: `ref` is the line's.
  std::string author;  ///< Whom it is about; of an answer nobody: ballots are secret.
  std::string moderator;  ///< The author key of whoever did it.
  bool by_programme = false;
  bool undone = false;
  bool made_trusted = false;  ///< An approval: nothing of its author was shown before.

  /// False for what is undone, an undo itself, and what the programme would do again.
  bool undoable() const;
};

/// What an entry changed, for the next pulse.
struct Change {
  std::vector<std::uint64_t> said;  ///< Messages that are to be seen now.
  std::vector<std::string> tombs;   ///< "m9": no longer to be seen.
  std::vector<std::uint64_t> questions;
  std::vector<std::uint64_t> polls;
  std::optional<std::uint64_t> announced;
  bool pinned = false;
  bool rules = false;
  std::string banned;  ///< The author who is to leave, or empty.
};

/// A stage's room: all that is said, asked, voted and moderated. A pure function of the journal:
/// applying the same entries in the same order gives the same room, which is how a restart rebuilds
/// it. Knows nothing of time but what entries bring. Lives on the audience's thread.
class Room {
 public:
  /// Older messages are forgotten here; the journal keeps them.
  static constexpr std::size_t kMostMessages = 5000;
  static constexpr std::size_t kMostQuestions = 5000;
  static constexpr std::size_t kMostPolls = 500;

  /// `folding` and `receipts` outlive the room.
  Room(base::StageId stage, const Folding& folding, const poll::Receipts& receipts);

  /// Precondition: entry.seq == next_seq(). An entry that does not fit (a ref to what is forgotten)
  /// changes nothing.
  Change apply(const Entry& entry);

  const base::StageId& stage() const { return stage_; }
  std::uint64_t next_seq() const { return next_seq_; }

  const std::map<std::uint64_t, Message>& messages() const { return messages_; }
  const std::map<std::uint64_t, Question>& questions() const { return questions_; }
  const std::map<std::uint64_t, Poll>& polls() const { return polls_; }
  const std::map<std::uint64_t, Announcement>& announcements() const { return announcements_; }
  /// In the order of their numbers.
  const std::vector<LogLine>& log() const { return log_; }
  /// Null if this number is no moderator's act.
  const LogLine* log_line(std::uint64_t seq) const;
  const Rules& rules() const { return rules_; }
  const WordList& words() const { return words_; }
  std::uint64_t pinned() const { return pinned_; }        ///< A message's number, or 0.
  std::uint64_t on_screen() const { return on_screen_; }  ///< A question's number, or 0.

  const Message* message(std::uint64_t seq) const;
  const Question* question(std::uint64_t seq) const;
  const Poll* poll(std::uint64_t seq) const;
  const std::unordered_map<std::string, Person>& people() const { return people_; }
  const Person* person(const std::string& author) const;
  const Person* person_by(const std::string& by) const;  ///< By public pseudonym.
  /// The entry that this author's act became, or 0: acts are idempotent.
  std::uint64_t seq_of_act(const std::string& author, const std::string& act_id) const;

  /// The open-text answer that a vote brought; null if there is none (any more).
  const poll::Answer* answer(std::uint64_t vote) const;
  poll::Receipt receipt(std::uint64_t poll, const std::string& author) const;
  /// Questions to be seen, the most wanted first: on screen, open by votes, then answered.
  std::vector<const Question*> best_questions() const;

 private:
  Person& person_of(const Actor& actor);
  Person* find_by(const std::string& by);
  Message* find_message(Ref ref);
  Question* find_question(Ref ref);
  Poll* find_poll(Ref ref);
  Poll* poll_of_answer(std::uint64_t vote);
  void say(const Entry& entry, Change& change);
  void ask(const Entry& entry, Change& change);
  void set_standing(Ref ref, Standing standing, Change& change);
  void moderate_text(const Entry& entry, Change& change);
  void remove_answer(const Entry& entry);
  void moderate_person(const Entry& entry, Change& change);
  void set_rules(const Entry& entry, Change& change);
  void set_rule(const Act& act);
  void change_words(const Act& act);
  void change_question(const Entry& entry, Change& change);
  void mark_question(const Act& act, Change& change);
  void change_poll(const Entry& entry, Change& change);
  void vote(const Entry& entry, Poll& poll);
  static void set_poll(Poll& poll, const Act& act, base::Instant at);
  void announce(const Entry& entry, Change& change);
  void forget_old();

  // room_log.cpp: what is undone becomes what the lines that stand say of it.
  LogLine& log(const Entry& entry);
  template <class About>
  const LogLine* last_standing(About about) const;
  template <class Visit>
  void each_standing(Visit visit) const;
  void undo(const Entry& entry, Change& change);
  void settle_text(const LogLine& undone, Change& change);
  void settle_person(const std::string& author);
  void settle_pin(Change& change);
  void settle_rule(ActKind kind, Change& change);
  void settle_words();
  void settle_question(const Act& undone, Change& change);
  void settle_poll(const std::string& ref, base::Instant now, Change& change);
  void settle_announcement(const std::string& ref, base::Instant now, Change& change);

  base::StageId stage_;
  const Folding& folding_;
  const poll::Receipts& receipts_;
  std::uint64_t next_seq_ = 1;
  std::map<std::uint64_t, Message> messages_;
  std::map<std::uint64_t, Question> questions_;
  std::map<std::uint64_t, Poll> polls_;
  std::map<std::uint64_t, Announcement> announcements_;
  std::vector<LogLine> log_;
  Rules rules_;
  WordList words_;
  std::uint64_t pinned_ = 0;
  std::uint64_t on_screen_ = 0;
  std::unordered_map<std::string, Person> people_;             // By author.
  std::unordered_map<std::string, std::string> author_of_by_;  // By pseudonym.
  std::unordered_map<std::uint64_t, std::uint64_t> acts_;      // Hash of author and act to seq.
};

}  // namespace plenary::audience
