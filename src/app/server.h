#pragma once

#include <memory>

#include "app/settings.h"

namespace plenary::app {

/// Everything in one process: database, stages, doors, pages, control socket. Built by the
/// constructor, served by run().
class Server {
 public:
  /// Throws std::runtime_error with a sentence for the operator: port taken, folder not writable, a
  /// package with mistakes. Throws UsageError where the settings do not fit the data folder.
  explicit Server(Settings settings);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Serves until SIGTERM or SIGINT, then stops in two phases: accept nothing further, drain. SIGHUP
  /// reads the certificates again. Runs stay open, so that the next server continues them.
  void run();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plenary::app
