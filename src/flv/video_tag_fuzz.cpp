#include <cstdlib>

#include "flv/video_tag.h"

/// Whatever the bytes, the tag's data lies inside the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const plenary::base::ByteView body(data, size);
  const auto tag = plenary::flv::parse_video_tag(body);
  if (!tag || tag->data.empty()) return 0;
  const bool inside = tag->data.data() > data && tag->data.data() + tag->data.size() == data + size;
  if (!inside) std::abort();
  return 0;
}
