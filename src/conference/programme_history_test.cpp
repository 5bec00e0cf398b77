#include "conference/programme_history.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace plenary::conference::programme_history_test {
namespace {

using namespace std::chrono_literals;

const base::Instant kNoon = *base::parse_rfc3339("2020-07-23T12:00:00+08:00");

programme::Programme programme() {
  programme::Session session;
  session.id = *base::SessionId::parse("forum");
  session.title.by_language = {{"en", "Forum"}, {"zh", "论坛"}};
  session.stage = *base::StageId::parse("main");
  session.starts_at = kNoon;
  session.ends_at = kNoon + 1h;
  programme::Programme programme;
  programme.sessions = {session};
  return programme;
}

programme::History moved_and_removed() {
  programme::Programme moved = programme();
  moved.sessions[0].starts_at += 1h;
  moved.sessions[0].ends_at += 1h;
  programme::History history = programme::announce({}, programme(), kNoon);
  history = programme::announce(std::move(history), moved, kNoon + 1min);
  return programme::announce(std::move(history), programme::Programme(), kNoon + 2min);
}

TEST(ProgrammeHistory, IsReadBackAsItWasWritten) {
  const programme::History history = moved_and_removed();
  const auto read = read_history(print_history(history));
  ASSERT_TRUE(read) << read.error().detail();
  EXPECT_EQ(*read, history);
}

TEST(ProgrammeHistory, TellsOfThingsAmongTheSessionsAndIsReadBackWithThem) {
  const programme::Thing guest{{{{"en", "A guest"}}}, "1"};
  programme::History history = moved_and_removed();
  history = programme::announce(std::move(history), programme::Things(), kNoon + 3min);
  history = programme::announce(std::move(history), programme::Things{{{"person", "guest"}, guest}},
                                kNoon + 4min);
  const auto read = read_history(print_history(history));
  ASSERT_TRUE(read) << read.error().detail();
  EXPECT_EQ(*read, history);
  const auto told = boost::json::parse(changes_json(*read, 2)).at("changes");
  EXPECT_EQ(boost::json::serialize(told),
            R"([{"number":3,"at":"2020-07-23T04:04:00.000Z","kind":"added","thing":)"
            R"({"kind":"person","id":"guest","title":{"en":"A guest"},"url":"/person/guest"}}])");
}

TEST(ProgrammeHistory, OfBeforeThingsWereToldBeginsWithoutThem) {
  boost::json::value kept = boost::json::parse(print_history(moved_and_removed()));
  kept.as_object().erase("thing_changes");
  const auto read = read_history(boost::json::serialize(kept));
  ASSERT_TRUE(read) << read.error().detail();
  EXPECT_FALSE(read->things);
  kept.as_object()["things"] = "none";
  EXPECT_FALSE(read_history(boost::json::serialize(kept)));
}

TEST(ProgrammeHistory, OfADamagedRecordIsAnErrorAndNoCrash) {
  EXPECT_FALSE(read_history(""));
  EXPECT_FALSE(read_history("{}"));
  EXPECT_FALSE(read_history(R"({"since":"yesterday","last_number":0,"sessions":{},"changes":[]})"));
}

TEST(ProgrammeHistory, TellsWhatCameAfterANumber) {
  const auto all = boost::json::parse(changes_json(moved_and_removed(), 0));
  EXPECT_EQ(all.at("last_number"), 2);
  EXPECT_EQ(all.at("changes").as_array().size(), 2u);
  EXPECT_EQ(all.at("changes").at(0).at("kind"), "moved");
  EXPECT_EQ(all.at("changes").at(0).at("before").at("starts_at"), "2020-07-23T04:00:00.000Z");
  const auto later = boost::json::parse(changes_json(moved_and_removed(), 1));
  EXPECT_EQ(later.at("changes").as_array().size(), 1u);
  EXPECT_EQ(later.at("changes").at(0).at("kind"), "removed");
}

}  // namespace
}  // namespace plenary::conference::programme_history_test
