#pragma once

#include <sys/types.h>

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"

namespace plenary::app {

/// A file descriptor that is closed with its owner. Moves, never copies.
class OwnedFd {
 public:
  OwnedFd() = default;
  explicit OwnedFd(int fd) : fd_(fd) {}
  OwnedFd(OwnedFd&& other) noexcept : fd_(other.release()) {}
  OwnedFd& operator=(OwnedFd&& other) noexcept;
  ~OwnedFd();

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  /// Gives the descriptor away.
  int release();

 private:
  int fd_ = -1;
};

/// Both ends of a pipe; closed in programs that are started, unless passed on.
struct Pipe {
  OwnedFd read_end;
  OwnedFd write_end;
};
/// Fails with kLimit where no descriptor is left.
base::Result<Pipe> make_pipe();

/// A file in memory holding `text`, read from its beginning: standard input for a program. Fails
/// with kLimit.
base::Result<OwnedFd> memory_file(std::string_view text);

/// Where a program is, searched in PATH as a shell does unless `name` has a slash; nothing if it is
/// not there or not executable.
std::optional<std::string> find_program(const std::string& name);

/// What to start. Of our descriptors the program gets those named and no other, above all no
/// listening socket; standard ones that are not named are /dev/null. Signals are back at their
/// defaults.
struct Launch {
  struct Pass {
    int child;  ///< The number it has there.
    int ours;
  };
  std::vector<std::string> arguments;  ///< The program's path first.
  std::vector<Pass> descriptors;
};

/// A program we started and must see the end of. Belongs to one executor.
class ChildProcess {
 public:
  /// How it ended.
  struct End {
    bool by_signal = false;
    int code = 0;  ///< The exit status or the signal.
    bool success() const { return !by_signal && code == 0; }
  };

  /// Fails with kNotFound if there is no such program, kUnavailable if it cannot be started.
  static base::Result<ChildProcess> start(const boost::asio::any_io_executor& executor,
                                          const Launch& launch);

  ChildProcess(ChildProcess&&) noexcept;
  ChildProcess& operator=(ChildProcess&&) noexcept;
  /// Kills it if it still runs, and waits for its end.
  ~ChildProcess();

  pid_t pid() const;
  /// How it ended; nothing while it runs. Does not wait.
  std::optional<End> end();
  /// Sends a signal; without effect after its end.
  void signal(int number);
  /// Calls `ended` once on the executor when it has ended. Not called after destruction.
  void on_end(std::function<void()> ended);

 private:
  class Impl;
  explicit ChildProcess(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace plenary::app
