#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace plenary::flv {

/// What one RTMP audio message carries: the body of an FLV audio tag with AAC in it (Adobe Flash
/// Video File Format 10.1, annex E.4.2, AUDIODATA and AACAUDIODATA). The rate and the channels that
/// the tag claims are constant for AAC and say nothing; the configuration has the true ones.
struct AudioTag {
  enum class Kind : std::uint8_t {
    kConfig,  ///< `data` is an AudioSpecificConfig: parse_aac_config().
    kFrame,   ///< `data` is one raw AAC frame; may be empty.
  };
  Kind kind = Kind::kFrame;
  base::ByteView data;  ///< Inside the parsed body, owned by whoever owns that.
};

/// Parses the body of an audio tag. Fails with kUnsupported, naming the codec, for everything but
/// AAC in its classic form, with kTruncated or kMalformed for nonsense.
base::Result<AudioTag> parse_audio_tag(base::ByteView body);

}  // namespace plenary::flv
