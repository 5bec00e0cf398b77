// A table is whatever arrives; what was read can be written and read again.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/bytes.h"
#include "base/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plenary::base;
  const auto rows = read_csv(text_of({data, size}), 10'000);
  if (!rows) return 0;
  std::size_t line = 0;
  for (const CsvRow& row : *rows) {
    if (row.fields.empty() || row.line <= line) std::abort();
    line = row.line;
  }
  return 0;
}
