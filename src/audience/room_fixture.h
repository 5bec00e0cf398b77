#pragma once

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "audience/documents.h"
#include "audience/pulse.h"
#include "audience/stage_audience.h"

namespace plenary::audience::room_fixture {

using namespace std::chrono_literals;

inline const base::Instant kNoon{std::chrono::sys_days{std::chrono::year{2020} / 7 / 23} + 12h};
inline const base::StageId kStage = *base::StageId::parse("opening");

/// A stage's audience in logical time: acts are judged and, as if they were durable at once,
/// applied.
class RoomTest : public ::testing::Test {
 protected:
  ActResult act(const std::string& who, Act act) {
    act.id = act.id.empty() ? "act" + std::to_string(++acts_) : act.id;
    Wish wish;
    wish.actor.author = "v:" + who;
    wish.actor.by = "by-" + who;
    wish.actor.name = who;
    wish.place = stage_.place();
    if (who == "mod") {
      wish.grants = {*account::parse_grant("organiser:conference")};
      wish.actor.account = true;
      wish.actor.verified = true;
    }
    wish.act = act;
    wish.about = stage_.author_of_hand(act.by);
    if (is_momentary(act.kind)) return stage_.do_now(wish, "sid-" + who, now_);
    const std::uint64_t before = stage_.room.seq_of_act(wish.actor.author, act.id);
    if (before != 0) return stage_.result_of(wish.actor.author, act, before);
    auto judged = stage_.judge.judge(stage_.room, wish, now_);
    if (auto* refused = std::get_if<ActResult>(&judged)) return *refused;
    Entry entry = std::get<Entry>(judged);
    entry.seq = stage_.room.next_seq();
    // Through the journal's own form, as after a restart.
    const storage::JournalRecord record = record_of(kStage, entry);
    journal_.push_back(record);
    removed_ = stage_.apply(*entry_of(record));
    return stage_.result_of(wish.actor.author, act, entry.seq);
  }
  /// The programme opens or closes a poll.
  void by_programme(ActKind kind, const std::string& poll) {
    Entry entry;
    entry.seq = stage_.room.next_seq();
    entry.at = now_;
    entry.actor.author = std::string(kProgramme);
    entry.act = about(kind, poll);
    entry.act.id = "act" + std::to_string(++acts_);
    journal_.push_back(record_of(kStage, entry));
    (void)stage_.apply(entry);
  }
  static Act of(ActKind kind, const std::string& text = "") {
    Act act;
    act.kind = kind;
    if (!text.empty()) act.text = plain_text(text);
    return act;
  }
  static Act about(ActKind kind, const std::string& ref, bool on = true) {
    Act act;
    act.kind = kind;
    act.ref = ref;
    act.on = on;
    return act;
  }
  static Act against(ActKind kind, const std::string& who, std::int64_t seconds = 0) {
    Act act;
    act.kind = kind;
    act.by = "by-" + who;
    act.rule = "abuse";
    act.number = seconds;
    return act;
  }
  ActResult say(const std::string& who, const std::string& text) {
    return act(who, of(ActKind::kSay, text));
  }
  static Act remove(const std::string& ref) {
    Act act = about(ActKind::kRemove, ref);
    act.rule = "spam";
    return act;
  }
  static Act poll(const std::string& kind, const std::string& show) {
    Act act = of(ActKind::kPollMake, "Which?");
    act.word = kind;
    act.show = show;
    if (kind == "single" || kind == "multiple") {
      act.options = {plain_text("this"), plain_text("that")};
    }
    return act;
  }
  static Act vote(const std::string& poll, std::vector<int> choices) {
    Act act = about(ActKind::kVote, poll);
    act.choices = std::move(choices);
    return act;
  }
  boost::json::object pulse() {
    std::shared_ptr<const Pulse> made;
    while (!made) {
      now_ += 1s;
      made = stage_.pulse("epoch", now_);
    }
    EXPECT_LE(made->json->size(), kMostPulseBytes);
    last_snapshot_ = made->snapshot;
    return boost::json::parse(*made->json).as_object();
  }
  static Act undo_of(std::int64_t entry) {
    Act act = of(ActKind::kUndo);
    act.number = entry;
    return act;
  }
  static Act word(ActKind kind, const std::string& word) {
    Act act = of(kind);
    act.word = word;
    return act;
  }
  static Act seconds(ActKind kind, std::int64_t number) {
    Act act = of(kind);
    act.number = number;
    return act;
  }
  boost::json::object desk() { return boost::json::parse(desk_document(stage_, now_)).as_object(); }

  Folding folding_;
  poll::Receipts receipts_{poll::Receipts::Key{}};
  StageAudience stage_{kStage, folding_, receipts_};
  base::Instant now_ = kNoon;
  int acts_ = 0;
  std::vector<storage::JournalRecord> journal_;
  std::string removed_;
  std::shared_ptr<const std::string> last_snapshot_;
};

}  // namespace plenary::audience::room_fixture
