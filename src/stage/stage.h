#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/time.h"
#include "stage/grid.h"
#include "stage/input.h"
#include "stage/part_sink.h"

namespace plenary::stage {

/// An input as the settings name it; the order in StageSettings is the order of preference.
struct InputSettings {
  base::InputId id;                       ///< "primary", "backup", "speaker-home", "film", "demo".
  std::chrono::milliseconds buffer{200};  ///< Held back to smooth the network.
};

/// When an input counts as unwell. A threshold of zero switches the check off. Only `missing` moves
/// the selector by itself unless the flag beside a check says so.
struct HealthSettings {
  std::chrono::milliseconds missing{500};
  std::chrono::milliseconds frozen{10'000};
  std::chrono::milliseconds black{5'000};
  std::chrono::milliseconds silent{10'000};
  /// How long frozen, black and silent must be over before their flag comes down.
  std::chrono::milliseconds hold_off{1'000};
  bool frozen_moves = false;
  bool black_moves = false;
  bool silent_moves = false;
  std::chrono::milliseconds steady_first{300};     ///< Before an input is first taken.
  std::chrono::milliseconds steady_return{2'000};  ///< After it had been lost.
};

/// One video rung of the ladder.
struct Rung {
  base::RenditionId id;
  int width = 0;
  int height = 0;
  std::uint32_t video_bps = 0;
};

struct Ladder {
  std::vector<Rung> rungs;  ///< Best first. The first is the programme's size.
  std::uint32_t audio_bps = 64'000;
  std::string preset = "superfast";
};

struct StageSettings {
  base::StageId id;
  Grid grid;
  Ladder ladder;
  HealthSettings health;
  std::vector<InputSettings> inputs;
};

/// What the slate says. Set by the conference whenever it changes; the clock runs by itself.
struct SlateText {
  std::string conference;
  std::string session;  ///< Title of the session that is on, or the next one; may be empty.
  std::string session_second_language;
  std::string next;     ///< "Next: 19:30 Opening forum"; may be empty.
  std::string message;  ///< "We will be right back" in the conference's first languages.
  std::chrono::milliseconds clock_offset{0};  ///< Conference clock minus UTC.
  std::chrono::minutes zone_offset{0};        ///< The conference's zone minus UTC.
  std::string zone_name;                      ///< "北京时间 · Beijing time".
  bool operator==(const SlateText&) const = default;
};

/// The hand's wish: an input, the slate, or leave it to the selector.
struct Choice {
  enum class Kind : std::uint8_t { kAutomatic, kInput, kSlate };
  Kind kind = Kind::kAutomatic;
  base::InputId input;  ///< Only for kInput.
  bool operator==(const Choice&) const = default;
};

struct InputStatus {
  enum class State : std::uint8_t { kAbsent, kConnecting, kSteady, kLost };
  base::InputId id;
  State state = State::kAbsent;
  std::string protocol, address, software;
  std::optional<base::Instant> since;  ///< When the present publisher came.
  bool missing = false, frozen = false, black = false, silent = false;
  int width = 0, height = 0;
  double frames_per_second = 0;  ///< Measured over the last seconds.
  std::uint32_t bps = 0;         ///< Measured.
  int sample_rate = 0, channels = 0;
  double level_db = -120;  ///< Audio RMS over the last second, dBFS.
  std::uint64_t packets = 0, undecodable = 0, dropped = 0;
  std::uint64_t picture_version = 0;  ///< Changes when picture() would give another.
};

struct StageStatus {
  base::StageId id;
  bool open = false;  ///< A run is on.
  std::optional<base::Instant> run_started_at;
  std::uint64_t run = 0;  ///< First segment number of the run.
  Choice choice;          ///< The hand's standing wish.
  bool on_slate = true;
  base::InputId on_air;  ///< Empty while on slate.
  std::string reason;    ///< Why: "primary lost: nothing received for 500 ms".
  std::vector<InputStatus> inputs;
  std::uint64_t frames = 0, repeated_frames = 0;
  std::int64_t late_ms = 0;  ///< How far the programme runs behind its clock.
  double level_db = -120;    ///< Of the programme.
  std::uint64_t picture_version = 0;
};

/// A live place: inputs, one programme, its renditions. Owns its threads. All methods are safe from
/// every thread and, open() apart, never wait for media work.
class Stage {
 public:
  /// `sink` outlives the stage. Starts idle; inputs may publish before the stage is open.
  Stage(StageSettings settings, PartSink& sink, base::UtcClock utc);
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  const StageSettings& settings() const;

  /// Begins a run (no effect if one is on). Numbers begin at max(sink.next_number(), UTC / length);
  /// the running segment's past frames are made at once, so that viewers can begin without waiting
  /// for a boundary (frame_clock.h). Takes some tens of milliseconds, for it opens the encoders,
  /// and waits for the run before to have ended. Fails with kUnsupported if an encoder cannot be
  /// opened. One thread at a time for open() and close().
  base::Status open();
  /// Ends the run: encoders finish what they have, then playlists end. Does not wait for that.
  void close();

  /// Lets a publisher in. kNotFound: no such input; kConflict: somebody publishes there, is alive,
  /// and `take_over` was not asked for. An input whose publisher sent nothing for 2 s can be taken.
  base::Result<std::unique_ptr<Publication>> publish(const base::InputId& input,
                                                     Publisher publisher);
  /// Ends whoever publishes there, as after a key's rotation.
  void disconnect(const base::InputId& input, std::string_view why);

  /// kNotFound if the choice names no input. Takes effect with the next frame.
  base::Status choose(Choice choice);
  void set_slate(SlateText text);

  StageStatus status() const;
  /// A small JPEG (320 px wide, at most two a second) of an input or, with an empty id, of the
  /// programme. Made only while somebody asks: the first answer may be null or old, the next one,
  /// a moment later, is not.
  base::SharedBytes picture(const base::InputId& input) const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace plenary::stage
