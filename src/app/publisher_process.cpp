#include "app/publisher_process.h"

#include <signal.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <filesystem>
#include <memory>
#include <utility>

#include "app/publisher_command.h"
#include "base/log.h"
#include "base/text.h"

namespace plenary::app {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kForever = std::chrono::hours(24);
constexpr std::chrono::milliseconds kPatience{2'000};  // From SIGTERM to SIGKILL.
/// ffmpeg takes no longer from a film's last picture to its own end.
constexpr std::chrono::seconds kFilmEnds{2};

// The last words on a process's standard error.
class Complaints : public std::enable_shared_from_this<Complaints> {
 public:
  Complaints(const asio::any_io_executor& executor, OwnedFd read_end)
      : descriptor_(executor, read_end.release()) {}

  void listen() {
    auto self = shared_from_this();
    descriptor_.async_read_some(
        asio::buffer(buffer_),
        [self = std::move(self)](boost::system::error_code error, std::size_t size) {
          if (error) return;
          self->text_.append(self->buffer_.data(), size);
          if (self->text_.size() > kKept) self->text_.erase(0, self->text_.size() - kKept);
          self->listen();
        });
  }
  void close() { descriptor_.close(); }

  // One line, fit for a log.
  std::string text() const {
    std::string line = base::replace_invalid_utf8(text_);
    std::replace(line.begin(), line.end(), '\n', ' ');
    return std::string(base::trim(line));
  }

 private:
  static constexpr std::size_t kKept = 600;
  asio::posix::stream_descriptor descriptor_;
  std::array<char, 512> buffer_;
  std::string text_;
};

std::string describe(const ChildProcess::End& end) {
  return (end.by_signal ? "ended by signal " : "exited with status ") + std::to_string(end.code);
}

}  // namespace

struct PublisherProcess::Processes {
  explicit Processes(ChildProcess started_ffmpeg) : ffmpeg(std::move(started_ffmpeg)) {}
  Processes(Processes&&) = default;
  ~Processes() {
    if (complaints) complaints->close();
  }

  std::optional<ChildProcess> picture;  // Only for the demonstration.
  ChildProcess ffmpeg;
  std::shared_ptr<Complaints> complaints;
};

PublisherProcess::PublisherProcess(asio::any_io_executor executor, net::TaskGroup& tasks,
                                   PublisherSettings settings)
    : executor_(executor), tasks_(tasks), settings_(std::move(settings)), wake_(executor) {}

base::Status PublisherProcess::check() const {
  if (!find_program(settings_.ffmpeg)) {
    return base::Error(base::Errc::kUnavailable,
                       "ffmpeg is missing ('" + settings_.ffmpeg +
                           "' is not in PATH), so nothing can be played into " + settings_.name +
                           ". Install it: apt install ffmpeg");
  }
  const auto* const film = std::get_if<FilmSource>(&settings_.source);
  std::error_code ignored;
  if (film != nullptr && !std::filesystem::is_regular_file(film->file, ignored)) {
    return base::Error(base::Errc::kNotFound,
                       "The film '" + film->file + "' is not there. Put the file in its place or " +
                           "name another for the input " + settings_.name + ".");
  }
  return base::Done{};
}

base::Status PublisherProcess::play(bool play) {
  if (play) {
    if (auto possible = check(); !possible) return possible;
  }
  bool changed = false;
  const auto now = std::chrono::steady_clock::now();
  state_.update([&](State& state) {
    changed = std::exchange(state.wanted, play) != play;
    state.asked_again = play && !changed ? std::optional(now) : std::nullopt;
  });
  if (!changed) return base::Done{};
  auto act = [this] {
    wake_.cancel();
    if (!state_.get().wanted || looping_) return;
    looping_ = true;
    tasks_.spawn(executor_, run());
  };
  asio::post(executor_, std::move(act));
  return base::Done{};
}

asio::awaitable<void> PublisherProcess::run() {
  auto pause = settings_.first_pause;
  while (state_.get().wanted) {
    const auto begun = std::chrono::steady_clock::now();
    const std::string address = settings_.address();
    std::string problem;
    auto processes = launch(address);
    if (processes) {
      state_.update([](State& state) { state.running = true, ++state.starts; });
      base::log(base::Level::kInfo, "publisher_started",
                {{"publisher", settings_.name}, {"pid", processes->ffmpeg.pid()}});
      problem = co_await watch(*processes, address);
      co_await end_all(*processes);
    } else {
      problem = processes.error().detail();
    }
    state_.update([&](State& state) { state.running = false, state.problem = problem; });
    if (!state_.get().wanted) break;
    if (std::chrono::steady_clock::now() - begun > settings_.healthy) pause = settings_.first_pause;
    base::log(base::Level::kWarning, "publisher_ended",
              {{"publisher", settings_.name}, {"why", problem}, {"pause_ms", pause.count()}});
    co_await rest(pause);
    pause = std::min(2 * pause, settings_.longest_pause);
  }
  base::log(base::Level::kInfo, "publisher_stopped", {{"publisher", settings_.name}});
  looping_ = false;
}

base::Result<PublisherProcess::Processes> PublisherProcess::launch(const std::string& address) {
  if (auto possible = check(); !possible) return possible.error();
  auto complaints = make_pipe();
  if (!complaints) return complaints.error();
  const int errors = complaints->write_end.get();
  const std::string ffmpeg = *find_program(settings_.ffmpeg);

  const auto finish = [&](base::Result<ChildProcess> started) -> base::Result<Processes> {
    if (!started) return started.error();
    Processes processes(std::move(*started));
    processes.complaints = std::make_shared<Complaints>(executor_, std::move(complaints->read_end));
    return processes;
  };
  if (const auto* const film = std::get_if<FilmSource>(&settings_.source)) {
    return finish(ChildProcess::start(
        executor_,
        {film_publisher_arguments(ffmpeg, film->file, film->loop, address), {{2, errors}}}));
  }
  const auto& demo = std::get<DemoSource>(settings_.source);
  auto script = memory_file(to_json(demo.script()));
  auto pictures = make_pipe();
  auto sound = make_pipe();
  if (!script) return script.error();
  if (!pictures) return pictures.error();
  if (!sound) return sound.error();
  auto processes = finish(ChildProcess::start(
      executor_, {demo_publisher_arguments(ffmpeg, address),
                  {{0, pictures->read_end.get()}, {2, errors}, {3, sound->read_end.get()}}}));
  if (!processes) return processes;
  auto picture = ChildProcess::start(executor_, {{demo.plenary, "demo-picture"},
                                                 {{0, script->get()},
                                                  {1, pictures->write_end.get()},
                                                  {2, errors},
                                                  {3, sound->write_end.get()}}});
  if (!picture) return picture.error();
  processes->picture.emplace(std::move(*picture));
  return processes;
}

// Until one of the processes has ended or the end is wished for; says why it ended.
asio::awaitable<std::string> PublisherProcess::watch(Processes& processes,
                                                     const std::string& address) {
  const auto look = [this] { wake_.cancel(); };
  processes.complaints->listen();
  processes.ffmpeg.on_end(look);
  if (processes.picture) processes.picture->on_end(look);
  std::string why;
  while (why.empty() && state_.get().wanted) {
    co_await wait(kForever);
    if (const auto end = processes.ffmpeg.end()) {
      why = "ffmpeg " + describe(*end);
      // A film that came to its end is not played again.
      const bool film = std::holds_alternative<FilmSource>(settings_.source);
      const auto now = std::chrono::steady_clock::now();
      if (film && end->success()) {
        state_.update([now](State& state) {
          // Its last picture was out before ffmpeg was: who asked then wants it from the beginning.
          state.wanted = state.asked_again && now - *state.asked_again < kFilmEnds;
          state.asked_again.reset();
        });
      }
    } else if (processes.picture) {
      if (const auto picture = processes.picture->end()) why = "the picture " + describe(*picture);
    }
  }
  if (!state_.get().wanted) co_return std::string();
  const std::string said = without_key(processes.complaints->text(), address);
  co_return said.empty() ? why : why + ": " + said;
}

// Asks first, waits a little; what is left is killed with its ChildProcess.
asio::awaitable<void> PublisherProcess::end_all(Processes& processes) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  processes.ffmpeg.signal(SIGTERM);
  if (processes.picture) processes.picture->signal(SIGTERM);
  const auto all_ended = [&] {
    return processes.ffmpeg.end() && (!processes.picture || processes.picture->end());
  };
  while (!all_ended() && std::chrono::steady_clock::now() < deadline) {
    co_await wait(std::chrono::milliseconds(50));
  }
}

// The whole pause, unless the end is wished for.
asio::awaitable<void> PublisherProcess::rest(std::chrono::milliseconds pause) {
  const auto until = std::chrono::steady_clock::now() + pause;
  while (state_.get().wanted && std::chrono::steady_clock::now() < until) {
    wake_.expires_at(until);
    co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

asio::awaitable<void> PublisherProcess::wait(std::chrono::milliseconds longest) {
  wake_.expires_after(longest);
  co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace plenary::app
