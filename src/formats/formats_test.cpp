// Tables, linked data, streams and what can be found.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "formats/formats_fixture.h"
#include "formats/linked_data.h"
#include "formats/search_documents.h"
#include "formats/streams.h"
#include "formats/tables.h"

namespace plenary::formats::formats_test {
namespace {

using testing::HasSubstr;

const Rendering kEnglish{"https://conference.example", "en"};

TEST(Tables, HoldNoFormula) {
  EXPECT_EQ(people_csv(small_conference(), kEnglish),
            "\xEF\xBB\xBFid,name,title,organisation,sessions,url\r\n"
            "liu-duo,Liu Duo,\"'=Chair, \"\"first\"\"\",Internet Society of China,opening-ceremony,"
            "https://conference.example/person/liu-duo\r\n"
            "shang-bing,Shang Bing,\"'=Chair, \"\"first\"\"\",Internet Society of China,"
            "opening-ceremony; 5g; gone,https://conference.example/person/shang-bing\r\n");
}

TEST(Tables, SayHowASessionStands) {
  const std::string csv = sessions_csv(small_conference(), small_history(), kEnglish);
  EXPECT_THAT(csv, HasSubstr("opening-ceremony,Opening,ceremony,announced,Main stage,,"
                             "2020-07-23T14:30:00+08:00,2020-07-23T16:00:00+08:00,zh,Liu Duo,"
                             "Shang Bing,https://conference.example/session/opening-ceremony\r\n"));
  EXPECT_THAT(csv, HasSubstr(",forum,moved,Hall 2,Industrial internet,"));
  EXPECT_THAT(csv, HasSubstr("gone,Cancelled,forum,cancelled,"));
}

TEST(LinkedData, OfAMovedSessionSaysWhereItWas) {
  const auto content = small_conference();
  const auto event = session_ld(content, content.programme.sessions[1], small_history(), kEnglish);
  EXPECT_EQ(event.at("@type"), "Event");
  EXPECT_EQ(event.at("eventStatus"), "https://schema.org/EventRescheduled");
  EXPECT_EQ(event.at("previousStartDate"), "2020-07-24T08:00:00+08:00");
  EXPECT_EQ(event.at("startDate"), "2020-07-24T09:00:00+08:00");
  EXPECT_EQ(event.at("location").at("url"), "https://conference.example/stage/hall-2");
  EXPECT_EQ(event.at("performer").at(0).at("name"), "Shang Bing");
  EXPECT_EQ(event.at("superEvent").at("@type"), "Event");
  const auto gone = session_ld(content, content.programme.sessions[2], small_history(), kEnglish);
  EXPECT_EQ(gone.at("eventStatus"), "https://schema.org/EventCancelled");
}

TEST(LinkedData, OfAReportHasItsFiguresAsADataset) {
  report::Report report;
  report.id = id_of<report::ReportId>("r");
  report.title = said("Report");
  report::Indicator users;
  users.id = id_of<report::IndicatorId>("users");
  users.name = said("Users");
  users.value = *report::Decimal::parse("1.319e9");
  users.unit = {"users"};
  report.indicators = {users};
  const auto object = report_ld(small_conference(), report, std::nullopt, kEnglish);
  EXPECT_EQ(object.at("@type"), "Report");
  EXPECT_EQ(object.at("hasPart").at("variableMeasured").at(0).at("value"), "1319000000");
  EXPECT_EQ(object.at("hasPart").at("distribution").at(0).at("contentUrl"),
            "https://conference.example/api/v1/reports/r/indicators.csv");
}

TEST(Streams, ListTheStagesThatAreOpen) {
  conference::StagePresence open;
  open.id = id_of<base::StageId>("opening");
  open.open = true;
  const auto now = *base::parse_rfc3339("2020-07-23T14:00:00+08:00");
  const auto live =
      boost::json::parse(streams_json(small_conference(), {}, {open}, now, kEnglish)).at(0);
  EXPECT_EQ(live.at("isCurrentlyStreaming"), true);
  const auto& rooms = live.at("groups").at(0).at("rooms").as_array();
  ASSERT_EQ(rooms.size(), 1u);
  EXPECT_EQ(rooms[0].at("streams").at(0).at("urls").at("hls").at("url"),
            "https://conference.example/live/opening/index.m3u8");
  EXPECT_EQ(rooms[0].at("talks").at("next").at("title"), "Opening");
  const auto closed =
      boost::json::parse(streams_json(small_conference(), {}, {}, now, kEnglish)).at(0);
  EXPECT_EQ(closed.at("isCurrentlyStreaming"), false);
  EXPECT_EQ(closed.at("groups").as_array().size(), 0u);
}

std::vector<std::string> found(const std::string& words) {
  const search::Index index(search_documents(small_conference()));
  std::vector<std::string> urls;
  for (const auto& hit : index.find({.text = words, .language = "en", .fallback = {}})) {
    urls.push_back(url_of(hit));
  }
  return urls;
}

TEST(Search, FindsASessionByItsPeopleAndAForumByItsHost) {
  EXPECT_THAT(found("shang bing"), testing::Contains("/session/opening-ceremony"));
  EXPECT_THAT(found("shang bing"), testing::Contains("/person/shang-bing"));
  EXPECT_THAT(found("工业互联网"), testing::ElementsAre("/forum/industrial"));
  EXPECT_THAT(found("internet society industrial"), testing::ElementsAre("/forum/industrial"));
}

}  // namespace
}  // namespace plenary::formats::formats_test
