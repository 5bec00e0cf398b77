#include <cstdlib>

#include "flv/aac_config.h"

/// Whatever the bytes, an accepted configuration is inside its documented ranges.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto config = plenary::flv::parse_aac_config(plenary::base::ByteView(data, size));
  if (!config) return 0;
  const bool sane = config->object_type >= 1 && config->object_type <= 4 &&
                    config->sample_rate >= 7350 && config->sample_rate <= 96000 &&
                    config->channels >= 1 && config->channels <= 8 &&
                    (config->frame_samples == 1024 || config->frame_samples == 960);
  if (!sane) std::abort();
  return 0;
}
