#include "audience/judge.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "audience/stage_audience.h"

namespace plenary::audience::judge_test {
namespace {

using account::Grant;
using account::Right;

/// Which right each act asks for, as it is meant: the act table must say the same.
const std::map<std::string_view, Right> kMeant{
    {"say", Right::kSay},
    {"ask", Right::kAsk},
    {"upvote", Right::kAsk},
    {"vote", Right::kVote},
    {"react", Right::kReact},
    {"hand", Right::kRaiseHand},
    {"approve", Right::kModerate},
    {"remove", Right::kModerate},
    {"timeout", Right::kModerate},
    {"ban", Right::kModerate},
    {"hide", Right::kModerate},
    {"undo", Right::kModerate},
    {"pin", Right::kModerate},
    {"slow", Right::kModerate},
    {"members_only", Right::kModerate},
    {"pause", Right::kModerate},
    {"hold_first", Right::kModerate},
    {"hold_questions", Right::kModerate},
    {"links", Right::kModerate},
    {"words", Right::kModerate},
    {"label", Right::kModerate},
    {"answered", Right::kModerate},
    {"screen", Right::kModerate},
    {"lower_hand", Right::kModerate},
    {"poll_make", Right::kRunPolls},
    {"poll_open", Right::kRunPolls},
    {"poll_close", Right::kRunPolls},
    {"poll_drop", Right::kRunPolls},
    {"announce", Right::kAnnounce},
    {"announce_end", Right::kAnnounce},
};

/// Nobody, and every role in the whole conference, in each kind of place that the stage lies in, and
/// in places elsewhere.
std::vector<std::string> every_grant() {
  std::vector<std::string> grants{""};
  for (const account::Role role : account::kEveryRole) {
    for (const char* scope : {"conference", "stage/opening", "session/ceremony", "forum/ai",
                              "stage/elsewhere", "session/other", "forum/other", "booth/opening"}) {
      grants.push_back(std::string(account::name(role)) + ":" + scope);
    }
  }
  return grants;
}

/// A stage on which a session of a forum is live, with a message (1), a question (2) and a step for
/// every stage (3).
class ActMatrix : public testing::Test {
 protected:
  ActMatrix() {
    StageNow now;
    now.session = StageNow::Session{*base::SessionId::parse("ceremony"), "live", now_, now_};
    now.forum = "ai";
    stage_.set_now(now);
    add(ActKind::kSay, "v:viewer");
    add(ActKind::kAsk, "v:viewer");
    add(ActKind::kPause, "u:organiser", true);
  }

  void add(ActKind kind, const std::string& author, bool all = false) {
    Entry entry;
    entry.seq = stage_.room.next_seq();
    entry.at = now_;
    entry.actor.author = author;
    entry.actor.by = "by-" + author;
    entry.act.id = "act" + std::to_string(entry.seq);
    entry.act.kind = kind;
    entry.act.text = plain_text("Hello");
    entry.act.all = all;
    (void)stage_.apply(entry);
  }

  /// True unless the judge says that this is for others to do.
  bool admitted(const Act& act, const std::vector<Grant>& grants, const std::string& author) {
    Wish wish;
    wish.actor.author = author;
    wish.actor.by = "by-" + author;
    wish.grants = grants;
    wish.place = stage_.place();
    wish.act = act;
    wish.act.id = "act " + std::to_string(++acts_);
    Judge judge(folding_);  // Without a memory of how much was done before.
    const auto judged = judge.judge(stage_.room, wish, now_);
    const auto* refused = std::get_if<ActResult>(&judged);
    return refused == nullptr || refused->error != "not_allowed";
  }

  static std::vector<Grant> grants_of(const std::string& text) {
    if (text.empty()) return {};
    return {*account::parse_grant(text)};
  }

  Folding folding_;
  poll::Receipts receipts_{poll::Receipts::Key{}};
  StageAudience stage_{*base::StageId::parse("opening"), folding_, receipts_};
  const base::Instant now_{std::chrono::hours(24 * 365 * 50)};
  int acts_ = 0;
};

TEST_F(ActMatrix, EveryActObeysThePolicyForEveryRoleScopeAndOwner) {
  std::size_t cells = 0;
  for (const ActKind kind : every_act()) {
    const auto meant = kMeant.find(name(kind));
    ASSERT_NE(meant, kMeant.end()) << name(kind);
    for (const std::string& grant : every_grant()) {
      const std::vector<Grant> grants = grants_of(grant);
      const bool may = account::may(grants, meant->second, stage_.place());
      // What somebody said is no more theirs to moderate than others'.
      for (const char* author : {"v:viewer", "v:somebody-else"}) {
        for (const char* ref : {"m1", "q2", ""}) {
          Act act;
          act.kind = kind;
          act.ref = ref;
          act.by = "by-v:viewer";
          act.rule = "spam";
          act.text = plain_text("Hello");
          EXPECT_EQ(admitted(act, grants, author), may) << name(kind) << " as " << grant;
          ++cells;
        }
      }
    }
  }
  EXPECT_EQ(cells, kMeant.size() * (1 + 9 * 8) * 6);
}

TEST_F(ActMatrix, WhatIsForEveryStageIsForThoseWhoseRoleHoldsInTheWholeConference) {
  Act pause;
  pause.kind = ActKind::kPause;
  pause.all = true;
  Act ban;
  ban.kind = ActKind::kBan;
  ban.by = "by-v:viewer";
  ban.rule = "abuse";
  ban.all = true;
  Act undo;
  undo.kind = ActKind::kUndo;
  undo.number = 3;
  Act announce;
  announce.kind = ActKind::kAnnounce;
  announce.word = "all";
  for (const std::string& grant : every_grant()) {
    const std::vector<Grant> grants = grants_of(grant);
    const bool everywhere = account::may(grants, Right::kModerate, {});
    for (const Act& act : {pause, ban, undo}) {
      EXPECT_EQ(admitted(act, grants, "u:x"), everywhere) << name(act.kind) << " as " << grant;
    }
    EXPECT_EQ(admitted(announce, grants, "u:x"), account::may(grants, Right::kAnnounceAll, {}))
        << "announce as " << grant;
  }
}

TEST_F(ActMatrix, AForumsModeratorHasNoSayOnceAnotherForumIsOn) {
  Act slow;
  slow.kind = ActKind::kSlow;
  const auto of_the_forum = grants_of("moderator:forum/ai");
  EXPECT_TRUE(admitted(slow, of_the_forum, "u:x"));
  StageNow other = stage_.now;
  other.session->id = *base::SessionId::parse("other");
  other.forum = "other";
  stage_.set_now(other);
  EXPECT_FALSE(admitted(slow, of_the_forum, "u:x"));
}

}  // namespace
}  // namespace plenary::audience::judge_test
