#include "audience/audience.h"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <optional>

#include "base/mailbox.h"
#include "storage/database.h"
#include "storage/journal.h"

namespace plenary::audience::audience_test {
namespace {

using namespace std::chrono_literals;

const base::StageId kStage = *base::StageId::parse("opening");
const base::StageId kOther = *base::StageId::parse("forum");

account::Visitor moderator() {
  account::Visitor visitor;
  visitor.account = "mod";
  visitor.name = "Moderator";
  visitor.grants = {*account::parse_grant("organiser:conference")};
  visitor.verified = true;
  return visitor;
}

/// A real audience over a real database; every wait is for an answer, never for time.
class AudienceTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/plenary-audience-XXXXXX";
    folder_ = ::mkdtemp(name);
    open();
  }
  void TearDown() override {
    close();
    std::filesystem::remove_all(folder_);
  }
  void open() {
    database_ = std::make_unique<storage::Database>((folder_ / "plenary.db").string());
    AudienceSettings settings;
    settings.stages = {kStage, kOther};
    settings.pulse_every = 20ms;
    audience_ = std::make_unique<Audience>(
        *database_, settings, [this] { return base::real_utc_now() + later_.load(); },
        [this](std::shared_ptr<const Pulse> pulse) { pulses_.send(std::move(pulse)); });
    audience_->on_removed([this](const base::StageId& stage, const std::string& author) {
      removed_.update([&](auto& all) { all.push_back(stage.text() + " " + author); });
    });
    audience_->start();
  }
  void close() {
    audience_.reset();
    database_.reset();
  }
  BeatAnswer send(const Beat& beat, const account::Visitor& visitor = {},
                  const std::string& ticket = "") {
    std::promise<BeatAnswer> promise;
    audience_->beat(kStage, ticket, visitor, beat,
                    [&](BeatAnswer answer) { promise.set_value(std::move(answer)); });
    return promise.get_future().get();
  }
  /// The first beat of a device: it is answered with a ticket.
  std::string new_ticket() { return send(Beat{.n = 1}).ticket; }
  static Beat saying(const std::string& id, const std::string& text) {
    Beat beat;
    beat.n = 7;
    beat.playing = true;
    Act act;
    act.id = id;
    act.text = plain_text(text);
    beat.acts = {act};
    return beat;
  }
  /// A beat of one act.
  static Beat one(const std::string& id, ActKind kind) {
    Beat beat;
    beat.acts.emplace_back();
    beat.acts[0].id = id;
    beat.acts[0].kind = kind;
    return beat;
  }
  /// The next pulse of a stage that holds `text`.
  std::string pulse_with(const base::StageId& stage, const std::string& text) {
    for (;;) {
      const auto pulse = pulses_.take_until(std::chrono::steady_clock::now() + 60s);
      if (!pulse) return "no such pulse came";
      if ((*pulse)->stage == stage && (*pulse)->json->find(text) != std::string::npos) {
        return *(*pulse)->json;
      }
    }
  }

  base::Result<std::string> document(const DocumentRequest& request, const account::Visitor& visitor) {
    boost::asio::io_context context;
    base::Result<std::string> found = std::string();
    auto play = [&]() -> boost::asio::awaitable<void> {
      found = co_await audience_->document(kStage, request, visitor);
    };
    boost::asio::co_spawn(context, play(), boost::asio::detached);
    context.run();
    return found;
  }

  /// The next snapshot of a stage.
  std::string snapshot_of(const base::StageId& stage) {
    for (;;) {
      const auto pulse = pulses_.take_until(std::chrono::steady_clock::now() + 60s);
      if (!pulse) return "no snapshot came";
      if ((*pulse)->stage == stage && (*pulse)->snapshot) return *(*pulse)->snapshot;
    }
  }

  std::filesystem::path folder_;
  std::atomic<base::Milliseconds> later_{0ms};  // By so much the audience's clock is ahead.
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<Audience> audience_;
  base::Mailbox<std::shared_ptr<const Pulse>> pulses_{10'000};
  base::Latest<std::vector<std::string>> removed_;
};

TEST_F(AudienceTest, GivesATicketAnswersWhenDurableAndTellsAll) {
  const std::string ticket = new_ticket();
  EXPECT_EQ(ticket.size(), 55u);
  const BeatAnswer first = send(saying("1", "Hello"), {}, ticket);
  EXPECT_EQ(first.ack, 7u);
  EXPECT_TRUE(first.ticket.empty());
  ASSERT_EQ(first.results.size(), 1u);
  EXPECT_EQ(first.results[0].ref, "m1");
  EXPECT_EQ(first.author, "v:" + first.sid);
  EXPECT_EQ(first.by.size(), 8u);
  const std::string pulse = pulse_with(kStage, "Hello");
  EXPECT_NE(pulse.find("Hello"), std::string::npos) << pulse;
  EXPECT_EQ(pulse.find(first.sid), std::string::npos);

  const BeatAnswer again = send(saying("1", "Hello"), {}, ticket);
  EXPECT_EQ(again.results, first.results);
  EXPECT_EQ(again.by, first.by);
}

TEST_F(AudienceTest, DoesNothingForADeviceThatHasNoGoodTicketButGivesItOne) {
  Act clap;
  clap.id = "2";
  clap.kind = ActKind::kReact;
  clap.word = "clap";
  clap.number = 1;
  Beat beat = saying("1", "Hello");
  beat.acts.push_back(clap);
  std::string forged = new_ticket();
  forged[20] = forged[20] == 'A' ? 'B' : 'A';
  BeatAnswer answer;
  for (const std::string& ticket : {std::string(), std::string("nonsense"), forged}) {
    answer = send(beat, {}, ticket);
    EXPECT_EQ(answer.ticket.size(), 55u);
    ASSERT_EQ(answer.results.size(), 2u);
    for (const ActResult& result : answer.results) {
      EXPECT_FALSE(result.ok);
      EXPECT_EQ(result.error, "ticket");
      EXPECT_EQ(result.retry, 0ms);
    }
    EXPECT_EQ(answer.results[0].id, "1");
    EXPECT_EQ(answer.results[1].id, "2");
  }
  // Had the answer been lost, the device would come with the same acts as somebody else.
  answer = send(beat, {}, answer.ticket);
  EXPECT_EQ(answer.results[0].ref, "m1");
  EXPECT_TRUE(answer.results[1].ok);
  const Totals totals = audience_->totals();
  EXPECT_EQ(totals.without_ticket, 6u);
  EXPECT_EQ(totals.tickets_issued, 4u);
  EXPECT_EQ(totals.tickets_refused, 2u);
  EXPECT_EQ(totals.acts, 1u);
}

TEST_F(AudienceTest, AnAccountActsWithoutATicket) {
  account::Visitor visitor;
  visitor.account = "li";
  const BeatAnswer answer = send(saying("1", "Hello"), visitor);
  EXPECT_EQ(answer.results[0].ref, "m1");
  EXPECT_EQ(answer.author, "u:li");
}

TEST_F(AudienceTest, GivesAnOldTicketsDeviceItsNextOneWithoutChangingWhoItIs) {
  const std::string ticket = new_ticket();
  const BeatAnswer before = send(saying("1", "Hello"), {}, ticket);
  later_ = 4 * 24h;
  const BeatAnswer renewed = send(saying("1", "Hello"), {}, ticket);
  EXPECT_EQ(renewed.results, before.results);
  ASSERT_FALSE(renewed.ticket.empty());
  later_ = 8 * 24h;
  EXPECT_EQ(send(saying("1", "Hello"), {}, ticket).results[0].error, "ticket");
  const BeatAnswer after = send(saying("1", "Hello"), {}, renewed.ticket);
  EXPECT_EQ(after.results, before.results);
  EXPECT_EQ(after.by, before.by);
  EXPECT_EQ(audience_->totals().tickets_renewed, 2u);
}

TEST_F(AudienceTest, RemembersAllAfterARestartAndCountsOnInANewEpoch) {
  const std::string ticket = new_ticket();
  send(saying("1", "Before"), {}, ticket);
  const std::string epoch = audience_->epoch();
  close();
  open();
  EXPECT_NE(audience_->epoch(), epoch);
  EXPECT_EQ(send(saying("1", "Before"), {}, ticket).results[0].ref, "m1");
  EXPECT_EQ(send(saying("2", "After that"), {}, ticket).results[0].ref, "m2");
  pulse_with(kStage, "After that");
  EXPECT_EQ(audience_->counts(kStage).unique, 1u);
}

TEST_F(AudienceTest, ABanIsToldToTheDoorAndTheBannedOne) {
  const std::string ticket = new_ticket();
  const BeatAnswer viewer = send(saying("1", "Nonsense"), {}, ticket);
  Beat beat;
  Act ban;
  ban.id = "ban";
  ban.kind = ActKind::kBan;
  ban.by = viewer.by;
  ban.rule = "abuse";
  beat.acts = {ban};
  const BeatAnswer done = send(beat, moderator());
  EXPECT_TRUE(done.results[0].ok) << done.results[0].detail;
  EXPECT_EQ(removed_.get(), std::vector<std::string>{"opening " + viewer.author});
  const BeatAnswer after = send(saying("2", "More nonsense"), {}, ticket);
  EXPECT_TRUE(after.removed);
  EXPECT_EQ(after.results[0].error, "banned");
}

TEST_F(AudienceTest, WhatIsForEveryStageIsWrittenOnAllOfThem) {
  Beat beat;
  Act announce;
  announce.id = "1";
  announce.kind = ActKind::kAnnounce;
  announce.text = plain_text("Lunch is served");
  announce.word = "all";
  announce.number = 600;
  beat.acts = {announce};
  EXPECT_EQ(send(beat, {}, new_ticket()).results[0].error, "not_allowed");
  EXPECT_TRUE(send(beat, moderator()).results[0].ok);
  EXPECT_NE(pulse_with(kOther, "announcements").find("Lunch is served"), std::string::npos);
}

TEST_F(AudienceTest, WhatIsAnnouncedOnEveryStageEndsOnEveryStage) {
  // The stages' numbers differ.
  EXPECT_TRUE(send(saying("0", "Hello"), moderator()).results[0].ok);
  Beat announce = one("1", ActKind::kAnnounce);
  announce.acts[0].text = plain_text("Lunch is served");
  announce.acts[0].word = "all";
  announce.acts[0].number = 600;
  const BeatAnswer announced = send(announce, moderator());
  ASSERT_EQ(announced.results[0].ref, "a2");
  EXPECT_NE(pulse_with(kOther, "Lunch is served").find("\"a1\""), std::string::npos);
  Beat end = one("2", ActKind::kAnnounceEnd);
  end.acts[0].ref = "a2";
  account::Visitor of_the_stage = moderator();
  of_the_stage.account = "host";
  of_the_stage.grants = {*account::parse_grant("host:stage/opening")};
  EXPECT_EQ(send(end, of_the_stage).results[0].error, "not_allowed");
  EXPECT_TRUE(send(end, moderator()).results[0].ok);
  EXPECT_NE(pulse_with(kOther, "\"tomb\"").find("\"a1\""), std::string::npos);
  Beat undo = one("3", ActKind::kUndo);
  undo.acts[0].number = 3;
  EXPECT_TRUE(send(undo, moderator()).results[0].ok);
  EXPECT_NE(pulse_with(kOther, "Lunch is served").find("\"a1\""), std::string::npos);
}

TEST_F(AudienceTest, AProducerReadsWhatAnnouncingNeedsAndNoMore) {
  const auto read = [&](const char* grant) {
    account::Visitor visitor = moderator();
    visitor.grants = {*account::parse_grant(grant)};
    return document({}, visitor);
  };
  const auto announcer = read("producer:conference");
  ASSERT_TRUE(announcer) << announcer.error().detail();
  EXPECT_NE(announcer->find("\"announcements\""), std::string::npos);
  EXPECT_EQ(announcer->find("\"log\""), std::string::npos);
  EXPECT_NE(read("moderator:conference")->find("\"log\""), std::string::npos);
  EXPECT_FALSE(read("speaker:conference"));
}

TEST_F(AudienceTest, AStageThatComesLaterHearsWhatStandsForAll) {
  const std::string ticket = new_ticket();
  const BeatAnswer troll = send(saying("m1", "Hello"), {}, ticket);
  Beat ban = one("1", ActKind::kBan);
  ban.acts[0].by = troll.by;
  ban.acts[0].rule = "spam";
  ban.acts[0].all = true;
  ASSERT_TRUE(send(ban, moderator()).results[0].ok);
  Beat announce = one("2", ActKind::kAnnounce);
  announce.acts[0].text = plain_text("Lunch is served");
  announce.acts[0].word = "all";
  announce.acts[0].number = 600;
  ASSERT_TRUE(send(announce, moderator()).results[0].ok);
  Beat pause = one("3", ActKind::kPause);
  pause.acts[0].all = pause.acts[0].on = true;
  ASSERT_TRUE(send(pause, moderator()).results[0].ok);
  Beat paused = one("4", ActKind::kPause);
  paused.acts[0].all = true;
  ASSERT_TRUE(send(paused, moderator()).results[0].ok);

  const base::StageId late = *base::StageId::parse("late");
  audience_->add(late);
  EXPECT_NE(pulse_with(late, "Lunch is served"), "no such pulse came");
  const auto on_late = [&](const Beat& beat, const std::string& with, const account::Visitor& who = {}) {
    std::promise<BeatAnswer> promise;
    audience_->beat(late, with, who, beat, [&](BeatAnswer answer) { promise.set_value(std::move(answer)); });
    return promise.get_future().get();
  };
  EXPECT_TRUE(on_late(Beat{.n = 1}, ticket).removed);
  EXPECT_TRUE(on_late(saying("m2", "Good morning"), new_ticket()).results[0].ok) << "no pause stands";
  // Undone where it was done, it is undone there too.
  Beat undo = one("5", ActKind::kUndo);
  undo.acts[0].number = 2;
  ASSERT_TRUE(send(undo, moderator()).results[0].ok);
  EXPECT_FALSE(on_late(Beat{.n = 2}, ticket).removed);
  // The same after a restart: nothing is told twice.
  close();
  open();
  audience_->add(late);
  const std::string again = snapshot_of(late);
  EXPECT_EQ(again.find("Lunch is served"), again.rfind("Lunch is served")) << again;
  EXPECT_FALSE(on_late(Beat{.n = 1}, ticket).removed);
}

TEST_F(AudienceTest, BetweenSessionsThePeopleOfTheNextHaveTheirSay) {
  const auto may = [&](const char* grant) {
    account::Visitor visitor = moderator();
    visitor.grants = {*account::parse_grant(grant)};
    return !send(Beat{.n = 1}, visitor).may.empty();
  };
  StageNow now;
  now.next = StageNow::Next{*base::SessionId::parse("ceremony"), base::real_utc_now() + 1h};
  now.forum = "ai";
  audience_->set_now(kStage, now);
  EXPECT_TRUE(may("moderator:session/ceremony"));
  EXPECT_TRUE(may("moderator:forum/ai"));
  now.session = StageNow::Session{*base::SessionId::parse("before"), "live", std::nullopt, {}};
  now.forum = "5g";
  audience_->set_now(kStage, now);
  EXPECT_FALSE(may("moderator:session/ceremony"));
  EXPECT_FALSE(may("moderator:forum/ai"));
  EXPECT_TRUE(may("moderator:session/before"));
}

TEST_F(AudienceTest, AForumsPeopleReadItsFiguresWhileAnotherIsLive) {
  StageNow now;
  now.session = StageNow::Session{*base::SessionId::parse("now"), "live", std::nullopt, {}};
  now.forum = "5g";
  audience_->set_now(kStage, now);
  const auto reads = [&](const char* grant) {
    account::Visitor visitor = moderator();
    visitor.grants = {*account::parse_grant(grant)};
    DocumentRequest figures;
    figures.kind = DocumentRequest::Kind::kFigures;
    figures.session = *base::SessionId::parse("before");
    figures.forum = "ai";
    return document(figures, visitor).has_value();
  };
  EXPECT_TRUE(reads("host:forum/ai"));
  EXPECT_FALSE(reads("host:forum/5g"));
}

TEST_F(AudienceTest, AHandIsTheirsWhoRaisedItUntilItIsLoweredOrTheyAreSilent) {
  const std::string ticket = new_ticket();
  const auto hand = [&](bool up) {
    Beat beat;
    beat.acts.emplace_back();
    beat.acts[0].id = up ? "up" : "down";
    beat.acts[0].kind = ActKind::kHand;
    beat.acts[0].on = up;
    return send(beat, {}, ticket);
  };
  const BeatAnswer raised = hand(true);
  EXPECT_TRUE(raised.hand);
  EXPECT_NE(print(raised).find("\"hand\":true"), std::string::npos);
  EXPECT_TRUE(send(Beat{.n = 2}, {}, ticket).hand);
  Beat lower;
  lower.acts.emplace_back();
  lower.acts[0].id = "1";
  lower.acts[0].kind = ActKind::kLowerHand;
  lower.acts[0].by = raised.by;
  EXPECT_TRUE(send(lower, moderator()).results[0].ok);
  const BeatAnswer lowered = send(Beat{.n = 3}, {}, ticket);
  EXPECT_FALSE(lowered.hand);
  EXPECT_EQ(print(lowered).find("\"hand\""), std::string::npos);

  const std::string another = new_ticket();
  Beat up;
  up.acts.emplace_back();
  up.acts[0].id = "up";
  up.acts[0].kind = ActKind::kHand;
  up.acts[0].on = true;
  EXPECT_TRUE(send(up, {}, another).hand);
  pulse_with(kStage, "\"hands\":1");
  later_ = 46s;
  EXPECT_NE(pulse_with(kStage, "\"hands\":0").find("\"hands\":0"), std::string::npos);
  EXPECT_FALSE(send(Beat{.n = 2}, {}, another).hand);
}

TEST_F(AudienceTest, APageThatDoesNotPlayTakesNobodysPictureAlong) {
  const auto beat = [&](const std::string& ticket, std::optional<bool> playing) {
    Beat said;
    said.n = 1;
    said.playing = playing;
    return send(said, {}, ticket);
  };
  // A beat's answer comes before the next pulse: the second that comes now was made after it.
  const auto watching = [&] {
    while (pulses_.try_take()) {
    }
    pulse_with(kStage, "\"now\":");
    const std::string pulse = pulse_with(kStage, "\"now\":");
    return boost::json::parse(pulse).at("viewers").at("now").to_number<int>();
  };
  const std::string ticket = new_ticket();
  EXPECT_EQ(watching(), 0);
  const std::string sid = beat(ticket, true).sid;
  EXPECT_EQ(watching(), 1);
  // A second page of the same device only talks, and closes.
  EXPECT_EQ(beat(ticket, std::nullopt).sid, sid);
  EXPECT_EQ(watching(), 1);
  audience_->left(kStage, sid, false);
  EXPECT_EQ(watching(), 1);
  beat(ticket, false);
  EXPECT_EQ(watching(), 0);
  beat(ticket, true);
  audience_->left(kStage, sid, true);
  EXPECT_EQ(watching(), 0);
}

TEST_F(AudienceTest, ThousandsOfActsShareTransactionsAndKeepTheirOrder) {
  constexpr int kActs = 2000;
  std::atomic<int> stored{0};
  std::promise<void> all;
  for (int i = 0; i < kActs; ++i) {
    account::Visitor visitor;
    visitor.account = "a" + std::to_string(i);
    audience_->beat(kStage, "", visitor, saying("1", "I am " + std::to_string(i * 7919)),
                    [&](const BeatAnswer& answer) {
                      EXPECT_TRUE(answer.results[0].ok) << answer.results[0].detail;
                      if (++stored == kActs) all.set_value();
                    });
  }
  all.get_future().wait();
  EXPECT_LT(audience_->totals().batches, kActs / 4u);
  close();
  storage::Database database((folder_ / "plenary.db").string());
  storage::Journal journal(database);
  std::uint64_t next = 1;
  EXPECT_TRUE(journal.replay(
      kStage, [&](const storage::JournalRecord& record) { EXPECT_EQ(record.seq, next++); }));
  EXPECT_EQ(next, kActs + 1u);
}

TEST_F(AudienceTest, AReleaseIsInTheNextPulseOfEveryStageAndInSnapshots) {
  Release release{"report", "yearbook", {{{"en", "Yearbook"}}}, "/report/yearbook", base::Instant{}};
  release.at = base::real_utc_now();
  audience_->tell(release);
  for (const base::StageId& stage : {kStage, kOther}) {
    const std::string pulse = pulse_with(stage, "\"releases\":[{");
    EXPECT_NE(pulse.find(R"("url":"/report/yearbook")"), std::string::npos) << pulse;
  }
  const base::StageId late = *base::StageId::parse("late");
  audience_->add(late);
  EXPECT_NE(pulse_with(late, "yearbook").find("Yearbook"), std::string::npos);
}

TEST_F(AudienceTest, AStageThatComesLaterIsServedWithWhatItsJournalHolds) {
  const base::StageId late = *base::StageId::parse("late");
  audience_->add(late);
  pulse_with(late, "\"seq\":1");
  const Beat beat = saying("1", "Here already");
  const std::string ticket = new_ticket();
  std::promise<BeatAnswer> promise;
  audience_->beat(late, ticket, {}, beat,
                  [&](BeatAnswer answer) { promise.set_value(std::move(answer)); });
  const BeatAnswer answer = promise.get_future().get();
  ASSERT_EQ(answer.results.size(), 1u);
  EXPECT_TRUE(answer.results[0].ok) << answer.results[0].error;
  close();
  while (pulses_.try_take()) {
  }
  open();
  audience_->add(late);
  EXPECT_NE(snapshot_of(late).find("Here already"), std::string::npos);
}

TEST_F(AudienceTest, ADemonstrationIsLabelledAndCountedNowhere) {
  boost::asio::io_context context;
  Act ask;
  ask.id = "1";
  ask.kind = ActKind::kAsk;
  ask.text = plain_text("Is this real?");
  std::vector<Act> acts{ask};
  auto play = [&]() -> boost::asio::awaitable<void> {
    const auto results = co_await audience_->demonstrate(kStage, "Visitor 1", acts);
    EXPECT_EQ(results.size(), 1u);
    EXPECT_TRUE(!results.empty() && results[0].ok);
  };
  boost::asio::co_spawn(context, play(), boost::asio::detached);
  context.run();
  const std::string pulse = pulse_with(kStage, "Is this real?");
  EXPECT_NE(pulse.find(R"("role":"demo")"), std::string::npos) << pulse;
  EXPECT_NE(pulse.find(R"("viewers":{"now":0,"low":0,"high":0},"unique":0)"), std::string::npos)
      << pulse;
}

TEST_F(AudienceTest, AnUnknownStageIsUnavailable) {
  std::promise<BeatAnswer> promise;
  audience_->beat(*base::StageId::parse("nowhere"), "", {}, saying("1", "x"),
                  [&](BeatAnswer answer) { promise.set_value(std::move(answer)); });
  EXPECT_EQ(promise.get_future().get().results[0].error, "unavailable");
}

}  // namespace
}  // namespace plenary::audience::audience_test
