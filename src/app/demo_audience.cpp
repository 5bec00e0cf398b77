#include "app/demo_audience.h"

#include <array>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>
#include <vector>

#include "base/log.h"

namespace plenary::app {
namespace {

using audience::Act;
using audience::ActKind;
using boost::asio::awaitable;

constexpr std::string_view kHost = "演示主持 · Demo host";
constexpr std::array<std::string_view, 12> kVoters = {
    "演示观众 林", "Demo viewer Ade", "演示观众 晨", "Demo viewer Kim", "演示观众 宁", "Demo viewer Ona",
    "演示观众 岚", "Demo viewer Raj", "演示观众 乐", "Demo viewer Ema", "演示观众 安", "Demo viewer Tio"};

/// What the poll asks, of the conference's own topics.
base::LocalisedText poll_text() {
  return {{{"zh", "您最想继续了解哪个议题？"},
           {"en", "Which topic would you like to hear more about?"},
           {"id", "Topik mana yang ingin Anda dengar lebih lanjut?"}}};
}

constexpr std::size_t kMostOptions = 8;

}  // namespace

DemoAudience::DemoAudience(audience::Audience& audience, conference::Conference& conference,
                           base::StageId stage, base::UtcClock utc)
    : audience_(audience),
      conference_(conference),
      stage_(std::move(stage)),
      run_(std::to_string(utc().time_since_epoch().count())) {}

awaitable<bool> DemoAudience::until(Seconds age) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  const auto due = began_ + age;
  while (!*stopping_ && std::chrono::steady_clock::now() < due) {
    timer.expires_at(
        std::min(due, std::chrono::steady_clock::now() + std::chrono::milliseconds(500)));
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  co_return !*stopping_;
}

awaitable<std::string> DemoAudience::act(std::string_view who, Act act) {
  act.id = run_ + "-" + std::to_string(++acts_);
  std::vector<Act> acts;
  acts.push_back(std::move(act));
  const auto results = co_await audience_.demonstrate(stage_, std::string(who), std::move(acts));
  if (results.empty()) co_return std::string();
  if (!results[0].ok) {
    base::log(base::Level::kWarning, "demonstration_refused",
              {{"who", who}, {"error", results[0].error}, {"detail", results[0].detail}});
  }
  co_return results[0].ref;
}

awaitable<std::string> DemoAudience::say(std::string_view who, std::string text) {
  Act said;
  said.kind = ActKind::kSay;
  said.text = audience::plain_text(std::move(text));
  co_return co_await act(who, std::move(said));
}

awaitable<std::string> DemoAudience::ask(std::string_view who, std::string text) {
  Act asked;
  asked.kind = ActKind::kAsk;
  asked.text = audience::plain_text(std::move(text));
  co_return co_await act(who, std::move(asked));
}

awaitable<void> DemoAudience::upvote(std::string_view who, std::string question) {
  Act vote;
  vote.kind = ActKind::kUpvote;
  vote.ref = std::move(question);
  vote.on = true;
  co_await act(who, std::move(vote));
}

awaitable<void> DemoAudience::react(std::string_view kind, int count) {
  Act reaction;
  reaction.kind = ActKind::kReact;
  reaction.word = kind;
  reaction.number = count;
  const std::string_view who = kVoters[acts_ % kVoters.size()];
  co_await act(who, std::move(reaction));
}

awaitable<std::string> DemoAudience::open_poll() {
  const auto content = conference_.content();
  Act made;
  made.kind = ActKind::kPollMake;
  made.word = "single";
  made.show = "live";
  made.text = poll_text();
  for (const conference::Passage& topic : content->topics) {
    if (made.options.size() < kMostOptions) made.options.push_back(topic.title);
  }
  if (made.options.size() < 2) co_return std::string();
  std::string poll = co_await act(kHost, std::move(made));
  Act opened;
  opened.kind = ActKind::kPollOpen;
  opened.ref = poll;
  co_await act(kHost, std::move(opened));
  co_return poll;
}

awaitable<void> DemoAudience::vote(std::size_t voter, std::string poll) {
  const std::size_t options = std::min(conference_.content()->topics.size(), kMostOptions);
  Act vote;
  vote.kind = ActKind::kVote;
  vote.ref = std::move(poll);
  // Some agree: a poll in which each option has as much as the next shows nothing.
  vote.choices = {static_cast<int>((voter * voter + voter / 3) % options)};
  co_await act(kVoters[voter], std::move(vote));
}

awaitable<void> DemoAudience::close_poll(std::string poll) {
  Act close;
  close.kind = ActKind::kPollClose;
  close.ref = std::move(poll);
  co_await act(kHost, std::move(close));
}

/// The first report that nobody has released, by two hands as every report.
awaitable<void> DemoAudience::release_report() {
  using conference::ReleasePhase;
  for (const conference::ReleaseView& view : conference_.releases()) {
    const auto phase = conference::phase_of(view.plan, view.release);
    const bool waits = phase == ReleasePhase::kPlanned || phase == ReleasePhase::kArmed;
    if (view.plan.subject.kind != conference::ReleaseKind::kReport || !waits) continue;
    const conference::ReleaseSubject subject = view.plan.subject;
    for (const char* const hand : {"demonstration, first hand", "demonstration, second hand"}) {
      const auto armed = co_await conference_.arm(subject, hand);
      if (!armed) break;  // It is armed already: the release says if not.
    }
    const auto released = co_await conference_.release_now(subject, "demonstration");
    if (!released) {
      base::log(base::Level::kWarning, "demonstration_not_released",
                {{"subject", conference::print(subject)}, {"why", released.error().detail()}});
    }
    co_return;
  }
}

awaitable<void> DemoAudience::play(const std::atomic<bool>& stopping) {
  using std::chrono::seconds;
  stopping_ = &stopping;
  began_ = std::chrono::steady_clock::now();
  bool goes_on = co_await until(seconds(8));
  if (!goes_on) co_return;
  co_await say(kHost, "这里是演示观众：以下发言、提问和投票均为演示，不计入任何统计。 "
                      "This is a demonstration audience: what it says, asks and votes is played and counted nowhere.");
  goes_on = co_await until(seconds(13));
  if (!goes_on) co_return;
  co_await say(kVoters[1], "Good afternoon, everyone!");
  goes_on = co_await until(seconds(17));
  if (!goes_on) co_return;
  const std::string question = co_await ask(kVoters[0], "报告什么时候发布？ When will the report be released?");
  for (const std::size_t voter : {3, 4, 7, 9}) {
    goes_on = co_await until(seconds(18 + static_cast<int>(voter)));
    if (!goes_on) co_return;
    co_await upvote(kVoters[voter], question);
  }
  co_await react("clap", 5);
  goes_on = co_await until(seconds(32));
  if (!goes_on) co_return;
  const std::string poll = co_await open_poll();
  for (std::size_t voter = 0; voter < kVoters.size() && !poll.empty(); ++voter) {
    goes_on = co_await until(seconds(35 + 3 * voter));
    if (!goes_on) co_return;
    co_await vote(voter, poll);
  }
  goes_on = co_await until(seconds(76));
  if (!goes_on) co_return;
  if (!poll.empty()) co_await close_poll(poll);
  co_await say(kHost, "报告即将发布。 The report is about to be released.");
  goes_on = co_await until(seconds(90));
  if (!goes_on) co_return;
  co_await release_report();
  goes_on = co_await until(seconds(94));
  if (!goes_on) co_return;
  co_await react("clap", 10);
  co_await say(kVoters[4], "报告已发布，可在本页打开。 It is out: open it from here.");
  for (int round = 1; goes_on; ++round) {
    goes_on = co_await until(seconds(94 + 30 * round));
    if (goes_on) co_await react(round % 2 == 0 ? "heart" : "clap", 1 + round % 5);
  }
}

}  // namespace plenary::app
