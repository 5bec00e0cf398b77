#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace plenary::flv {

/// What one RTMP video message carries: the body of an FLV video tag with H.264 in it (Adobe Flash
/// Video File Format 10.1, annex E.4.3, VIDEODATA and AVCVIDEOPACKET).
struct VideoTag {
  enum class Kind : std::uint8_t {
    kConfig,         ///< `data` is an AVCDecoderConfigurationRecord: parse_avc_config().
    kPicture,        ///< `data` is length-prefixed NAL units.
    kEndOfSequence,  ///< No picture comes before the next configuration; `data` is empty.
    kCommand,        ///< A seek mark for players; nothing to decode.
  };
  Kind kind = Kind::kPicture;
  bool key = false;                 ///< An IDR picture, says the publisher.
  std::int32_t composition_ms = 0;  ///< Presentation minus decoding time; negative is allowed.
  base::ByteView data;              ///< Inside the parsed body, owned by whoever owns that.
};

/// Parses the body of a video tag. Fails with kUnsupported, naming the codec, for everything but
/// H.264 in its classic form (an enhanced RTMP FourCC is named too), with kTruncated or kMalformed
/// for nonsense. `data` is not looked into.
base::Result<VideoTag> parse_video_tag(base::ByteView body);

}  // namespace plenary::flv
