#include "stage/selector.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace plenary::stage::selector_test {
namespace {

using namespace std::chrono_literals;
using base::Moment;
using std::chrono::milliseconds;

/// A publisher as the selector sees it through the health.
struct FakeInput {
  enum class State { kAbsent, kBroken, kEnded, kFeeding, kStalled };

  void feed(Moment now) {
    if (state != State::kFeeding) since = now;
    state = State::kFeeding;
  }
  /// Packets stop; the connection stays.
  void stall(Moment now) {
    if (state != State::kFeeding) return;
    state = State::kStalled;
    stalled_at = now;
  }
  void break_off() { state = State::kBroken; }
  void end() { state = State::kEnded; }

  Health health(Moment now) const {
    Health health;
    health.goodbye = state == State::kEnded;
    if (state != State::kFeeding && state != State::kStalled) return health;
    health.present = true;
    health.ready = now >= since + 200ms;
    health.quiet =
        state == State::kStalled ? std::chrono::duration_cast<milliseconds>(now - stalled_at) : 0ms;
    health.missing = health.quiet >= 500ms;
    if (!health.missing) health.feeding_since = since;
    health.black = black;
    health.frozen = frozen;
    health.silent = silent;
    return health;
  }

  State state = State::kAbsent;
  Moment since, stalled_at;
  bool black = false, frozen = false, silent = false;
};

Choice hand(const std::string& input) {
  return {Choice::Kind::kInput, *base::InputId::parse(input)};
}
constexpr Choice::Kind kAutomatic = Choice::Kind::kAutomatic;
constexpr Choice::Kind kSlate = Choice::Kind::kSlate;

/// Three inputs and a selector that is asked every 20 ms; writes down each change:
/// "300 primary (primary came)".
class Stagehand {
 public:
  explicit Stagehand(HealthSettings settings = {})
      : selector({*base::InputId::parse("primary"), *base::InputId::parse("backup"),
                  *base::InputId::parse("demo")},
                 settings) {
    update();
  }

  /// Lets time pass, then does something.
  Stagehand& at(milliseconds when, const std::function<void(Stagehand&)>& act = {}) {
    while (now < start_ + when) {
      now += 20ms;
      update();
    }
    if (act) act(*this);
    return *this;
  }
  void feed(std::size_t input) { inputs[input].feed(now); }
  void stall(std::size_t input) { inputs[input].stall(now); }

  std::string on_air() const {
    const Decision& decision = selector.decision();
    const char* names[] = {"primary", "backup", "demo"};
    return decision.input ? names[*decision.input] : "slate";
  }

  Selector selector;
  FakeInput inputs[3];
  Moment now{1h};
  std::string log;

 private:
  void update() {
    const Decision before = selector.decision();
    const Health health[] = {inputs[0].health(now), inputs[1].health(now), inputs[2].health(now)};
    const Decision& decision = selector.update(now, health);
    if (decision == before) return;
    const auto when = std::chrono::duration_cast<milliseconds>(now - start_).count();
    log += std::to_string(when) + " " + on_air() + " (" + decision.reason + ")\n";
  }

  const Moment start_ = now;
};

constexpr std::size_t kPrimary = 0, kBackup = 1, kDemo = 2;

TEST(Selector, BeginsWithTheSlateAndTakesTheFirstInputThatIsSteady) {
  Stagehand stage;
  stage.at(1000ms, [](auto& s) { s.feed(kBackup); }).at(2000ms);
  EXPECT_EQ(stage.log,
            "0 slate (nobody publishes)\n"
            "1300 backup (backup came)\n");
}

TEST(Selector, AtARunsBeginTakesAnInputThatHasLongBeenSteady) {
  Selector selector({*base::InputId::parse("primary")}, {});
  FakeInput input;
  input.feed(Moment{1h});
  const Health health[] = {input.health(Moment{2h})};
  EXPECT_EQ(selector.update(Moment{2h}, health),
            (Decision{0, "primary is the first that is well"}));
}

TEST(Selector, ADeliberateNewcomerOfHigherPreferenceReplacesALowerOneWithinASecond) {
  Stagehand stage;
  stage.at(0ms, [](auto& s) { s.feed(kDemo); })
      .at(5000ms, [](auto& s) { s.feed(kPrimary); })
      .at(9000ms, [](auto& s) { s.inputs[kPrimary].end(); })
      .at(20000ms, [](auto& s) { s.feed(kPrimary); })
      .at(25000ms);
  EXPECT_EQ(stage.log,
            "0 slate (nobody publishes)\n"
            "300 demo (demo came)\n"
            "5300 primary (primary came)\n"
            "9020 demo (primary ended)\n"
            "20300 primary (primary came)\n");
}

TEST(Selector, ALowerOneThatComesChangesNothing) {
  Stagehand stage;
  stage.at(0ms, [](auto& s) { s.feed(kPrimary); })
      .at(5000ms, [](auto& s) { s.feed(kBackup); })
      .at(9000ms);
  EXPECT_EQ(stage.log, "0 slate (nobody publishes)\n300 primary (primary came)\n");
}

TEST(Selector, ALostInputKeepsTheAirForTheThresholdAndReturnsAfterTwoSteadySeconds) {
  Stagehand stage;
  stage.at(0ms, [](auto& s) { s.feed(kPrimary); })
      .at(5000ms, [](auto& s) { s.stall(kPrimary); })
      .at(10000ms, [](auto& s) { s.feed(kPrimary); })
      .at(15000ms);
  EXPECT_EQ(stage.log,
            "0 slate (nobody publishes)\n"
            "300 primary (primary came)\n"
            "5500 slate (primary lost: nothing received for 500 ms)\n"
            "12000 primary (primary is back)\n");
}

TEST(Selector, AStallShorterThanTheThresholdIsSatOut) {
  Stagehand stage;
  stage.at(0ms, [](auto& s) { s.feed(kPrimary); })
      .at(5000ms, [](auto& s) { s.stall(kPrimary); })
      .at(5480ms, [](auto& s) { s.inputs[kPrimary].state = FakeInput::State::kFeeding; })
      .at(9000ms);
  EXPECT_EQ(stage.log, "0 slate (nobody publishes)\n300 primary (primary came)\n");
}

TEST(Selector, GoesToTheNextThatIsWellAndThenToTheSlate) {
  Stagehand stage;
  stage
      .at(0ms,
          [](auto& s) {
            s.feed(kPrimary);
            s.feed(kBackup);
            s.feed(kDemo);
          })
      .at(5000ms,
          [](auto& s) {
            s.stall(kPrimary);
            s.inputs[kBackup].break_off();
          })
      .at(8000ms, [](auto& s) { s.inputs[kDemo].break_off(); })
      .at(9000ms);
  EXPECT_EQ(stage.log,
            "0 slate (nobody publishes)\n"
            "300 primary (primary came)\n"
            "5500 demo (primary lost: nothing received for 500 ms)\n"
            "8020 slate (demo lost: its connection ended)\n");
}

TEST(Selector, AConnectionThatBreaksOffIsLostAtOnceAndMustProveItself) {
  Stagehand stage;
  stage.at(0ms, [](auto& s) { s.feed(kPrimary); })
      .at(5000ms, [](auto& s) { s.inputs[kPrimary].break_off(); })
      .at(6000ms, [](auto& s) { s.feed(kPrimary); })
      .at(9000ms);
  EXPECT_EQ(stage.log,
            "0 slate (nobody publishes)\n"
            "300 primary (primary came)\n"
            "5020 slate (primary lost: its connection ended)\n"
            "8000 primary (primary is back)\n");
}

TEST(Selector, AnInputThatFlapsStaysOffTheAir) {
  Stagehand stage;
  stage.at(0ms, [](auto& s) {
    s.feed(kPrimary);
    s.feed(kBackup);
  });
  for (milliseconds t = 5000ms; t < 20000ms; t += 2000ms) {
    stage.at(t, [](auto& s) { s.stall(kPrimary); });
    stage.at(t + 700ms, [](auto& s) { s.feed(kPrimary); });
  }
  stage.at(25000ms);
  EXPECT_EQ(stage.log,
            "0 slate (nobody publishes)\n"
            "300 primary (primary came)\n"
            "5500 backup (primary lost: nothing received for 500 ms)\n"
            "21700 primary (primary is back)\n");
}

TEST(Selector, FlawsMoveNothingUnlessTheSettingsSaySo) {
  Stagehand stage;
  stage
      .at(0ms,
          [](auto& s) {
            s.feed(kPrimary);
            s.feed(kBackup);
          })
      .at(5000ms,
          [](auto& s) {
            FakeInput& primary = s.inputs[kPrimary];
            primary.black = primary.frozen = primary.silent = true;
          })
      .at(9000ms);
  EXPECT_EQ(stage.log, "0 slate (nobody publishes)\n300 primary (primary came)\n");
}

TEST(Selector, AFlawThatMovesIsALoss) {
  HealthSettings settings;
  settings.black_moves = true;
  Stagehand stage(settings);
  stage
      .at(0ms,
          [](auto& s) {
            s.feed(kPrimary);
            s.feed(kBackup);
          })
      .at(5000ms, [](auto& s) { s.inputs[kPrimary].black = true; })
      .at(8000ms, [](auto& s) { s.inputs[kPrimary].black = false; })
      .at(12000ms);
  EXPECT_EQ(stage.log,
            "0 slate (nobody publishes)\n"
            "300 primary (primary came)\n"
            "5020 backup (primary is black)\n"
            "10000 primary (primary is back)\n");
}

TEST(Selector, TheHandTakesAnInputAtOnceAndGivesItBack) {
  Stagehand stage;
  stage
      .at(0ms,
          [](auto& s) {
            s.feed(kPrimary);
            s.feed(kBackup);
          })
      .at(5000ms, [](auto& s) { s.selector.choose(hand("backup")); })
      .at(6000ms,
          [](auto& s) {
            s.selector.choose({kSlate, {}});
          })
      .at(7000ms,
          [](auto& s) {
            s.selector.choose({kAutomatic, {}});
          })
      .at(8000ms);
  EXPECT_EQ(stage.log,
            "0 slate (nobody publishes)\n"
            "300 primary (primary came)\n"
            "5020 backup (backup chosen by hand)\n"
            "6020 slate (slate chosen by hand)\n"
            "7020 primary (primary is the first that is well)\n");
}

TEST(Selector, TheHandsInputNeedNotProveItself) {
  Stagehand stage;
  stage.at(0ms, [](auto& s) { s.feed(kPrimary); })
      .at(4800ms, [](auto& s) { s.feed(kBackup); })
      .at(5000ms, [](auto& s) { s.selector.choose(hand("backup")); })
      .at(6000ms);
  EXPECT_EQ(stage.log,
            "0 slate (nobody publishes)\n"
            "300 primary (primary came)\n"
            "5020 backup (backup chosen by hand)\n");
}

TEST(Selector, TheHandsInputThatIsLostFallsToTheAutomaticRulesUntilItReturns) {
  Stagehand stage;
  stage
      .at(0ms,
          [](auto& s) {
            s.feed(kPrimary);
            s.feed(kBackup);
          })
      .at(5000ms, [](auto& s) { s.selector.choose(hand("backup")); })
      .at(8000ms, [](auto& s) { s.stall(kBackup); })
      .at(9000ms, [](auto& s) { s.stall(kPrimary); })
      .at(10000ms, [](auto& s) { s.feed(kBackup); })
      .at(13000ms);
  EXPECT_EQ(
      stage.log,
      "0 slate (nobody publishes)\n"
      "300 primary (primary came)\n"
      "5020 backup (backup chosen by hand)\n"
      "8500 primary (backup, chosen by hand, lost: nothing received for 500 ms; automatic until "
      "it comes: primary is the first that is well)\n"
      "9500 slate (backup, chosen by hand, lost: nothing received for 500 ms; automatic until it "
      "comes: primary lost: nothing received for 500 ms)\n"
      "12000 backup (backup chosen by hand)\n");
}

TEST(Selector, AnInputChosenBeforeItComesIsWaitedForAndTakenAsSoonAsItShowsAnything) {
  Stagehand stage;
  stage.at(0ms, [](auto& s) { s.feed(kPrimary); })
      .at(2000ms, [](auto& s) { s.selector.choose(hand("demo")); })
      .at(5000ms, [](auto& s) { s.feed(kDemo); })
      .at(6000ms);
  EXPECT_EQ(
      stage.log,
      "0 slate (nobody publishes)\n"
      "300 primary (primary came)\n"
      "2020 primary (demo, chosen by hand, is not there yet; automatic until it comes: primary is "
      "the first that is well)\n"
      "5200 demo (demo chosen by hand)\n");
}

TEST(Selector, TheHandsInputKeepsTheAirThroughItsFlaws) {
  HealthSettings settings;
  settings.black_moves = settings.frozen_moves = settings.silent_moves = true;
  Stagehand stage(settings);
  stage
      .at(0ms,
          [](auto& s) {
            s.feed(kPrimary);
            s.feed(kBackup);
          })
      .at(1000ms, [](auto& s) { s.selector.choose(hand("primary")); })
      .at(2000ms, [](auto& s) { s.inputs[kPrimary].black = true; })
      .at(9000ms);
  EXPECT_EQ(stage.on_air(), "primary");
}

/// What must hold whatever happened before.
void expect_never_dark(const Stagehand& stage, const std::string& story) {
  const Decision& decision = stage.selector.decision();
  const Choice& choice = stage.selector.choice();
  bool steady[3], missing[3];
  for (std::size_t i = 0; i < 3; ++i) {
    const Health health = stage.inputs[i].health(stage.now);
    missing[i] = health.missing;
    steady[i] = health.feeding_since && stage.now - *health.feeding_since >= 2s;
  }
  if (choice.kind == Choice::Kind::kSlate) {
    EXPECT_EQ(decision.input, std::nullopt) << story;
    return;
  }
  if (decision.input) {
    EXPECT_FALSE(missing[*decision.input]) << "what is missing is on air: " << story;
  }
  if (choice == hand("backup")) {
    if (decision.input == kBackup) return;
    EXPECT_FALSE(steady[kBackup]) << "the hand is not obeyed: " << story;
  }
  for (std::size_t i = 0; i < 3; ++i) {
    if (!steady[i]) continue;
    EXPECT_TRUE(decision.input && *decision.input <= i) << "a steady input is not used: " << story;
    return;
  }
}

TEST(Selector, IsNeverDarkWhateverHappensInWhateverOrder) {
  struct Event {
    const char* name;
    std::function<void(Stagehand&)> act;
  };
  const std::vector<Event> events = {
      {"primary feeds", [](auto& s) { s.feed(kPrimary); }},
      {"primary stalls", [](auto& s) { s.stall(kPrimary); }},
      {"primary breaks off", [](auto& s) { s.inputs[kPrimary].break_off(); }},
      {"primary ends", [](auto& s) { s.inputs[kPrimary].end(); }},
      {"backup feeds", [](auto& s) { s.feed(kBackup); }},
      {"backup stalls", [](auto& s) { s.stall(kBackup); }},
      {"demo feeds", [](auto& s) { s.feed(kDemo); }},
      {"automatic",
       [](auto& s) {
         s.selector.choose({kAutomatic, {}});
       }},
      {"hand: backup", [](auto& s) { s.selector.choose(hand("backup")); }},
      {"hand: slate",
       [](auto& s) {
         s.selector.choose({kSlate, {}});
       }},
  };
  const milliseconds pauses[] = {100ms, 700ms, 2500ms};
  constexpr std::size_t kLength = 4;
  const std::size_t kinds = events.size() * std::size(pauses);
  for (std::size_t code = 0; code < kinds * kinds * kinds * kinds; code += 61) {
    Stagehand stage;
    std::string story;
    std::size_t rest = code;
    milliseconds when{0};
    for (std::size_t i = 0; i < kLength; ++i, rest /= kinds) {
      const Event& event = events[rest % kinds % events.size()];
      when += pauses[rest % kinds / events.size()];
      story += std::string(event.name) + " at " + std::to_string(when.count()) + "; ";
      stage.at(when, event.act).at(when += 20ms);
      expect_never_dark(stage, story);
    }
    stage.at(when += 2500ms);
    expect_never_dark(stage, story);
    if (::testing::Test::HasFailure()) return;
  }
}

}  // namespace
}  // namespace plenary::stage::selector_test
