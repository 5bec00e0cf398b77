#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rehearsal/findings.h"
#include "rehearsal/http_exchange.h"
#include "rehearsal/loop.h"
#include "rehearsal/pipe.h"

namespace plenary::rehearsal {

/// One simulated viewer's player: follows a video rendition and the audio by the rules of
/// Low-Latency HLS, with blocking playlist reloads on one keep-alive connection each, and keeps a
/// simulated buffer. It begins PART-HOLD-BACK behind the live edge; a buffer that reaches zero is a
/// stall.
class Follower {
 public:
  Follower(Loop& loop, const Server& server, Findings& findings, std::string_view stage,
           std::string_view rendition);

  void begin();
  void end();
  bool playing() const { return playing_; }

 private:
  /// A part's place in the stream: segment number and index.
  struct Place {
    std::uint64_t number = 0;
    int part = 0;
    auto operator<=>(const Place&) const = default;
  };
  /// What is needed of a media playlist.
  struct Edge {
    double part_target = 0;
    double hold_back = 0;
    std::vector<Place> parts;
    std::vector<bool> independent;
  };

  class Track final : public Pipe::Owner {
   public:
    Track(Follower& follower, std::string at) : path(std::move(at)), follower_(follower) {}
    void on_bytes(std::string_view bytes) override;
    void on_broken() override;

    void connect();
    void next();
    void ask(const std::string& target);

    const std::string path;  ///< "/live/opening/360p/"
    std::optional<Pipe> pipe;
    std::deque<Place> wanted;
    std::optional<Place> last;
    bool fetching_part = false;
    double end = 0;  ///< How far the track is buffered, seconds since the viewer's first part.

   private:
    Follower& follower_;
    std::string input_;
  };

  static Edge read_edge(std::string_view text, std::optional<Place> after);
  void answered(Track& track, const HttpAnswer& answer);
  void read_playlist(Track& track, std::string_view body);
  void delivered(Track& track);

  Loop& loop_;
  const Server& server_;
  Findings& findings_;
  std::array<Track, 2> tracks_;
  double hold_back_ = 0.96;
  double part_target_ = 0.32;
  std::optional<std::uint64_t> first_number_;  ///< Where both tracks begin.
  double begun_ms_ = 0;                        ///< UTC.
  double play_from_ = 0;                       ///< When position 0 would have played.
  bool playing_ = false;
  bool ended_ = false;
};

}  // namespace plenary::rehearsal
