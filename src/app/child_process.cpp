#include "app/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "base/text.h"

// glibc 2.36 forgot to say so itself.
extern "C" {
#include <sys/pidfd.h>
}

extern char** environ;

namespace plenary::app {
namespace {

base::Error errno_error(base::Errc code, std::string what) {
  return base::Error(code, what + ": " + std::strerror(errno));
}

// What posix_spawn is told, freed with it.
struct SpawnSetup {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;

  SpawnSetup() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  ~SpawnSetup() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;

  // A server ignores SIGPIPE, and ignoring is inherited: a program whose pipe breaks would not
  // notice.
  void reset_signals() {
    sigset_t defaults, blocked;
    sigemptyset(&blocked);
    sigemptyset(&defaults);
    for (const int number : {SIGPIPE, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGCHLD}) {
      sigaddset(&defaults, number);
    }
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setsigmask(&attributes, &blocked);
    // A group of its own: Ctrl-C in the terminal reaches the server alone, which ends it in order.
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
  }
};

constexpr int kFirstFree = 16;  // No program is passed a descriptor as high.

// Copies high up, so that arranging 0, 1, 2, ... in the child overwrites none of them.
base::Result<std::vector<OwnedFd>> lift(const std::vector<Launch::Pass>& passes) {
  std::vector<OwnedFd> lifted;
  for (const Launch::Pass& pass : passes) {
    lifted.emplace_back(::fcntl(pass.ours, F_DUPFD_CLOEXEC, kFirstFree));
    if (!lifted.back().is_open()) return errno_error(base::Errc::kLimit, "no descriptor left");
  }
  return lifted;
}

void arrange(SpawnSetup& setup, const std::vector<Launch::Pass>& passes,
             const std::vector<OwnedFd>& lifted) {
  for (int standard = 0; standard <= 2; ++standard) {
    posix_spawn_file_actions_addopen(&setup.actions, standard, "/dev/null", O_RDWR, 0);
  }
  int highest = 2;
  for (std::size_t i = 0; i < passes.size(); ++i) {
    posix_spawn_file_actions_adddup2(&setup.actions, lifted[i].get(), passes[i].child);
    highest = std::max(highest, passes[i].child);
  }
  posix_spawn_file_actions_addclosefrom_np(&setup.actions, highest + 1);
}

}  // namespace

OwnedFd& OwnedFd::operator=(OwnedFd&& other) noexcept {
  if (this != &other) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = other.release();
  }
  return *this;
}

OwnedFd::~OwnedFd() {
  if (fd_ >= 0) ::close(fd_);
}

int OwnedFd::release() {
  return std::exchange(fd_, -1);
}

base::Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return errno_error(base::Errc::kLimit, "cannot make a pipe");
  return Pipe{OwnedFd(ends[0]), OwnedFd(ends[1])};
}

base::Result<OwnedFd> memory_file(std::string_view text) {
  OwnedFd file(::memfd_create("plenary", MFD_CLOEXEC));
  if (!file.is_open()) return errno_error(base::Errc::kLimit, "cannot make a file in memory");
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t wrote = ::write(file.get(), text.data() + done, text.size() - done);
    if (wrote < 0) return errno_error(base::Errc::kLimit, "cannot fill a file in memory");
    done += static_cast<std::size_t>(wrote);
  }
  ::lseek(file.get(), 0, SEEK_SET);
  return file;
}

std::optional<std::string> find_program(const std::string& name) {
  const auto runs = [](const std::string& path) { return ::access(path.c_str(), X_OK) == 0; };
  if (name.find('/') != std::string::npos) return runs(name) ? std::optional(name) : std::nullopt;
  const char* const path = std::getenv("PATH");
  for (const std::string_view folder : base::split(path ? path : "/usr/bin:/bin", ':')) {
    const std::string candidate = std::string(folder.empty() ? "." : folder) + "/" + name;
    if (runs(candidate)) return candidate;
  }
  return std::nullopt;
}

class ChildProcess::Impl {
 public:
  Impl(const boost::asio::any_io_executor& executor, pid_t pid, int pidfd)
      : pid_(pid), watched_(executor, pidfd) {}
  ~Impl() {
    if (end()) return;
    signal(SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  pid_t pid() const { return pid_; }

  std::optional<End> end() {
    if (end_) return end_;
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) != pid_) return std::nullopt;
    const bool by_signal = WIFSIGNALED(status);
    end_ = End{by_signal, by_signal ? WTERMSIG(status) : WEXITSTATUS(status)};
    return end_;
  }

  void signal(int number) {
    if (!end()) ::pidfd_send_signal(watched_.native_handle(), number, nullptr, 0);
  }

  void on_end(std::function<void()> ended) {
    using Descriptor = boost::asio::posix::stream_descriptor;
    watched_.async_wait(Descriptor::wait_read,
                        [ended = std::move(ended)](boost::system::error_code error) {
                          if (!error) ended();
                        });
  }

 private:
  pid_t pid_;
  boost::asio::posix::stream_descriptor watched_;  // Readable once the process has ended.
  std::optional<End> end_;
};

base::Result<ChildProcess> ChildProcess::start(const boost::asio::any_io_executor& executor,
                                               const Launch& launch) {
  auto lifted = lift(launch.descriptors);
  if (!lifted) return lifted.error();
  SpawnSetup setup;
  setup.reset_signals();
  arrange(setup, launch.descriptors, *lifted);
  std::vector<char*> arguments;
  for (const std::string& argument : launch.arguments) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  pid_t pid = 0;
  errno = ::posix_spawn(&pid, arguments[0], &setup.actions, &setup.attributes, arguments.data(),
                        environ);
  if (errno != 0) {
    const auto code = errno == ENOENT ? base::Errc::kNotFound : base::Errc::kUnavailable;
    return errno_error(code, "cannot start " + launch.arguments[0]);
  }
  const int pidfd = ::pidfd_open(pid, 0);
  if (pidfd < 0) {
    const base::Error error = errno_error(base::Errc::kLimit, "cannot watch a process");
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    return error;
  }
  return ChildProcess(std::make_unique<Impl>(executor, pid, pidfd));
}

ChildProcess::ChildProcess(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ChildProcess::ChildProcess(ChildProcess&&) noexcept = default;
ChildProcess& ChildProcess::operator=(ChildProcess&&) noexcept = default;
ChildProcess::~ChildProcess() = default;

pid_t ChildProcess::pid() const {
  return impl_->pid();
}
std::optional<ChildProcess::End> ChildProcess::end() {
  return impl_->end();
}
void ChildProcess::signal(int number) {
  impl_->signal(number);
}
void ChildProcess::on_end(std::function<void()> ended) {
  impl_->on_end(std::move(ended));
}

}  // namespace plenary::app
