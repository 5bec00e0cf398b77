#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/text.h"
#include "search/index.h"

using plenary::search::Hit;
using plenary::search::Index;
using plenary::search::Kind;

/// Any bytes as a query: hits are shown as valid UTF-8 and their marks lie within it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Index index({
      {Kind::kSession,
       "a",
       {{{"en", "Opening of the cloud"}, {"zh", "工业互联网云"}}},
       {{{"en", "Keynotes on the industrial internet."}, {"th", "สวัสดีชาวโลก"}}},
       1},
      {Kind::kPerson,
       "b",
       {{{"en", "José Ångström"}, {"ko", "안녕하세요"}}},
       {{{"en", "a b c"}}},
       2},
  });
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const Hit& hit : index.find({.text = text, .language = "en", .fallback = {"zh"}})) {
    if (!plenary::base::is_utf8(hit.title) || !plenary::base::is_utf8(hit.snippet)) std::abort();
    for (const auto& mark : hit.marks) {
      if (mark.begin < 0 || mark.size <= 0 ||
          static_cast<std::size_t>(mark.begin + mark.size) > hit.snippet.size()) {
        std::abort();
      }
    }
  }
  return 0;
}
