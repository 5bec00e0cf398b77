#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <map>
#include <string>
#include <string_view>

#include "audience/audience.h"
#include "base/ids.h"
#include "conference/conference.h"

namespace plenary::app {

/// The audience that a demonstration plays on one stage: it greets, asks, votes and applauds, and
/// the first report that waits for hands is released under its eyes, all within two minutes. What
/// it does carries the role "demo", which pages label, and is counted nowhere.
class DemoAudience {
 public:
  /// All outlive it.
  DemoAudience(audience::Audience& audience, conference::Conference& conference,
               base::StageId stage, base::UtcClock utc);

  /// Plays from the beginning, then applauds now and then until `stopping`, which it looks at twice
  /// a second. Runs on the caller's executor.
  boost::asio::awaitable<void> play(const std::atomic<bool>& stopping);

 private:
  using Seconds = std::chrono::seconds;

  /// False if the server stops before the story is so old.
  boost::asio::awaitable<bool> until(Seconds age);
  boost::asio::awaitable<std::string> act(std::string_view who, audience::Act act);
  boost::asio::awaitable<std::string> say(std::string_view who, std::string text);
  boost::asio::awaitable<std::string> ask(std::string_view who, std::string text);
  boost::asio::awaitable<void> upvote(std::string_view who, std::string question);
  boost::asio::awaitable<void> react(std::string_view kind, int count);
  boost::asio::awaitable<std::string> open_poll();
  boost::asio::awaitable<void> vote(std::size_t voter, std::string poll);
  boost::asio::awaitable<void> close_poll(std::string poll);
  boost::asio::awaitable<void> release_report();

  audience::Audience& audience_;
  conference::Conference& conference_;
  const base::StageId stage_;
  const std::string run_;  // Tells the acts of one start from those of another.
  std::chrono::steady_clock::time_point began_;
  const std::atomic<bool>* stopping_ = nullptr;
  std::uint64_t acts_ = 0;
};

}  // namespace plenary::app
