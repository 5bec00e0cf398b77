#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "rtmp/amf0.h"
#include "rtmp/command.h"

using plenary::base::Bytes;
using plenary::rtmp::AmfValue;
namespace rtmp = plenary::rtmp;

namespace {

struct Size {
  int values = 0;
  int depth = 0;
  bool writable = true;  ///< No text beyond 64 KiB and no number that differs from itself.
};

void measure(const AmfValue& value, int depth, Size& size) {
  ++size.values;
  size.depth = std::max(size.depth, depth);
  if (value.text.size() >= 1 << 16 || std::isnan(value.number)) size.writable = false;
  // An empty name would end the object where its value's marker happens to be 9; none is.
  for (const auto& member : value.members) measure(member.value, depth + 1, size);
}

}  // namespace

/// Whatever the bytes, a value keeps its bounds and reads back as it is written; a command too.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  plenary::base::ByteReader reader({data, size});
  int budget = rtmp::kAmfValues;
  if (const auto value = rtmp::read_amf0(reader, budget)) {
    Size measured;
    measure(*value, 0, measured);
    if (measured.values > rtmp::kAmfValues || measured.depth > rtmp::kAmfDepth) std::abort();
    if (measured.writable) {
      Bytes written;
      plenary::base::ByteWriter writer(written);
      rtmp::write_amf0(*value, writer);
      plenary::base::ByteReader again(written);
      int more = rtmp::kAmfValues;
      const auto copy = rtmp::read_amf0(again, more);
      if (!copy || !(*copy == *value) || !again.at_end()) std::abort();
    }
  }
  static_cast<void>(rtmp::read_command({data, size}, false));
  static_cast<void>(rtmp::read_command({data, size}, true));
  return 0;
}
