#include <cstdlib>

#include "media/codecs.h"

namespace {

/// Printable, and with the shape that RFC 6381 gives.
bool sane(const plenary::base::Result<std::string>& name, std::string_view prefix,
          std::size_t longest) {
  return !name || (name->starts_with(prefix) && name->size() <= longest);
}

}  // namespace

/// Whatever the bytes, there is no name or one of its documented shape.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const plenary::base::ByteView bytes(data, size);
  const auto avc = plenary::media::avc_codecs(bytes);
  if (!sane(avc, "avc1.", 11) || (avc && avc->size() != 11)) std::abort();
  if (!sane(plenary::media::aac_codecs(bytes), "mp4a.40.", 10)) std::abort();
  return 0;
}
