#pragma once

#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace plenary::media {

/// The RFC 6381 name of an H.264 stream, "avc1.64001f", from its AVCDecoderConfigurationRecord or
/// from SPS and PPS with start codes (ITU-T H.264 Annex B). Fails with kMalformed if there is no
/// SPS.
base::Result<std::string> avc_codecs(base::ByteView extradata);

/// The RFC 6381 name of an AAC stream, "mp4a.40.2", from its AudioSpecificConfig (ISO/IEC 14496-3
/// section 1.6.2.1).
base::Result<std::string> aac_codecs(base::ByteView audio_specific_config);

}  // namespace plenary::media
