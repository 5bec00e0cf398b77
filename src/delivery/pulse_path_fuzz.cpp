// Addresses under /p1/, as whoever asks may write them: what is understood has one spelling.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "delivery/pulse_path.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using plenary::delivery::PulsePath;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto path = plenary::delivery::parse_pulse_path(input);
  if (!path) return 0;
  static constexpr const char* kLetters[] = {"now", "/n/", "/b/", "/s/"};
  const char* const letter = kLetters[static_cast<int>(path->kind)];
  const std::string again =
      path->kind == PulsePath::Kind::kNow
          ? "/p1/" + path->stage.text() + "/" + letter
          : "/p1/" + path->epoch + "/" + path->stage.text() + letter + std::to_string(path->number);
  if (again != input) std::abort();
  return 0;
}
