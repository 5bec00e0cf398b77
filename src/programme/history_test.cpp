#include "programme/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plenary::programme::history_test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

const base::Instant kNoon = *base::parse_rfc3339("2020-07-23T12:00:00+08:00");
const base::SessionId kForum = *base::SessionId::parse("forum");
const base::SessionId kPanel = *base::SessionId::parse("panel");

Session session(const base::SessionId& id, base::Instant starts_at) {
  Session session;
  session.id = id;
  session.title.by_language["en"] = id.text();
  session.stage = *base::StageId::parse("main");
  session.starts_at = starts_at;
  session.ends_at = starts_at + 1h;
  return session;
}

Programme programme() {
  Programme programme;
  programme.sessions = {session(kForum, kNoon), session(kPanel, kNoon + 2h)};
  return programme;
}

std::vector<std::string> kinds(const std::vector<ProgrammeChange>& changes) {
  std::vector<std::string> all;
  for (const auto& change : changes) all.push_back(change.session.text() + " " + name(change.kind));
  return all;
}

TEST(ProgrammeChanges, OfTheSameProgrammeAreNone) {
  EXPECT_THAT(programme_changes(programme(), programme()), IsEmpty());
}

TEST(ProgrammeChanges, TellWhatAReaderHasToKnow) {
  Programme after = programme();
  after.sessions[0].starts_at += 30min;
  after.sessions[0].ends_at += 30min;
  after.sessions[1].cancelled = true;
  after.sessions.push_back(session(*base::SessionId::parse("new"), kNoon));
  EXPECT_THAT(kinds(programme_changes(programme(), after)),
              ElementsAre("forum moved", "new added", "panel cancelled"));
  EXPECT_THAT(kinds(programme_changes(after, programme())),
              ElementsAre("forum moved", "new removed", "panel resumed"));
}

TEST(ProgrammeChanges, OfTitleOrEndAloneAreNoMove) {
  Programme after = programme();
  after.sessions[0].title.by_language["en"] = "Another";
  after.sessions[1].ends_at += 5min;
  EXPECT_THAT(kinds(programme_changes(programme(), after)),
              ElementsAre("forum changed", "panel changed"));
}

TEST(ProgrammeChanges, DoNotSpeakOfWhatNobodyPlansBy) {
  Programme after = programme();
  after.sessions[0].abstract.by_language["en"] = "More words.";
  EXPECT_THAT(programme_changes(programme(), after), IsEmpty());
}

TEST(History, BeginsWithoutChanges) {
  const History history = announce({}, programme(), kNoon);
  EXPECT_THAT(history.changes, IsEmpty());
  EXPECT_EQ(history.since, kNoon);
  EXPECT_EQ(history.of(kForum)->sequence, 0u);
  EXPECT_EQ(status_of(programme().sessions[0], history), SessionStatus::kAnnounced);
}

TEST(History, StaysTheSameWhenNothingNewIsTold) {
  const History once = announce({}, programme(), kNoon);
  EXPECT_EQ(announce(once, programme(), kNoon + 1h), once);
}

TEST(History, CountsTheChangesOfASessionAndKeepsWhereItWas) {
  Programme moved = programme();
  moved.sessions[0].starts_at += 1h;
  moved.sessions[0].ends_at += 1h;
  History history = announce(announce({}, programme(), kNoon), moved, kNoon + 1min);
  EXPECT_EQ(status_of(moved.sessions[0], history), SessionStatus::kMoved);
  EXPECT_EQ(history.of(kForum)->moved_from, (FormerPlace{kNoon, *base::StageId::parse("main")}));
  Programme cancelled = moved;
  cancelled.sessions[0].cancelled = true;
  history = announce(std::move(history), cancelled, kNoon + 2min);
  EXPECT_EQ(history.of(kForum)->sequence, 2u);
  EXPECT_EQ(history.of(kForum)->changed_at, kNoon + 2min);
  EXPECT_EQ(status_of(cancelled.sessions[0], history), SessionStatus::kCancelled);
  EXPECT_EQ(history.of(kPanel)->sequence, 0u);
  ASSERT_EQ(history.changes.size(), 2u);
  EXPECT_EQ(history.changes[1].number, 2u);
  EXPECT_EQ(history.changes[1].change.kind, ChangeKind::kCancelled);
}

TEST(History, RemembersASessionThatIsGoneAndComesBack) {
  Programme without = programme();
  without.sessions.pop_back();
  History history = announce(announce({}, programme(), kNoon), without, kNoon + 1min);
  EXPECT_TRUE(history.of(kPanel)->removed);
  EXPECT_EQ(history.of(kPanel)->sequence, 1u);
  history = announce(std::move(history), programme(), kNoon + 2min);
  EXPECT_FALSE(history.of(kPanel)->removed);
  EXPECT_EQ(history.of(kPanel)->sequence, 2u);
}

TEST(History, TellsOfThingsOnceTheyAreKnownAndNumbersThemWithTheSessions) {
  const ThingName person{"person", "guest"};
  const ThingName report{"report", "figures"};
  History history = announce({}, programme(), kNoon);
  history = announce(std::move(history), Things{{person, {{}, "1"}}}, kNoon);
  EXPECT_TRUE(history.thing_changes.empty()) << "the first announcement of all is no change";
  const History before = history;
  EXPECT_EQ(announce(history, Things{{person, {{}, "1"}}}, kNoon + 1min), before);
  history = announce(std::move(history), Things{{person, {{}, "2"}}, {report, {{}, "1"}}}, kNoon + 1min);
  history = announce(std::move(history), Things{{report, {{}, "1"}}}, kNoon + 2min);
  std::vector<std::string> told;
  for (const ThingChange& one : history.thing_changes) {
    told.push_back(std::to_string(one.number) + " " + name(one.kind) + " " + one.thing.second);
  }
  EXPECT_EQ(told, (std::vector<std::string>{"1 changed guest", "2 added figures", "3 removed guest"}));
  for (int i = 3; i <= 600; ++i) {
    history = announce(std::move(history), Things{{report, {{}, std::to_string(i)}}}, kNoon);
  }
  EXPECT_EQ(history.thing_changes.size(), History::kMostEntries);
}

TEST(History, IsBounded) {
  History history = announce({}, programme(), kNoon);
  Programme other = programme();
  for (int i = 1; i <= 600; ++i) {
    other.sessions[0].starts_at += 1min;
    other.sessions[0].ends_at += 1min;
    history = announce(std::move(history), other, kNoon + std::chrono::minutes(i));
  }
  EXPECT_EQ(history.changes.size(), History::kMostEntries);
  EXPECT_EQ(history.changes.back().number, 600u);
  EXPECT_EQ(history.of(kForum)->sequence, 600u);
}

}  // namespace
}  // namespace plenary::programme::history_test
