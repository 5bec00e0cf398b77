#include "conference/package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <ostream>
#include <string>

#include "base/check.h"
#include "conference/whole_package.h"

namespace plenary::conference::package_test {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;

/// A package whose texts a test can change.
struct TextFiles {
  std::map<std::string, std::string> yaml;
  std::set<std::string> films;

  operator PackageFiles() const {
    PackageFiles files;
    for (const auto& [path, text] : yaml) files.put(path, text);
    files.films = films;
    return files;
  }
};

/// The smallest package that uses everything.
TextFiles good() {
  TextFiles files;
  files.films = {"opening.mp4"};
  files.yaml["sources.yaml"] =
      "ISC:\n"                             // 1
      "  title: The host's page\n"         // 2
      "  url: https://example.org/page\n"  // 3
      "  grade: A\n"                       // 4
      "MIRROR:\n"                          // 5
      "  title: A copy\n"                  // 6
      "  grade: C\n";                      // 7
  files.yaml["organisations.yaml"] =
      "organisations:\n"  // 1
      "  - id: isc\n"     // 2
      "    name: {en: Internet Society, zh: 协会}\n"
      "    sources: [ISC]\n";  // 4
  files.yaml["people.yaml"] =
      "people:\n"                          // 1
      "  - id: he-guili\n"                 // 2
      "    name: {en: He Guili}\n"         // 3
      "    title: {en: Vice President}\n"  // 4
      "    organisation: isc\n"            // 5
      "    sources: [ISC]\n";              // 6
  files.yaml["conference.yaml"] =
      "id: small\n"                        // 1
      "title: {en: A small conference}\n"  // 2
      "short_name: Small\n"                // 3
      "host: isc\n"                        // 4
      "languages: [zh, en]\n"              // 5
      "fallback: [en]\n"                   // 6
      "sources: [ISC]\n"                   // 7
      "time_zone: Asia/Shanghai\n"         // 8
      "demonstration_clock: 2020-07-23T14:55:00+08:00\n"
      "days:\n"                         // 10
      "  - date: 2020-07-23\n"          // 11
      "    sources: [ISC]\n"            // 12
      "facts:\n"                        // 13
      "  - id: one\n"                   // 14
      "    text: {en: It is small.}\n"  // 15
      "    sources: [ISC, MIRROR]\n";   // 16
  files.yaml["programme.yaml"] =
      "stages:\n"                      // 1
      "  - id: opening\n"              // 2
      "    title: {en: Main stage}\n"  // 3
      "    inputs:\n"                  // 4
      "      - id: primary\n"          // 5
      "      - {id: film, kind: film, film: opening.mp4}\n"
      "      - {id: demo, kind: demo}\n"  // 7
      "forums:\n"                         // 8
      "  - {id: ai, title: {en: AI}, sources: [ISC]}\n"
      "sessions:\n"              // 10
      "  - id: talk\n"           // 11
      "    kind: keynote\n"      // 12
      "    stage: opening\n"     // 13
      "    forum: ai\n"          // 14
      "    title: {en: Talk}\n"  // 15
      "    starts_at: 2020-07-23T14:30:00+08:00\n"
      "    ends_at: 2020-07-23T16:00:00+08:00\n"
      "    moderator: he-guili\n"      // 18
      "    sources: [ISC]\n"           // 19
      "    running_order:\n"           // 20
      "      - id: first\n"            // 21
      "        kind: keynote\n"        // 22
      "        title: {en: First}\n"   // 23
      "        person: he-guili\n"     // 24
      "        illustrative: true\n";  // 25
  return files;
}

std::vector<std::string> printed(const Loaded& loaded) {
  std::vector<std::string> lines;
  for (const Mistake& mistake : loaded.mistakes) lines.push_back(print(mistake));
  return lines;
}

TEST(Package, ReadsAGoodOne) {
  const Loaded loaded = load(good());
  EXPECT_THAT(printed(loaded), IsEmpty());
  ASSERT_TRUE(loaded.content);
  const Content& content = *loaded.content;
  EXPECT_EQ(content.id.text(), "small");
  EXPECT_EQ(content.utc_offset, std::chrono::hours{8});
  EXPECT_THAT(content.languages, ElementsAre("zh", "en"));
  EXPECT_THAT(content.fallback, ElementsAre("en"));
  EXPECT_EQ(content.organisation(content.host)->name.in("zh"), "协会");
  EXPECT_EQ(content.facts.at(0).text.in("en"), "It is small.");
  const programme::Session& talk = content.programme.sessions.at(0);
  EXPECT_EQ(base::format_rfc3339(talk.starts_at), "2020-07-23T06:30:00.000Z");
  EXPECT_EQ(content.person(*talk.moderator)->title.in("en"), "Vice President");
  EXPECT_TRUE(talk.running_order.at(0).illustrative);
  const auto& inputs = content.programme.stages.at(0).inputs;
  ASSERT_EQ(inputs.size(), 3u);
  EXPECT_EQ(inputs[0].kind, programme::InputKind::kRtmp);
  EXPECT_EQ(inputs[1].film, "opening.mp4");
  EXPECT_EQ(inputs[2].kind, programme::InputKind::kDemo);
}

/// A good package in which one passage of one file is replaced, and what is then printed.
struct Planted {
  const char* file;
  const char* passage;
  const char* replacement;
  std::vector<std::string> mistakes;
};

void PrintTo(const Planted& planted, std::ostream* out) {
  *out << planted.file << ": " << planted.replacement;
}

class PlantedMistake : public testing::TestWithParam<Planted> {};

TEST_P(PlantedMistake, IsNamedWithLineAndRemedy) {
  const Planted& planted = GetParam();
  TextFiles files = good();
  std::string& text = files.yaml[planted.file];
  const std::size_t at = text.find(planted.passage);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string_view(planted.passage).size(), planted.replacement);
  const Loaded loaded = load(files);
  EXPECT_THAT(printed(loaded), ElementsAreArray(planted.mistakes));
  EXPECT_EQ(loaded.content == nullptr, any_error(loaded.mistakes));
}

const Planted kPlanted[] = {
    // Keys and shapes.
    {"people.yaml",
     "    title:",
     "    titel:",
     {"people.yaml:4: unknown key `titel` in a person. Did you mean `title`?"}},
    {"conference.yaml",
     "short_name: Small\n",
     "",
     {"conference.yaml:1: the conference lacks the key `short_name`. Add it."}},
    {"conference.yaml",
     "short_name: Small\n",
     "short_name:\n",
     {"conference.yaml:3: `short_name` has no value. Write one."}},
    {"people.yaml",
     "organisation: isc",
     "organisation: ~",
     {"people.yaml:5: `organisation` has no value. Write one or delete the line."}},
    {"conference.yaml",
     "short_name: Small",
     "short_name: [Small]",
     {"conference.yaml:3: `short_name` is a single value, but here stands a list. "
      "Write it on one line after the colon."}},
    {"conference.yaml",
     "title: {en: A small conference}",
     "title: A small conference",
     {"conference.yaml:2: `title` is a text in several languages, but here stands a single value. "
      "Write it as `title: {en: ..., zh: ...}`."}},
    {"programme.yaml",
     "sources: [ISC]\n    running_order:",
     "sources: ISC\n    running_order:",
     {"programme.yaml:19: `sources` is a list, but here stands a single value. "
      "Write it as `sources: [one, two]`."}},
    {"organisations.yaml",
     "  - id: isc\n",
     "  - isc\n  - id: isc\n",
     {"organisations.yaml:2: an organisation is a map of keys, but here stands a single value. "
      "Write it as lines of `key: value`."}},
    {"conference.yaml",
     "id: small\n",
     "id: small\nid: other\n",
     {"conference.yaml:2: the key `id` stands here for the second time. Keep one of the two."}},
    {"programme.yaml",
     "illustrative: true",
     "illustrative: yes",
     {"programme.yaml:21: an item of the running order names no source. "
      "Add `sources: [KEY]`: this package states the source of everything.",
      "programme.yaml:25: `illustrative` is `yes`. Write `true` or `false`."}},
    // Ids and references.
    {"programme.yaml",
     "id: talk",
     "id: Opening Talk",
     {"programme.yaml:11: the id `Opening Talk` cannot stand in an address. "
      "Use a-z, 0-9 and hyphens within, 64 characters at most."}},
    {"programme.yaml",
     "{id: film, kind",
     "{id: primary, kind",
     {"programme.yaml:6: the id `primary` is taken. "
      "Choose another: it stands further up already."}},
    {"people.yaml",
     "organisation: isc",
     "organisation: isd",
     {"people.yaml:5: there is no organisation `isd`. Did you mean `isc`? "
      "They stand in organisations.yaml."}},
    {"programme.yaml",
     "moderator: he-guili",
     "moderator: nobody",
     {"programme.yaml:18: there is no person `nobody`. Known are: he-guili. "
      "They stand in people.yaml."}},
    {"programme.yaml",
     "stage: opening",
     "stage: openning",
     {"programme.yaml:13: there is no stage `openning`. Did you mean `opening`? "
      "They stand in `stages`."}},
    {"programme.yaml",
     "forum: ai",
     "forum: blockchain",
     {"programme.yaml:14: there is no forum `blockchain`. Known are: ai. They stand in `forums`."}},
    {"programme.yaml",
     "kind: keynote\n    stage",
     "kind: keynot\n    stage",
     {"programme.yaml:12: `kind` cannot be `keynot`. Did you mean `keynote`?"}},
    // Times and days.
    {"programme.yaml",
     "2020-07-23T14:30:00+08:00",
     "2020-07-23 14:30",
     {"programme.yaml:16: `2020-07-23 14:30` is not a time. Write date, time and zone, such as "
      "`2020-07-23T14:30:00+08:00`."}},
    {"programme.yaml",
     "ends_at: 2020-07-23T16:00",
     "ends_at: 2020-07-23T14:00",
     {"programme.yaml:17: the session ends before it begins. Mend one of the two times."}},
    {"programme.yaml",
     "ends_at: 2020-07-23T16:00",
     "ends_at: 2020-07-24T16:00",
     {"programme.yaml:17: the session lasts longer than a day. Mend one of the two times, or make "
      "it several sessions."}},
    {"conference.yaml",
     "date: 2020-07-23",
     "date: 2020-07-22",
     {"conference.yaml:9: warning: the demonstration would begin on a day that is not the "
      "conference's. Choose a time on one of its days.",
      "programme.yaml:16: the session falls on 2020-07-23, which is no day of the conference. "
      "Mend the time, or add the day to `days` in conference.yaml."}},
    {"conference.yaml",
     "date: 2020-07-23",
     "date: 23 July 2020",
     {"conference.yaml:11: `23 July 2020` is not a date. "
      "Write year, month and day, such as `2020-07-23`."}},
    {"conference.yaml",
     "days:\n  - date: 2020-07-23\n    sources: [ISC]\n",
     "days: []\n",
     {"conference.yaml:10: a conference has at least one day. "
      "Add it, such as `- date: 2020-07-23`."}},
    {"conference.yaml",
     "days:\n",
     "days:\n  - {date: 2020-07-24, sources: [ISC]}\n",
     {"conference.yaml:12: this day does not follow the one above it. "
      "List each day once, in order of date."}},
    {"conference.yaml",
     "Asia/Shanghai",
     "Asia/Peking",
     {"conference.yaml:8: there is no such time zone. "
      "Write its IANA name, such as `Asia/Shanghai`."}},
    // Languages and texts.
    {"conference.yaml",
     "languages: [zh, en]",
     "languages: [zh, en, zh_CN]",
     {"conference.yaml:5: `zh_CN` is not a language. Write a BCP 47 tag such as `zh`, `en` or "
      "`id`."}},
    {"conference.yaml",
     "languages: [zh, en]",
     "languages: [zh, en, zh]",
     {"conference.yaml:5: `zh` is listed twice. Keep one of the two."}},
    {"conference.yaml",
     "fallback: [en]",
     "fallback: [fr]",
     {"conference.yaml:6: `fr` is not in `languages`. Name only languages of the conference "
      "here."}},
    {"people.yaml",
     "title: {en: Vice President}",
     "title: {de: Vizepräsident}",
     {"people.yaml:4: `de` is not among the conference's languages. "
      "Add it to `languages` in conference.yaml, or delete this text."}},
    {"people.yaml",
     "title: {en: Vice President}",
     "title: {cn: 副理事长}",
     {"people.yaml:4: `cn` is not a language. Write a BCP 47 tag such as `zh`, `en` or `id`."}},
    {"people.yaml",
     "title: {en: Vice President}",
     "title: {en: ''}",
     {"people.yaml:4: `title` in `en` is empty. Write its text or delete the line."}},
    {"people.yaml",
     "title: {en: Vice President}",
     "title: {en: \"Vice\\nPresident\"}",
     {"people.yaml:4: `title` in `en` has several lines. It is a title: keep it on one line."}},
    {"people.yaml",
     "title: {en: Vice President}",
     "title: {}",
     {"people.yaml:4: `title` has no language. Write at least one text."}},
    {"people.yaml",
     "He Guili",
     "He \xFFGuili",
     {"people.yaml:3: the text is not UTF-8. Save the file in the encoding UTF-8."}},
    {"people.yaml",
     "He Guili",
     "He \u202EGuili",
     {"people.yaml:3: a text direction override stands in the text. "
      "Delete it: it cannot be seen, and it makes a page say what the file does not."}},
    // Sources.
    {"programme.yaml",
     "sources: [ISC]\n    running_order:",
     "sources: [ISD]\n    running_order:",
     {"programme.yaml:19: there is no source `ISD`. Did you mean `ISC`? "
      "They stand in sources.yaml."}},
    {"conference.yaml",
     "sources: [ISC, MIRROR]",
     "sources: [MIRROR]",
     {"conference.yaml:16: a fact rests on one source of grade C alone. "
      "Add a second source, or leave it out."}},
    {"conference.yaml",
     "    sources: [ISC, MIRROR]\n",
     "",
     {"conference.yaml:14: a fact names no source. "
      "Add `sources: [KEY]`: this package states the source of everything."}},
    {"sources.yaml",
     "grade: A",
     "grade: AA",
     {"sources.yaml:4: there is no grade `AA`. "
      "Write A (organiser, government, agency), B (credible) or C (beside another only)."}},
    {"sources.yaml",
     "https://example.org/page",
     "javascript:alert(1)",
     {"sources.yaml:3: this is not an address of the web. "
      "Begin it with `https://` or `http://`, without spaces."}},
    {"sources.yaml",
     "MIRROR:",
     "mirror page:",
     {"conference.yaml:16: there is no source `MIRROR`. Known are: ISC. They stand in "
      "sources.yaml.",
      "sources.yaml:5: `mirror page` cannot be the key of a source. "
      "Use A-Z, 0-9 and hyphens, 32 at most."}},
    // Stages and inputs.
    {"programme.yaml",
     "film: opening.mp4",
     "film: ../../etc/passwd",
     {"programme.yaml:6: there is no film `../../etc/passwd`. "
      "Known are: opening.mp4. They stand in the folder `films`."}},
    {"programme.yaml",
     "kind: film, film",
     "film",
     {"programme.yaml:6: only an input of kind `film` plays a film. "
      "Write `kind: film`, or delete this line."}},
    {"programme.yaml",
     "      - id: primary\n",
     "      - {id: show, kind: demo}\n      - id: primary\n",
     {"programme.yaml:6: an input stands after the demonstration. Move the input of kind `demo` to "
      "the end: everything else goes before it."}},
    // Clashes.
    {"programme.yaml",
     "sessions:\n",
     "sessions:\n"
     "  - {id: early, kind: forum, stage: opening, title: {en: E}, sources: [ISC],\n"
     "     starts_at: '2020-07-23T14:00:00+08:00', ends_at: '2020-07-23T14:31:00+08:00',\n"
     "     moderator: he-guili}\n",
     {"programme.yaml:14: the session overlaps `early` on its stage. "
      "Move one of the two, or give it another stage.",
      "programme.yaml:14: warning: `he-guili` is needed here and in `early` at one time. "
      "Move one of the two sessions, if both need the person throughout."}},
};

INSTANTIATE_TEST_SUITE_P(Package, PlantedMistake, testing::ValuesIn(kPlanted));

TEST(Package, ReportsAllMistakesInOneGo) {
  TextFiles files = good();
  files.yaml["people.yaml"] = "people:\n  - id: A B\n    nam: {en: X}\n";
  EXPECT_THAT(printed(load(files)),
              ElementsAre("people.yaml:2: the id `A B` cannot stand in an address. "
                          "Use a-z, 0-9 and hyphens within, 64 characters at most.",
                          "people.yaml:2: a person lacks the key `name`. Add it.",
                          "people.yaml:2: a person names no source. "
                          "Add `sources: [KEY]`: this package states the source of everything.",
                          "people.yaml:3: unknown key `nam` in a person. Did you mean `name`?",
                          "programme.yaml:18: there is no person `he-guili`. None is defined yet. "
                          "They stand in people.yaml.",
                          "programme.yaml:24: there is no person `he-guili`. None is defined yet. "
                          "They stand in people.yaml."));
}

TEST(Package, AFileThatCannotBeReadDoesNotMakeItsReadersWrong) {
  TextFiles files = good();
  files.yaml["people.yaml"] = "people: [";
  const auto lines = printed(load(files));
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_THAT(lines[0], testing::StartsWith("people.yaml:2: this is not YAML"));
}

TEST(Package, AFileThatIsMissingOrStrangeIsNamed) {
  TextFiles files = good();
  files.yaml["poeple.yaml"] = files.yaml["people.yaml"];
  files.yaml.erase("programme.yaml");
  EXPECT_THAT(printed(load(files)),
              ElementsAre("poeple.yaml: the file is not part of a package. "
                          "Did you mean `people.yaml`?",
                          "programme.yaml: the file is missing. "
                          "A package has at least conference.yaml and programme.yaml."));
}

TEST(Package, WithoutSourcesNothingNeedsOne) {
  TextFiles files = good();
  files.yaml.erase("sources.yaml");
  for (auto& [name, text] : files.yaml) {
    for (const char* key : {"    sources: [ISC, MIRROR]\n", "    sources: [ISC]\n",
                            "sources: [ISC]\n", ", sources: [ISC]"}) {
      for (std::size_t at = text.find(key); at != std::string::npos; at = text.find(key)) {
        text.erase(at, std::string_view(key).size());
      }
    }
  }
  EXPECT_THAT(printed(load(files)), IsEmpty());
}

/// All of tests/packages/planted, a package with mistakes of every kind in files of every kind.
/// With PLENARY_UPDATE_GOLDEN set, writes what is expected instead.
TEST(Package, NamesWhatIsPlantedInEveryFile) {
  const auto folder = std::filesystem::path(PLENARY_SOURCE_DIR) / "tests/packages";
  const Loaded loaded = load_folder(folder / "planted");
  EXPECT_FALSE(loaded.content) << "nothing of it can be used";
  std::string all;
  for (const std::string& line : printed(loaded)) all += line + "\n";
  if (std::getenv("PLENARY_UPDATE_GOLDEN")) {
    std::ofstream(folder / "planted.txt") << all;
    return;
  }
  std::ifstream file(folder / "planted.txt");
  const std::string expected{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(all, expected);
}

TEST(Package, ThatUsesEveryKeyHasNoMistake) {
  const Loaded loaded = load(whole_package());
  EXPECT_THAT(printed(loaded), IsEmpty());
  ASSERT_TRUE(loaded.content);
  const Content& content = *loaded.content;
  EXPECT_EQ(content.pictures.at("stage.png").name, "stage.png");
  EXPECT_EQ(content.rates.at(0).rate.plain(), "2080.962");
  EXPECT_EQ(content.declared_audience.at(0).viewers->text(), "10e6");
  const report::Report& figures = content.reports.at(0);
  EXPECT_THAT(figures.chapters.at(0).markdown.at("en"), testing::StartsWith("There are"));
  EXPECT_EQ(figures.indicators.at(3).value.plain(), "50") << "a share is computed";
  EXPECT_EQ(figures.indicators.at(4).value.text(), "104.43e12") << "and so is a sum";
  EXPECT_EQ(figures.indicators.at(5).value.plain(), "100") << "and a growth";
  const news::Post& released = content.news.at(2);
  EXPECT_THAT(released.languages(), ElementsAre("en", "ja"));
  EXPECT_EQ(released.indicators.at(0).indicator.text(), "trade");
  EXPECT_EQ(released.embargo->with, figures.id);
}

TEST(Package, ThatIsReadAgainSharesTheExhibitorsThatAreAsTheyWere) {
  PackageFiles files = whole_package();
  files.put("exhibitors/beta.yaml", "title: {en: Beta}\nsources: [HOST]\n");
  const Loaded first = load(files);
  ASSERT_TRUE(first.content);
  files.put("exhibitors/beta.yaml", "title: {en: Changed}\nsources: [HOST]\n");
  const Loaded second = load(files, first.fair);
  const auto& before = first.content->exhibition.exhibitors;
  const auto& after = second.content->exhibition.exhibitors;
  EXPECT_EQ(before.at(0), after.at(0));
  EXPECT_EQ(after.at(1)->title.by_language.at("en"), "Changed");
  // Another category may be missing now: whoever named it has to be asked again.
  files.put("exhibition.yaml", "categories: []\nsources: [HOST]\n");
  const Loaded third = load(files, second.fair);
  EXPECT_EQ(printed(third), printed(load(files)));
  EXPECT_FALSE(third.content);
}

TEST(Package, AnEmptyFileIsNamed) {
  TextFiles files = good();
  files.yaml["people.yaml"] = "";
  files.yaml["news/empty.yaml"] = "";
  EXPECT_THAT(printed(load(files)), ElementsAre("news/empty.yaml:1: the file is empty. "
                                                "Write its content or delete the file.",
                                                "people.yaml:1: the file is empty. "
                                                "Write its content or delete the file."));
}

TEST(Package, AFieldOfTenMegabytesIsRefused) {
  PackageFiles files = good();
  files.put("people.yaml", "people: [{id: a, name: {en: " + std::string(10u << 20, 'a') + "}}]\n");
  EXPECT_THAT(printed(load(files)),
              testing::Contains("people.yaml: the file is larger than 4096 KiB. Make it smaller."));
  files = good();
  files.put("people.yaml", "people: [{id: a, name: {en: " + std::string(1u << 20, 'a') + "}}]\n");
  EXPECT_THAT(printed(load(files)),
              testing::Contains("people.yaml:1: this text is longer than 64 KiB. Shorten it."));
  files = good();
  files.put("news/long.en.md", std::string(10u << 20, 'a'));
  EXPECT_THAT(printed(load(files)),
              testing::Contains("news/long.en.md: the file is larger than 512 KiB. "
                                "Make it smaller."));
}

TEST(Package, AYamlBombIsRefusedBeforeItGrows) {
  TextFiles files = good();
  std::string bomb = "a0: &a0 [x, x]\n";
  for (int i = 1; i < 60; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before +
            "]\n";
  }
  files.yaml["reports/bomb.yaml"] = bomb;
  files.yaml["news/deep.yaml"] = "a: " + std::string(10'000, '[') + std::string(10'000, ']');
  EXPECT_THAT(printed(load(files)),
              ElementsAre("news/deep.yaml:1: the file holds too much, or is nested too deeply. "
                          "Content needs at most 12 levels and 200,000 values in a file.",
                          "reports/bomb.yaml:1: an anchor (`&name`) stands here. "
                          "Delete it and write the text out."));
}

TEST(Package, AFileNameIsPrintedWithoutWhatItHides) {
  PackageFiles files = good();
  files.put("news/a\u202Elmth.exe", "x");
  files.put("pictures/\xFF\n.png", "x");
  const Loaded loaded = load(files);
  ASSERT_EQ(loaded.mistakes.size(), 2u);
  EXPECT_EQ(loaded.mistakes[0].file, "news/a?lmth.exe");
  EXPECT_EQ(loaded.mistakes[1].file, "pictures/\uFFFD?.png");
}

TEST(Package, WhatLooksLikeAPathIsNone) {
  for (const char* path : {"../people.yaml", "reports/../people.yaml", "news//a.yaml",
                           "news/a/../b.en.md", "/etc/passwd", "reports/a/b/c.en.md",
                           "pictures/a.svg", "pictures/.png", "pictures/a.png.exe", "films/a.mp4",
                           "news/.en.md", "news/a..md", "news/a.en_US.md", "", "/", "news/"}) {
    EXPECT_EQ(kind_of(path), FileKind::kStranger) << path;
  }
  EXPECT_EQ(kind_of("reports/a/b.zh-Hant.md"), FileKind::kMarkdown);
}

TEST(Package, AListOfMistakesEnds) {
  TextFiles files = good();
  std::string many = "people:\n";
  for (int i = 0; i < 5'000; ++i) many += "  - {}\n";
  files.yaml["people.yaml"] = many;
  const Loaded loaded = load(files);
  EXPECT_EQ(std::count_if(loaded.mistakes.begin(), loaded.mistakes.end(),
                          [](const Mistake& one) { return one.file == "people.yaml"; }),
            201);
}

TEST(Package, AFolderThatIsNotThereIsAMistake) {
  EXPECT_THAT(printed(load_folder("/nowhere/at-all")),
              ElementsAre("/nowhere/at-all: /nowhere/at-all is not a folder. "
                          "Name the folder that holds conference.yaml."));
}

TEST(Package, AFileThatIsTooLargeIsRefusedUnread) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("plenary-package-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "people.yaml") << "people: []\n";
  std::filesystem::resize_file(folder / "people.yaml", kMostFileBytes + 1);
  EXPECT_EQ(read_package(folder).error().code(), base::Errc::kLimit);
  std::filesystem::remove_all(folder);
}

TEST(Example, Rehearsal30IsAsLargeAsItSays) {
  const Loaded loaded =
      load_folder(std::filesystem::path(PLENARY_SOURCE_DIR) / "examples/rehearsal30");
  EXPECT_THAT(printed(loaded), IsEmpty());
  ASSERT_TRUE(loaded.content);
  const Content& content = *loaded.content;
  EXPECT_EQ(content.programme.stages.size(), 30u);
  EXPECT_EQ(content.programme.days.size(), 3u);
  EXPECT_EQ(content.programme.sessions.size(), 320u);
  EXPECT_EQ(content.exhibition.halls.size(), 6u);
  EXPECT_EQ(content.exhibition.exhibitors.size(), 600u);
  EXPECT_EQ(content.exhibition.product_count(), 10'000u);
  const auto special = [](const programme::Session& session) {
    return session.launch || session.signing || session.tour;
  };
  EXPECT_EQ(std::count_if(content.programme.sessions.begin(), content.programme.sessions.end(),
                          special),
            20);
  EXPECT_EQ(content.programme.forums.size(), 20u);
  EXPECT_EQ(content.people.size(), 1'000u);
  EXPECT_EQ(content.organisations.size(), 200u);
  EXPECT_EQ(content.news.size(), 12u);
  EXPECT_TRUE(content.reports.at(0).illustrative);
}

TEST(Example, Cic2020LoadsWithoutAMistake) {
  const Loaded loaded = load_folder(std::filesystem::path(PLENARY_SOURCE_DIR) / "examples/cic2020");
  EXPECT_THAT(printed(loaded), IsEmpty());
  ASSERT_TRUE(loaded.content);
  const Content& content = *loaded.content;
  EXPECT_EQ(content.programme.days.size(), 3u);
  EXPECT_EQ(content.programme.sessions.size(), 2u);
  EXPECT_EQ(content.topics.size(), 5u);
  ASSERT_EQ(content.reports.size(), 1u);
  EXPECT_EQ(content.reports.at(0).indicators.size(), 7u);
  EXPECT_EQ(content.reports.at(0).release.session, content.programme.sessions.at(1).id);
  std::set<std::string> languages;
  for (const news::Post& post : content.news) {
    for (const std::string& language : post.languages()) languages.insert(language);
  }
  EXPECT_THAT(languages, ElementsAre("en", "id", "it", "ja", "ko", "zh"));
  for (const programme::Session& session : content.programme.sessions) {
    EXPECT_TRUE(session.times_illustrative) << session.id.text();
    EXPECT_TRUE(session.order_illustrative) << session.id.text();
  }
  const auto& order = content.programme.sessions.at(1).running_order;
  EXPECT_EQ(std::count_if(order.begin(), order.end(),
                          [](const auto& item) {
                            return item.kind == programme::ItemKind::kKeynote && !item.person;
                          }),
            8)
      << "eight organisations, whose speakers no source names";
  const people::Person* moderator = content.person(*content.programme.sessions.at(1).moderator);
  EXPECT_FALSE(moderator->name.by_language.contains("zh")) << "no page read shows the characters";
}

}  // namespace
}  // namespace plenary::conference::package_test
