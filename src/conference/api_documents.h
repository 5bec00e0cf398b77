#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "conference/clock.h"
#include "conference/content.h"
#include "conference/prose.h"
#include "conference/releases.h"
#include "programme/history.h"
#include "programme/session_state.h"

namespace plenary::conference {

/// How many watch a stage: an estimate and the interval that holds the truth.
struct Viewers {
  std::uint64_t now = 0;
  std::uint64_t low = 0;
  std::uint64_t high = 0;

  bool operator==(const Viewers&) const = default;
};

/// What the stage says of itself, as far as the public documents need it.
struct StagePresence {
  base::StageId id;
  bool open = false;                       ///< A run is on: there is something to play.
  bool on_input = false;                   ///< An input is shown; otherwise the slate.
  std::optional<base::Instant> opened_at;  ///< Of the run, real UTC.
  std::optional<Viewers> viewers;          ///< While a run is on.

  bool operator==(const StagePresence&) const = default;
};

// The JSON bodies of the public API. Instants in them are the conference clock's, RFC 3339 UTC with
// milliseconds, those of session states included; `clock.offset_ms` leads back to real UTC.

/// GET /api/v1/conference.
std::string conference_json(const Content& content, const Clock& clock, base::Instant now);
/// GET /api/v1/programme. `history` is what was announced of the sessions before; of `releases`
/// the moments of signing are told.
std::string programme_json(const Content& content, const programme::SessionStates& states,
                           std::uint64_t version, const Clock& clock,
                           const programme::History& history = {}, const Releases& releases = {});
/// GET /api/v1/people.
std::string people_json(const Content& content, const PictureSizes& pictures = {});
/// GET /api/v1/stages. A stage without presence is closed. `now` is the conference clock's.
std::string stages_json(const Content& content, const programme::SessionStates& states,
                        const std::vector<StagePresence>& presences, std::uint64_t version,
                        const Clock& clock, base::Instant now);

}  // namespace plenary::conference
