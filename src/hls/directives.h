#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "hls/segment.h"

namespace plenary::hls {

/// The delivery directives of a playlist request (draft-pantos-hls-rfc8216bis-22 section 6.2.5).
struct Directives {
  std::optional<std::uint64_t> msn = {};   ///< _HLS_msn
  std::optional<std::uint64_t> part = {};  ///< _HLS_part
  bool skip = false;  ///< _HLS_skip=YES or v2; Plenary has no date ranges to skip.
  bool operator==(const Directives&) const = default;
};

/// Reads the directives out of a raw query ("a=b&_HLS_msn=4"); other fields are passed over. Fails
/// with kMalformed where a directive is no decimal integer or is given twice: both are 400.
/// An _HLS_skip of any other value asks for nothing.
base::Result<Directives> parse_directives(std::string_view query);

/// What to do with a playlist request.
struct Decision {
  enum class Kind : std::uint8_t {
    kAnswer,  ///< At once, with the playlist as it is.
    kWait,    ///< Until the live edge has reached `until`, or the run has ended.
    kRefuse,  ///< 400: no playlist near enough will ever satisfy it.
  };
  Kind kind = Kind::kAnswer;
  Edge until = {};
  std::string_view why = {};  ///< For a refusal, in words for the reader at the other end.
  bool operator==(const Decision&) const = default;
};

/// The rules of section 6.2.5.2: _HLS_part without _HLS_msn is refused, and so is what lies more
/// than two segments or the Advance Part Limit ahead; what is past is answered at once; a part
/// beyond its segment's last is part 0 of the next; a playlist that has ended ignores the
/// directives. `edge` counts short parts whatever the set.
Decision decide(const Directives& directives, const Edge& edge, bool ended, const Shape& shape,
                PartSet set);

}  // namespace plenary::hls
