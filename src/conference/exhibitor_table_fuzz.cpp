// A table of exhibitors is whatever arrives, beside a package that is there.
#include <cstdint>
#include <cstdlib>

#include "base/bytes.h"
#include "conference/exhibitor_table.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace plenary;
  using namespace plenary::conference;
  PackageFiles files;
  files.put("conference.yaml",
            "id: small\ntitle: {en: Small}\nshort_name: Small\nhost: isc\nlanguages: [en, zh]\n"
            "time_zone: Asia/Shanghai\ndays: [{date: 2020-07-23}]\n");
  files.put("organisations.yaml", "organisations: [{id: isc, name: {en: Society}}]\n");
  files.put("programme.yaml",
            "stages: [{id: s, title: {en: S}, inputs: [{id: a}]}]\nsessions: []\n");
  files.put("exhibition.yaml",
            "categories: [{id: nets, title: {en: N}}]\n"
            "halls: [{id: east, title: {en: E}, width: 9, depth: 9, booths: [{id: a1, x: 0, y: 0, width: 3, depth: 3}]}]\n");
  files.put("exhibitors/acme.yaml", "title: {en: Acme}\nproducts: [{id: p, title: {en: P}}]\n");
  const TableImport made = read_exhibitor_table(base::text_of({data, size}), files);
  if (!made.mistakes.empty() && !made.files.empty()) std::abort();
  if (made.mistakes.size() > kMostTableMistakes) std::abort();
  for (const auto& [path, bytes] : made.files) {
    if (kind_of(path) != FileKind::kYaml) std::abort();
    files.files[path] = bytes;
  }
  if (!made.files.empty() && !load(files).content) std::abort();
  return 0;
}
