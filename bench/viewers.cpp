// Viewers of one stage by the rules of Low-Latency HLS, thousands in one thread: blocking playlist
// reloads and parts of one video rendition and the audio, on a keep-alive connection each.
//
//   bench_viewers --viewers 1000 --seconds 60 [--rendition 360p] [--step 250] HOST:PORT STAGE
//
// Each viewer has a simulated buffer: it begins to play PART-HOLD-BACK behind the live edge and stalls
// when the buffer of either track is empty. Prints requests, errors, stalls and how long a part took
// from its publication (the answer's x-published-at) to its last byte here. With --step, viewers are
// added step by step, for --seconds each, until the first stall.

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

double now_seconds() {
  return std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
}
double utc_seconds() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

struct Options {
  std::string host = "127.0.0.1";
  int port = 8080;
  std::string stage;
  std::string rendition = "360p";
  int viewers = 1000;
  int step = 0;
  double seconds = 60;
  double ramp_seconds = 5;
};

struct Totals {
  std::uint64_t requests = 0, playlists = 0, parts = 0, bytes = 0;
  std::uint64_t client_errors = 0, server_errors = 0, broken_connections = 0;
  std::uint64_t stalls = 0;
  std::vector<float> delivery_ms;

  void clear() { *this = Totals{}; }
};

/// A part's place in the stream: segment number and index.
struct Place {
  std::uint64_t number = 0;
  int part = 0;
  auto operator<=>(const Place&) const = default;
};

/// What one viewer needs of a media playlist.
struct Edge {
  double part_target = 0;
  double hold_back = 0;
  std::vector<Place> parts;      ///< Listed ones, in order.
  std::vector<bool> independent;
};

double number_after(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return 0;
  return std::strtod(text.data() + at + name.size(), nullptr);
}

/// Reads the parts after `after`; from the tail, since that is where they are.
Edge read_edge(std::string_view text, std::optional<Place> after) {
  Edge edge;
  edge.part_target = number_after(text, "PART-TARGET=");
  edge.hold_back = number_after(text, "PART-HOLD-BACK=");
  constexpr std::string_view kPart = "#EXT-X-PART:";
  std::size_t end = text.size();
  while (end > 0) {
    const std::size_t at = text.rfind(kPart, end - 1);
    if (at == std::string_view::npos) break;
    const std::string_view line = text.substr(at, text.find('\n', at) - at);
    const std::size_t uri = line.find("URI=\"") + 5;
    Place place;
    const char* last = line.data() + line.size();
    const auto number = std::from_chars(line.data() + uri, last, place.number);
    std::from_chars(number.ptr + 1, last, place.part);
    if (after && place <= *after) break;
    edge.parts.push_back(place);
    edge.independent.push_back(line.find("INDEPENDENT=YES") != std::string_view::npos);
    end = at;
  }
  std::reverse(edge.parts.begin(), edge.parts.end());
  std::reverse(edge.independent.begin(), edge.independent.end());
  return edge;
}

class Load;
struct Viewer;

/// One track of one viewer: a connection that asks for a playlist, then for the parts it names.
struct Track {
  Viewer* viewer = nullptr;
  std::string path;  ///< "/live/opening/360p/"
  int fd = -1;
  std::string out;
  std::size_t out_at = 0;
  std::string in;
  std::deque<Place> wanted;
  std::optional<Place> last;
  bool fetching_part = false;
  double end = 0;  ///< How far the track is buffered, seconds since the viewer's first part.
  bool began = false;
};

struct Viewer {
  std::array<Track, 2> tracks;
  double hold_back = 0.96;
  double part_target = 0.32;
  std::optional<std::uint64_t> first_number;  ///< Where both tracks begin.
  double play_from = 0;                       ///< Wall clock at which position 0 would have played.
  bool playing = false;
};

class Load {
 public:
  explicit Load(Options options) : options_(std::move(options)), epoll_(::epoll_create1(0)) {
    address_.sin_family = AF_INET;
    address_.sin_port = htons(static_cast<std::uint16_t>(options_.port));
    if (::inet_pton(AF_INET, options_.host.c_str(), &address_.sin_addr) != 1) {
      fmt::print(stderr, "viewers: {} is no IPv4 address\n", options_.host);
      std::exit(2);
    }
  }

  void add_viewer() {
    auto viewer = std::make_unique<Viewer>();
    const std::array<std::string, 2> renditions = {options_.rendition, "audio"};
    for (std::size_t i = 0; i < 2; ++i) {
      Track& track = viewer->tracks[i];
      track.viewer = viewer.get();
      track.path = fmt::format("/live/{}/{}/", options_.stage, renditions[i]);
      connect(track);
      ask_playlist(track);
    }
    viewers_.push_back(std::move(viewer));
  }

  void run_until(double deadline) {
    std::array<epoll_event, 512> events;
    while (now_seconds() < deadline) {
      const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 50);
      for (int i = 0; i < count; ++i) {
        auto& track = *static_cast<Track*>(events[static_cast<std::size_t>(i)].data.ptr);
        const std::uint32_t what = events[static_cast<std::size_t>(i)].events;
        if (what & EPOLLOUT) flush(track);
        if (what & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(track);
      }
    }
  }

  std::size_t size() const { return viewers_.size(); }
  std::size_t playing() const {
    return static_cast<std::size_t>(std::count_if(viewers_.begin(), viewers_.end(),
                                                  [](const auto& v) { return v->playing; }));
  }
  Totals totals;

 private:
  void connect(Track& track) {
    track.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (track.fd < 0) {
      fmt::print(stderr, "viewers: no further socket: {}\n", std::strerror(errno));
      std::exit(1);
    }
    const int yes = 1;
    ::setsockopt(track.fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    ::connect(track.fd, reinterpret_cast<const sockaddr*>(&address_), sizeof address_);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLET;
    event.data.ptr = &track;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, track.fd, &event);
  }

  void send(Track& track, const std::string& target) {
    track.out = fmt::format("GET {}{} HTTP/1.1\r\nHost: {}:{}\r\n\r\n", track.path, target,
                            options_.host, options_.port);
    track.out_at = 0;
    ++totals.requests;
    flush(track);
  }

  void flush(Track& track) {
    while (track.out_at < track.out.size()) {
      const ssize_t sent = ::send(track.fd, track.out.data() + track.out_at,
                                  track.out.size() - track.out_at, MSG_NOSIGNAL);
      if (sent <= 0) return;
      track.out_at += static_cast<std::size_t>(sent);
    }
  }

  void ask_playlist(Track& track) {
    track.fetching_part = false;
    if (!track.last) return send(track, "index.m3u8");
    // The part after the last one; the server reads a part past the segment as the next one's first.
    send(track, fmt::format("index.m3u8?_HLS_msn={}&_HLS_part={}", track.last->number,
                            track.last->part + 1));
  }

  void ask_part(Track& track) {
    track.fetching_part = true;
    const Place place = track.wanted.front();
    send(track, fmt::format("{}.{}.m4s", place.number, place.part));
  }

  void next(Track& track) { track.wanted.empty() ? ask_playlist(track) : ask_part(track); }

  void broken(Track& track) {
    ++totals.broken_connections;
    ::close(track.fd);
    track.in.clear();
    connect(track);
    next(track);
  }

  void receive(Track& track) {
    std::array<char, 256 * 1024> buffer;
    for (;;) {
      const ssize_t got = ::recv(track.fd, buffer.data(), buffer.size(), 0);
      if (got == 0 || (got < 0 && errno != EAGAIN)) return broken(track);
      if (got < 0) break;
      totals.bytes += static_cast<std::uint64_t>(got);
      track.in.append(buffer.data(), static_cast<std::size_t>(got));
      if (static_cast<std::size_t>(got) < buffer.size()) break;
    }
    const std::size_t head_end = track.in.find("\r\n\r\n");
    if (head_end == std::string::npos) return;
    const std::string_view head(track.in.data(), head_end);
    const auto length = static_cast<std::size_t>(header(head, "content-length:"));
    if (track.in.size() < head_end + 4 + length) return;
    const int status = static_cast<int>(std::strtol(track.in.c_str() + 9, nullptr, 10));
    const double published = header(head, "x-published-at:") / 1000;
    const std::string body = track.in.substr(head_end + 4, length);
    track.in.erase(0, head_end + 4 + length);
    answered(track, status, body, published);
  }

  static double header(std::string_view head, std::string_view name) {
    const auto same = [](char a, char b) { return (a | 32) == (b | 32); };
    const auto found = std::search(head.begin(), head.end(), name.begin(), name.end(), same);
    if (found == head.end()) return 0;
    return std::strtod(&*found + name.size(), nullptr);
  }

  void answered(Track& track, int status, std::string_view body, double published) {
    if (status >= 500) ++totals.server_errors;
    if (status >= 400 && status < 500) ++totals.client_errors;
    if (status != 200) {
      track.wanted.clear();
      track.last.reset();
      return ask_playlist(track);
    }
    if (track.fetching_part) {
      ++totals.parts;
      if (published > 0) {
        totals.delivery_ms.push_back(static_cast<float>(1000 * (utc_seconds() - published)));
      }
      track.last = track.wanted.front();
      track.wanted.pop_front();
      delivered(track);
    } else {
      ++totals.playlists;
      read_playlist(track, body);
    }
    next(track);
  }

  void read_playlist(Track& track, std::string_view body) {
    const Edge edge = read_edge(body, track.last);
    Viewer& viewer = *track.viewer;
    if (edge.part_target > 0) viewer.part_target = edge.part_target;
    if (edge.hold_back > 0) viewer.hold_back = edge.hold_back;
    if (track.last) {
      track.wanted.insert(track.wanted.end(), edge.parts.begin(), edge.parts.end());
      return;
    }
    // Join: at the last independent part that is at least PART-HOLD-BACK from the edge; the second
    // track where the first one did.
    std::size_t from = 0;
    for (std::size_t i = 0; i < edge.parts.size(); ++i) {
      const double to_edge = static_cast<double>(edge.parts.size() - i) * edge.part_target;
      const bool begins_segment = edge.parts[i].part == 0 && edge.independent[i];
      const bool common = !viewer.first_number || edge.parts[i].number == *viewer.first_number;
      if (begins_segment && common && (to_edge >= edge.hold_back || viewer.first_number)) from = i;
    }
    if (edge.parts.empty()) return;
    viewer.first_number = edge.parts[from].number;
    track.wanted.assign(edge.parts.begin() + static_cast<std::ptrdiff_t>(from), edge.parts.end());
  }

  void delivered(Track& track) {
    Viewer& viewer = *track.viewer;
    const double now = now_seconds();
    const double before = track.end;
    track.end += viewer.part_target;
    if (!viewer.playing) {
      const double both = std::min(viewer.tracks[0].end, viewer.tracks[1].end);
      const bool caught_up = viewer.tracks[0].wanted.empty() && viewer.tracks[1].wanted.empty();
      if (both >= viewer.hold_back && caught_up) {
        viewer.playing = true;
        viewer.play_from = now - (both - viewer.hold_back);
      }
      return;
    }
    const double position = now - viewer.play_from;
    if (position > before) {
      // It ran dry before this part came: the picture stood still until now.
      ++totals.stalls;
      viewer.play_from = now - before;
    }
  }

  Options options_;
  int epoll_;
  sockaddr_in address_{};
  std::vector<std::unique_ptr<Viewer>> viewers_;
};

double percentile(std::vector<float>& values, double share) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// Adds viewers evenly over the ramp, lets them settle, measures for `seconds`; prints a line.
bool measure(Load& load, const Options& options, int viewers) {
  const int to_add = viewers - static_cast<int>(load.size());
  for (int i = 0; i < to_add; ++i) {
    load.add_viewer();
    load.run_until(now_seconds() + options.ramp_seconds / to_add);
  }
  load.run_until(now_seconds() + 3);
  load.totals.clear();
  const double cpu_before = cpu_seconds();
  const double begun = now_seconds();
  load.run_until(begun + options.seconds);
  const double took = now_seconds() - begun;
  Totals& t = load.totals;
  fmt::print("{:6} viewers {:6} playing {:9.0f} requests/s {:7.1f} Mbit/s  4xx {} 5xx {} broken {}  "
             "stalls {}  part publish-to-delivery p50 {:.1f} ms p99 {:.1f} ms  load's own cpu {:.2f}\n",
             load.size(), load.playing(), static_cast<double>(t.requests) / took,
             8e-6 * static_cast<double>(t.bytes) / took, t.client_errors, t.server_errors,
             t.broken_connections, t.stalls, percentile(t.delivery_ms, 0.5),
             percentile(t.delivery_ms, 0.99), (cpu_seconds() - cpu_before) / took);
  std::fflush(stdout);
  return t.stalls == 0 && t.server_errors == 0 && t.broken_connections == 0;
}

std::optional<Options> read_options(int argc, char** argv) {
  Options options;
  std::vector<std::string> plain;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.rfind("--", 0) != 0) {
      plain.push_back(word);
      continue;
    }
    if (++i >= argc) return std::nullopt;
    const std::string value = argv[i];
    if (word == "--viewers") options.viewers = std::atoi(value.c_str());
    else if (word == "--seconds") options.seconds = std::atof(value.c_str());
    else if (word == "--ramp") options.ramp_seconds = std::atof(value.c_str());
    else if (word == "--step") options.step = std::atoi(value.c_str());
    else if (word == "--rendition") options.rendition = value;
    else return std::nullopt;
  }
  if (plain.size() != 2 || plain[0].find(':') == std::string::npos || options.viewers < 1) {
    return std::nullopt;
  }
  options.host = plain[0].substr(0, plain[0].find(':'));
  options.port = std::atoi(plain[0].substr(plain[0].find(':') + 1).c_str());
  options.stage = plain[1];
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = read_options(argc, argv);
  if (!options) {
    fmt::print(stderr, "usage: {} --viewers N --seconds S [--ramp S] [--step N] [--rendition ID] "
                       "HOST:PORT STAGE\n", argv[0]);
    return 2;
  }
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);

  Load load(*options);
  int viewers = options->viewers;
  bool well = measure(load, *options, viewers);
  if (options->step > 0) {
    while (well) {
      viewers += options->step;
      well = measure(load, *options, viewers);
    }
    fmt::print("the first stall or error came with {} viewers\n", viewers);
    return 0;
  }
  return well ? 0 : 1;
}
