// A ZIP is whatever arrives. What is accepted is within its limits and goes into a ZIP again.
#include <cstdint>
#include <cstdlib>

#include "archive/zip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plenary;
  archive::ZipLimits limits;
  limits.files = 50;
  limits.file_bytes = 64 * 1024;
  limits.all_bytes = 256 * 1024;
  const auto files = archive::read_zip({data, size}, limits);
  if (!files) return 0;
  std::size_t total = 0;
  for (const auto& [path, bytes] : *files) {
    if (path.empty() || path.front() == '/' || path.find("..") == 0) std::abort();
    total += bytes->size();
  }
  if (files->size() > limits.files || total > limits.all_bytes) std::abort();
  if (!archive::write_zip(*files)) std::abort();
  return 0;
}
