#include <boost/json/serialize.hpp>

#include "audience/room_fixture.h"

// What moderators did and its undoing.

namespace plenary::audience::room_log_test {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

class RoomLogTest : public room_fixture::RoomTest {
 protected:
  /// The log as the desk has it, the newest first: "slow", "pin m1", with "!" if undone.
  std::string log() {
    std::string text;
    for (const json::value& line : json::array(desk().at("log").as_array())) {
      if (!text.empty()) text += ", ";
      text += std::string_view(line.at("do").as_string());
      if (!line.at("ref").as_string().empty()) {
        text += " " + std::string(std::string_view(line.at("ref").as_string()));
      }
      if (line.at("undone").as_bool()) text += "!";
    }
    return text;
  }
  /// The actions of the public log with what they set and how often.
  std::string told() {
    std::string text;
    const json::value document = json::parse(moderation_document(stage_.room));
    for (const json::value& entry : document.at("entries").as_array()) {
      if (!text.empty()) text += ", ";
      text += std::string_view(entry.at("action").as_string());
      if (entry.at("to").is_string()) {
        text += "=" + std::string(std::string_view(entry.at("to").as_string()));
      }
      text += " " + std::to_string(entry.at("count").as_int64());
    }
    return text;
  }
  /// Undoes the step of this number and says whether the same comes out of the journal.
  void undo(std::int64_t entry) {
    EXPECT_TRUE(act("mod", undo_of(entry)).ok);
    StageAudience again(room_fixture::kStage, folding_, receipts_);
    for (const auto& record : journal_) (void)again.apply(*entry_of(record));
    EXPECT_EQ(desk_document(again, now_), desk_document(stage_, now_));
  }
};

TEST_F(RoomLogTest, HasEveryStepOfAModeratorAndNothingThatOthersDo) {
  say("li", "hello");                                // 1
  act("wang", of(ActKind::kAsk, "Is it so?"));       // 2
  act("wang", about(ActKind::kUpvote, "q2"));        // 3
  act("mod", seconds(ActKind::kSlow, 30));           // 4
  act("mod", about(ActKind::kMembersOnly, ""));      // 5
  act("mod", about(ActKind::kPause, "", false));     // 6
  act("mod", about(ActKind::kHoldFirst, ""));        // 7
  act("mod", about(ActKind::kHoldQuestions, ""));    // 8
  act("mod", word(ActKind::kLinks, "none"));         // 9
  Act words = of(ActKind::kWords);
  words.add = {"casino"};
  act("mod", words);                                 // 10
  act("mod", about(ActKind::kPin, "m1"));            // 11
  Act label = about(ActKind::kLabel, "q2");
  label.word = "finance";
  act("mod", label);                                 // 12
  act("mod", about(ActKind::kScreen, "q2"));         // 13
  act("mod", about(ActKind::kAnswered, "q2"));       // 14
  act("mod", poll("single", "live"));                // 15
  act("mod", about(ActKind::kPollOpen, "p15"));      // 16
  act("li", vote("p15", {0}));                       // 17
  act("mod", about(ActKind::kPollClose, "p15"));     // 18
  act("mod", about(ActKind::kPollDrop, "p15"));      // 19
  Act announce = of(ActKind::kAnnounce, "Lunch");
  announce.word = "stage";
  announce.number = 60;
  act("mod", announce);                              // 20
  act("mod", about(ActKind::kAnnounceEnd, "a20"));   // 21
  EXPECT_EQ(log(),
            "announce_end a20, announce a20, poll_drop p15, poll_close p15, poll_open p15, "
            "poll_make p15, answered q2, screen q2, label q2, pin m1, words, links, "
            "hold_questions, hold_first, pause, members_only, slow");
  EXPECT_EQ(told(),
            "announce 1, announce_end 1, answered 1, hold_first=on 1, hold_questions=on 1, label 1, "
            "links=none 1, members_only=on 1, pause=off 1, pin 1, poll_close 1, poll_drop 1, "
            "poll_make 1, poll_open 1, screen 1, slow=30 1, words 1");
  EXPECT_EQ(moderation_document(stage_.room).find("casino"), std::string::npos);
  EXPECT_EQ(moderation_document(stage_.room).find("mod\""), std::string::npos);
}

TEST_F(RoomLogTest, ARuleThatIsUndoneIsWhatTheStepsThatStandSay) {
  act("mod", seconds(ActKind::kSlow, 10));    // 1
  act("mod", seconds(ActKind::kSlow, 30));    // 2
  act("mod", word(ActKind::kLinks, "none"));  // 3
  (void)pulse();
  undo(1);
  EXPECT_EQ(stage_.room.rules().slow_s, 30) << "it was superseded before";
  undo(2);
  EXPECT_EQ(stage_.room.rules().slow_s, 0);
  EXPECT_EQ(pulse().at("rules").at("slow_s"), 0);
  undo(3);
  EXPECT_EQ(stage_.room.rules(), Rules());
  EXPECT_EQ(log(), "undo 3, undo 2, undo 1, links!, slow!, slow!");
  EXPECT_EQ(told(), "");
}

TEST_F(RoomLogTest, TheWordListIsAsItWasBeforeTheStepThatIsUndone) {
  Act words = of(ActKind::kWords);
  words.add = {"casino", "lottery"};
  act("mod", words);  // 1
  words.add = {};
  words.drop = {"casino"};
  act("mod", words);  // 2
  EXPECT_TRUE(say("li", "the casino").ok);
  undo(2);
  EXPECT_EQ(say("li", "the casino again").error, "word");
  undo(1);
  EXPECT_TRUE(say("li", "a lottery").ok);
}

TEST_F(RoomLogTest, AnApprovalThatIsUndoneHoldsTheMessageAndItsAuthorAgain) {
  act("mod", about(ActKind::kHoldFirst, ""));  // 1
  say("li", "I am new here");                  // 2
  act("mod", about(ActKind::kApprove, "m2"));  // 3
  (void)pulse();
  undo(3);
  EXPECT_EQ(json::serialize(pulse().at("tomb")), R"(["m2"])");
  EXPECT_EQ(desk().at("held").as_array().size(), 1u);
  EXPECT_EQ(say("li", "still new").state, "held");
}

TEST_F(RoomLogTest, StepsAboutOneMessageAreUndoneInAnyOrder) {
  say("li", "hello");                          // 1
  act("mod", remove("m1"));                    // 2
  act("mod", about(ActKind::kApprove, "m1"));  // 3
  undo(2);
  EXPECT_EQ(stage_.room.message(1)->standing, Standing::kShown);
  undo(3);
  EXPECT_EQ(stage_.room.message(1)->standing, Standing::kShown);
  EXPECT_EQ(stage_.room.person("v:li")->removed, 0u);
}

TEST_F(RoomLogTest, APinAndTheScreenGoBackToWhatWasThereBefore) {
  say("li", "one thing");                            // 1
  say("li", "another thing");                        // 2
  act("wang", of(ActKind::kAsk, "Is it so?"));       // 3
  act("wang", of(ActKind::kAsk, "Why is that so?"));  // 4
  act("mod", about(ActKind::kPin, "m1"));            // 5
  act("mod", about(ActKind::kPin, "m2"));            // 6
  act("mod", about(ActKind::kScreen, "q3"));         // 7
  act("mod", about(ActKind::kScreen, "q4"));         // 8
  (void)pulse();
  undo(6);
  EXPECT_EQ(pulse().at("pinned").at("id"), "m1");
  undo(8);
  EXPECT_EQ(stage_.room.on_screen(), 3u);
  undo(5);
  undo(7);
  EXPECT_EQ(pulse().at("pinned"), nullptr);
  EXPECT_EQ(stage_.room.on_screen(), 0u);
}

TEST_F(RoomLogTest, ALabelAndAnAnswerAreUndone) {
  act("wang", of(ActKind::kAsk, "Is it so?"));  // 1
  Act label = about(ActKind::kLabel, "q1");
  label.word = "finance";
  act("mod", label);                            // 2
  act("mod", about(ActKind::kAnswered, "q1"));  // 3
  undo(2);
  undo(3);
  EXPECT_TRUE(stage_.room.question(1)->labels.empty());
  EXPECT_FALSE(stage_.room.question(1)->answered);
}

TEST_F(RoomLogTest, APollGoesBackAndKeepsItsVotes) {
  act("mod", poll("single", "live"));          // 1
  act("mod", about(ActKind::kPollOpen, "p1"));  // 2
  act("li", vote("p1", {0}));                  // 3
  act("mod", about(ActKind::kPollClose, "p1"));  // 4
  act("mod", about(ActKind::kPollDrop, "p1"));   // 5
  (void)pulse();
  undo(5);
  EXPECT_EQ(pulse().at("polls").at(0).at("state"), "closed");
  undo(4);
  EXPECT_EQ(pulse().at("polls").at(0).at("state"), "open");
  EXPECT_TRUE(act("wang", vote("p1", {1})).ok);
  undo(2);
  EXPECT_EQ(json::serialize(pulse().at("tomb")), R"(["p1"])");
  EXPECT_EQ(stage_.room.poll(1)->box.tally().votes, 2u);
  undo(1);
  EXPECT_EQ(stage_.room.poll(1)->state, Poll::State::kDropped);
}

TEST_F(RoomLogTest, WhatTheProgrammeDidIsToldButNotUndone) {
  Entry opened;
  act("mod", poll("single", "live"));  // 1
  opened.seq = stage_.room.next_seq();
  opened.at = now_;
  opened.actor.author = std::string(kProgramme);
  opened.act = about(ActKind::kPollOpen, "p1");
  opened.act.id = "poll_open-p1-2";
  (void)stage_.apply(opened);
  EXPECT_EQ(told(), "poll_make 1, poll_open 1");
  EXPECT_EQ(act("mod", undo_of(2)).error, "unknown");
}

TEST_F(RoomLogTest, AnAnnouncementIsTakenBackAndAnEndedOneGoesOn) {
  Act announce = of(ActKind::kAnnounce, "We begin at ten");
  announce.word = "stage";
  announce.number = 600;
  act("mod", announce);                            // 1
  act("mod", about(ActKind::kAnnounceEnd, "a1"));  // 2
  (void)pulse();
  undo(2);
  EXPECT_TRUE(pulse().contains("announcements"));
  undo(1);
  const json::object said = pulse();
  EXPECT_FALSE(said.contains("announcements"));
  EXPECT_EQ(json::serialize(said.at("tomb")), R"(["a1"])");
}

TEST_F(RoomLogTest, TimeOutsBansAndSilencesAreUndoneEachForItself) {
  say("li", "hello");                                // 1
  act("mod", against(ActKind::kTimeout, "li", 60));  // 2
  act("mod", against(ActKind::kTimeout, "li", 600));  // 3
  act("mod", against(ActKind::kBan, "li"));          // 4
  act("mod", against(ActKind::kHide, "li"));         // 5
  undo(4);
  EXPECT_EQ(say("li", "again").error, "timed_out");
  undo(3);
  now_ += 60s;
  EXPECT_EQ(say("li", "again").state, "shown");
  EXPECT_TRUE(stage_.room.person("v:li")->hidden);
  undo(5);
  EXPECT_FALSE(stage_.room.person("v:li")->hidden);
  EXPECT_EQ(stage_.room.person("v:li")->timeouts, 1u);
}

}  // namespace
}  // namespace plenary::audience::room_log_test
