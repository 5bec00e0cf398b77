#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "site/site_fixture.h"

namespace plenary::site::embargo_test {
namespace {

using net::Method;
using testing::HasSubstr;
using testing::Not;

/// The example, whose report waits for hands.
class Embargo : public SiteFixture {
 protected:
  static constexpr const char* kId = "development-report-2020";

  static std::string text(const net::Response& response) {
    if (const auto* words = std::get_if<std::string>(&response.body)) return *words;
    if (const auto* bytes = std::get_if<base::SharedBytes>(&response.body)) {
      return std::string(base::text_of(**bytes));
    }
    return {};
  }
  net::Response get(const std::string& target, const Browser& browser = {}) {
    return answer(Method::kGet, target, "", browser);
  }
  void release() {
    const std::string release = std::string("/api/v1/desk/releases/report/") + kId;
    EXPECT_EQ(answer(Method::kPost, release + "/arm", "", first_).status, 200);
    EXPECT_EQ(answer(Method::kPost, release + "/arm", "", first_).status, 409);
    EXPECT_EQ(answer(Method::kPost, release + "/now", "", first_).status, 409);
    EXPECT_EQ(answer(Method::kPost, release + "/arm", "", second_).status, 200);
    EXPECT_EQ(answer(Method::kPost, release + "/now", "", first_).status, 200);
  }

  Browser first_ = person("first", "organiser:conference");
  Browser second_ = person("second", "organiser:conference");
  Browser press_ = person("press", "press:conference");
};

TEST_F(Embargo, BeforeItsReleaseAReportIsWhatNeverWas) {
  open();
  for (const char* address :
       {"/report/", "/embed/figure/", "/news/", "/api/v1/reports/", "/api/v1/news/"}) {
    for (const char* after :
         {"", "/figure/mobile-users", "/mobile-users", ".pdf", "/cite", "/indicators.csv"}) {
      const net::Response secret = get(std::string(address) + kId + after);
      const net::Response never = get(std::string(address) + "never-written-2020" + after);
      EXPECT_EQ(secret.status, 404) << address << after;
      EXPECT_EQ(secret.headers, never.headers) << address << after;
      EXPECT_EQ(text(secret), text(never)) << address << after;
    }
  }
  for (const char* list : {"/", "/report", "/news", "/programme", "/sitemap.xml",
                           "/api/v1/reports", "/api/v1/conference"}) {
    EXPECT_THAT(text(get(list)), Not(HasSubstr(kId))) << list;
  }
}

TEST_F(Embargo, AtItsReleaseItIsEverywhere) {
  open();
  release();
  const std::string id = kId;
  EXPECT_THAT(text(get("/report/" + id)), HasSubstr("application/ld+json"));
  EXPECT_THAT(text(get("/sitemap.xml")), HasSubstr("/report/" + id));
  EXPECT_THAT(text(get("/api/v1/reports")), HasSubstr(id));
  EXPECT_EQ(get("/api/v1/reports/" + id).status, 200);
  const net::Response csv = get("/api/v1/reports/" + id + "/indicators.csv");
  EXPECT_THAT(std::string(csv.header("content-type")), HasSubstr("text/csv"));
  EXPECT_THAT(text(get("/api/v1/reports/" + id + "/cite?style=apa")), HasSubstr("http"));
  EXPECT_EQ(get("/api/v1/reports/" + id + "/cite?style=none").status, 400);
}

TEST_F(Embargo, ThePressSeesItEarlierAndEachLookIsLogged) {
  open();
  const std::string early = std::string("/api/v1/press/reports/") + kId;
  EXPECT_EQ(get(early).status, 401);
  EXPECT_EQ(get(early, person("guest", "attendee:conference")).status, 401);
  EXPECT_EQ(get(early, press_).status, 200);
  EXPECT_EQ(get(early + "/indicators.csv", press_).status, 200);
  EXPECT_EQ(get(early + "/indicators.json", press_).status, 200);
  EXPECT_EQ(get("/api/v1/press/pictures/never-0123456789abcdef-640.webp", press_).status, 404);
  EXPECT_EQ(get("/api/v1/press/reports/never-written-2020", press_).status, 404);
  std::vector<std::string> looks;
  const auto log = database_->audit();
  for (const auto& line : *log) looks.push_back(line.account + " " + line.action);
  EXPECT_THAT(looks, testing::ElementsAre("press press_view", "press press_download", "press press_download"));
}

TEST_F(Embargo, ThePagesOfThePressAreShellsThatTellNothing) {
  open();
  for (const std::string& path : {std::string("/press"), std::string("/press/report/") + kId,
                                  std::string("/press/report/never-written")}) {
    const net::Response page = get(path);
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_THAT(text(page), HasSubstr("noindex"));
    EXPECT_THAT(text(page), Not(HasSubstr(kId)));
  }
}

TEST_F(Embargo, PagesSayWhatTheyAreInEachLanguage) {
  open();
  const std::string page = text(get("/session/opening-ceremony?lang=en"));
  EXPECT_THAT(page, HasSubstr("<link rel=\"canonical\" href=\"http://plenary.example/session/opening-ceremony\">"));
  EXPECT_THAT(page, HasSubstr("hreflang=\"zh\" href=\"http://plenary.example/session/opening-ceremony?lang=zh\""));
  EXPECT_THAT(page, HasSubstr("\"@type\":\"Event\""));
  EXPECT_THAT(page, HasSubstr("<main class=\"served\">"));
  EXPECT_EQ(get("/session/opening-ceremony").header("cross-origin-opener-policy"), "same-origin");
}

TEST_F(Embargo, WhatIsEmbeddedMayStandAnywhereAndIsCountedByItsHost) {
  open();
  net::Request asked = request(Method::kGet, "/embed/opening?host=News.Example", "", {});
  const net::Response page = answer(router_, asked);
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(std::string(page.header("content-security-policy")), HasSubstr("frame-ancestors *"));
  asked.query.clear();
  asked.headers.emplace_back("referer", "https://partner.example/live?x");
  answer(router_, asked);
  EXPECT_EQ(text(get("/api/v1/desk/embeds", first_)),
            R"({"hosts":[{"host":"news.example","views":1},{"host":"partner.example","views":1}]})");
}

TEST_F(Embargo, ASpeakersLinkOpensTheirPageAndNoOther) {
  open();
  const std::string desk = "/api/v1/desk/people/miao-wei/link";
  const net::Response made = answer(Method::kPost, desk, "", first_);
  ASSERT_EQ(made.status, 201);
  const std::string token(json_of(made).at("token").as_string());
  const auto page = json_of(get("/api/v1/speaker/" + token));
  EXPECT_EQ(page.at("person").at("id"), "miao-wei");
  EXPECT_FALSE(page.at("sessions").as_array().empty());
  EXPECT_EQ(get("/api/v1/speaker/another").status, 404);
  const std::string proposal = "/api/v1/speaker/" + token + "/proposal";
  EXPECT_EQ(answer(Method::kPost, proposal, R"({"text":{"xx":"no"}})").status, 400);
  EXPECT_EQ(answer(Method::kPost, proposal, R"({"text":{"en":"Who I am"}})").status, 201);
  const auto waiting = json_of(get("/api/v1/desk/proposals", first_)).at("proposals").at(0);
  const std::string decide =
      "/api/v1/desk/proposals/" + std::string(waiting.at("id").as_string());
  EXPECT_EQ(answer(Method::kPost, decide + "/accept", "", first_).status, 200);
  EXPECT_EQ(answer(Method::kPost, decide + "/refuse", "", first_).status, 409);
  answer(Method::kPost, desk, "", first_);
  EXPECT_EQ(get("/api/v1/speaker/" + token).status, 404) << "a new link ends the one before";
}

}  // namespace
}  // namespace plenary::site::embargo_test
