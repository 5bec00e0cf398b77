// A package in which one file is whatever arrives. The first byte chooses the file.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/bytes.h"
#include "base/text.h"
#include "conference/api_documents.h"
#include "conference/package.h"
#include "conference/slate.h"

namespace {

using namespace plenary;
using namespace plenary::conference;

PackageFiles around() {
  PackageFiles files;
  files.put("sources.yaml", "ISC: {title: A page, url: 'https://example.org', grade: A}\n");
  files.put("organisations.yaml",
            "organisations: [{id: isc, name: {en: Society}, sources: [ISC]}]\n");
  files.put("people.yaml", "people: [{id: somebody, name: {en: A}, sources: [ISC]}]\n");
  files.put("conference.yaml",
            "id: small\ntitle: {en: Small}\nshort_name: Small\nhost: isc\nlanguages: [en, zh]\n"
            "time_zone: Asia/Shanghai\nsources: [ISC]\n"
            "days: [{date: 2020-07-23, sources: [ISC]}]\n");
  files.put("programme.yaml",
            "stages: [{id: opening, title: {en: Main}, inputs: [{id: primary}]}]\n"
            "sessions: [{id: talk, kind: forum, stage: opening, title: {en: T}, sources: [ISC],\n"
            "  starts_at: '2020-07-23T14:30:00+08:00', ends_at: '2020-07-23T15:30:00+08:00'}]\n");
  return files;
}

/// Whatever was accepted can be shown.
void show(const Content& content) {
  const Clock clock([] { return base::Instant{}; }, FolderKind::kConference,
                    std::chrono::milliseconds{0});
  for (const std::string& body :
       {conference_json(content, clock, {}), programme_json(content, {}, 1, clock),
        people_json(content), stages_json(content, {}, {}, 1, clock, {})}) {
    if (!base::is_utf8(body)) std::abort();
  }
  for (const auto& stage : content.programme.stages) {
    slate_texts(content, {}, stage.id, {}, std::chrono::milliseconds{0});
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > kMostFileBytes) return 0;
  constexpr const char* kNames[] = {"sources.yaml", "organisations.yaml", "people.yaml",
                                    "conference.yaml", "programme.yaml"};
  PackageFiles files = around();
  files.put(kNames[data[0] % 5], base::text_of({data + 1, size - 1}));
  const Loaded loaded = load(files);
  for (const Mistake& mistake : loaded.mistakes) {
    if (!base::is_utf8(print(mistake))) std::abort();
  }
  if (!loaded.content && !any_error(loaded.mistakes)) std::abort();
  if (loaded.content) show(*loaded.content);
  return 0;
}
