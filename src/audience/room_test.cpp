#include "audience/room.h"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "audience/room_fixture.h"

namespace plenary::audience::room_test {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;

using room_fixture::kNoon;
using room_fixture::kStage;
using room_fixture::RoomTest;

TEST_F(RoomTest, AMessageIsInThePulseOnceAndInTheSnapshotAfterwards) {
  EXPECT_EQ(say("li", "Hello from Beijing").ref, "m1");
  const json::object first = pulse();
  const std::string expected =
      R"([{"id":"m1","t":1595505600000,"by":"by-li","name":"li","text":"Hello from Beijing"}])";
  EXPECT_EQ(json::serialize(first.at("chat")), expected);
  EXPECT_FALSE(pulse().contains("chat"));
  ASSERT_EQ(last_snapshot_, nullptr);
  for (int i = 3; i <= 10; ++i) {
    say("li", "word number " + std::to_string(i * 7919));
    (void)pulse();
  }
  ASSERT_NE(last_snapshot_, nullptr);
  const json::object snapshot = json::parse(*last_snapshot_).as_object();
  EXPECT_EQ(snapshot.at("chat").as_array().size(), 9u);
  EXPECT_EQ(snapshot.at("snapshot"), true);
}

TEST_F(RoomTest, AnActIsDoneOnceHoweverOftenItIsSent) {
  Act hello = of(ActKind::kSay, "hello");
  hello.id = "1";
  const ActResult first = act("li", hello);
  EXPECT_EQ(act("li", hello), first);
  EXPECT_EQ(act("wang", hello).ref, "m2");
  EXPECT_EQ(stage_.room.messages().size(), 2u);
  Act clap = of(ActKind::kReact);
  clap.id = "2";
  clap.word = "clap";
  clap.number = 3;
  act("li", clap);
  act("li", clap);
  EXPECT_EQ(stage_.reactions["clap"], 3u);
}

TEST_F(RoomTest, TheJournalGivesTheSameRoomAgain) {
  say("li", "one thing");
  act("wang", of(ActKind::kAsk, "Is it so?"));
  act("li", about(ActKind::kUpvote, "q2"));
  act("mod", poll("single", "live"));
  act("mod", about(ActKind::kPollOpen, "p4"));
  act("li", vote("p4", {1}));
  act("li", vote("p4", {0}));
  act("mod", remove("m1"));
  act("mod", against(ActKind::kBan, "li"));
  act("mod", undo_of(8));
  act("mod", about(ActKind::kPin, "m1"));
  act("mod", about(ActKind::kScreen, "q2"));
  act("mod", about(ActKind::kHoldFirst, ""));
  act("mod", undo_of(13));
  StageAudience again(kStage, folding_, receipts_);
  for (const auto& record : journal_) (void)again.apply(*entry_of(record));
  EXPECT_EQ(desk_document(again, now_), desk_document(stage_, now_));
  EXPECT_EQ(moderation_document(again.room), moderation_document(stage_.room));
  const poll::Tally expected{1, 0, {0, 0}, {1, 0}};
  EXPECT_EQ(again.room.poll(4)->box.tally(), expected);
}

TEST_F(RoomTest, TwentyMessagesInThirtySecondsAreEnoughForAnybodyButAModerator) {
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(say("li", "text " + std::to_string(i * 7919)).ok);
  const ActResult refused = say("li", "one more");
  EXPECT_EQ(refused.error, "too_fast");
  EXPECT_EQ(refused.retry, 1500ms);
  for (int i = 0; i < 100; ++i) EXPECT_TRUE(say("mod", "text " + std::to_string(i * 7919)).ok);
  EXPECT_EQ(say("mod", "x").error, "too_fast");
  now_ += 1500ms;
  EXPECT_TRUE(say("li", "one more").ok);
}

TEST_F(RoomTest, SlowModePauseAndMembersOnlyHoldForAllButModerators) {
  Act slow = of(ActKind::kSlow);
  slow.number = 10;
  EXPECT_TRUE(act("mod", slow).ok);
  EXPECT_TRUE(say("li", "first words").ok);
  EXPECT_EQ(say("li", "second words").error, "too_fast");
  EXPECT_TRUE(act("li", of(ActKind::kAsk, "May I ask?")).ok) << "a question is no chat";
  now_ += 10s;
  EXPECT_TRUE(say("li", "second words").ok);
  EXPECT_TRUE(act("mod", about(ActKind::kMembersOnly, "")).ok);
  EXPECT_EQ(say("wang", "hi").error, "members_only");
  EXPECT_TRUE(act("mod", about(ActKind::kPause, "")).ok);
  EXPECT_EQ(say("wang", "hi").error, "paused");
  EXPECT_TRUE(say("mod", "We go on in a minute").ok);
  EXPECT_EQ(act("wang", slow).error, "not_allowed");
}

TEST_F(RoomTest, WordsAndLinksAreNotLetThrough) {
  Act words = of(ActKind::kWords);
  words.add = {"casino", "赌博"};
  EXPECT_TRUE(act("mod", words).ok);
  EXPECT_EQ(say("li", "the ＣＡＳＩＮＯ").error, "word");
  EXPECT_EQ(say("li", "来賭 博").error, "word");
  EXPECT_EQ(say("li", "see example.com").error, "link");
  EXPECT_EQ(say("prizes.example.com", "Hello").error, "link") << "a name is read by all as well";
  EXPECT_EQ(say("li", " \u200B ").error, "empty");
  EXPECT_EQ(say("li", std::string(501, 'x')).error, "too_long");
  words.drop = {"Casino"};
  words.add = {};
  EXPECT_TRUE(act("mod", words).ok);
  EXPECT_TRUE(say("li", "the casino").ok);
}

TEST_F(RoomTest, AFirstMessageIsHeldUntilItIsApproved) {
  EXPECT_TRUE(act("mod", about(ActKind::kHoldFirst, "")).ok);
  const ActResult held = say("li", "I am new here");
  EXPECT_EQ(held.state, "held");
  EXPECT_FALSE(pulse().contains("chat"));
  EXPECT_EQ(desk().at("held").as_array().at(0).as_object().at("reason"), "first");
  EXPECT_TRUE(act("mod", about(ActKind::kApprove, held.ref)).ok);
  EXPECT_EQ(pulse().at("chat").as_array().size(), 1u);
  EXPECT_EQ(say("li", "thank you").state, "shown");
}

TEST_F(RoomTest, WhereQuestionsAreReadFirstEachWaitsForAModerator) {
  EXPECT_TRUE(act("mod", about(ActKind::kHoldQuestions, "")).ok);
  EXPECT_EQ(say("li", "said at once").state, "shown");
  const ActResult held = act("li", of(ActKind::kAsk, "When does the forum begin?"));
  EXPECT_EQ(held.state, "held");
  EXPECT_FALSE(pulse().contains("questions"));
  EXPECT_EQ(desk().at("held").as_array().at(0).as_object().at("reason"), "premoderated");
  EXPECT_TRUE(act("mod", about(ActKind::kApprove, held.ref)).ok);
  EXPECT_EQ(pulse().at("questions").as_array().size(), 1u);
  EXPECT_EQ(act("mod", of(ActKind::kAsk, "What do you want to hear of?")).state, "shown");
}

TEST_F(RoomTest, WhatIsSaidAgainAndAgainIsHeld) {
  const std::string text = "Join the best group for investors today and win, number ";
  EXPECT_EQ(say("a", text + "1").state, "shown");
  EXPECT_EQ(say("a", text + "2").state, "held");
  EXPECT_EQ(say("b", text + "3").state, "shown");
  EXPECT_EQ(say("c", text + "4").state, "held");
  EXPECT_EQ(say("d", "yes!").state, "shown");
  EXPECT_EQ(say("e", "yes!").state, "shown");
}

TEST_F(RoomTest, WhatAModeratorTakesDownIsATombForFivePulsesAndBackIfUndone) {
  say("li", "spam spam");
  (void)pulse();
  const ActResult removed = act("mod", remove("m1"));
  EXPECT_TRUE(removed.ok);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(json::serialize(pulse().at("tomb")), R"(["m1"])");
  EXPECT_FALSE(pulse().contains("tomb"));
  EXPECT_TRUE(act("mod", undo_of(2)).ok);
  EXPECT_EQ(pulse().at("chat").as_array().size(), 1u);
  EXPECT_EQ(act("mod", undo_of(2)).error, "unknown");
  EXPECT_EQ(act("mod", undo_of(3)).error, "unknown") << "an undo is undone by doing it again";
  const json::array log = desk().at("log").as_array();
  EXPECT_EQ(log.at(0).at("do"), "undo");
  EXPECT_EQ(log.at(0).at("ref"), "2");
  EXPECT_EQ(log.at(1).at("undone"), true);
}

TEST_F(RoomTest, ATimeOutEndsABanDoesNotAndSilenceIsNotTold) {
  say("li", "hello");
  say("wang", "hello too");
  say("zhao", "and me");
  EXPECT_TRUE(act("mod", against(ActKind::kTimeout, "li", 60)).ok);
  EXPECT_EQ(say("li", "again").error, "timed_out");
  now_ += 60s;
  EXPECT_TRUE(say("li", "again").ok);
  EXPECT_TRUE(act("mod", against(ActKind::kBan, "wang")).ok);
  EXPECT_EQ(removed_, "v:wang");
  now_ += 24h;
  EXPECT_EQ(say("wang", "again").error, "banned");
  EXPECT_TRUE(act("mod", against(ActKind::kHide, "zhao")).ok);
  (void)pulse();
  EXPECT_EQ(say("zhao", "does anybody hear me?").state, "shown");
  EXPECT_FALSE(pulse().contains("chat"));
  EXPECT_EQ(act("mod", against(ActKind::kTimeout, "li", 5)).error, "malformed");
  EXPECT_EQ(act("mod", against(ActKind::kBan, "nobody")).error, "unknown");
}

TEST_F(RoomTest, ThePublicLogNamesTheRuleAndNobody) {
  say("li", "a");
  say("li", "b");
  act("mod", remove("m1"));
  act("mod", remove("m2"));
  act("mod", against(ActKind::kBan, "li"));
  EXPECT_EQ(moderation_document(stage_.room),
            R"({"stage":"opening","entries":[)"
            R"({"at":"2020-07-23T12:00:00.000Z","action":"ban","rule":"abuse","to":null,"count":1},)"
            R"({"at":"2020-07-23T12:00:00.000Z","action":"remove","rule":"spam","to":null,"count":2}]})");
}

TEST_F(RoomTest, TheMostWantedQuestionIsFirstAndTheAnonymousHasNoName) {
  Act anonymous = of(ActKind::kAsk, "Who pays for it?");
  anonymous.on = true;
  act("li", anonymous);
  act("wang", of(ActKind::kAsk, "When does it start?"));
  act("a", about(ActKind::kUpvote, "q2"));
  act("b", about(ActKind::kUpvote, "q2"));
  act("b", about(ActKind::kUpvote, "q2"));
  act("c", about(ActKind::kUpvote, "q1"));
  const json::object said = pulse();
  const json::array& questions = said.at("questions").as_array();
  ASSERT_EQ(questions.size(), 2u);
  EXPECT_EQ(questions[0].as_object().at("id"), "q2");
  EXPECT_EQ(questions[0].as_object().at("votes"), 2);
  EXPECT_EQ(questions[1].as_object().at("name"), nullptr);
  EXPECT_EQ(questions[1].as_object().at("by"), nullptr);
  act("mod", about(ActKind::kScreen, "q1"));
  const json::object shown = pulse();
  EXPECT_EQ(shown.at("questions").as_array().at(0).as_object().at("screen"), true);
  act("mod", about(ActKind::kAnswered, "q1"));
  EXPECT_EQ(act("d", about(ActKind::kUpvote, "q1")).error, "closed");
}

TEST_F(RoomTest, APollShowsItsResultsWhenItIsMeantToAndEveryVoterFindsTheOwnVote) {
  act("mod", poll("single", "close"));
  EXPECT_EQ(act("li", vote("p1", {0})).error, "closed");
  EXPECT_FALSE(pulse().contains("polls"));
  act("mod", about(ActKind::kPollOpen, "p1"));
  const ActResult voted = act("li", vote("p1", {0}));
  EXPECT_EQ(act("li", vote("p1", {1})).receipt, voted.receipt);
  EXPECT_EQ(act("wang", vote("p1", {2})).error, "malformed");
  act("mod", vote("p1", {0}));
  json::object shown = pulse().at("polls").as_array().at(0).as_object();
  EXPECT_EQ(shown.at("votes"), 2);
  EXPECT_EQ(shown.at("results"), nullptr);
  act("mod", about(ActKind::kPollClose, "p1"));
  shown = pulse().at("polls").as_array().at(0).as_object();
  EXPECT_EQ(json::serialize(shown.at("results")), R"({"verified":[1,0],"anonymous":[0,1]})");
  const std::string csv = tally_csv(*stage_.room.poll(1));
  EXPECT_NE(csv.find(voted.receipt + ",no,2,"), std::string::npos) << csv;
}

TEST_F(RoomTest, APollOfASessionOpensAndClosesWithIt) {
  Act made = poll("rating", "live");
  made.session = "ceremony";
  act("mod", made);
  EXPECT_TRUE(stage_.due_acts(now_).empty());
  StageNow live;
  live.open = true;
  live.session = StageNow::Session{*base::SessionId::parse("ceremony"), "live", now_, now_ + 1h};
  stage_.set_now(live);
  ASSERT_EQ(stage_.due_acts(now_).size(), 1u);
  EXPECT_EQ(stage_.due_acts(now_)[0].kind, ActKind::kPollOpen);
  act("mod", about(ActKind::kPollOpen, "p1"));
  Act rating = about(ActKind::kVote, "p1");
  rating.number = 5;
  EXPECT_TRUE(act("li", rating).ok);
  EXPECT_TRUE(stage_.due_acts(now_).empty());
  live.session.reset();
  stage_.set_now(live);
  ASSERT_EQ(stage_.due_acts(now_).size(), 1u);
  EXPECT_EQ(stage_.due_acts(now_)[0].kind, ActKind::kPollClose);

  by_programme(ActKind::kPollClose, "p1");
  EXPECT_TRUE(stage_.due_acts(now_).empty());
  act("mod", about(ActKind::kPollOpen, "p1"));
  EXPECT_TRUE(stage_.due_acts(now_).empty()) << "who opens it again after its session means it";
}

TEST_F(RoomTest, APollWhoseSessionEndedWhileTheServerWasDownCloses) {
  Act made = poll("rating", "live");
  made.session = "ceremony";
  act("mod", made);
  act("mod", about(ActKind::kPollOpen, "p1"));
  EXPECT_TRUE(stage_.due_acts(now_).empty()) << "it is open before its session";
  StageNow after;
  after.ended = {"ceremony"};
  stage_.set_now(after);
  ASSERT_EQ(stage_.due_acts(now_).size(), 1u);
  EXPECT_EQ(stage_.due_acts(now_)[0].kind, ActKind::kPollClose);
}

TEST_F(RoomTest, AFloodOfChatIsSampledAndThePulseSaysSo) {
  for (int who = 0; who < 200; ++who) {
    say("v" + std::to_string(who), "message " + std::to_string(who * 7919));
  }
  const json::object said = pulse();
  EXPECT_EQ(json::serialize(said.at("chat_rate")), R"({"sent":200,"shown":15})");
  EXPECT_EQ(said.at("chat").as_array().size(), 15u);
  EXPECT_FALSE(pulse().contains("chat"));
}

TEST_F(RoomTest, LongMessagesWaitForTheNextPulse) {
  std::string chinese;
  for (int i = 0; i < 490; ++i) chinese += "网";
  for (int who = 0; who < 6; ++who) {
    say("v" + std::to_string(who),
        std::to_string(who * 7919) + chinese.substr(0, 3u * (480 + static_cast<unsigned>(who))));
  }
  std::size_t shown = 0;
  for (int i = 0; i < 4; ++i) {
    const json::object said = pulse();
    if (said.contains("chat")) shown += said.at("chat").as_array().size();
  }
  EXPECT_EQ(shown, stage_.room.messages().size() - desk().at("held").as_array().size());
}

TEST_F(RoomTest, AnAnnouncementIsRepeatedAndEnds) {
  Act announce = of(ActKind::kAnnounce, "We begin at ten");
  announce.word = "stage";
  announce.number = 60;
  EXPECT_EQ(act("mod", announce).ref, "a1");
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(pulse().contains("announcements"));
  EXPECT_FALSE(pulse().contains("announcements"));
  act("mod", about(ActKind::kAnnounceEnd, "a1"));
  EXPECT_EQ(json::serialize(pulse().at("tomb")), R"(["a1"])");
}

TEST_F(RoomTest, CountersAndWhatIsOnFitIntoAKilobyte) {
  StageNow live;
  live.open = true;
  live.on_input = true;
  live.session =
      StageNow::Session{*base::SessionId::parse(std::string(64, 's')), "live", now_, now_};
  live.next = StageNow::Next{*base::SessionId::parse(std::string(64, 'n')), now_ + 1h};
  stage_.set_now(live);
  for (auto& [kind, count] : stage_.reactions) count = 10'000'000;
  EXPECT_LE(json::serialize(pulse()).size(), 1024u);
}

TEST_F(RoomTest, TheDeskListsWhatRunsApartFromWhatIsHeldOrTakenDown) {
  say("li", "one thing");
  say("li", "another thing");
  act("mod", remove("m1"));
  const json::object state = desk();
  EXPECT_EQ(state.at("chat").as_array().size(), 1u);
  EXPECT_EQ(state.at("chat").as_array().at(0).as_object().at("id"), "m2");
  EXPECT_EQ(state.at("people").as_array().at(0).as_object().at("removed"), 1);
}

TEST_F(RoomTest, HandsGoUpAndDown) {
  EXPECT_TRUE(act("li", about(ActKind::kHand, "")).ok);
  EXPECT_EQ(pulse().at("hands"), 1);
  EXPECT_TRUE(act("mod", against(ActKind::kLowerHand, "li")).ok);
  EXPECT_EQ(pulse().at("hands"), 0);
}

TEST_F(RoomTest, HandsStandInTheOrderInWhichTheyWentUp) {
  EXPECT_TRUE(act("zhao", about(ActKind::kHand, "")).ok);
  now_ += 1s;
  EXPECT_TRUE(act("li", about(ActKind::kHand, "")).ok);
  const json::object state = desk();
  const auto& hands = state.at("hands").as_array();
  ASSERT_EQ(hands.size(), 2u);
  EXPECT_EQ(hands.at(0).as_object().at("by"), "by-zhao");
  EXPECT_EQ(hands.at(1).as_object().at("by"), "by-li");
}

TEST_F(RoomTest, WhoOnlyRaisedAHandCanBeRemovedAndTheHandGoesDown) {
  EXPECT_EQ(act("mod", against(ActKind::kBan, "li")).error, "unknown");
  act("li", about(ActKind::kHand, ""));
  EXPECT_TRUE(act("mod", against(ActKind::kBan, "li")).ok);
  EXPECT_EQ(removed_, "v:li");
  EXPECT_EQ(say("li", "Hello").error, "banned");
  const json::object state = desk();
  EXPECT_TRUE(state.at("hands").as_array().empty());
  const json::object person = state.at("people").as_array().at(0).as_object();
  EXPECT_EQ(person.at("name"), "Guest by-l");
  EXPECT_EQ(person.at("state"), "banned");
}

TEST_F(RoomTest, ABanIsLiftedByItsNumberHoweverLongTheLogHasGrown) {
  say("li", "one thing");
  act("mod", against(ActKind::kBan, "li"));
  for (int count = 0; count < 300; ++count) {
    now_ += 1s;
    act("mod", about(ActKind::kHoldFirst, "", count % 2 == 0));
  }
  const auto li = [&] { return desk().at("people").as_array().at(0).as_object(); };
  EXPECT_EQ(li().at("state"), "banned");
  ASSERT_EQ(li().at("undo"), 2);
  EXPECT_TRUE(act("mod", undo_of(2)).ok);
  EXPECT_EQ(li().at("state"), "ok");
  EXPECT_TRUE(li().at("undo").is_null());
}

TEST_F(RoomTest, WhoMayOnlyAnnounceSeesNoMoreThanThat) {
  say("li", "one thing");
  Act announce = seconds(ActKind::kAnnounce, 600);
  announce.text = plain_text("Lunch is served");
  announce.word = "stage";
  act("mod", announce);
  const json::object state = json::parse(announcers_document(stage_, now_)).as_object();
  EXPECT_EQ(state.size(), 3u);
  EXPECT_EQ(state.at("stage"), "opening");
  EXPECT_EQ(state.at("announcements").as_array().size(), 1u);
  EXPECT_TRUE(state.at("counts").as_object().contains("now"));
}

TEST(Csv, IsNoFormulaForASpreadsheet) {
  EXPECT_EQ(csv_field("=1+1"), "'=1+1");
  EXPECT_EQ(csv_field("@x"), "'@x");
  EXPECT_EQ(csv_field("a,\"b\""), "\"a,\"\"b\"\"\"");
  EXPECT_EQ(csv_field("-2,3"), "\"'-2,3\"");
  EXPECT_EQ(csv_field("plain"), "plain");
}

Act answer_to(const std::string& poll, const std::string& words) {
  Act act;
  act.kind = ActKind::kVote;
  act.ref = poll;
  act.text = plain_text(words);
  return act;
}

TEST_F(RoomTest, AnOpenTextAnswerIsTakenDownAndPutBackWithoutItsVoterBeingTold) {
  act("mod", poll("text", "close"));
  act("mod", about(ActKind::kPollOpen, "p1"));
  act("li", answer_to("p1", "More of this"));        // v3
  act("wang", answer_to("p1", "Something foul"));    // v4
  const auto list = [&] { return json::parse(answers_document(*stage_.room.poll(1), 0)); };
  EXPECT_EQ(json::serialize(list().at("answers").at(0)),
            R"({"id":"v4","t":1595505600000,"text":"Something foul","verified":false,)"
            R"("state":"shown","rule":null,"removal":null})");
  EXPECT_EQ(act("li", remove("v4")).error, "not_allowed");
  EXPECT_EQ(act("mod", remove("v2")).error, "unknown");
  EXPECT_TRUE(act("mod", remove("v4")).ok);  // 5
  EXPECT_EQ(act("mod", remove("v4")).error, "unknown");

  EXPECT_EQ(list().at("answers").at(0).at("removal"), 5);
  EXPECT_EQ(list().at("removed"), 1);
  const auto tally = [&] { return tally_document(stage_.room, *stage_.room.poll(1)); };
  EXPECT_EQ(tally().find("foul"), std::string::npos) << tally();
  EXPECT_NE(tally().find(R"("text":null,"removed":"spam")"), std::string::npos) << tally();
  EXPECT_NE(tally().find(R"("votes":2)"), std::string::npos);
  EXPECT_EQ(tally_csv(*stage_.room.poll(1)).find("foul"), std::string::npos);
  EXPECT_NE(tally_csv(*stage_.room.poll(1)).find(",,spam\r\n"), std::string::npos);
  const json::object line = desk().at("log").as_array().at(0).as_object();
  EXPECT_EQ(line.at("ref"), "v4");
  EXPECT_EQ(line.at("by"), "") << "whose answer it was is the voter's secret";
  EXPECT_NE(moderation_document(stage_.room).find(R"("action":"remove","rule":"spam","to":null,"count":1)"),
            std::string::npos);

  // As after a restart.
  StageAudience again(kStage, folding_, receipts_);
  for (const storage::JournalRecord& record : journal_) again.apply(*entry_of(record));
  EXPECT_EQ(answers_document(*again.room.poll(1), 0),
            answers_document(*stage_.room.poll(1), 0));

  Act undo;
  undo.kind = ActKind::kUndo;
  undo.number = 5;
  EXPECT_TRUE(act("mod", undo).ok);
  EXPECT_NE(tally().find("Something foul"), std::string::npos);
  EXPECT_EQ(list().at("removed"), 0);
}

TEST_F(RoomTest, AnAnswerThatWasTakenDownMayBeSaidAnew) {
  act("mod", poll("text", "close"));
  act("mod", about(ActKind::kPollOpen, "p1"));
  act("wang", answer_to("p1", "Something foul"));  // v3
  act("mod", remove("v3"));                        // 4
  act("wang", answer_to("p1", "Something kind"));  // v5
  const std::string tally = tally_document(stage_.room, *stage_.room.poll(1));
  EXPECT_NE(tally.find("Something kind"), std::string::npos);
  Act undo;
  undo.kind = ActKind::kUndo;
  undo.number = 4;
  act("mod", undo);
  EXPECT_EQ(tally_document(stage_.room, *stage_.room.poll(1)), tally) << "the last vote counts";
}

TEST_F(RoomTest, ListsAnswersTheNewestFirstInPages) {
  act("mod", poll("text", "never"));
  act("mod", about(ActKind::kPollOpen, "p1"));
  for (int i = 0; i < 250; ++i) {
    now_ += 1s;
    act("viewer" + std::to_string(i), answer_to("p1", "answer " + std::to_string(i)));
  }
  const json::value first = json::parse(answers_document(*stage_.room.poll(1), 0));
  EXPECT_EQ(first.at("answers").as_array().size(), 200u);
  EXPECT_EQ(first.at("answers").at(0).at("text"), "answer 249");
  EXPECT_EQ(first.at("next"), "v53");
  const json::value second = json::parse(answers_document(*stage_.room.poll(1), 53));
  EXPECT_EQ(second.at("answers").as_array().size(), 50u);
  EXPECT_EQ(second.at("answers").at(0).at("text"), "answer 49");
  EXPECT_TRUE(second.at("next").is_null());
}

}  // namespace
}  // namespace plenary::audience::room_test
