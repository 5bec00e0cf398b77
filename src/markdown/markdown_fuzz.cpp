// Any bytes as a text: what comes out is UTF-8 and harmless, whatever went in.
#include <cstdint>
#include <cstdlib>

#include "base/bytes.h"
#include "base/text.h"
#include "markdown/markdown.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plenary;
  const std::string_view text = base::text_of({data, size});
  for (const auto& fault : markdown::read(text).faults) {
    if (fault.line < 1 || fault.mend.empty()) std::abort();
  }
  markdown::Hooks hooks;
  hooks.mark = [](const markdown::Mark& mark) {
    return "<data>" + markdown::escaped(mark.word) + "</data>";
  };
  hooks.picture = [](std::string_view name) { return name == "a.png" ? "/pictures/a.webp" : ""; };
  const std::string html = markdown::html(text, hooks);
  if (!base::is_utf8(html) || !markdown::harmless(html)) std::abort();
  return 0;
}
