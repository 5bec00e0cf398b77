#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace plenary::flv {

/// The 11 bytes before every FLV tag's body (annex E.4.1). RTMP carries whole tags only inside
/// aggregate messages.
struct TagHeader {
  std::uint8_t type = 0;  ///< 8 audio, 9 video, 18 script data.
  std::uint32_t body_bytes = 0;
  std::uint32_t timestamp_ms = 0;  ///< With the extension byte as the highest.
};

/// Reads the header at the reader's position and moves past it. Fails with kTruncated only.
base::Result<TagHeader> read_tag_header(base::ByteReader& reader);

}  // namespace plenary::flv
