#include <cstddef>
#include <cstdint>
#include <string_view>

#include "audience/folding.h"
#include "base/check.h"
#include "base/text.h"

using namespace plenary;

/// Any bytes: folding, cleaning, links and the word list neither fail nor give what is not UTF-8.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const audience::Folding folding;
  if (size > 8192) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const audience::Folded folded = folding.fold(text);
  PLENARY_CHECK(base::is_utf8(folded.words));
  const std::string cleaned = audience::clean_text(text, size % 2 == 0);
  PLENARY_CHECK(base::is_utf8(cleaned));
  PLENARY_CHECK(audience::clean_text(cleaned, size % 2 == 0) == cleaned);
  (void)audience::has_link(text);
  (void)audience::near_hash(folded);
  audience::WordList list;
  list.add(folding, std::string(text));
  if (!folded.compact.empty()) PLENARY_CHECK(!list.find(folded).empty());
  return 0;
}
