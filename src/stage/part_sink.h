#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/time.h"
#include "stage/grid.h"

namespace plenary::stage {

/// One encoding of the programme, as the multivariant playlist describes it.
struct Rendition {
  enum class Kind : std::uint8_t { kVideo, kAudio };
  base::RenditionId id;
  Kind kind = Kind::kVideo;
  std::string codecs;  ///< RFC 6381: "avc1.64001f", "mp4a.40.2".
  int width = 0;       ///< Video only, as are height and frame rate.
  int height = 0;
  std::uint32_t average_bps = 0;  ///< Media bytes without HTTP.
  std::uint32_t peak_bps = 0;     ///< Of any one segment.
  std::string language;           ///< Audio only: BCP 47, empty for the floor.
  base::SharedBytes init;         ///< ftyp + moov (CMAF header).
};

/// The beginning of a run of a stage: everything that stays true until it ends.
struct Run {
  std::uint64_t first_number = 0;  ///< Of the first segment; also names the run.
  Grid grid;
  std::vector<Rendition> renditions;  ///< Their order is the index of on_part().
};

/// One CMAF chunk: a part of a segment.
struct PackagedPart {
  std::uint64_t number = 0;  ///< Of the segment: the media sequence number.
  int index = 0;             ///< Within the segment, from 0.
  bool independent = false;  ///< Begins with a key frame (every audio part does).
  base::SharedBytes bytes;   ///< moof + mdat.
  /// Real UTC at which it was handed on; viewers are told, so that what delivery adds can be measured.
  base::Instant published_at{};
};

/// Where the packager's parts go: the spool and the timeline behind it.
class PartSink {
 public:
  virtual ~PartSink() = default;

  /// The number that a run beginning now must at least have: one past the last ever written, 0 if
  /// none.
  virtual std::uint64_t next_number() const = 0;
  /// Before any part of the run. Called by whoever opens the stage.
  virtual void begin_run(Run run) = 0;
  /// Parts of one rendition come in order, each rendition from one thread of its own.
  virtual void on_part(std::size_t rendition, PackagedPart part) = 0;
  /// No part comes after it: the playlists end. Called on the programme's thread.
  virtual void end_run() = 0;
};

}  // namespace plenary::stage
