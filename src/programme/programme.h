#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/text.h"
#include "programme/session.h"

namespace plenary::programme {

/// Where an input's picture comes from: a publisher over RTMP, a film that the server plays, or the
/// demonstration broadcast, which only `--demo` starts.
enum class InputKind : std::uint8_t { kRtmp, kFilm, kDemo };

/// The renditions that a stage is encoded into: chosen from the machine, or by its best rung.
enum class LadderChoice : std::uint8_t { kAuto, k720p, k1080p };

/// The names used in content files and in the API: "rtmp", "auto".
const char* name(InputKind kind);
const char* name(LadderChoice ladder);

struct InputDescription {
  base::InputId id;
  InputKind kind = InputKind::kRtmp;
  base::LocalisedText title;  ///< "Speaker at home"; may be empty.
  std::string film;           ///< kFilm only: a file name within the package's folder `films`.
  bool for_speakers = false;  ///< kRtmp only: any speaker of the stage makes its key for themselves.
  std::optional<base::PersonId> person;  ///< kRtmp only: this speaker does, and no other.

  bool operator==(const InputDescription&) const = default;
};

/// A stage as the organiser describes it.
struct StageDescription {
  base::StageId id;
  base::LocalisedText title;
  std::vector<InputDescription> inputs;  ///< In order of preference, at least one.
  LadderChoice ladder = LadderChoice::kAuto;
  std::vector<std::string> our_wording;
  std::vector<std::string> sources;

  bool operator==(const StageDescription&) const = default;
};

/// One day of the conference.
struct Day {
  std::chrono::year_month_day date;  ///< In the conference's time zone.
  base::LocalisedText title;
  base::LocalisedText note;  ///< What is to be said of the day beside its sessions; may be empty.
  bool illustrative = false;
  std::vector<std::string> our_wording;
  std::vector<std::string> sources;

  bool operator==(const Day&) const = default;
};

/// Everything that is announced: where, when, what. Immutable once read.
struct Programme {
  std::vector<Day> days;                 ///< In order of date.
  std::vector<StageDescription> stages;  ///< In the order in which pages show them.
  std::vector<Forum> forums;
  std::vector<Session> sessions;  ///< In order of starts_at.

  /// Null if there is none of that id. The pointee lives as long as this programme.
  const Session* session(const base::SessionId& id) const;
  const StageDescription* stage(const base::StageId& id) const;

  bool operator==(const Programme&) const = default;
};

/// "2020-07-23".
std::string format_date(std::chrono::year_month_day date);

/// The date that a calendar on the wall shows at `instant`, `utc_offset` east of Greenwich.
std::chrono::year_month_day local_date(base::Instant instant, std::chrono::minutes utc_offset);

}  // namespace plenary::programme
