#include "formats/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>

#include "conference/package.h"
#include "formats/formats_fixture.h"
#include "formats/guid.h"
#include "formats/schedule_import.h"
#include "formats/schedule_json.h"
#include "formats/schedule_xml.h"

namespace plenary::formats::schedule_test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const Rendering kEnglish{"https://conference.example", "en"};

Schedule schedule(const std::string& language = "en") {
  return schedule_of(small_conference(), "7", {kEnglish.origin, language});
}

/// The conferences that formats are tried with: the one of the fixture, and the examples whole.
const std::vector<std::pair<std::string, std::shared_ptr<const conference::Content>>>& conferences() {
  static const auto all = [] {
    std::vector<std::pair<std::string, std::shared_ptr<const conference::Content>>> made;
    made.emplace_back("small", std::make_shared<const conference::Content>(small_conference()));
    for (const char* name : {"cic2020", "rehearsal30"}) {
      const auto loaded = conference::load_folder(std::filesystem::path(PLENARY_SOURCE_DIR) / "examples" / name);
      if (loaded.content) made.emplace_back(name, loaded.content);
    }
    return made;
  }();
  return all;
}

/// XML has no place for a room's slug.
Schedule as_xml_has_it(Schedule schedule) {
  for (ScheduleRoom& room : schedule.rooms) room.slug.clear();
  return schedule;
}

std::vector<std::string> edits(const ScheduleImport& import) {
  std::vector<std::string> all;
  for (const ImportEdit& one : import.edits) {
    all.push_back(std::string(name(one.edit.op)) + " " + one.file + " " + print(one.edit.path) +
                  " " + boost::json::serialize(one.edit.value));
  }
  return all;
}

TEST(Guid, IsTheSameEverywhereAndOfVersionFive) {
  // As another library has it.
  EXPECT_EQ(uuid_of("https://www.example.com/"), "3d3ed9d2-aa3d-5fa6-90e8-ed662e90f559");
  EXPECT_NE(guid(small_conference().id, "session", "a"), guid(small_conference().id, "stage", "a"));
}

TEST(Slugs, AreReadBackToTheIdTheyWereMadeOf) {
  for (const char* id : {"5g", "opening-ceremony", "session-5g", "a"}) {
    auto content = small_conference();
    content.programme.sessions[0].id = id_of<base::SessionId>(id);
    const Schedule one = schedule_of(content, "1", kEnglish);
    EXPECT_EQ(id_of_slug(one.events[0].slug, one.acronym), id) << one.events[0].slug;
  }
  EXPECT_EQ(id_of_slug("36c3-10496-Opening__ceremony", "36c3"), "10496-opening-ceremony");
  EXPECT_EQ(id_of_acronym(acronym_of(id_of<base::ConferenceId>("a-b"))), "a-b");
}

TEST(Names, OfAnyScriptBecomeIds) {
  EXPECT_EQ(id_of_name("Industrial Internet 大会"), "industrial-internet-da-hui");
  EXPECT_EQ(id_of_name("Ångström, José"), "angstrom-jose");
  EXPECT_EQ(id_of_name("!!!"), "");
}

TEST(ScheduleXml, ReadsWhatItWrote) {
  for (const char* language : {"en", "zh"}) {
    const Schedule before = schedule(language);
    const std::string text = write_schedule_xml(before);
    const auto after = read_schedule_xml(text);
    ASSERT_TRUE(after) << after.error().detail();
    EXPECT_EQ(*after, as_xml_has_it(before));
    EXPECT_EQ(write_schedule_xml(*after), text);
  }
}

TEST(ScheduleJson, ReadsWhatItWrote) {
  for (const char* language : {"en", "zh"}) {
    const Schedule before = schedule(language);
    const std::string text = write_schedule_json(before);
    const auto after = read_schedule_json(text);
    ASSERT_TRUE(after) << after.error().detail();
    EXPECT_EQ(*after, before);
    EXPECT_EQ(write_schedule_json(*after), text);
  }
}

TEST(Schedule, KeepsWhatIsCancelledAndMarksIt) {
  ASSERT_EQ(schedule().events.size(), 3u);
  EXPECT_EQ(schedule().cancelled_mark, "[Cancelled]");
  EXPECT_THAT(write_schedule_xml(schedule("en")), HasSubstr("<title>[Cancelled] Cancelled</title>"));
  EXPECT_THAT(write_schedule_xml(schedule("zh")), HasSubstr("<title>[取消] "));
  EXPECT_THAT(write_schedule_json(schedule("en")), HasSubstr(R"("title":"[Cancelled] Cancelled")"));
  auto content = small_conference();
  content.programme.sessions.pop_back();
  EXPECT_EQ(schedule_of(content, "1", kEnglish).cancelled_mark, "");
}

TEST(Schedule, KnowsTheMarksThatOthersSet) {
  for (const char* title : {"[CANCELED] Talk", "Cancelled: Talk", "CANCELLED:Talk", "[取消] Talk"}) {
    ScheduleEvent event;
    event.title = title;
    EXPECT_TRUE(take_mark(event)) << title;
    EXPECT_EQ(event.title, "Talk");
    EXPECT_TRUE(event.cancelled);
  }
  for (const char* title : {"Cancelled", "Cancelled:", "The cancelled talk", "", "[Cancelled]"}) {
    ScheduleEvent event;
    event.title = title;
    EXPECT_FALSE(take_mark(event)) << title;
    EXPECT_EQ(event.title, title);
  }
}

TEST(ScheduleImport, CancelsAndResumesAsTheFileSays) {
  Schedule told = schedule("en");
  for (ScheduleEvent& event : told.events) event.cancelled = !event.cancelled;
  const auto read = read_schedule_xml(write_schedule_xml(told));
  ASSERT_TRUE(read);
  EXPECT_THAT(edits(import_schedule(*read, small_conference(), "en")),
              testing::UnorderedElementsAre(
                  "set programme.yaml sessions[gone].cancelled false",
                  HasSubstr(".cancelled true"), HasSubstr(".cancelled true")));
}

TEST(ScheduleXml, PassesTheXmlSchemaOfC3voc) {
  if (frab_schemas().empty()) GTEST_SKIP() << "PLENARY_FRAB_SCHEMAS names no folder";
  if (!has_program("xmllint")) GTEST_SKIP() << "xmllint is not installed";
  std::vector<Schedule> all(1);
  all[0].acronym = "none", all[0].url = "https://a.example/";
  for (const auto& [name, content] : conferences()) {
    for (const std::string& language : content->languages) {
      all.push_back(schedule_of(*content, "7", {kEnglish.origin, language}));
    }
  }
  for (const Schedule& written : all) {
    const ScratchFile file(write_schedule_xml(written), ".xml");
    const Ran checked =
        run("xmllint --noout --schema " + frab_schemas() + "/schedule.xsd " + file.path());
    EXPECT_TRUE(checked.well) << written.acronym << ": " << checked.said;
  }
}

TEST(ScheduleJson, PassesTheJsonSchemaOfC3voc) {
  if (frab_schemas().empty()) GTEST_SKIP() << "PLENARY_FRAB_SCHEMAS names no folder";
  if (!run("/usr/bin/python3 -c 'import jsonschema'").well) {
    GTEST_SKIP() << "python3-jsonschema is not installed";
  }
  const ScratchFile check(
      "import json, sys\n"
      "from jsonschema import Draft6Validator, FormatChecker\n"
      "schema = json.load(open(sys.argv[1]))\n"
      "Draft6Validator.check_schema(schema)\n"
      "found = list(Draft6Validator(schema, "
      "format_checker=FormatChecker()).iter_errors(json.load(open(sys.argv[2]))))\n"
      "for one in found: print(list(one.absolute_path), one.message)\n"
      "sys.exit(1 if found else 0)\n",
      ".py");
  for (const auto& [name, content] : conferences()) {
    for (const std::string& language : content->languages) {
      const Schedule written = schedule_of(*content, "7", {kEnglish.origin, language});
      const ScratchFile file(write_schedule_json(written), ".json");
      const Ran checked = run("/usr/bin/python3 " + check.path() + " " + frab_schemas() +
                              "/schedule.schema.json " + file.path());
      EXPECT_TRUE(checked.well) << name << ": " << checked.said;
    }
  }
}

TEST(ScheduleImport, OfAnExampleThatWentOutComesInWithoutDifference) {
  ASSERT_EQ(conferences().size(), 3u);
  for (const auto& [name, content] : conferences()) {
    for (const std::string& language : content->languages) {
      const Schedule told = schedule_of(*content, "7", {kEnglish.origin, language});
      EXPECT_EQ(told.events.size(), content->programme.sessions.size()) << name;
      for (const bool xml : {true, false}) {
        SCOPED_TRACE(name + " in " + language + (xml ? " as XML" : " as JSON"));
        const std::string text = xml ? write_schedule_xml(told) : write_schedule_json(told);
        const auto read = xml ? read_schedule_xml(text) : read_schedule_json(text);
        ASSERT_TRUE(read) << read.error().detail();
        EXPECT_TRUE(*read == (xml ? as_xml_has_it(told) : told));
        EXPECT_TRUE((xml ? write_schedule_xml(*read) : write_schedule_json(*read)) == text);
        const ScheduleImport import = import_schedule(*read, *content, language);
        EXPECT_THAT(edits(import), IsEmpty());
        EXPECT_THAT(import.notes, IsEmpty());
        EXPECT_THAT(import.missing, IsEmpty());
      }
    }
  }
}

TEST(ScheduleImport, OfOnesOwnExportChangesNothing) {
  for (const char* language : {"en", "zh"}) {
    for (const bool xml : {true, false}) {
      const auto read = xml ? read_schedule_xml(write_schedule_xml(schedule(language)))
                            : read_schedule_json(write_schedule_json(schedule(language)));
      const ScheduleImport import = import_schedule(*read, small_conference(), language);
      EXPECT_EQ(import.edits.size(), 0u) << language << (xml ? " XML" : " JSON");
      EXPECT_THAT(import.notes, IsEmpty());
      EXPECT_THAT(import.missing, IsEmpty());
    }
  }
}

TEST(ScheduleImport, TouchesOnlyWhatIsDifferent) {
  Schedule other = schedule();
  other.events[0].title = "Another opening";
  other.events[0].starts_at += 30min;
  other.events[0].duration -= 30min;
  other.events[1].room = "Main stage";
  EXPECT_THAT(
      edits(import_schedule(other, small_conference(), "en")),
      testing::ElementsAre(
          R"(set programme.yaml sessions[opening-ceremony].title.en "Another opening")",
          R"(set programme.yaml sessions[opening-ceremony].starts_at "2020-07-23T15:00:00+08:00")",
          R"(set programme.yaml sessions[5g].stage "opening")"));
}

TEST(ScheduleImport, SaysWhatTheFileDoesNotHave) {
  Schedule other = schedule();
  other.events.erase(other.events.begin() + 1);
  const ScheduleImport import = import_schedule(other, small_conference(), "en");
  EXPECT_THAT(import.missing, testing::ElementsAre(id_of<base::SessionId>("5g")));
  EXPECT_EQ(import.edits.size(), 0u);
}

constexpr const char* kForeign = R"xml(<?xml version="1.0"?>
<schedule><version>Final</version>
 <conference><acronym>camp</acronym><title>Camp</title><time_zone_name>Europe/Berlin</time_zone_name></conference>
 <day index="1" date="2023-08-15" start="2023-08-15T10:00:00+02:00" end="2023-08-16T04:00:00+02:00">
  <room name="Großer Saal">
   <event id="7" guid="6ba7b811-9dad-51d1-80b4-00c04fd430c8"><date>2023-08-15T10:00:00+02:00</date>
    <start>10:00</start><duration>00:45</duration><room>Großer Saal</room><title>Funk</title>
    <subtitle>und Wellen</subtitle><type>lecture</type><track>Hardware</track><language>de</language>
    <abstract>Kurz.</abstract><description>Lang.</description>
    <persons><person id="3">Jürgen Groß</person></persons>
    <links><link href="https://example.org/funk">Mehr</link><link href="javascript:alert(1)">x</link></links>
   </event>
  </room>
 </day>
</schedule>)xml";

TEST(ScheduleImport, OfAForeignFileTakesStatedDefaults) {
  const auto foreign = read_schedule_xml(kForeign);
  ASSERT_TRUE(foreign) << foreign.error().detail();
  const auto all = edits(import_schedule(*foreign, small_conference(), "en"));
  ASSERT_EQ(all.size(), 5u);
  EXPECT_EQ(all[0], R"(insert conference.yaml days {"date":"2023-08-15"})");
  EXPECT_EQ(all[1],
            R"(insert programme.yaml stages {"id":"grosser-saal","title":{"en":"Großer Saal"},)"
            R"("inputs":[{"id":"primary"}]})");
  EXPECT_EQ(all[2], R"(insert programme.yaml forums {"id":"hardware","title":{"en":"Hardware"}})");
  EXPECT_EQ(all[3],
            R"(insert people.yaml people {"id":"jurgen-gross","name":{"en":"Jürgen Groß"}})");
  EXPECT_THAT(all[4], HasSubstr(R"("kind":"keynote")"));
  EXPECT_THAT(all[4], HasSubstr(R"("title":{"en":"Funk: und Wellen"})"));
  EXPECT_THAT(all[4], HasSubstr(R"("abstract":{"en":"Kurz.\n\nLang."})"));
  EXPECT_THAT(all[4], HasSubstr(R"("person":"jurgen-gross")"));
  EXPECT_THAT(all[4], testing::Not(HasSubstr("javascript")));
}

TEST(ScheduleXml, ExpandsNoEntityAndFetchesNothing) {
  std::string bomb =
      "<!DOCTYPE lolz [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">"
      "<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
  std::string text = kForeign;
  text.replace(0, text.find("<schedule>"), bomb);
  const auto at = text.find("Funk");
  text.replace(at, 4, "&b;&x;");
  const auto read = read_schedule_xml(text);
  ASSERT_TRUE(read) << read.error().detail();
  EXPECT_EQ(read->events[0].title, "&b;&x;");
}

TEST(ScheduleReaders, RefuseNonsenseWithASentence) {
  EXPECT_FALSE(read_schedule_xml(""));
  EXPECT_FALSE(read_schedule_xml("<schedule>"));
  EXPECT_FALSE(read_schedule_xml("<html/>"));
  EXPECT_FALSE(read_schedule_json("[]"));
  EXPECT_FALSE(read_schedule_json(std::string(100, '[')));
  EXPECT_FALSE(read_schedule_json("{\"schedule\":{\"conference\":[]}}"));
  EXPECT_EQ(read_schedule_xml(std::string(kMostScheduleBytes + 1, ' ')).error().code(),
            base::Errc::kLimit);
  std::string text = kForeign;
  text.replace(text.find("00:45"), 5, "never");
  EXPECT_THAT(read_schedule_xml(text).error().detail(), HasSubstr("\"Funk\" needs a duration"));
}

/// What a fresh package of a schedule says when it is written again.
void expect_round_trip(const Schedule& given, const std::string& language, bool xml) {
  const auto read = xml ? read_schedule_xml(write_schedule_xml(given))
                        : read_schedule_json(write_schedule_json(given));
  std::vector<std::string> notes;
  const auto files = package_of(*read, language, "Internet Society of China", &notes);
  const conference::Loaded loaded = conference::load(files);
  for (const auto& mistake : loaded.mistakes) ADD_FAILURE() << conference::print(mistake);
  ASSERT_TRUE(loaded.content);
  const Schedule again = schedule_of(*loaded.content, given.version, {kEnglish.origin, language});
  EXPECT_EQ(again, given);
}

TEST(ScheduleImport, MakesAPackageThatGivesTheSameScheduleAgain) {
  for (const char* language : {"en", "zh"}) {
    expect_round_trip(schedule(language), language, true);
    expect_round_trip(schedule(language), language, false);
  }
}

}  // namespace
}  // namespace plenary::formats::schedule_test
