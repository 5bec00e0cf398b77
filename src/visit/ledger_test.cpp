#include "visit/change_feed.h"
#include "visit/ledger_fixture.h"
#include "visit/presence.h"

namespace plenary::visit::ledger_test {
namespace {

namespace json = boost::json;
using base::Errc;

TEST_F(Visiting, AConversationGoesBothWaysAndAMessageSentAgainIsTheSame) {
  const auto said = ledger.say("v:1", "acme", {"m1", "zh", "你好"}, moment(), effects);
  ASSERT_TRUE(said);
  const std::size_t rows = effects.rows.size();
  EXPECT_EQ(*ledger.say("v:1", "acme", {"m1", "zh", "again"}, moment(), effects), *said);
  EXPECT_EQ(effects.rows.size(), rows);
  EXPECT_EQ(unread_of_booth(ledger, "acme"), 1u);
  ledger.read_by_staff("acme", "v:1", effects);
  EXPECT_EQ(unread_of_booth(ledger, "acme"), 0u);
  const auto answered = ledger.answer("acme", "c-acme-1", {"m1", "zh", "欢迎"}, {"li", "Li"},
                                      moment(), effects);
  ASSERT_TRUE(answered);
  EXPECT_GT(answered->number, said->number);
  EXPECT_EQ(ledger.conversation("acme", "v:1")->messages.size(), 2u);
  // The staff's account is nobody's business.
  EXPECT_EQ(json::serialize(visit_json(ledger, "v:1")).find("\"li\""), std::string::npos);
}

TEST_F(Visiting, ADeskReadsTheNewestMessagesAndHowManyAreBefore) {
  for (int n = 0; n < 5; ++n) {
    const NewMessage message{"m" + std::to_string(n), "", std::to_string(n)};
    ASSERT_TRUE(ledger.say("v:1", "acme", message, moment(), effects));
  }
  const auto texts = [&](std::size_t most) {
    const json::object read = booth_conversation_json(ledger, "acme", "v:1", most);
    std::string all = std::to_string(read.at("earlier").to_number<int>()) + ":";
    for (const json::value& one : read.at("messages").as_array()) {
      all += std::string_view(one.at("text").as_string());
    }
    return all;
  };
  EXPECT_EQ(texts(2), "3:34");
  EXPECT_EQ(texts(5), "0:01234");
  EXPECT_EQ(texts(1000), "0:01234");
}

TEST_F(Visiting, ABoothWritesOnlyToItsOwnContacts) {
  ASSERT_TRUE(ledger.say("v:1", "acme", {"m1", "zh", "你好"}, moment(), effects));
  const NewMessage message{"s1", "en", "Buy!"};
  for (const char* contact : {"c-acme-2", "c-acme-1", "v:1"}) {
    const auto answered = ledger.answer("bolt", contact, message, {"b", "B"}, moment(), effects);
    ASSERT_FALSE(answered);
    EXPECT_EQ(answered.error().code(), Errc::kNotFound);
  }
}

TEST_F(Visiting, AVisitorWritesTwentyMessagesAMinute) {
  for (std::size_t n = 0; n < kMostMessagesAMinute; ++n) {
    const NewMessage message{"m" + std::to_string(n), "", "?"};
    EXPECT_TRUE(ledger.say("v:1", n % 2 == 0 ? "acme" : "bolt", message, moment(), effects));
  }
  const auto refused = ledger.say("v:1", "acme", {"more", "", "?"}, moment(), effects);
  EXPECT_EQ(refused.error().code(), Errc::kLimit);
  EXPECT_TRUE(ledger.say("v:2", "acme", {"more", "", "?"}, moment(), effects));
  now += std::chrono::minutes(1);
  EXPECT_TRUE(ledger.say("v:1", "acme", {"more", "", "?"}, moment(), effects));
}

TEST_F(Visiting, NobodyTalksToWhoIsNotThere) {
  EXPECT_EQ(ledger.say("v:1", "nobody", {"m1", "", "?"}, moment(), effects).error().code(),
            Errc::kNotFound);
  EXPECT_EQ(ledger.leave_card("v:1", "nobody", {.name = "A"}, moment(), effects).error().code(),
            Errc::kNotFound);
  EXPECT_TRUE(effects.rows.empty());
  EXPECT_TRUE(effects.told.empty());
}

TEST_F(Visiting, ACardSharesWhatWasConfirmedAndNothingElse) {
  const Card card{"李雷", "li@example.org", "", "", "=1+1"};
  ASSERT_TRUE(ledger.leave_card("v:1", "acme", card, moment(), effects));
  EXPECT_EQ(shared_fields(ledger.lead("acme", "v:1")->card),
            (std::vector<std::string>{"name", "email", "note"}));
  EXPECT_EQ(ledger.lead("bolt", "v:1"), nullptr);
  ASSERT_TRUE(ledger.note("acme", "c-acme-1", {"call back", {{"hot", "5G"}}, 4}, moment(), effects));
  const std::string csv = leads_csv(ledger, "acme");
  EXPECT_NE(csv.find("\xEF\xBB\xBFID,Pseudonymization ID,Scanned Date,Scan Type,Device Name,"
                     "Attendee Name,Email,Note,Tags,"),
            std::string::npos);
  EXPECT_NE(csv.find(",c-acme-1,2020-07-23T09:00:00.000Z,card,Plenary,李雷,li@example.org,call "
                     "back,hot; 5G,,,'=1+1,4\r\n"),
            std::string::npos)
      << csv;
  EXPECT_EQ(json::serialize(exported_leads_json(ledger, "acme").at(0).at("data")),
            R"([{"id":"attendee_name","label":"Attendee name","value":"李雷"},)"
            R"({"id":"attendee_email","label":"Attendee email","value":"li@example.org"},)"
            R"({"id":"message","label":"Message","value":"=1+1"}])");
  // Another card takes its place; what staff noted stays.
  ASSERT_TRUE(ledger.leave_card("v:1", "acme", {.name = "Li Lei"}, moment(), effects));
  EXPECT_EQ(ledger.lead("acme", "v:1")->notes.rating, 4);
  EXPECT_EQ(disk_text().find("li@example.org"), std::string::npos);
}

TEST_F(Visiting, ACardThatIsTakenBackIsGoneFromEverywhere) {
  const Card card{"SECRET-NAME", "secret@example.org", "SECRET-ORG", "+62 21", "SECRET-NOTE"};
  ASSERT_TRUE(ledger.leave_card("v:1", "acme", card, moment(), effects));
  ASSERT_TRUE(
      ledger.note("acme", "c-acme-1", {"SECRET-STAFF", {{"SECRET-TAG"}}, 5}, moment(), effects));
  EXPECT_NE(disk_text().find("SECRET-STAFF"), std::string::npos);
  ledger.withdraw_card("v:1", "acme", moment(), effects);
  const std::string after = disk_text() + all_of(ledger);
  for (const char* word : {"SECRET", "secret@", "+62"}) {
    EXPECT_EQ(after.find(word), std::string::npos) << word;
  }
  EXPECT_EQ(ledger.note("acme", "c-acme-1", {.note = "x"}, moment(), effects).error().code(),
            Errc::kNotFound);
  // They had nothing else with the booth: it cannot write to them any more.
  EXPECT_FALSE(ledger.answer("acme", "c-acme-1", {"s", "", "hi"}, {"b", "B"}, moment(), effects));
  ledger.withdraw_card("v:1", "acme", moment(), effects);
}

TEST_F(Visiting, ABoothIsToldWhoOfThosePresentSharedACardWithItAndCountsTheOthers) {
  Presence presence;
  const base::Moment start{};
  for (const char* visitor : {"v:1", "v:2", "v:3"}) {
    presence.here("acme", visitor, start + std::chrono::seconds(10));
  }
  const auto glance = [&](const char* booth, base::Moment when) {
    return booth_json(ledger, booth, presence, when, moment());
  };
  ASSERT_TRUE(ledger.leave_card("v:1", "acme", {.name = "Li Lei", .email = "li@example.org"},
                                moment(), effects));
  ASSERT_TRUE(ledger.leave_card("v:2", "bolt", {.name = "Han"}, moment(), effects));
  ASSERT_TRUE(ledger.say("v:3", "acme", {"m1", "en", "I am Wu"}, moment(), effects));
  EXPECT_EQ(glance("acme", start).at("visitors_now"), 3);
  EXPECT_EQ(json::serialize(glance("acme", start).at("shared_now")),
            R"([{"visitor":"c-acme-1","name":"Li Lei","organisation":null}])");
  // Han's card lies at the other booth, where Han is not.
  EXPECT_TRUE(glance("bolt", start).at("shared_now").as_array().empty());
  ledger.withdraw_card("v:1", "acme", moment(), effects);
  EXPECT_TRUE(glance("acme", start).at("shared_now").as_array().empty());
  EXPECT_EQ(glance("acme", start).at("visitors_now"), 3);
  ASSERT_TRUE(ledger.leave_card("v:1", "acme", {.name = "Li Lei"}, moment(), effects));
  const json::object later = glance("acme", start + std::chrono::seconds(10));
  EXPECT_TRUE(later.at("shared_now").as_array().empty()) << "who has gone is not named";
}

TEST_F(Visiting, OneOfAHundredHasTheSlotAndTheOthersAreOfferedTheNext) {
  int booked = 0;
  for (int n = 0; n < 100; ++n) {
    const std::string visitor = "v:" + std::to_string(n);
    const auto outcome = book(visitor.c_str(), "acme", "2020-07-23T10:20:00Z");
    if (outcome.booking) {
      ++booked;
    } else {
      EXPECT_EQ(outcome.next->starts_at, at("2020-07-23T10:40:00Z"));
    }
  }
  EXPECT_EQ(booked, 1);
}

TEST_F(Visiting, AVisitorMeetsOneBoothAtATime) {
  EXPECT_TRUE(book("v:1", "acme", "2020-07-23T10:00:00Z").booking);
  const auto other = book("v:1", "bolt", "2020-07-23T10:00:00Z");
  EXPECT_FALSE(other.booking);
  EXPECT_EQ(other.next->starts_at, at("2020-07-23T10:20:00Z"));
  // The same once more is the one that is there.
  EXPECT_EQ(book("v:1", "acme", "2020-07-23T10:00:00Z").booking->id, "b1");
  EXPECT_EQ(ledger.booth("acme")->bookings.size(), 1u);
}

TEST_F(Visiting, WhatIsNoSlotIsNotBooked) {
  EXPECT_FALSE(book("v:1", "acme", "2020-07-23T10:05:00Z").booking);
  EXPECT_FALSE(book("v:1", "acme", "2020-07-23T11:00:00Z").booking);
  now = at("2020-07-23T10:30:00Z");
  const auto past = book("v:1", "acme", "2020-07-23T10:20:00Z");
  EXPECT_FALSE(past.booking);
  EXPECT_EQ(past.next->starts_at, at("2020-07-23T10:40:00Z"));
  EXPECT_TRUE(book("v:2", "acme", "2020-07-23T10:40:00Z").booking);
  EXPECT_FALSE(book("v:1", "acme", "2020-07-23T10:40:00Z").next);
}

TEST_F(Visiting, AMeetingGivenBackIsFreeAgainAndOneCancelledIsTold) {
  EXPECT_TRUE(book("v:1", "acme", "2020-07-23T10:00:00Z").booking);
  EXPECT_FALSE(ledger.withdraw_booking("v:2", "b1", moment(), effects));
  EXPECT_FALSE(ledger.cancel_booking("bolt", "b1", "no", moment(), effects));
  EXPECT_TRUE(ledger.withdraw_booking("v:1", "b1", moment(), effects));
  EXPECT_TRUE(book("v:2", "acme", "2020-07-23T10:00:00Z").booking);
  const auto ended = ledger.cancel_booking("acme", "b2", "We close early.", moment(), effects);
  ASSERT_TRUE(ended);
  const Notice& told = ledger.visitor("v:2")->notices.back();
  EXPECT_EQ(told.kind, "booking_cancelled");
  EXPECT_EQ(told.text.in("en"), "acme cancelled your meeting. We close early.");
  EXPECT_EQ(ledger.booking("b2")->reason, "We close early.");
  EXPECT_TRUE(book("v:3", "acme", "2020-07-23T10:00:00Z").booking);
}

TEST_F(Visiting, AnOfferIsAskedForOnceAndAnsweredAsAMessage) {
  const NewOffer wanted{"router", 12, {"o1", "id", "Berapa?"}};
  const auto asked = ledger.ask("v:1", "acme", wanted, moment(), effects);
  ASSERT_TRUE(asked);
  EXPECT_EQ(*ledger.ask("v:1", "acme", wanted, moment(), effects), *asked);
  const NewOffer poster{"poster", 1, {"o2", "", ""}};
  EXPECT_EQ(ledger.ask("v:1", "acme", poster, moment(), effects).error().code(), Errc::kConflict);
  const NewOffer nothing{"nothing", 1, {"o3", "", ""}};
  EXPECT_EQ(ledger.ask("v:1", "acme", nothing, moment(), effects).error().code(), Errc::kNotFound);
  const NewMessage answer{"a1", "id", "Rp 10"};
  EXPECT_FALSE(
      ledger.answer_offer("bolt", asked->number, answer, {"b", "B"}, moment(), effects));
  ASSERT_TRUE(ledger.answer_offer("acme", asked->number, answer, {"b", "B"}, moment(), effects));
  EXPECT_EQ(ledger.offer(asked->number)->answer, "Rp 10");
  EXPECT_EQ(ledger.conversation("acme", "v:1")->messages.back().offer, "o1");
}

TEST_F(Visiting, WhoWaitsMovesUpIsToldAndRemindedOnce) {
  for (const char* visitor : {"v:1", "v:2", "v:3"}) {
    ASSERT_TRUE(ledger.sign_up(visitor, "tour", moment(), effects));
  }
  EXPECT_EQ(ledger.list("tour")->standing("v:3"), (WaitingList::Standing{true, false, 1}));
  ASSERT_TRUE(ledger.withdraw_sign_up("v:1", "tour", moment(), effects));
  EXPECT_TRUE(ledger.visitor("v:3")->sign_ups.at("tour").in);
  EXPECT_EQ(ledger.visitor("v:3")->notices.back().kind, "moved_up");
  now = at("2020-07-23T11:49:59Z");
  ledger.remind(moment(), effects);
  EXPECT_EQ(ledger.visitor("v:3")->notices.size(), 1u);
  now = at("2020-07-23T11:50:00Z");
  for (int n = 0; n < 3; ++n) ledger.remind(moment(), effects);
  ASSERT_EQ(ledger.visitor("v:3")->notices.size(), 2u);
  EXPECT_EQ(ledger.visitor("v:3")->notices.back().kind, "reminder");
  EXPECT_EQ(ledger.visitor("v:3")->notices.back().text.in("en"),
            "“Tour” begins in less than ten minutes.");
  EXPECT_TRUE(ledger.visitor("v:1")->notices.empty());
}

TEST_F(Visiting, AMeetingIsRemindedOf) {
  EXPECT_TRUE(book("v:1", "acme", "2020-07-23T10:20:00Z").booking);
  now = at("2020-07-23T10:12:00Z");
  ledger.remind(moment(), effects);
  ledger.remind(moment(), effects);
  ASSERT_EQ(ledger.visitor("v:1")->notices.size(), 1u);
  EXPECT_EQ(ledger.visitor("v:1")->notices.back().booking, "b1");
}

TEST_F(Visiting, MorePlacesLetMoreIn) {
  for (const char* visitor : {"v:1", "v:2", "v:3"}) {
    ASSERT_TRUE(ledger.sign_up(visitor, "tour", moment(), effects));
  }
  world.events["tour"].places = 3;
  ledger.move_up_all(moment(), effects);
  EXPECT_EQ(ledger.list("tour")->taken(), 3u);
}

TEST_F(Visiting, NobodySignsUpForWhatIsOpenCancelledOrOver) {
  EXPECT_EQ(ledger.sign_up("v:1", "open", moment(), effects).error().code(), Errc::kNotFound);
  EXPECT_EQ(ledger.sign_up("v:1", "none", moment(), effects).error().code(), Errc::kNotFound);
  world.events["tour"].cancelled = true;
  EXPECT_EQ(ledger.sign_up("v:1", "tour", moment(), effects).error().code(), Errc::kConflict);
  world.events["tour"].cancelled = false;
  now = world.events["tour"].ends_at;
  EXPECT_EQ(ledger.sign_up("v:1", "tour", moment(), effects).error().code(), Errc::kConflict);
}

TEST_F(Visiting, SavesWhatIsThere) {
  EXPECT_TRUE(ledger.save("v:1", "acme", "", moment(), effects));
  EXPECT_TRUE(ledger.save("v:1", "acme", "router", moment(), effects));
  EXPECT_TRUE(ledger.save("v:1", "acme", "router", moment(), effects));
  EXPECT_FALSE(ledger.save("v:1", "acme", "nothing", moment(), effects));
  EXPECT_EQ(ledger.visitor("v:1")->saved.size(), 2u);
  ledger.unsave("v:1", "acme", "router", moment(), effects);
  ledger.unsave("v:2", "acme", "router", moment(), effects);
  EXPECT_EQ(ledger.visitor("v:1")->saved.size(), 1u);
}

TEST_F(Visiting, CountsEachDayInTheConferencesZone) {
  now = at("2020-07-23T15:59:00Z");  // One minute before midnight in Beijing.
  ledger.see("acme", "hash-1", moment(), effects);
  ledger.see("acme", "hash-1", moment(), effects);
  ASSERT_TRUE(ledger.say("v:1", "acme", {"m1", "", "?"}, moment(), effects));
  now += std::chrono::minutes(2);
  ledger.see("acme", "hash-1", moment(), effects);
  ASSERT_TRUE(ledger.answer("acme", "c-acme-1", {"a", "", "!"}, {"l", "L"}, moment(), effects));
  const auto days = figures_of(ledger, "acme", world);
  ASSERT_EQ(days.size(), 2u);
  const DayFigures& first = days.at("2020-07-23");
  EXPECT_EQ(first.visitors, 1);
  EXPECT_EQ(first.conversations, 1);
  EXPECT_EQ(first.conversations_answered, 1);
  EXPECT_EQ(first.first_answer_seconds, std::vector<std::int64_t>{120});
  EXPECT_EQ(days.at("2020-07-24").messages_from_staff, 1);
  const json::object document = figures_json(ledger, "acme", world);
  for (const json::value& one : document.at("definitions").as_array()) {
    for (const char* language : {"en", "zh", "id"}) {
      EXPECT_FALSE(one.at("text").at(language).as_string().empty());
    }
  }
}

TEST_F(Visiting, ARestartFindsEverythingAsItWas) {
  ASSERT_TRUE(ledger.say("v:1", "acme", {"m1", "zh", "你好"}, moment(), effects));
  ASSERT_TRUE(ledger.answer("acme", "c-acme-1", {"m1", "zh", "欢迎"}, {"l", "L"}, moment(), effects));
  ledger.read_by_visitor("v:1", "acme", effects);
  ASSERT_TRUE(ledger.leave_card("v:2", "acme", {.name = "B"}, moment(), effects));
  ASSERT_TRUE(ledger.note("acme", "c-acme-2", {"n", {{"t"}}, 2}, moment(), effects));
  EXPECT_TRUE(book("v:1", "acme", "2020-07-23T10:00:00Z").booking);
  EXPECT_TRUE(book("v:2", "acme", "2020-07-23T10:20:00Z").booking);
  ASSERT_TRUE(ledger.cancel_booking("acme", "b2", "ill", moment(), effects));
  ASSERT_TRUE(ledger.ask("v:3", "bolt", {"router", 2, {"o", "", ""}}, moment(), effects));
  for (const char* visitor : {"v:3", "v:2", "v:1"}) {
    ASSERT_TRUE(ledger.sign_up(visitor, "tour", moment(), effects));
  }
  ASSERT_TRUE(ledger.save("v:1", "bolt", "router", moment(), effects));
  ledger.see("acme", "hash-1", moment(), effects);
  Ledger again(contact_of);
  again.load(disk());
  EXPECT_EQ(all_of(again), all_of(ledger));
  // The rules hold on: the slot is taken, the list full, the message known.
  EXPECT_FALSE(again.book("v:3", "acme", at("2020-07-23T10:00:00Z"), "", "x", moment(), effects)
                   ->booking);
  EXPECT_EQ(again.list("tour")->standing("v:1"), (WaitingList::Standing{true, false, 1}));
}

TEST_F(Visiting, ARowThatIsDamagedIsNotMended) {
  ASSERT_TRUE(ledger.say("v:1", "acme", {"m1", "zh", "你好"}, moment(), effects));
  for (const char* body : {"", "[]", "{}", R"({"exhibitor":1})"}) {
    Ledger again(contact_of);
    storage::VisitRows rows = disk();
    rows[0].body = body;
    EXPECT_THROW(again.load(rows), std::runtime_error) << body;
  }
  Ledger again(contact_of);
  EXPECT_THROW(again.load({{"unheard", "of", "{}"}}), std::runtime_error);
}

TEST(ChangeFeed, GoesOnWhereAReaderWas) {
  ChangeFeed feed(100);
  EXPECT_TRUE(feed.after("a", 100).empty());
  feed.add("a", {.number = 101, .kind = "message"});
  feed.add("b", {.number = 102, .kind = "card"});
  ASSERT_EQ(feed.after("a", 100).size(), 1u);
  EXPECT_TRUE(feed.after("a", 101).empty());
  EXPECT_TRUE(feed.after("a", 102).empty());
  // From before the start, and from another life.
  EXPECT_EQ(feed.after("a", 99).at(0).kind, "all");
  EXPECT_EQ(feed.after("a", 5000).at(0).kind, "all");
  for (std::uint64_t n = 103; n < 103 + ChangeFeed::kMostKept; ++n) {
    feed.add("a", {.number = n, .kind = "message"});
  }
  EXPECT_EQ(feed.after("a", 100).at(0).kind, "all");
  EXPECT_EQ(feed.after("a", 101).size(), ChangeFeed::kMostKept);
}

TEST(Presence, CountsWhoIsThereAndForgetsWhoWent) {
  Presence presence;
  const base::Moment start{};
  presence.here("acme", "v:1", start + std::chrono::seconds(10));
  presence.here("acme", "v:1", start + std::chrono::seconds(5));
  presence.here("acme", "v:2", start + std::chrono::seconds(20));
  presence.here(staff_place("acme"), "booth/acme", start + std::chrono::seconds(20));
  EXPECT_EQ(presence.count("acme", start), 2u);
  EXPECT_EQ(presence.total(start), 2u);
  EXPECT_EQ(presence.count(staff_place("acme"), start), 1u);
  EXPECT_EQ(presence.count("acme", start + std::chrono::seconds(10)), 1u);
  EXPECT_EQ(presence.count("acme", start + std::chrono::seconds(20)), 0u);
}

}  // namespace
}  // namespace plenary::visit::ledger_test
