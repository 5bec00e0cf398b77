#pragma once

#include <memory>
#include <string>

#include "app/data_folder.h"
#include "app/one_time_keys.h"
#include "app/publisher_process.h"
#include "app/settings.h"
#include "base/result.h"
#include "base/roster.h"
#include "conference/conference.h"
#include "net/io_threads.h"
#include "net/task_group.h"
#include "programme/programme.h"

namespace plenary::app {

/// What publishes into stages by itself: the demonstration and films, each by an ffmpeg that is started
/// as any publisher would be.
class Players {
 public:
  /// All outlive the players. Starts nothing.
  Players(const Settings& settings, const DataFolder& folder, net::IoThreads& threads,
          OneTimeKeys& keys);
  ~Players();

  /// Makes known what can play into a stage's inputs, in place of what could before. One thread at
  /// a time.
  void add(const programme::StageDescription& stage, const conference::Conference& conference);

  /// Starts or stops what plays into an input. kNotFound: nothing plays there by itself; kUnavailable:
  /// ffmpeg or the film is missing, with a sentence. Safe from every thread; does not wait.
  base::Status play(const base::StageId& stage, const base::InputId& input, bool play);

  /// Stops everything and waits for its end.
  void stop();

 private:
  const Settings& settings_;
  const DataFolder& folder_;
  net::IoThreads& threads_;
  OneTimeKeys& keys_;
  net::TaskGroup tasks_{"players"};
  base::Roster<PublisherProcess> processes_;  // By "stage/input".
};

}  // namespace plenary::app
