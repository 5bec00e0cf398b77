#include "site/route_table.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "conference/places.h"
#include "site/guard.h"
#include "site/site_fixture.h"

namespace plenary::site::route_table_test {
namespace {

using account::Grant;
using account::Place;
using account::Right;
using net::Method;

/// What is in the braces of the routes' paths: things of a package.
struct Scene {
  std::string stage = "opening";
  std::string session = "opening-ceremony";
  std::string exhibitor = "a1";  ///< Whether there is such a booth is told to those who may ask.
  std::string forum = "no-forum";  ///< That the session belongs to.
};

/// Every role in the whole conference, in each part of it that the routes' paths speak of, and in
/// parts elsewhere.
std::vector<std::string> every_grant(const Scene& scene) {
  std::vector<std::string> grants{""};
  for (const account::Role role : account::kEveryRole) {
    for (const std::string& scope :
         {std::string("conference"), "stage/" + scene.stage, "session/" + scene.session,
          "forum/" + scene.forum, "booth/" + scene.exhibitor, std::string("stage/elsewhere"),
          std::string("session/another"), std::string("forum/another"), std::string("booth/b2")}) {
      grants.push_back(std::string(account::name(role)) + ":" + scope);
    }
  }
  return grants;
}

/// The address of a route with real things in its braces.
std::string address(const Route& route, const Scene& scene = {}) {
  std::string path = route.path;
  const std::map<std::string, std::string> things{{"{stage}", scene.stage},
                                                  {"{session}", scene.session},
                                                  {"{exhibitor}", scene.exhibitor}};
  for (std::size_t from = path.find('{'); from != std::string::npos;
       from = path.find('{', from + 1)) {
    const std::size_t size = path.find('}', from) + 1 - from;
    const auto found = things.find(path.substr(from, size));
    path.replace(from, size, found == things.end() ? "thing" : found->second);
  }
  return path;
}

/// The real table of the real site behind the real router; only the handlers say that they were
/// reached instead of doing what they do.
class Matrix : public SiteFixture {
 protected:
  void open_probes() {
    open();
    probes_ = std::make_unique<RouteTable>(*accounts_);
    for (Route route : site_->table().routes()) {
      route.handle = [this](Call& call) -> boost::asio::awaitable<net::Response> {
        reached_as_ = call.visitor.account;
        net::Response response;
        response.status = 204;
        co_return response;
      };
      probes_->add(std::move(route));
    }
    probes_->install(probe_router_);
  }

  int status(const Route& route, const Browser& browser,
             std::vector<std::pair<std::string, std::string>> more = {}) {
    reached_as_ = "nobody asked";
    net::Request asked = request(route.method, address(route, scene_), "{}", browser);
    for (auto& header : more) asked.headers.push_back(std::move(header));
    const net::Response response = answer(probe_router_, std::move(asked));
    EXPECT_EQ(response.status == 204, reached_as_ != "nobody asked");
    return response.status;
  }

  /// What the policy says of a route, without the guard.
  int expected(const Route& route, const std::vector<Grant>& grants) const {
    if (route.access == Access::kOpen || route.access == Access::kSignedIn) return 204;
    if (route.access == Access::kSomewhere) {
      return account::may_somewhere(grants, route.right) ? 204 : 403;
    }
    const auto snapshot = conference_->snapshot();
    Place place;
    if (route.path.find("{session}") != std::string::npos) {
      place = *conference::place_of(*snapshot, *base::SessionId::parse(scene_.session));
    } else if (route.path.find("{stage}") != std::string::npos) {
      place = *conference::place_of(*snapshot, *base::StageId::parse(scene_.stage), conference_->clock().now());
    } else if (route.path.find("{exhibitor}") != std::string::npos) {
      place.booth = scene_.exhibitor;
    }
    return account::may(grants, route.right, place) ? 204 : 403;
  }

  const std::vector<Route>& routes() const { return site_->table().routes(); }
  static std::string words(const Route& route) {
    return std::to_string(static_cast<int>(route.method)) + " " + route.path;
  }

  /// Every route as everybody; how many cells that were let through of those who hold a grant.
  std::size_t obey_the_policy() {
    std::map<std::string, Browser> people;
    for (const std::string& grant : every_grant(scene_)) people[grant] = person("p " + grant, grant);
    open_probes();
    std::size_t cells = 0;
    for (const Route& route : routes()) {
      for (const auto& [grant, browser] : people) {
        std::vector<Grant> grants;
        if (!grant.empty()) grants.push_back(*account::parse_grant(grant));
        EXPECT_EQ(status(route, browser), expected(route, grants)) << words(route) << " as " << grant;
        // Whose things a handler touches is the login's, whatever the address says.
        if (reached_as_ != "nobody asked") {
          EXPECT_EQ(reached_as_, "p " + grant) << words(route);
        }
        ++cells;
      }
    }
    return cells;
  }

  Scene scene_;
  std::unique_ptr<RouteTable> probes_;
  net::Router probe_router_;
  std::string reached_as_;
};

TEST_F(Matrix, EveryRouteObeysThePolicyForEveryRoleAndScope) {
  const std::size_t cells = obey_the_policy();
  EXPECT_GE(cells, routes().size() * 64);
}

TEST_F(Matrix, AForumsPeopleReachItsSessionsAndNoOthers) {
  package_ = "tests/packages/whole";
  scene_ = {.stage = "main", .session = "talk", .exhibitor = "acme", .forum = "ai-forum"};
  obey_the_policy();
  std::size_t reached = 0;
  const auto in_forum = *account::parse_grant("organiser:forum/ai-forum");
  for (const Route& route : routes()) {
    const bool of_session = route.path.find("{session}") != std::string::npos;
    if (of_session && route.access == Access::kInPlace && expected(route, {in_forum}) == 204) {
      ++reached;
    }
  }
  EXPECT_GE(reached, 3u) << "the forum of the session counts";
}

TEST_F(Matrix, BetweenSessionsAStageLiesInTheNextAndItsForum) {
  package_ = "tests/packages/whole";
  open_probes();
  const auto snapshot = conference_->snapshot();
  const auto place_at = [&](const char* now) {
    return *conference::place_of(*snapshot, *base::StageId::parse("main"), *base::parse_rfc3339(now));
  };
  const Place before = place_at("2020-07-23T13:00:00+08:00");
  EXPECT_EQ(before.session, "talk");
  EXPECT_EQ(before.forum, "ai-forum");
  const Place missed = place_at("2020-07-23T15:59:00+08:00");
  EXPECT_EQ(missed.session, "reveal");
  EXPECT_EQ(missed.forum, "");
  EXPECT_EQ(place_at("2020-07-24T15:59:00+08:00").session, "");
}

TEST_F(Matrix, NobodyReachesOnlyWhatIsOpen) {
  open_probes();
  for (const Route& route : routes()) {
    const int right = route.access == Access::kOpen ? 204 : 401;
    EXPECT_EQ(status(route, {}), right) << words(route);
    EXPECT_EQ(status(route, {.token = "forged", .csrf = "forged"}), right) << words(route);
  }
}

TEST_F(Matrix, ACookieAloneChangesNothing) {
  const Browser organiser = person("o", "organiser:conference");
  open_probes();
  for (const Route& route : routes()) {
    if (is_safe(route.method)) continue;
    for (const char* csrf : {"", "csrf of another"}) {
      const int right = route.access == Access::kOpen ? 204 : 403;
      EXPECT_EQ(status(route, {.token = organiser.token, .csrf = csrf}), right) << words(route);
      if (right == 204) {
        EXPECT_EQ(reached_as_, "") << words(route);
      }
    }
  }
}

TEST_F(Matrix, APageOfAnotherOriginChangesNothing) {
  const Browser organiser = person("o", "organiser:conference");
  open_probes();
  for (const Route& route : routes()) {
    for (const char* origin : {"https://evil.example", "null", "https://plenary.example:8443"}) {
      const int right = is_safe(route.method) ? 204 : 403;
      EXPECT_EQ(status(route, organiser, {{"origin", origin}}), right) << words(route) << origin;
    }
    EXPECT_EQ(status(route, organiser, {{"origin", "https://plenary.example"}}), 204)
        << words(route);
  }
}

TEST_F(Matrix, TheDeskIsNeverOpen) {
  open();
  std::size_t desk = 0;
  for (const Route& route : routes()) {
    if (!route.path.starts_with("/api/v1/desk/")) continue;
    ++desk;
    EXPECT_TRUE(route.access == Access::kInPlace || route.access == Access::kSomewhere);
    EXPECT_FALSE(account::may({}, route.right, {})) << words(route);
    const bool of_a_place = route.path.find("{stage}") != std::string::npos ||
                            route.path.find("{session}") != std::string::npos ||
                            route.path.find("{exhibitor}") != std::string::npos;
    EXPECT_EQ(static_cast<bool>(route.place), of_a_place) << words(route);
  }
  EXPECT_GE(desk, 20u);
}

TEST_F(Matrix, StaffOfOneBoothAreRefusedAtEveryAddressOfAnotherAllAlike) {
  const Browser staff = person("s", "exhibitor:booth/b2");
  open();
  std::set<std::string> answers;
  std::size_t tried = 0;
  for (const Route& route : routes()) {
    if (!route.path.starts_with("/api/v1/desk/") ||
        route.path.find("{exhibitor}") == std::string::npos) {
      continue;
    }
    const net::Response response =
        answer(router_, request(route.method, address(route), "{}", staff));
    std::string told = std::to_string(response.status) + boost::json::serialize(json_of(response));
    for (const auto& [name, value] : response.headers) told += "\n" + name + ": " + value;
    answers.insert(told);
    ++tried;
  }
  EXPECT_GE(tried, 18u);
  EXPECT_EQ(answers.size(), 1u);
  EXPECT_TRUE(answers.begin()->starts_with("403"));
}

TEST_F(Matrix, WhatIsNotThereIsToldToThoseWhoMayAsk) {
  const Browser organiser = person("o", "organiser:conference");
  const Browser moderator = person("m", "moderator:conference");
  open();
  const char* nowhere = "/api/v1/desk/stages/nowhere";
  EXPECT_EQ(answer(Method::kGet, nowhere, "", organiser).status, 404);
  EXPECT_EQ(answer(Method::kGet, nowhere, "", moderator).status, 403);
  EXPECT_EQ(answer(Method::kGet, nowhere, "").status, 401);
  EXPECT_EQ(answer(Method::kGet, "/api/v1/desk/nothing", "", organiser).status, 404);
  EXPECT_EQ(answer(Method::kGet, "/api/v1/desk/stages/", "", organiser).status, 404);
  const net::Response wrong = answer(Method::kPut, "/api/v1/session", "", organiser);
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.header("allow"), "POST, GET, HEAD, DELETE");
}

TEST_F(Matrix, EveryAnswerCarriesItsHeaders) {
  open();
  net::Request asked = request(Method::kGet, "/api/v1/desk/people", "", {});
  asked.secure = true;
  const net::Response response = answer(router_, asked);
  EXPECT_EQ(response.header("x-content-type-options"), "nosniff");
  EXPECT_EQ(response.header("content-security-policy"),
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
  EXPECT_EQ(response.header("strict-transport-security"), "max-age=31536000");
  EXPECT_EQ(response.header("content-type"), "application/problem+json");
  asked.headers[0].second = "localhost:8443";
  EXPECT_EQ(answer(router_, asked).header("strict-transport-security"), "");
}

TEST_F(Matrix, OverTlsTheCookieIsBoundToTheHost) {
  const Browser organiser = person("o", "organiser:conference");
  open();
  net::Request asked = request(Method::kGet, "/api/v1/session", "", organiser);
  asked.secure = true;
  EXPECT_EQ(answer(router_, asked).status, 401);
  asked.headers[1].second = "__Host-plenary=" + organiser.token;
  EXPECT_EQ(answer(router_, asked).status, 200);
  asked.method = Method::kDelete;
  asked.headers.emplace_back("origin", "http://plenary.example");
  EXPECT_EQ(answer(router_, asked).status, 403);
  asked.headers.back().second = "https://plenary.example";
  EXPECT_EQ(answer(router_, asked).header("set-cookie"),
            "__Host-plenary=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0; Secure");
}

TEST_F(Matrix, TheAudienceKnowsAnAccountOnlyByAWholeProof) {
  const Browser host = person("h", "host:conference");
  open();
  const auto seen = [&](Method method, const Browser& browser, const char* origin) {
    net::Request asked = request(method, "/b1/opening", "{}", browser);
    if (*origin != '\0') asked.headers.emplace_back("origin", origin);
    return visitor_of(asked, *accounts_).account;
  };
  EXPECT_EQ(seen(Method::kPost, host, ""), "h");
  EXPECT_EQ(seen(Method::kPost, host, "http://plenary.example"), "h");
  EXPECT_EQ(seen(Method::kGet, {.token = host.token}, "http://plenary.example"), "h");
  EXPECT_EQ(seen(Method::kPost, {.token = host.token}, ""), "");
  EXPECT_EQ(seen(Method::kGet, host, "http://evil.example"), "");
  EXPECT_EQ(seen(Method::kGet, {}, ""), "");
}

TEST_F(Matrix, RefusalsAreCounted) {
  open();
  answer(Method::kGet, "/api/v1/desk/people", "");
  answer(Method::kGet, "/api/v1/desk/people", "");
  answer(Method::kPost, "/api/v1/session", "no JSON");
  answer(Method::kGet, "/api/v1/conference", "");
  std::map<int, std::uint64_t> counted;
  for (const auto& [status, count] : site_->table().refusals()) {
    if (count > 0) counted[status] = count;
  }
  EXPECT_EQ(counted, (std::map<int, std::uint64_t>{{400, 1}, {401, 2}}));
}

}  // namespace
}  // namespace plenary::site::route_table_test
