#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/schedule_json.h"

using plenary::formats::read_schedule_json;
using plenary::formats::write_schedule_json;

/// Any bytes as a file: what is read is written, and read again is what it was.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto schedule = read_schedule_json({reinterpret_cast<const char*>(data), size});
  if (schedule && !read_schedule_json(write_schedule_json(*schedule))) std::abort();
  return 0;
}
