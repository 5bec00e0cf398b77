// A package in which one file is whatever arrives. The first byte chooses the file.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/bytes.h"
#include "base/text.h"
#include "conference/api_documents.h"
#include "conference/package.h"
#include "conference/report_documents.h"
#include "conference/slate.h"
#include "markdown/markdown.h"

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

/// Reports and news around which a text of theirs is whatever arrives.
void put_publications(PackageFiles& files) {
  files.put("reports/r.yaml",
            "title: {en: R}\nrelease: {mode: by_hand}\nsources: [ISC]\n"
            "chapters: [{id: c, title: {en: C}, sources: [ISC]}]\n"
            "indicators: [{id: i, name: {en: I}, value: 1e9, unit: CNY, period: 2019, "
            "sources: [ISC]}]\n");
  files.put("reports/r/c.en.md", "[[indicator r/i]]\n");
  files.put("news/n.yaml", "title: {en: N}\nembargo: {with: r}\nsources: [ISC]\n");
  files.put("news/n.en.md", "[[amount 5 CNY]] [[indicator r/i]]\n");
}

void show_publications(const Content& content) {
  std::vector<std::string> bodies = {reports_json(content, {}), news_json(content, {}, {})};
  for (const auto& report : content.reports) bodies.push_back(report_json(content, report, {}, {}));
  for (const auto& post : content.news) {
    bodies.push_back(post_json(content, post, {}, {}));
    for (const auto& [language, text] : post.markdown) {
      if (!markdown::harmless(prose_html(text, language, content, {}))) std::abort();
    }
  }
  for (const std::string& body : bodies) {
    if (!base::is_utf8(body)) std::abort();
  }
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
  // The first five stand for the numbers that they always had in the corpus.
  constexpr const char* kNames[] = {"sources.yaml",      "organisations.yaml", "people.yaml",
                                    "conference.yaml",   "programme.yaml",     "reports/r.yaml",
                                    "reports/r/c.en.md", "news/n.yaml",        "news/n.en.md"};
  PackageFiles files = around();
  const std::size_t chosen = data[0] < 0x80 ? data[0] % 5 : 5 + data[0] % 4;
  if (chosen >= 5) put_publications(files);
  files.put(kNames[chosen], base::text_of({data + 1, size - 1}));
  const Loaded loaded = load(files);
  for (const Mistake& mistake : loaded.mistakes) {
    if (!base::is_utf8(print(mistake))) std::abort();
  }
  if (!loaded.content && !any_error(loaded.mistakes)) std::abort();
  if (!loaded.content) return 0;
  show(*loaded.content);
  show_publications(*loaded.content);
  return 0;
}
