#include <boost/json/serialize.hpp>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "audience/act_json.h"
#include "audience/beat.h"
#include "base/check.h"

using namespace plenary;

/// A beat of any bytes is refused or read; an act that was read survives being written and read
/// again, as it is by the journal.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto beat = audience::parse_beat(text);
  if (!beat) return 0;
  PLENARY_CHECK(beat->acts.size() <= audience::kMostActs);
  for (const audience::Act& act : beat->acts) {
    const auto again = audience::read_act(audience::act_json(act));
    PLENARY_CHECK(again.has_value() && *again == act);
  }
  return 0;
}
