// A picture is whatever arrives.
#include <cstdint>
#include <cstdlib>

#include "picture/picture.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plenary;
  const auto encoded = picture::encode({data, size});
  if (!encoded) return 0;
  if (encoded->variants.empty()) std::abort();
  for (const auto& variant : encoded->variants) {
    if (picture::format_of(*variant.webp) != picture::Format::kWebp) std::abort();
    if (variant.width > 1280) std::abort();
  }
  // What pages show can be printed too.
  const auto printed = picture::encode_printed({data, size});
  if (!printed || picture::format_of(*printed->jpeg) != picture::Format::kJpeg) std::abort();
  return 0;
}
