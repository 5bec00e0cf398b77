#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "net/descriptor.h"

/// What the load generators of pulses have in common: one thread, non-blocking sockets, epoll.
namespace plenary::bench {

using Clock = std::chrono::steady_clock;

[[noreturn]] inline void fail(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

inline std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now().time_since_epoch())
      .count();
}

inline void allow_many_files() {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
}

/// CPU time of a process, in nanoseconds: what its threads ran, kernel included.
inline std::int64_t cpu_ns(int pid) {
  std::int64_t sum = 0;
  const std::string tasks = "/proc/" + std::to_string(pid) + "/task";
  for (const auto& task : std::filesystem::directory_iterator(tasks)) {
    std::int64_t ran = 0;
    std::ifstream(task.path() / "schedstat") >> ran;
    sum += ran;
  }
  return sum;
}

/// How long a core of this machine has not been idle, in nanoseconds, in steps of a tick: what ran
/// there, the kernel's own threads and interrupts included.
inline std::int64_t busy_ns(int core) {
  timespec up{};
  ::clock_gettime(CLOCK_BOOTTIME, &up);
  std::ifstream stat("/proc/stat");
  const std::string name = "cpu" + std::to_string(core);
  std::string word;
  while (stat >> word && word != name) stat.ignore(std::numeric_limits<std::streamsize>::max(), '\n');
  std::int64_t user = 0, nice = 0, system = 0, idle = 0, waiting = 0;
  if (!(stat >> user >> nice >> system >> idle >> waiting)) fail("there is no " + name);
  return up.tv_sec * 1'000'000'000 + up.tv_nsec -
         (idle + waiting) * (1'000'000'000 / ::sysconf(_SC_CLK_TCK));
}

inline std::int64_t resident_bytes(int pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; status >> word;) {
    if (word != "VmRSS:") continue;
    std::int64_t kib = 0;
    status >> kib;
    return kib * 1024;
  }
  return 0;
}

inline sockaddr_in address_of(const std::string& host, std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  if (::inet_pton(AF_INET, host.c_str(), &address.sin_addr) != 1) fail(host + " is no IPv4 address");
  return address;
}

/// A non-blocking socket on its way to a server. Closed by a reset, so that ten thousand of them
/// leave no ports behind.
inline net::Descriptor connect_to(const sockaddr_in& server, int receive_buffer = 0) {
  net::Descriptor fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!fd.valid()) fail("no more sockets: raise the limit of open files");
  const int on = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  const linger reset{1, 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
  if (receive_buffer > 0) {
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&server), sizeof server);
  return fd;
}

inline std::string handshake(const std::string& path) {
  return "GET " + path +
         " HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: Upgrade\r\nupgrade: websocket\r\n"
         "sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

/// In milliseconds.
inline double percentile(std::vector<std::int64_t>& ns, double share) {
  if (ns.empty()) return 0;
  const auto rank = static_cast<std::size_t>(share * static_cast<double>(ns.size() - 1));
  std::nth_element(ns.begin(), ns.begin() + static_cast<std::ptrdiff_t>(rank), ns.end());
  return static_cast<double>(ns[rank]) / 1e6;
}

}  // namespace plenary::bench
