#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/child_process.h"
#include "app/demo_script.h"
#include "base/mailbox.h"
#include "base/result.h"
#include "net/task_group.h"

namespace plenary::app {

/// The demonstration broadcast, drawn by a process of its own (`plenary demo-picture`).
struct DemoSource {
  std::string plenary;                 ///< Path of this program.
  std::function<DemoScript()> script;  ///< Asked before each start.
};

/// A film file. Ends with its end unless it loops.
struct FilmSource {
  std::string file;
  bool loop = false;
};

struct PublisherSettings {
  std::string name;  ///< For the log: "opening/demo".
  std::variant<DemoSource, FilmSource> source;
  /// Where to publish, "rtmp://127.0.0.1:1935/live/opening?key=KEY", asked before each start.
  /// ffmpeg takes it on its command line, where every user of the machine can read it: give a key
  /// that is good once and from this machine only (OneTimeKeys).
  std::function<std::string()> address;
  std::string ffmpeg = "ffmpeg";  ///< Searched in PATH.
  /// Between an end and the next start; doubles from the first to the longest.
  std::chrono::milliseconds first_pause{500};
  std::chrono::milliseconds longest_pause{10'000};
  /// A publisher that ran this long starts again after the first pause.
  std::chrono::milliseconds healthy{20'000};
};

/// Plays the demonstration or a film into an input by starting ffmpeg as any publisher would be
/// started. What ends unasked is started again, a film that came to its end excepted. Its processes
/// end with it.
class PublisherProcess {
 public:
  struct State {
    bool wanted = false;   ///< It plays, or will again.
    bool running = false;  ///< ffmpeg is up.
    std::uint32_t starts = 0;
    std::string problem;  ///< Of the last end that was not asked for; empty if none.
    /// When it was last told to play although it did.
    std::optional<std::chrono::steady_clock::time_point> asked_again;
  };

  /// Everything happens on `executor` (of one thread) in tasks of `tasks`; both outlive this. Call
  /// play(false) and let `tasks` join before destroying it.
  PublisherProcess(boost::asio::any_io_executor executor, net::TaskGroup& tasks,
                   PublisherSettings settings);

  /// Whether it could play. kUnavailable: ffmpeg is missing; kNotFound: the film is. The detail is
  /// a sentence that says how to mend it.
  base::Status check() const;

  /// Starts or stops; without effect if it is so already. Starting fails as check() does. Safe from
  /// every thread; does not wait.
  base::Status play(bool play);

  const std::string& name() const { return settings_.name; }
  /// Safe from every thread.
  State state() const { return state_.get(); }

 private:
  struct Processes;

  boost::asio::awaitable<void> run();
  base::Result<Processes> launch(const std::string& address);
  boost::asio::awaitable<std::string> watch(Processes& processes, const std::string& address);
  boost::asio::awaitable<void> end_all(Processes& processes);
  boost::asio::awaitable<void> rest(std::chrono::milliseconds pause);
  boost::asio::awaitable<void> wait(std::chrono::milliseconds longest);

  boost::asio::any_io_executor executor_;
  net::TaskGroup& tasks_;
  PublisherSettings settings_;
  boost::asio::steady_timer wake_;  // Cancelled by whatever run() should look at.
  bool looping_ = false;            // run() is under way.
  base::Latest<State> state_;
};

}  // namespace plenary::app
