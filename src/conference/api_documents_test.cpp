#include "conference/api_documents.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "conference/document.h"
#include "conference/package.h"

namespace plenary::conference::api_documents_test {
namespace {

using namespace std::chrono_literals;
namespace json = boost::json;
namespace fs = std::filesystem;

const base::Instant kReal = *base::parse_rfc3339("2026-01-01T00:00:00Z");
const base::Instant kShown = *base::parse_rfc3339("2020-07-23T14:55:00+08:00");
const base::SessionId kCeremony = *base::SessionId::parse("opening-ceremony");
const base::SessionId kForum = *base::SessionId::parse("opening-forum");
const base::StageId kStage = *base::StageId::parse("opening");

const Content& example() {
  static const Loaded loaded = load_folder(fs::path(PLENARY_SOURCE_DIR) / "examples/cic2020");
  return *loaded.content;
}

Clock demonstration_clock() {
  return Clock([] { return kReal; }, FolderKind::kDemonstration, kShown - kReal);
}

/// The ceremony went live one minute late; the forum is to come.
programme::SessionStates ceremony_live() {
  programme::SessionState state;
  state.id = kCeremony;
  return {{kCeremony, *programme::start(state, kReal - 24min)}};
}

/// Two spaces a level, so that a change of one value is a change of one line.
void indent(const json::value& value, const std::string& margin, std::ostream& out) {
  const std::string inner = margin + "  ";
  const char* separator = "\n";
  if (const json::object* object = value.if_object(); object && !object->empty()) {
    out << "{";
    for (const auto& [key, one] : *object) {
      out << separator << inner << json::serialize(json::string(key)) << ": ";
      indent(one, inner, out);
      separator = ",\n";
    }
    out << "\n" << margin << "}";
  } else if (const json::array* array = value.if_array(); array && !array->empty()) {
    out << "[";
    for (const json::value& one : *array) {
      out << separator << inner;
      indent(one, inner, out);
      separator = ",\n";
    }
    out << "\n" << margin << "]";
  } else {
    out << json::serialize(value);
  }
}

/// Compares a body with tests/golden/api/NAME.json, which the pages' tests read too. With
/// PLENARY_UPDATE_GOLDEN set, writes that file instead.
void expect_golden(const std::string& name, const std::string& body) {
  std::ostringstream pretty;
  indent(json::parse(body), "", pretty);
  pretty << "\n";
  const fs::path path = fs::path(PLENARY_SOURCE_DIR) / "tests/golden/api" / (name + ".json");
  if (std::getenv("PLENARY_UPDATE_GOLDEN")) {
    std::ofstream(path) << pretty.str();
    return;
  }
  std::ifstream file(path);
  const std::string golden{std::istreambuf_iterator<char>(file), {}};
  EXPECT_EQ(pretty.str(), golden) << path;
}

TEST(ApiDocuments, ConferenceIsAsThePagesExpect) {
  expect_golden("conference", conference_json(example(), demonstration_clock(), kShown));
}

TEST(ApiDocuments, ProgrammeIsAsThePagesExpect) {
  expect_golden("programme", programme_json(example(), ceremony_live(), 1, demonstration_clock()));
}

TEST(ApiDocuments, PeopleIsAsThePagesExpect) {
  expect_golden("people", people_json(example()));
}

TEST(ApiDocuments, StagesIsAsThePagesExpect) {
  StagePresence presence;
  presence.id = kStage;
  presence.open = true;
  presence.on_input = true;
  presence.opened_at = kReal - 55min;
  expect_golden("stages", stages_json(example(), ceremony_live(), {presence}, 1,
                                      demonstration_clock(), kShown));
}

TEST(ApiDocuments, AClosedStagePlaysNothing) {
  const json::value stages =
      json::parse(stages_json(example(), {}, {}, 7, demonstration_clock(), kShown));
  EXPECT_EQ(stages.at(0),
            json::parse(R"({"id":"opening","title":{"en":"Main stage","id":"Panggung utama",
              "zh":"主会场"},"state":"closed","showing":"slate","session":null,
              "next":{"id":"opening-ceremony","starts_at":"2020-07-23T06:30:00.000Z"},
              "viewers":null,"opened_at":null,"live":null,"rewind":null,"programme_version":7})"));
}

TEST(ApiDocuments, AnExtensionMovesTheEndThatAStageAnnounces) {
  programme::SessionStates states = ceremony_live();
  states[kCeremony] = *programme::extend(states[kCeremony], 5min);
  const json::value stages =
      json::parse(stages_json(example(), states, {}, 1, demonstration_clock(), kShown));
  EXPECT_EQ(stages.at(0).at("session").at("ends_at"), "2020-07-23T08:05:00.000Z");
  const json::value programme =
      json::parse(programme_json(example(), states, 1, demonstration_clock()));
  const json::value& ceremony = programme.at("sessions").at(0);
  EXPECT_EQ(ceremony.at("ends_at"), "2020-07-23T08:00:00.000Z") << "as announced at first";
  EXPECT_EQ(ceremony.at("extended_minutes"), 5);
}

TEST(ApiDocuments, AnEndedSessionHasAReplay) {
  programme::SessionStates states = ceremony_live();
  states[kCeremony] = *programme::end(states[kCeremony], kReal);
  const json::value programme =
      json::parse(programme_json(example(), states, 1, demonstration_clock()));
  const json::value& ceremony = programme.at("sessions").at(0);
  EXPECT_EQ(ceremony.at("state"), "ended");
  EXPECT_EQ(ceremony.at("ended_at"), "2020-07-23T06:55:00.000Z") << "by the conference clock";
  EXPECT_EQ(ceremony.at("replay"), "/replay/opening-ceremony/index.m3u8");
  EXPECT_EQ(programme.at("sessions").at(1).at("replay"), nullptr);
}

std::string gunzip(const base::Bytes& packed) {
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 15 + 16), Z_OK);
  std::string text(1u << 20, '\0');
  stream.next_in = const_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

TEST(Document, IsTheSameCompressed) {
  const std::string body = people_json(example());
  const Document document = make_document(body);
  EXPECT_EQ(base::text_of(*document.body), body);
  EXPECT_EQ(gunzip(*document.gzip), body);
  EXPECT_LT(document.gzip->size(), body.size() / 2);
}

TEST(Document, HasATagOfWhatItSays) {
  EXPECT_EQ(make_document("a").etag, make_document("a").etag);
  EXPECT_NE(make_document("a").etag, make_document("b").etag);
  EXPECT_EQ(make_document("a, at one", "a").etag, make_document("a, at two", "a").etag);
  EXPECT_EQ(make_document("a").etag.substr(0, 3), "W/\"");
}

}  // namespace
}  // namespace plenary::conference::api_documents_test
