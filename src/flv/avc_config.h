#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace plenary::flv {

/// An AVCDecoderConfigurationRecord (ISO/IEC 14496-15, section 5.3.3.1): what a decoder must know
/// before the first picture.
struct AvcConfig {
  std::uint8_t profile = 0;           ///< profile_idc: 66 baseline, 77 main, 100 high.
  std::uint8_t compatibility = 0;     ///< The constraint flags.
  std::uint8_t level = 0;             ///< Ten times the level: 31 is 3.1.
  std::uint8_t nal_length_bytes = 4;  ///< 1, 2 or 4: the size of the length before each NAL unit.
  std::vector<base::ByteView>
      sequence_sets;  ///< SPS NAL units; at least one. Views into the record.
  std::vector<base::ByteView>
      picture_sets;  ///< PPS NAL units; at least one. Views into the record.
};

/// Parses a record and checks that every length in it holds, that there is a sequence and a picture
/// parameter set, and that each set is the NAL unit it stands for. What follows the sets (the
/// chroma and depth fields of the high profiles) is tolerated, present or not. Fails with
/// kTruncated or kMalformed.
base::Result<AvcConfig> parse_avc_config(base::ByteView record);

}  // namespace plenary::flv
