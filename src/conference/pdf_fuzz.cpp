// A document is whatever arrives.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "conference/pdf.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plenary;
  const base::ByteView bytes(data, size);
  const std::string fault = conference::fault_of_pdf(bytes);
  const std::string_view text = base::text_of(bytes);
  if (fault.empty() && text.find("/JavaScript ") != std::string_view::npos) std::abort();
  return 0;
}
