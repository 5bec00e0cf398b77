#include <gmock/gmock.h>

#include "visit/ledger_fixture.h"

namespace plenary::visit::ledger_bring_test {
namespace {

namespace json = boost::json;
using base::Errc;
using testing::HasSubstr;
using testing::Not;

/// "v:1" is a browser without an account, "u:7" the account that it signs in to.
class Bringing : public Visiting {
 protected:
  std::size_t bring() {
    const auto brought = ledger.bring("v:1", "u:7", moment(), effects);
    EXPECT_TRUE(brought);
    return brought ? *brought : 0;
  }
  std::string visit(const char* key) { return json::serialize(visit_json(ledger, key)); }
  Message said(const char* visitor, const char* id, const char* text) {
    return *ledger.say(visitor, "acme", {id, "en", text}, moment(), effects);
  }
  void answer(const char* contact, const char* id, const char* text) {
    EXPECT_TRUE(ledger.answer("acme", contact, {id, "en", text}, {"l", "Li"}, moment(), effects));
  }
  std::vector<std::string> texts(const char* visitor) {
    std::vector<std::string> all;
    const Conversation* const known = ledger.conversation("acme", visitor);
    if (known == nullptr) return all;
    for (const Message& message : known->messages) all.push_back(message.text);
    return all;
  }
  using Texts = std::vector<std::string>;
};

TEST_F(Bringing, EverythingFollowsIntoTheAccountAndNothingStays) {
  said("v:1", "m1", "Hello");
  answer("c-acme-1", "s1", "Welcome");
  ASSERT_TRUE(ledger.leave_card("v:1", "acme", {.name = "Li Lei"}, moment(), effects));
  ASSERT_TRUE(book("v:1", "bolt", "2020-07-23T10:00:00Z").booking);
  ASSERT_TRUE(ledger.ask("v:1", "acme", {"router", 2, {"o1", "", ""}}, moment(), effects));
  ASSERT_TRUE(ledger.sign_up("v:1", "tour", moment(), effects));
  ASSERT_TRUE(ledger.save("v:1", "acme", "router", moment(), effects));
  const std::string before = visit("v:1");
  EXPECT_EQ(bring(), 6u);
  EXPECT_EQ(visit("u:7"), before);
  EXPECT_EQ(visit("v:1"), visit("v:9"));
  EXPECT_THAT(disk_text(), Not(HasSubstr("v:1")));
  // It is there after a restart too, and comes along once.
  Ledger again(contact_of);
  again.load(disk());
  EXPECT_EQ(json::serialize(visit_json(again, "u:7")), before);
  EXPECT_EQ(bring(), 0u);
  EXPECT_TRUE(effects.rows.empty());
}

TEST_F(Bringing, TwoConversationsAreOneInTheOrderInWhichTheyWereSaid) {
  said("u:7", "m1", "first");
  said("v:1", "m1", "second");
  said("u:7", "m2", "third");
  bring();
  EXPECT_EQ(texts("u:7"), (Texts{"first", "second", "third"}));
  EXPECT_EQ(texts("v:1"), Texts());
  Ledger again(contact_of);
  again.load(disk());
  EXPECT_EQ(again.conversation("acme", "u:7")->messages,
            ledger.conversation("acme", "u:7")->messages)
      << "one id of two browsers is two messages";
}

TEST_F(Bringing, WhatNobodyHasReadIsUnreadAfterwards) {
  said("v:1", "m1", "Hello");
  answer("c-acme-1", "s1", "unread");
  said("u:7", "m2", "Hello again");
  answer("c-acme-7", "s2", "read");
  ledger.read_by_visitor("u:7", "acme", effects);
  ledger.read_by_staff("acme", "u:7", effects);
  EXPECT_EQ(unread_of_booth(ledger, "acme"), 1u);
  bring();
  EXPECT_GE(unread_of_booth(ledger, "acme"), 1u);
  EXPECT_THAT(visit("u:7"), Not(HasSubstr("\"unread\":0")));
}

TEST_F(Bringing, ABoothReachesTheAccountByTheContactOfBefore) {
  said("v:2", "m1", "Hello");
  ASSERT_TRUE(ledger.leave_card("v:2", "acme", {.name = "Li Lei"}, moment(), effects));
  ASSERT_TRUE(ledger.bring("v:2", "u:7", moment(), effects));
  answer("c-acme-2", "s1", "Welcome");
  ASSERT_TRUE(ledger.note("acme", "c-acme-2", {.note = "call"}, moment(), effects));
  EXPECT_EQ(texts("u:7"), (Texts{"Hello", "Welcome"}));
  EXPECT_EQ(ledger.lead("acme", "u:7")->notes.note, "call");
  EXPECT_EQ(ledger.booth("acme")->leads.size(), 1u);
  const auto told = [&](const std::string& key) {
    return std::any_of(effects.told.begin(), effects.told.end(), [&](const auto& one) {
      return one.first == key && one.second.kind == "all";
    });
  };
  EXPECT_TRUE(told(booth_key("acme")) && told("u:7") && told("v:2"));
  EXPECT_FALSE(told(booth_key("bolt")));
}

TEST_F(Bringing, OfTwoCardsTheAccountsStaysWithWhatStaffNotedOfBoth) {
  ASSERT_TRUE(ledger.leave_card("v:2", "acme", {.name = "SECRET Lei"}, moment(), effects));
  ASSERT_TRUE(ledger.leave_card("u:7", "acme", {.name = "Li Lei"}, moment(), effects));
  ASSERT_TRUE(ledger.note("acme", "c-acme-2", {"ring", {{"hot"}}, 4}, moment(), effects));
  ASSERT_TRUE(ledger.note("acme", "c-acme-7", {"write", {{"5G"}}, {}}, moment(), effects));
  ASSERT_TRUE(ledger.bring("v:2", "u:7", moment(), effects));
  EXPECT_TRUE(effects.forget);
  EXPECT_EQ(ledger.lead("acme", "u:7")->card.name, "Li Lei");
  EXPECT_EQ(ledger.lead("acme", "u:7")->notes,
            (LeadNotes{"write\nring", {"5G", "hot"}, 4}));
  EXPECT_THAT(disk_text() + all_of(ledger), Not(HasSubstr("SECRET")));
  // Taken back, nothing is left, and the booth cannot write any more, whatever contact it kept.
  ledger.withdraw_card("u:7", "acme", moment(), effects);
  EXPECT_THAT(disk_text() + all_of(ledger), Not(HasSubstr("Lei")));
  EXPECT_FALSE(ledger.answer("acme", "c-acme-2", {"s", "", "hi"}, {"b", "B"}, moment(), effects));
}

TEST_F(Bringing, AMeetingAtATimeWhenTheAccountMeetsSomebodyIsGivenBackAndTold) {
  ASSERT_TRUE(book("u:7", "bolt", "2020-07-23T10:00:00Z").booking);
  ASSERT_TRUE(book("v:1", "acme", "2020-07-23T10:00:00Z").booking);
  ASSERT_TRUE(book("v:1", "acme", "2020-07-23T10:20:00Z").booking);
  bring();
  EXPECT_EQ(ledger.booking("b1")->state, BookingState::kBooked);
  EXPECT_EQ(ledger.booking("b2")->state, BookingState::kWithdrawn);
  EXPECT_EQ(ledger.booking("b3")->state, BookingState::kBooked);
  EXPECT_EQ(ledger.visitor("u:7")->notices.back().text.in("en"),
            "Your account has another meeting at that time: the one with acme is given back.");
  // The booth's time is free, the account's is not.
  EXPECT_FALSE(book("u:7", "acme", "2020-07-23T10:00:00Z").booking);
  EXPECT_TRUE(book("v:2", "acme", "2020-07-23T10:00:00Z").booking);
  EXPECT_FALSE(book("v:3", "acme", "2020-07-23T10:20:00Z").booking);
  Ledger again(contact_of);
  again.load(disk());
  EXPECT_FALSE(again.book("u:7", "bolt", at("2020-07-23T10:20:00Z"), "", "x", moment(), effects)
                   ->booking);
}

TEST_F(Bringing, WhoIsOnAListTwiceKeepsTheBetterPlaceAndTheOtherGoesOn) {
  for (const char* visitor : {"v:1", "v:2", "u:7", "v:3"}) {
    ASSERT_TRUE(ledger.sign_up(visitor, "tour", moment(), effects));
  }
  bring();
  EXPECT_EQ(ledger.list("tour")->standing("u:7"), (WaitingList::Standing{true, true, 0}));
  EXPECT_EQ(ledger.list("tour")->standing("v:1"), WaitingList::Standing());
  EXPECT_EQ(ledger.list("tour")->standing("v:3"), (WaitingList::Standing{true, false, 1}));
  // And the other way round: two places of one person are one, and who waits moves up.
  ASSERT_TRUE(ledger.bring("v:2", "u:7", moment(), effects));
  EXPECT_EQ(ledger.list("tour")->taken(), 2u);
  EXPECT_TRUE(ledger.visitor("v:3")->sign_ups.at("tour").in);
  Ledger again(contact_of);
  again.load(disk());
  EXPECT_EQ(again.list("tour")->taken(), 2u);
  EXPECT_EQ(again.list("tour")->waiting(), 0u);
}

TEST_F(Bringing, TwoOffersUnderOneIdAreTwo) {
  ASSERT_TRUE(ledger.ask("u:7", "acme", {"router", 1, {"o1", "", "one"}}, moment(), effects));
  const auto other = ledger.ask("v:1", "acme", {"router", 9, {"o1", "", "nine"}}, moment(), effects);
  ASSERT_TRUE(ledger.answer_offer("acme", other->number, {"a", "", "90"}, {"l", "L"}, moment(),
                                  effects));
  bring();
  const std::string renamed = ledger.offer(other->number)->id;
  EXPECT_NE(renamed, "o1");
  EXPECT_EQ(ledger.conversation("acme", "u:7")->messages.back().offer, renamed);
  Ledger again(contact_of);
  again.load(disk());
  EXPECT_EQ(again.visitor("u:7")->offers.size(), 2u);
  EXPECT_EQ(again.conversation("acme", "u:7")->messages.back().offer, renamed);
}

TEST_F(Bringing, AnAccountGathersNoMoreThanItCanHold) {
  for (int n = 0; n < 5; ++n) {
    const std::string browser = "v:" + std::to_string(n + 10);
    storage::VisitRows rows;
    for (int k = 0; k < static_cast<int>(kMostSaved); ++k) {
      rows.push_back(row_of(Saved{browser, "acme", "p" + std::to_string(n * 1000 + k), now}));
    }
    ledger.load(rows);
    const auto brought = ledger.bring(browser, "u:7", moment(), effects);
    EXPECT_EQ(brought.has_value(), n < 4) << n;
    if (brought) continue;
    EXPECT_EQ(brought.error().code(), Errc::kConflict);
    EXPECT_EQ(ledger.visitor(browser)->saved.size(), kMostSaved) << "nothing changed";
  }
  EXPECT_EQ(*ledger.bring("v:99", "u:7", moment(), effects), 0u) << "who kept nothing";
  EXPECT_EQ(*ledger.bring("u:7", "u:7", moment(), effects), 0u);
}

}  // namespace
}  // namespace plenary::visit::ledger_bring_test
