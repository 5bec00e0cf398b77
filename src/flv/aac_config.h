#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "base/result.h"

namespace plenary::flv {

/// An AudioSpecificConfig (ISO/IEC 14496-3, section 1.6.2.1) of the AAC family.
struct AacConfig {
  int object_type = 2;  ///< Of the core: 1 Main, 2 LC, 3 SSR, 4 LTP.
  int sample_rate = 0;  ///< Of the core, before spectral band replication: 7,350 to 96,000.
  int channels = 0;     ///< Loudspeakers: 1 to 6, 8.
  bool spectral_band_replication = false;  ///< Signalled explicitly in front (object type 5 or 29).
  bool parametric_stereo = false;          ///< Likewise (object type 29).
  int frame_samples = 1024;                ///< Or 960.
  bool operator==(const AacConfig&) const = default;
};

/// Parses a configuration. Fails with kUnsupported for audio that is no AAC of these object types
/// and for channels laid out by a program config element, with kTruncated or kMalformed for
/// nonsense. What follows the fields above (backward compatible extension signalling) is tolerated.
base::Result<AacConfig> parse_aac_config(base::ByteView config);

}  // namespace plenary::flv
