#include "site/mail_routes.h"

#include <gtest/gtest.h>

#include "conference/letters.h"
#include "site/site_fixture.h"
#include "storage/outbox.h"

namespace plenary::site::mail_routes_test {
namespace {

using net::Method;
namespace json = boost::json;

class MailRoutes : public SiteFixture {
 protected:
  void open_with_mail() {
    open();
    const auto head = [this] {
      return conference::letterhead(*conference_->content(), "https://conference.example", "en");
    };
    conference::LetterWriter writer;
    writer.invitation = [head](const auto& invitation, const auto& token, const auto&) {
      return conference::invitation_letter(head(), invitation, token);
    };
    writer.reset = [head](const auto& account, const auto& token, auto now, auto until,
                          const auto&) {
      return conference::reset_letter(head(), account, token, now, until);
    };
    writer.confirmation = [head](const auto& account, const auto& token, auto now, auto until,
                                 const auto&) {
      return conference::confirmation_letter(head(), account, token, now, until);
    };
    accounts_->write_letters(std::move(writer));
  }
  std::vector<storage::MailRecord> letters(const std::string& kind) {
    std::vector<storage::MailRecord> found;
    const auto due = *storage::Outbox(*database_).due(base::real_utc_now(), 100);
    for (const auto& letter : due) {
      if (letter.kind == kind) found.push_back(letter);
    }
    return found;
  }
  std::string token_in(const std::string& kind, const std::string& page) {
    const auto found = letters(kind);
    EXPECT_FALSE(found.empty());
    const std::string& text = found.at(0).text;
    const std::size_t at = text.find(page) + page.size();
    return text.substr(at, text.find('\n', at) - at);
  }
  Browser signed_up() {
    return browser_of(
        answer(Method::kPost, "/api/v1/account",
               R"({"email":"li@example.org","name":"Li","password":"correct horse battery"})"));
  }
};

TEST_F(MailRoutes, ANewPasswordComesByLetterAndTheAnswerTellsNothing) {
  open_with_mail();
  const Browser before = signed_up();
  EXPECT_EQ(json_of(answer(Method::kGet, "/api/v1/account", "")).at("reset"), "mail");
  const net::Response there =
      answer(Method::kPost, "/api/v1/account/reset", R"({"email":"li@example.org"})");
  const net::Response nobody =
      answer(Method::kPost, "/api/v1/account/reset", R"({"email":"nobody@example.org"})");
  EXPECT_EQ(there.status, 202);
  EXPECT_EQ(nobody.status, 202);
  EXPECT_EQ(std::get<std::string>(there.body), std::get<std::string>(nobody.body));
  EXPECT_EQ(there.headers, nobody.headers);
  EXPECT_EQ(answer(Method::kPost, "/api/v1/account/reset", "{}").status, 400);

  const std::string link = "/api/v1/account/reset/" + token_in("reset", "/reset/");
  EXPECT_EQ(json_of(answer(Method::kGet, link, "")).at("name"), "Li");
  const net::Response set = answer(Method::kPost, link, R"({"password":"an entirely new one"})");
  EXPECT_EQ(set.status, 200);
  EXPECT_EQ(answer(Method::kGet, "/api/v1/session", "", browser_of(set)).status, 200);
  EXPECT_EQ(answer(Method::kGet, "/api/v1/session", "", before).status, 401);
  EXPECT_EQ(answer(Method::kPost, link, R"({"password":"an entirely new one"})").status, 404);
  EXPECT_EQ(answer(Method::kGet, link, "").status, 404);
}

TEST_F(MailRoutes, AskingTooOftenIsRefused) {
  open_with_mail();
  int status = 0;
  for (int i = 0; i < 40 && status != 429; ++i) {
    status = answer(Method::kPost, "/api/v1/account/reset", R"({"email":"a@example.org"})").status;
  }
  EXPECT_EQ(status, 429);
}

TEST_F(MailRoutes, WithoutAMailServerTheDeskShowsTheLinkToCopy) {
  const Browser organiser = person("organiser", "organiser:conference");
  const Browser li = person("li", "");
  open();
  EXPECT_EQ(json_of(answer(Method::kGet, "/api/v1/account", "")).at("reset"), "organiser");
  EXPECT_EQ(answer(Method::kPost, "/api/v1/desk/people/li/reset", "", li).status, 403);
  const net::Response made = answer(Method::kPost, "/api/v1/desk/people/li/reset", "", organiser);
  EXPECT_EQ(made.status, 201);
  EXPECT_EQ(json_of(made).at("mailed"), false);
  const std::string url(json_of(made).at("url").as_string());
  ASSERT_TRUE(url.starts_with("/reset/"));
  EXPECT_EQ(
      answer(Method::kPost, "/api/v1/account" + url, R"({"password":"a new one, long"})").status,
      200);
  const json::value invited =
      json_of(answer(Method::kPost, "/api/v1/desk/invitations",
                     R"({"grant":"speaker:conference","email":"wang@example.org"})", organiser));
  EXPECT_EQ(invited.at("mailed"), false);
  EXPECT_TRUE(invited.at("url").as_string().starts_with("/join/"));
  const json::value outbox = json_of(answer(Method::kGet, "/api/v1/desk/mail", "", organiser));
  EXPECT_EQ(outbox, json::parse(R"({"from":null,"letters":[]})"));
}

TEST_F(MailRoutes, AnInvitationGoesByLetterAndTheDeskSeesHow) {
  const Browser organiser = person("organiser", "organiser:conference");
  open_with_mail();
  const json::value invited = json_of(answer(
      Method::kPost, "/api/v1/desk/invitations",
      R"({"grant":"speaker:conference","email":"wang@example.org","language":"zh"})", organiser));
  EXPECT_EQ(invited.at("mailed"), true);
  EXPECT_EQ("/join/" + token_in("invitation", "/join/"), invited.at("url").as_string());
  const net::Response shown = answer(Method::kGet, "/api/v1/desk/mail", "", organiser);
  const json::value letter = json_of(shown).at("letters").at(0);
  EXPECT_EQ(letter.at("kind"), "invitation");
  EXPECT_EQ(letter.at("to"), "wang@example.org");
  EXPECT_EQ(letter.at("state"), "waiting");
  EXPECT_EQ(std::get<std::string>(shown.body).find(std::string(invited.at("token").as_string())),
            std::string::npos)
      << "the words stay in the letter";
}

TEST_F(MailRoutes, AnAccountConfirmsItsAddressAndEndsItsReminders) {
  open_with_mail();
  const Browser li = signed_up();
  const auto status = [&] {
    return json::serialize(json_of(answer(Method::kGet, "/api/v1/account/mail", "", li)));
  };
  EXPECT_EQ(status(),
            R"({"address":"li@example.org","verified":false,"reminders":false,"works":true})");
  EXPECT_EQ(answer(Method::kPut, "/api/v1/account/mail", R"({"reminders":true})", li).status, 404);
  const std::string token = token_in("confirmation", "/confirm/");
  EXPECT_EQ(answer(Method::kPost, "/api/v1/account/mail/confirm/" + token, "").status, 204);
  EXPECT_EQ(answer(Method::kPost, "/api/v1/account/mail/confirm/" + token, "").status, 404);
  EXPECT_EQ(status(),
            R"({"address":"li@example.org","verified":true,"reminders":true,"works":true})");
  EXPECT_EQ(answer(Method::kPut, "/api/v1/account/mail", R"({"reminders":1})", li).status, 400);
  EXPECT_EQ(answer(Method::kPut, "/api/v1/account/mail", R"({"reminders":false})", li).status, 200);
  EXPECT_EQ(answer(Method::kPost, "/api/v1/account/mail/stop/nothing", "").status, 404);
  EXPECT_EQ(answer(Method::kPost, "/api/v1/account/mail", "{}", li).status, 409);
  EXPECT_EQ(answer(Method::kGet, "/api/v1/account/mail", "").status, 401);
}

}  // namespace
}  // namespace plenary::site::mail_routes_test
