#include "app/demo_picture_command.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <thread>

#include "app/demo_picture.h"
#include "app/demo_script.h"
#include "app/demo_sound.h"
#include "base/time.h"

namespace plenary::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kSoundDescriptor = 3;
constexpr std::chrono::milliseconds kFrame{1000 / DemoPicture::kFramesPerSecond};
constexpr std::size_t kSoundFrames = DemoSound::kSampleRate / DemoPicture::kFramesPerSecond;
// So far behind, it goes on from now instead of hurrying after the time that is lost.
constexpr std::chrono::milliseconds kTooLate{1'000};
constexpr std::size_t kScriptLimit = 1 << 20;

std::optional<std::string> read_all(int descriptor) {
  std::string text;
  std::array<char, 4096> piece;
  while (text.size() < kScriptLimit) {
    const ssize_t size = ::read(descriptor, piece.data(), piece.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return std::nullopt;
    if (size == 0) return text;
    text.append(piece.data(), static_cast<std::size_t>(size));
  }
  return std::nullopt;
}

// False once nobody reads.
bool write_all(int descriptor, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::write(descriptor, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(size));
  }
  return true;
}

std::span<const std::uint8_t> bytes_of(std::span<const std::int16_t> samples) {
  return {reinterpret_cast<const std::uint8_t*>(samples.data()), samples.size_bytes()};
}

void play(const DemoScript& script, int pictures, int sound) {
  DemoPicture picture(script);
  const DemoSound ambience;
  std::array<std::int16_t, 2 * kSoundFrames> samples;
  Clock::time_point due = Clock::now();
  for (std::uint64_t number = 0;; ++number, due += kFrame) {
    std::this_thread::sleep_until(due);
    if (Clock::now() - due > kTooLate) due = Clock::now();
    ambience.read(number * kSoundFrames, samples);
    // Sound first: it is small, and ffmpeg interleaves by what it has of both.
    if (!write_all(sound, bytes_of(samples))) return;
    if (!write_all(pictures, picture.draw(number, base::real_utc_now()))) return;
  }
}

}  // namespace

CLI::App* add_demo_picture_command(CLI::App& app) {
  CLI::App* const command = app.add_subcommand("demo-picture", "draw the demonstration broadcast");
  command->group("");  // Not listed: it is for the server's own use.
  command->callback([] {
    const int status = run_demo_picture(STDIN_FILENO, STDOUT_FILENO, kSoundDescriptor);
    if (status != 0) throw CLI::RuntimeError(status);
  });
  return command;
}

int run_demo_picture(int script, int pictures, int sound) {
  ::signal(SIGPIPE, SIG_IGN);  // A broken pipe is the ordinary end.
  const auto text = read_all(script);
  const auto read =
      text ? demo_script_from_json(*text) : base::Error(base::Errc::kMalformed, "no script came");
  if (!read) {
    fmt::print(stderr, "plenary demo-picture: {}\n", read.error().detail());
    return 2;
  }
  if (::fcntl(sound, F_GETFD) < 0) {
    fmt::print(stderr, "plenary demo-picture: descriptor {} must be open for the sound\n", sound);
    return 2;
  }
  constexpr int kPipeBytes = 1 << 20;  // A picture in two writes instead of twenty.
  ::fcntl(pictures, F_SETPIPE_SZ, kPipeBytes);
  play(*read, pictures, sound);
  return 0;
}

}  // namespace plenary::app
