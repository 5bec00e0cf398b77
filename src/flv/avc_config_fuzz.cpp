#include <cstdlib>

#include "flv/avc_config.h"

/// Whatever the bytes, the sets lie inside the record and none is empty.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto config = plenary::flv::parse_avc_config(plenary::base::ByteView(data, size));
  if (!config) return 0;
  if (config->sequence_sets.empty() || config->picture_sets.empty()) std::abort();
  for (const auto* sets : {&config->sequence_sets, &config->picture_sets}) {
    for (const auto& set : *sets) {
      const bool inside = set.data() > data && set.data() + set.size() <= data + size;
      if (set.empty() || !inside) std::abort();
    }
  }
  return 0;
}
