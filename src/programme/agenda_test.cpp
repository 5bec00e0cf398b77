#include "programme/agenda.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace plenary::programme::agenda_test {
namespace {

using namespace std::chrono_literals;
using base::Instant;
using testing::ElementsAre;

const base::StageId kOpening = *base::StageId::parse("opening");
const base::StageId kSecond = *base::StageId::parse("second");
constexpr std::chrono::minutes kBeijing = 8h;

/// 23 July 2020 in Beijing at so many minutes after midnight.
Instant at(std::chrono::minutes time) {
  return std::chrono::sys_days{std::chrono::year{2020} / 7 / 23} - kBeijing + time;
}

Session session(const char* id, const base::StageId& stage, std::chrono::minutes starts,
                std::chrono::minutes ends) {
  Session made;
  made.id = *base::SessionId::parse(id);
  made.stage = stage;
  made.starts_at = at(starts);
  made.ends_at = at(ends);
  return made;
}

Programme two_sessions() {
  Programme programme;
  programme.sessions = {session("ceremony", kOpening, 14h + 30min, 16h),
                        session("forum", kOpening, 19h + 30min, 22h)};
  return programme;
}

std::string id_of(const Session* session) {
  return session ? session->id.text() : "";
}

SessionStates with(const Session& session, SessionPhase phase) {
  SessionState state;
  state.id = session.id;
  state.phase = phase;
  return {{session.id, state}};
}

TEST(Agenda, TheTimetableOnlyProposes) {
  const Programme programme = two_sessions();
  EXPECT_EQ(id_of(live_on(programme, {}, kOpening)), "");
  EXPECT_EQ(id_of(due_on(programme, {}, kOpening, at(14h))), "");
  EXPECT_EQ(id_of(due_on(programme, {}, kOpening, at(14h + 30min))), "ceremony");
  EXPECT_EQ(id_of(due_on(programme, {}, kOpening, at(16h))), "");
  EXPECT_EQ(id_of(due_on(programme, {}, kSecond, at(15h))), "");
}

TEST(Agenda, ASessionThatOverrunsIsStillOn) {
  const Programme programme = two_sessions();
  const SessionStates live = with(programme.sessions[0], SessionPhase::kLive);
  EXPECT_EQ(id_of(live_on(programme, live, kOpening)), "ceremony");
  EXPECT_EQ(id_of(due_on(programme, live, kOpening, at(20h))), "") << "not while another is on";
  EXPECT_EQ(id_of(next_on(programme, live, kOpening, at(20h))), "forum");
}

TEST(Agenda, ALateSessionStaysTheNext) {
  const Programme programme = two_sessions();
  EXPECT_EQ(id_of(next_on(programme, {}, kOpening, at(9h))), "ceremony");
  EXPECT_EQ(id_of(next_on(programme, {}, kOpening, at(15h + 59min))), "ceremony");
  EXPECT_EQ(id_of(next_on(programme, {}, kOpening, at(16h))), "forum") << "it never began";
  EXPECT_EQ(id_of(next_on(programme, {}, kOpening, at(22h))), "");
}

TEST(Agenda, AnExtensionKeepsASessionDue) {
  const Programme programme = two_sessions();
  SessionStates states = with(programme.sessions[0], SessionPhase::kPlanned);
  states.begin()->second.extended = 10min;
  EXPECT_EQ(id_of(due_on(programme, states, kOpening, at(16h + 5min))), "ceremony");
}

TEST(Agenda, ADayIsTheConferencesOwn) {
  Programme programme = two_sessions();
  programme.sessions.push_back(session("early", kSecond, 24h + 30min, 25h));
  const auto first = on_day(programme, std::chrono::year{2020} / 7 / 23, kBeijing);
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(id_of(first[0]), "ceremony");
  EXPECT_EQ(id_of(first[1]), "forum");
  const auto second = on_day(programme, std::chrono::year{2020} / 7 / 24, kBeijing);
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(id_of(second[0]), "early");
}

TEST(Clashes, OfAStageAndOfAPerson) {
  const auto somebody = *base::PersonId::parse("shang-bing");
  Programme programme;
  programme.sessions = {session("a", kOpening, 9h, 10h), session("b", kOpening, 9h + 59min, 11h),
                        session("c", kSecond, 10h, 11h)};
  programme.sessions[1].moderator = somebody;
  RunningOrderItem item;
  item.person = somebody;
  programme.sessions[2].running_order = {item, item};
  const base::SessionId a = programme.sessions[0].id;
  const base::SessionId b = programme.sessions[1].id;
  const base::SessionId c = programme.sessions[2].id;
  EXPECT_THAT(find_clashes(programme),
              ElementsAre(Clash{a, b, std::nullopt}, Clash{b, c, somebody}));
}

TEST(Clashes, NoneWhereOneBeginsAsAnotherEnds) {
  Programme programme;
  programme.sessions = {session("a", kOpening, 9h, 10h), session("b", kOpening, 10h, 11h)};
  EXPECT_THAT(find_clashes(programme), ElementsAre());
}

TEST(Programme, FindsByIdAndNamesDates) {
  const Programme programme = two_sessions();
  EXPECT_EQ(programme.session(*base::SessionId::parse("forum")), &programme.sessions[1]);
  EXPECT_EQ(programme.session(*base::SessionId::parse("nothing")), nullptr);
  EXPECT_EQ(programme.stage(kOpening), nullptr);
  EXPECT_EQ(format_date(local_date(at(0min), kBeijing)), "2020-07-23");
  EXPECT_EQ(format_date(local_date(at(-1min), kBeijing)), "2020-07-22");
}

}  // namespace
}  // namespace plenary::programme::agenda_test
