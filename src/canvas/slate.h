#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/time.h"
#include "canvas/planes.h"

namespace plenary::canvas {

/// What the slate says. Every text may be empty (its place closes up), of any length (it wraps,
/// then shrinks, then ends in an ellipsis) and in any mixture of languages. A line feed begins a
/// new line.
struct SlateText {
  std::string conference;               ///< Name of the conference.
  std::string session;                  ///< Title of the session that is on, or the next one.
  std::string session_second_language;  ///< The same title for those who do not read the first.
  std::string next;                     ///< "Next: 19:30 Opening forum".
  /// "We will be right back" in the conference's first languages, one a line.
  std::string message;
  std::string zone_name;                ///< Shown beside the clock: "北京时间".
  std::chrono::minutes zone_offset{0};  ///< The conference's zone minus UTC.
  bool operator==(const SlateText&) const = default;
};

/// The picture a stage shows when no input can be shown: who, what, when it goes on, and a clock
/// that runs. Drawn, not a file. Everything scales with the height; the design is made for 16:9.
///
/// The first draw after set_text() lays out the whole picture (tens of milliseconds, the first one
/// in a process some hundred more for opening fonts: call prepare() early); every other one copies
/// it and draws the clock alone (about a millisecond at 720p). Deterministic: the same text and
/// second give the same bytes. One thread at a time.
class Slate {
 public:
  /// Both sides are even and at least 64.
  Slate(int width, int height);
  ~Slate();
  Slate(Slate&&) noexcept;
  Slate& operator=(Slate&&) noexcept;

  /// No effect if nothing changed.
  void set_text(SlateText text);

  /// Does now what the next draw() would have to: lays out whatever set_text() changed.
  void prepare();

  /// Writes the whole picture into `out`, which has the slate's size. `now` is the conference
  /// clock's instant in UTC; the zone is added here. What is drawn changes once a second.
  void draw(base::Instant now, const Planes& out);

  /// The only part of the picture that changes while the text stays.
  Rect clock_region();
  /// Where the ink of each text fell, the clock's included, in no order that matters.
  std::vector<Rect> text_boxes();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plenary::canvas
