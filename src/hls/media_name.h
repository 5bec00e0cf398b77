#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace plenary::hls {

/// What a file name under /live/{stage}/{rendition}/ asks for. Only integers leave the parser:
/// nothing of a request becomes a path.
struct MediaName {
  enum class Kind : std::uint8_t {
    kHeader,   ///< init.{run}.mp4; the run is in `number`.
    kSegment,  ///< {number}.m4s
    kPart,     ///< {number}.{part}.m4s; first == last.
    kWide,     ///< {number}.{first}-{last}.m4s
  };
  Kind kind = Kind::kSegment;
  std::uint64_t number = 0;
  int first = 0;
  int last = 0;
  bool operator==(const MediaName&) const = default;
};

/// Reads a media name. Decimal integers have no sign and no leading zero, so that each thing has
/// one address. Fails with kMalformed.
base::Result<MediaName> parse_media_name(std::string_view name);

std::string header_name(std::uint64_t run);
std::string segment_name(std::uint64_t number);
std::string part_name(std::uint64_t number, int part);
std::string wide_name(std::uint64_t number, int first, int last);

}  // namespace plenary::hls
