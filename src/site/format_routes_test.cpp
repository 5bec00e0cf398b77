// The formats, the search and the agenda as a browser or a calendar asks for them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <variant>

#include "base/bytes.h"
#include "site/documents.h"
#include "site/site_fixture.h"

namespace plenary::site::format_routes_test {
namespace {

using namespace std::chrono_literals;
using net::Method;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class FormatRoutes : public SiteFixture {
 protected:
  static std::string text_of(const net::Response& response) {
    if (const auto* text = std::get_if<std::string>(&response.body)) return *text;
    const auto* bytes = std::get_if<base::SharedBytes>(&response.body);
    return bytes == nullptr ? std::string() : std::string(base::text_of(**bytes));
  }
  net::Response get(std::string_view target) { return answer(Method::kGet, target, ""); }

  net::Response agenda(Method method, std::string body, const std::string& ticket,
                       const Browser& browser = {}) {
    net::Request asked = request(method, "/api/v1/my/agenda", std::move(body), browser);
    if (!ticket.empty()) asked.headers.emplace_back("x-plenary-ticket", ticket);
    return answer(router_, std::move(asked));
  }

  /// The opening forum begins half an hour later than was told.
  void move_the_forum() {
    auto content = std::make_shared<conference::Content>(*conference_->content());
    for (auto& session : content->programme.sessions) {
      if (session.id.text() != "opening-forum") continue;
      session.starts_at += 30min;
    }
    conference_->replace(std::move(content));
    get("/api/v1/stages");  // Lets the conference's thread run.
  }
};

TEST_F(FormatRoutes, AreServedWithTypeTagAndCaching) {
  open();
  for (const auto& [path, type] :
       {std::pair{"/schedule.xml", "application/vnd.c3voc.schedule+xml"},
        std::pair{"/schedule.json", "application/json"},
        std::pair{"/calendar.ics", "text/calendar; charset=utf-8"},
        std::pair{"/calendar/opening-forum.ics", "text/calendar; charset=utf-8"},
        std::pair{"/changes.atom", "application/atom+xml; charset=utf-8"},
        std::pair{"/news.en.atom", "application/atom+xml; charset=utf-8"},
        std::pair{"/streams/v2.json", "application/json"},
        std::pair{"/api/v1/programme.csv", "text/csv; charset=utf-8"},
        std::pair{"/api/v1/people.csv", "text/csv; charset=utf-8"},
        std::pair{"/api/v1/changes", "application/json"}}) {
    const net::Response first = get(path);
    EXPECT_EQ(first.status, 200) << path;
    EXPECT_EQ(first.header("content-type"), type) << path;
    EXPECT_THAT(std::string(first.header("cache-control")), StartsWith("public, ")) << path;
    net::Request again = request(Method::kGet, path, "", {});
    again.headers.emplace_back("if-none-match", first.header("etag"));
    EXPECT_EQ(answer(router_, again).status, 304) << path;
  }
}

TEST_F(FormatRoutes, SpeakOfTheAddressAndTheLanguageTheyWereAskedBy) {
  open();
  EXPECT_THAT(text_of(get("/schedule.xml")),
              HasSubstr("http://plenary.example/session/opening-forum"));
  EXPECT_THAT(text_of(get("/schedule.xml?lang=en")), HasSubstr("<title>Opening forum</title>"));
  EXPECT_THAT(text_of(get("/schedule.xml?lang=zh")), HasSubstr("<title>开幕论坛</title>"));
  net::Request strange = request(Method::kGet, "/schedule.xml", "", {});
  strange.headers = {{"host", "\"><script>"}};
  EXPECT_THAT(text_of(answer(router_, strange)), HasSubstr("http://localhost/session/"));
}

TEST_F(FormatRoutes, OfWhatIsNotThereAreNotFound) {
  open();
  for (const char* path : {"/calendar/nothing.ics", "/calendar/opening-forum", "/calendar/..ics",
                           "/news.xx.atom", "/news..atom", "/my/0123456789abcdef.ics", "/my/x"}) {
    EXPECT_EQ(get(path).status, 404) << path;
  }
}

TEST_F(FormatRoutes, SayWhatWasMoved) {
  open();
  const std::string before = text_of(get("/api/v1/programme"));
  EXPECT_THAT(before, Not(HasSubstr("\"status\":\"moved\"")));
  move_the_forum();
  const std::string programme = text_of(get("/api/v1/programme"));
  EXPECT_THAT(programme, HasSubstr("\"status\":\"moved\",\"moved_from\":{\"starts_at\":"
                                   "\"2020-07-23T11:30:00.000Z\",\"stage\":\"opening\"},"
                                   "\"sequence\":1"));
  EXPECT_THAT(text_of(get("/api/v1/changes")), HasSubstr("\"kind\":\"moved\""));
  EXPECT_THAT(text_of(get("/api/v1/changes?after=1")), HasSubstr("\"changes\":[]"));
  EXPECT_EQ(get("/api/v1/changes?after=x").status, 400);
  EXPECT_THAT(text_of(get("/changes.atom?lang=en")),
              HasSubstr("<title>Moved: Opening forum</title>"));
  EXPECT_THAT(text_of(get("/calendar/opening-forum.ics")), HasSubstr("SEQUENCE:1"));
  EXPECT_THAT(text_of(get("/calendar/opening-ceremony.ics")), HasSubstr("SEQUENCE:0"));
}

TEST_F(FormatRoutes, RememberAcrossARestartWhatWasMoved) {
  open();
  move_the_forum();
  const auto content = conference_->content();
  const conference::Clock clock(base::real_utc_now, conference::FolderKind::kConference, {});
  const auto again = conference::Conference::open(io_.get_executor(), content, *database_, clock);
  ASSERT_TRUE(again);
  EXPECT_EQ(*(*again)->snapshot()->history, *conference_->snapshot()->history);
  EXPECT_EQ((*again)->snapshot()->history->of(*base::SessionId::parse("opening-forum"))->sequence,
            1u);
}

TEST_F(FormatRoutes, FindPeopleAndSessions) {
  open();
  const auto found = json_of(get("/api/v1/search?q=opening&lang=zh&limit=5"));
  ASSERT_GE(found.at("results").as_array().size(), 2u);
  EXPECT_EQ(found.at("results").at(0).at("kind"), "session");
  EXPECT_EQ(json_of(get("/api/v1/search?q=%E5%B0%9A%E5%86%B0&lang=en&kind=person"))
                .at("results")
                .at(0)
                .at("url"),
            "/person/shang-bing");
  EXPECT_EQ(get("/api/v1/search").status, 400);
  EXPECT_EQ(get("/api/v1/search?q=").status, 400);
  EXPECT_EQ(get("/api/v1/search?q=a&kind=secret").status, 400);
  EXPECT_EQ(get("/api/v1/search?q=a&limit=-1").status, 400);
  EXPECT_EQ(get("/api/v1/search?q=" + std::string(600, 'a')).status, 400);
}

TEST_F(FormatRoutes, FindWhatWasJustPublished) {
  open();
  auto content = std::make_shared<conference::Content>(*conference_->content());
  content->programme.sessions[0].title.by_language["en"] = "Zeppelin";
  conference_->replace(std::move(content));
  get("/api/v1/stages");
  const auto found = json_of(get("/api/v1/search?q=zeppelin&lang=en"));
  EXPECT_EQ(found.at("results").as_array().size(), 1u);
}

TEST_F(FormatRoutes, KeepAnAnonymousViewersAgendaByATicket) {
  open();
  EXPECT_EQ(text_of(agenda(Method::kGet, "", "")), R"({"sessions":[],"feed":null,"ticket":null})");
  const auto first =
      json_of(agenda(Method::kPut, R"({"sessions":["opening-forum","opening-forum"]})", ""));
  EXPECT_EQ(first.at("sessions").as_array().size(), 1u);
  const std::string ticket(first.at("ticket").as_string());
  const auto again = json_of(agenda(Method::kGet, "", ticket));
  EXPECT_EQ(again.at("sessions").at(0), "opening-forum");
  EXPECT_EQ(again.at("feed"), first.at("feed"));
  EXPECT_TRUE(again.at("ticket").is_null());
  // Another's ticket, or a forged one, sees nothing of it.
  EXPECT_TRUE(json_of(agenda(Method::kGet, "", "forged")).at("feed").is_null());

  const std::string feed(first.at("feed").as_string());
  const net::Response calendar = get(feed);
  EXPECT_EQ(calendar.header("cache-control"), "private, max-age=60");
  EXPECT_THAT(text_of(calendar), HasSubstr("UID:opening-forum.cic2020@plenary"));
  EXPECT_THAT(text_of(calendar), HasSubstr("TRIGGER:-PT10M"));
  EXPECT_THAT(text_of(calendar), Not(HasSubstr("opening-ceremony.cic2020")));
  move_the_forum();
  EXPECT_THAT(text_of(get(feed)), HasSubstr("SEQUENCE:1"));
}

TEST_F(FormatRoutes, KeepAnAccountsAgendaByTheAccount) {
  const Browser mei = person("mei", "");
  open();
  const auto kept = json_of(agenda(Method::kPut, R"({"sessions":["opening-ceremony"]})", "", mei));
  EXPECT_TRUE(kept.at("ticket").is_null());
  EXPECT_EQ(json_of(agenda(Method::kGet, "", "", mei)).at("sessions").at(0), "opening-ceremony");
  EXPECT_TRUE(json_of(agenda(Method::kGet, "", "")).at("feed").is_null());
}

TEST_F(FormatRoutes, RefuseAnAgendaThatIsNone) {
  open();
  std::string many = R"({"sessions":[)";
  for (int i = 0; i < 301; ++i) many += (i > 0 ? ",\"s" : "\"s") + std::to_string(i) + "\"";
  for (const std::string& body :
       {std::string(), std::string("[]"), std::string("{\"sessions\":{}}"),
        std::string("{\"sessions\":[1]}"), std::string("{\"sessions\":[\"../x\"]}"), many + "]}"}) {
    EXPECT_EQ(agenda(Method::kPut, body, "").status, 400) << body.substr(0, 40);
  }
}

TEST(MemoryFiles, HoldLargeDocumentsOnceAndLeaveSmallOnesAlone) {
  const MemoryFiles files;
  const auto bytes = [](std::size_t size) {
    return std::make_shared<const base::Bytes>(size, static_cast<std::uint8_t>('x'));
  };
  const base::SharedBytes large = bytes(MemoryFiles::kLeastBytes);
  const auto first = files.body_of(large);
  const auto again = files.body_of(large);
  ASSERT_TRUE(std::holds_alternative<net::FileSlice>(first));
  EXPECT_EQ(std::get<net::FileSlice>(first).file, std::get<net::FileSlice>(again).file);
  EXPECT_EQ(std::get<net::FileSlice>(first).size, large->size());
  EXPECT_TRUE(std::holds_alternative<base::SharedBytes>(files.body_of(bytes(100))));
  for (int i = 0; i < 10; ++i) files.body_of(bytes(MemoryFiles::kLeastBytes));
  EXPECT_NE(std::get<net::FileSlice>(files.body_of(large)).file,
            std::get<net::FileSlice>(first).file);
}

}  // namespace
}  // namespace plenary::site::format_routes_test
