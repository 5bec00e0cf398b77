#include "rehearsal/follower.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace plenary::rehearsal {
namespace {

using namespace std::chrono_literals;

double now_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double utc_ms() {
  return static_cast<double>(base::real_utc_now().time_since_epoch().count());
}

double number_after(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return 0;
  return std::strtod(std::string(text.substr(at + name.size(), 24)).c_str(), nullptr);
}

}  // namespace

Follower::Follower(Loop& loop, const Server& server, Findings& findings, std::string_view stage,
                   std::string_view rendition)
    : loop_(loop),
      server_(server),
      findings_(findings),
      tracks_{Track(*this, fmt::format("/live/{}/{}/", stage, rendition)),
              Track(*this, fmt::format("/live/{}/audio/", stage))} {}

void Follower::begin() {
  begun_ms_ = utc_ms();
  for (Track& track : tracks_) track.connect();
}

void Follower::end() {
  ended_ = true;
  for (Track& track : tracks_) {
    if (track.pipe) track.pipe->close();
  }
}

void Follower::Track::connect() {
  input_.clear();
  pipe.emplace(follower_.loop_, follower_.server_, *this);
  next();
}

void Follower::Track::ask(const std::string& target) {
  pipe->send(write_request(follower_.server_, "GET", path + target));
}

void Follower::Track::next() {
  fetching_part = !wanted.empty();
  if (fetching_part)
    return ask(fmt::format("{}.{}.m4s", wanted.front().number, wanted.front().part));
  if (!last) return ask("index.m3u8");
  // The part after the last one; a part past the segment's end is read as the next one's first.
  ask(fmt::format("index.m3u8?_HLS_msn={}&_HLS_part={}", last->number, last->part + 1));
}

void Follower::Track::on_bytes(std::string_view bytes) {
  follower_.findings_.bytes += bytes.size();
  input_ += bytes;
  const auto answer = take_answer(input_);
  if (answer) follower_.answered(*this, *answer);
}

void Follower::Track::on_broken() {
  ++follower_.findings_.broken;
  follower_.loop_.after(1s, [this] {
    if (!follower_.ended_) connect();
  });
}

Follower::Edge Follower::read_edge(std::string_view text, std::optional<Place> after) {
  Edge edge;
  edge.part_target = number_after(text, "PART-TARGET=");
  edge.hold_back = number_after(text, "PART-HOLD-BACK=");
  constexpr std::string_view kPart = "#EXT-X-PART:";
  std::size_t end = text.size();
  // From the tail, since what is new is there.
  while (end > 0) {
    const std::size_t at = text.rfind(kPart, end - 1);
    if (at == std::string_view::npos) break;
    end = at;
    const std::string_view line = text.substr(at, text.find('\n', at) - at);
    const std::size_t uri = line.find("URI=\"");
    if (uri == std::string_view::npos) continue;
    Place place;
    const char* const last = line.data() + line.size();
    const auto number = std::from_chars(line.data() + uri + 5, last, place.number);
    if (number.ec != std::errc() || number.ptr == last) continue;
    std::from_chars(number.ptr + 1, last, place.part);
    if (after && place <= *after) break;
    edge.parts.push_back(place);
    edge.independent.push_back(line.find("INDEPENDENT=YES") != std::string_view::npos);
  }
  std::reverse(edge.parts.begin(), edge.parts.end());
  std::reverse(edge.independent.begin(), edge.independent.end());
  return edge;
}

void Follower::answered(Track& track, const HttpAnswer& answer) {
  if (answer.status != 200) {
    if (answer.status >= 400) ++findings_.statuses[answer.status];
    track.wanted.clear();
    track.last.reset();
    loop_.after(1s, [this, &track] {
      if (!ended_) track.next();
    });
    return;
  }
  if (track.fetching_part) {
    ++findings_.parts;
    const double published =
        std::strtod(std::string(answer.field("x-published-at")).c_str(), nullptr);
    // What waited for the viewer to come was not delivered late.
    if (published > begun_ms_) findings_.part_ms.add(utc_ms() - published);
    track.last = track.wanted.front();
    track.wanted.pop_front();
    delivered(track);
  } else {
    ++findings_.playlists;
    read_playlist(track, answer.body);
  }
  track.next();
}

void Follower::read_playlist(Track& track, std::string_view body) {
  const Edge edge = read_edge(body, track.last);
  if (edge.part_target > 0) part_target_ = edge.part_target;
  if (edge.hold_back > 0) hold_back_ = edge.hold_back;
  if (track.last) {
    track.wanted.insert(track.wanted.end(), edge.parts.begin(), edge.parts.end());
    return;
  }
  if (edge.parts.empty()) return;
  // Join at the last independent part that is at least PART-HOLD-BACK from the edge; the second
  // track where the first one did.
  std::size_t from = 0;
  for (std::size_t i = 0; i < edge.parts.size(); ++i) {
    const double to_edge = static_cast<double>(edge.parts.size() - i) * edge.part_target;
    const bool begins_segment = edge.parts[i].part == 0 && edge.independent[i];
    const bool common = !first_number_ || edge.parts[i].number == *first_number_;
    if (begins_segment && common && (to_edge >= edge.hold_back || first_number_)) from = i;
  }
  first_number_ = edge.parts[from].number;
  track.wanted.assign(edge.parts.begin() + static_cast<std::ptrdiff_t>(from), edge.parts.end());
}

void Follower::delivered(Track& track) {
  const double now = now_seconds();
  const double before = track.end;
  track.end += part_target_;
  if (!playing_) {
    const double both = std::min(tracks_[0].end, tracks_[1].end);
    const bool caught_up = tracks_[0].wanted.empty() && tracks_[1].wanted.empty();
    if (both < hold_back_ || !caught_up) return;
    playing_ = true;
    play_from_ = now - (both - hold_back_);
    return;
  }
  if (now - play_from_ <= before) return;
  // It ran dry before this part came: the picture stood still until now.
  ++findings_.stalls;
  play_from_ = now - before;
}

}  // namespace plenary::rehearsal
