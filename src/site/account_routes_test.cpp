#include "site/account_routes.h"

#include <gtest/gtest.h>

#include "site/site_fixture.h"

namespace plenary::site::account_routes_test {
namespace {

using net::Method;
namespace json = boost::json;

constexpr const char* kLi =
    R"({"email":"Li@example.org","name":"Li","password":"correct horse battery"})";

class AccountRoutes : public SiteFixture {
 protected:
  Browser signed_up() {
    const net::Response response = answer(Method::kPost, "/api/v1/account", kLi);
    EXPECT_EQ(response.status, 200);
    return browser_of(response);
  }
  std::string account_of(const Browser& browser) {
    return std::string(
        json_of(answer(Method::kGet, "/api/v1/session", "", browser)).at("account").as_string());
  }
};

TEST_F(AccountRoutes, AStrangerSignsUpOutAndInAgain) {
  open();
  const Browser li = signed_up();
  const json::value who = json_of(answer(Method::kGet, "/api/v1/session", "", li));
  EXPECT_EQ(who.at("name"), "Li");
  EXPECT_EQ(who.at("grants"), json::array{"attendee:conference"});
  EXPECT_EQ(who.at("roles"), json::array{"attendee"});
  EXPECT_EQ(who.at("verified"), false);
  EXPECT_EQ(answer(Method::kDelete, "/api/v1/session", "", li).status, 204);
  EXPECT_EQ(answer(Method::kGet, "/api/v1/session", "", li).status, 401);
  for (const char* body : {R"({"email":"li@example.org","password":"correct horse battery"})",
                           R"({"name":"li@example.org","password":"correct horse battery"})"}) {
    const net::Response again = answer(Method::kPost, "/api/v1/session", body);
    EXPECT_EQ(again.status, 200);
    EXPECT_NE(again.header("set-cookie").find("; Path=/; HttpOnly; SameSite=Strict"),
              std::string_view::npos);
  }
  EXPECT_EQ(answer(Method::kPost, "/api/v1/session",
                   R"({"name":"li@example.org","password":"wrong horse battery"})")
                .status,
            401);
}

TEST_F(AccountRoutes, SayWhatIsWrongWithASignUp) {
  open();
  signed_up();
  EXPECT_EQ(answer(Method::kPost, "/api/v1/account", kLi).status, 409);
  EXPECT_EQ(answer(Method::kPost, "/api/v1/account", "[]").status, 400);
  const net::Response short_one =
      answer(Method::kPost, "/api/v1/account",
             R"({"email":"a@example.org","name":"A","password":"short"})");
  EXPECT_EQ(short_one.status, 400);
  EXPECT_EQ(json_of(short_one).at("detail"), "A password has 10 to 256 bytes.");
}

TEST_F(AccountRoutes, SignUpCanBeByInvitationAlone) {
  conference::AccountSettings settings;
  settings.sign_up = conference::SignUp::kInvited;
  open(std::move(settings));
  EXPECT_EQ(answer(Method::kPost, "/api/v1/account", kLi).status, 403);
  const json::value ways = json_of(answer(Method::kGet, "/api/v1/account", ""));
  EXPECT_EQ(ways, json::parse(R"({"sign_up":"invited","ticket_shop":false,"reset":"organiser"})"));
  EXPECT_EQ(answer(Method::kPost, "/api/v1/session/ticket", R"({"token":"a.b.c"})").status, 404);
}

TEST_F(AccountRoutes, TriesAreCountedForEachAddress) {
  open();
  const auto status = [&](const char* peer) {
    return answer(Method::kPost, "/api/v1/session", "no JSON", {.peer = peer}).status;
  };
  for (int i = 0; i < 30; ++i) EXPECT_EQ(status("2001:db8::1"), 400);
  EXPECT_EQ(status("2001:db8::2"), 429);
  EXPECT_EQ(status("2001:db8:1::1"), 400);
  const net::Response response =
      answer(Method::kPost, "/api/v1/session", "{}", {.peer = "2001:db8::3"});
  EXPECT_FALSE(response.header("retry-after").empty());
}

TEST_F(AccountRoutes, AnInvitationIsMadeShownAcceptedAndWithdrawn) {
  const Browser organiser = person("o", "organiser:conference");
  open();
  const net::Response made =
      answer(Method::kPost, "/api/v1/desk/invitations",
             R"({"grant":"moderator:stage/opening","name":"Wang","uses":2})", organiser);
  EXPECT_EQ(made.status, 201);
  const std::string token(json_of(made).at("token").as_string());
  EXPECT_EQ(json_of(made).at("url"), json::value("/join/" + token));

  const json::value list = json_of(answer(Method::kGet, "/api/v1/desk/invitations", "", organiser));
  EXPECT_EQ(json::serialize(list).find(token), std::string::npos);
  EXPECT_EQ(list.at("invitations").at(0).at("uses_left"), 2);

  const json::value shown = json_of(answer(Method::kGet, "/api/v1/invitations/" + token, ""));
  EXPECT_EQ(shown.at("role"), "moderator");
  EXPECT_EQ(shown.at("scope"), "stage/opening");
  const net::Response accepted = answer(Method::kPost, "/api/v1/invitations/" + token,
                                        R"({"name":"Wang","password":"correct horse battery"})");
  EXPECT_EQ(accepted.status, 200);
  EXPECT_EQ(json_of(accepted).at("grants"), json::array{"moderator:stage/opening"});

  const Browser li = signed_up();
  const net::Response mine = answer(Method::kPost, "/api/v1/invitations/" + token, "{}", li);
  EXPECT_EQ(json_of(mine).at("roles"), (json::array{"attendee", "moderator"}));

  const std::string id(list.at("invitations").at(0).at("id").as_string());
  EXPECT_EQ(answer(Method::kDelete, "/api/v1/desk/invitations/" + id, "", organiser).status, 204);
  EXPECT_EQ(answer(Method::kDelete, "/api/v1/desk/invitations/" + id, "", organiser).status, 404);
  EXPECT_EQ(answer(Method::kGet, "/api/v1/invitations/" + token, "").status, 404);
}

TEST_F(AccountRoutes, GrantsAreGivenAndTakenAndCountAtOnce) {
  const Browser organiser = person("o", "organiser:conference");
  open();
  const Browser li = signed_up();
  const std::string grants = "/api/v1/desk/people/" + account_of(li) + "/grants";
  EXPECT_EQ(answer(Method::kGet, "/api/v1/desk/people", "", li).status, 403);
  for (const char* body : {R"({"grant":"organiser:conference"})", R"({"role":"organiser"})"}) {
    const net::Response given = answer(Method::kPost, grants, body, organiser);
    EXPECT_EQ(json_of(given).at("grants"),
              (json::array{"attendee:conference", "organiser:conference"}));
  }
  EXPECT_EQ(answer(Method::kGet, "/api/v1/desk/people", "", li).status, 200);
  EXPECT_EQ(answer(Method::kDelete, grants + "?grant=organiser%3Aconference", "", organiser).status,
            200);
  EXPECT_EQ(answer(Method::kGet, "/api/v1/desk/people", "", li).status, 403);
  EXPECT_EQ(answer(Method::kPost, grants, R"({"grant":"king:conference"})", organiser).status, 400);
  EXPECT_EQ(
      answer(Method::kPost, "/api/v1/desk/people/nobody/grants", R"({"role":"speaker"})", organiser)
          .status,
      404);
  EXPECT_EQ(
      answer(Method::kDelete, "/api/v1/desk/people/o/grants", R"({"role":"organiser"})", organiser)
          .status,
      409);
}

TEST_F(AccountRoutes, ABanIsOfOneAccountAndCanBeLifted) {
  const Browser organiser = person("o", "organiser:conference");
  open();
  const Browser li = signed_up();
  const std::string ban = "/api/v1/desk/people/" + account_of(li) + "/ban";
  const json::value banned = json_of(answer(Method::kPost, ban, "", organiser));
  EXPECT_EQ(banned.at("banned"), true);
  EXPECT_EQ(banned.at("banned_until"), nullptr);
  EXPECT_EQ(answer(Method::kGet, "/api/v1/session", "", li).status, 401);
  EXPECT_EQ(answer(Method::kPost, "/api/v1/session",
                   R"({"name":"li@example.org","password":"correct horse battery"})")
                .status,
            403);
  EXPECT_TRUE(json_of(answer(Method::kPost, ban, R"({"seconds":60})", organiser))
                  .at("banned_until")
                  .is_string());
  EXPECT_EQ(json_of(answer(Method::kDelete, ban, "", organiser)).at("banned"), false);
  EXPECT_EQ(answer(Method::kPost, "/api/v1/desk/people/o/ban", "", organiser).status, 409);
}

TEST_F(AccountRoutes, PeopleAreListedAndFound) {
  const Browser organiser = person("o", "organiser:conference");
  open();
  signed_up();
  const json::value all = json_of(answer(Method::kGet, "/api/v1/desk/people", "", organiser));
  EXPECT_EQ(all.at("total"), 2);
  const json::value found =
      json_of(answer(Method::kGet, "/api/v1/desk/people?q=EXAMPLE", "", organiser));
  ASSERT_EQ(found.at("people").as_array().size(), 1u);
  EXPECT_EQ(found.at("people").at(0).at("email"), "li@example.org");
}

}  // namespace
}  // namespace plenary::site::account_routes_test
