#include "conference/accounts.h"

#include <gtest/gtest.h>
#include <jwt.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>

namespace plenary::conference::accounts_test {
namespace {

using base::Errc;
using namespace std::chrono_literals;
namespace asio = boost::asio;

const base::Instant kNoon = *base::parse_rfc3339("2020-07-23T12:00:00Z");
const std::string kSecret = "what the ticket shop and we know alone";
const account::Grant kOrganiserGrant = *account::parse_grant("organiser:conference");
const account::Grant kModerates = *account::parse_grant("moderator:stage/main");

class AccountsTest : public testing::Test {
 protected:
  AccountsTest() {
    char name[] = "/tmp/plenary-accounts-XXXXXX";
    folder_ = ::mkdtemp(name);
    open();
  }
  ~AccountsTest() override {
    accounts_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  void open(SignUp sign_up = SignUp::kOpen) {
    accounts_.reset();
    database_.reset();
    database_ = std::make_unique<storage::Database>((folder_ / "plenary.db").string());
    AccountSettings settings;
    settings.sign_up = sign_up;
    auto shop = account::TicketShop::make({.issuer = "shop",
                                           .audience = "cic2020",
                                           .key = kSecret,
                                           .grants_of_traits = {{"crew", kModerates}}});
    settings.ticket_shop = std::move(*shop);
    accounts_ = std::make_unique<Accounts>(
        *database_, [this] { return now_; }, std::move(settings));
    accounts_->on_changed([this](const std::string& account, AccountChange change) {
      changed_.push_back((change == AccountChange::kBanned ? "banned " : "rights of ") + account);
    });
  }

  /// Runs one use case to its end.
  template <class T>
  T wait(asio::awaitable<T> work) {
    asio::io_context io;
    std::optional<T> outcome;
    auto run = [&outcome](asio::awaitable<T> inner) -> asio::awaitable<void> {
      outcome.emplace(co_await std::move(inner));
    };
    asio::co_spawn(io, run(std::move(work)), [](std::exception_ptr failed) {
      if (failed) std::rethrow_exception(failed);
    });
    io.run();
    return std::move(*outcome);
  }

  /// The account's login, or the failure's code as the test's failure.
  Login in(Accounts::SigningIn signing_in) {
    auto outcome = wait(std::move(signing_in));
    EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().detail());
    if (!outcome) return {};
    token_ = outcome->token;
    return outcome->login;
  }
  std::optional<Errc> code(Accounts::SigningIn signing_in) {
    const auto outcome = wait(std::move(signing_in));
    return outcome ? std::nullopt : std::optional(outcome.error().code());
  }
  std::optional<Errc> code(Accounts::Changing changing) {
    const auto outcome = wait(std::move(changing));
    return outcome ? std::nullopt : std::optional(outcome.error().code());
  }

  NewAccount li() const { return {"Li@Example.org", "Li", "correct horse battery"}; }
  std::string organiser() {
    EXPECT_TRUE(accounts_->set_password_now("organiser", "organiser's own", kOrganiserGrant));
    return "organiser";
  }
  std::string invite(account::Grant grant, std::int64_t uses = 1) {
    NewInvitation wanted{.grant = std::move(grant), .name = "Wang", .email = "", .uses = uses};
    return wait(accounts_->invite("organiser", wanted))->token;
  }
  std::string shop_token(const std::string& uid, const std::string& jti,
                         const std::string& more = "") {
    jwt_t* jwt = nullptr;
    jwt_new(&jwt);
    const auto exp = (now_ + 1h).time_since_epoch().count() / 1000;
    const std::string claims = R"({"iss":"shop","aud":"cic2020","uid":")" + uid + R"(","jti":")" +
                               jti + R"(","exp":)" + std::to_string(exp) + more + "}";
    jwt_add_grants_json(jwt, claims.c_str());
    jwt_set_alg(jwt, JWT_ALG_HS256, reinterpret_cast<const unsigned char*>(kSecret.data()),
                static_cast<int>(kSecret.size()));
    char* const text = jwt_encode_str(jwt);
    std::string token(text);
    std::free(text);
    jwt_free(jwt);
    return token;
  }
  std::vector<std::string> audit() {
    std::vector<std::string> lines;
    const auto records = *database_->audit();
    for (const auto& record : records) {
      lines.push_back(record.account + ": " + record.action);
    }
    return lines;
  }

  std::filesystem::path folder_;
  base::Instant now_ = kNoon;
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<Accounts> accounts_;
  std::vector<std::string> changed_;
  std::string token_;
};

TEST_F(AccountsTest, AStrangerSignsUpAndIsNobodySpecial) {
  const Login login = in(accounts_->sign_up(li()));
  EXPECT_EQ(login.visitor.name, "Li");
  EXPECT_FALSE(login.visitor.verified);
  EXPECT_EQ(login.visitor.grants, std::vector{*account::parse_grant("attendee:conference")});
  EXPECT_EQ(accounts_->find(token_)->visitor, login.visitor);
  EXPECT_EQ(in(accounts_->sign_in(" li@example.ORG", "correct horse battery")).visitor,
            login.visitor);
}

TEST_F(AccountsTest, AnAddressHasOneAccount) {
  in(accounts_->sign_up(li()));
  NewAccount again = li();
  again.email = "LI@example.org";
  EXPECT_EQ(code(accounts_->sign_up(again)), Errc::kConflict);
}

TEST_F(AccountsTest, TellsNoUnknownNameFromAWrongPassword) {
  in(accounts_->sign_up(li()));
  EXPECT_EQ(code(accounts_->sign_in("li@example.org", "wrong horse battery")), Errc::kUnauthorised);
  EXPECT_EQ(code(accounts_->sign_in("nobody@example.org", "wrong horse battery")),
            Errc::kUnauthorised);
}

TEST_F(AccountsTest, RefusesWhatIsNoAccount) {
  const auto refused = [&](auto change) {
    NewAccount wanted = li();
    change(wanted);
    return code(accounts_->sign_up(wanted));
  };
  for (const char* email :
       {"", "li", "@example.org", "li@", "a@b@c", "a b@c", "li@\nexample.org"}) {
    EXPECT_EQ(refused([&](NewAccount& a) { a.email = email; }), Errc::kMalformed) << email;
  }
  for (const std::string& name :
       {std::string(), std::string(" "), std::string(81, 'x'), std::string("a\nb"),
        std::string("a\xE2\x80\xAE"
                    "b"),
        std::string("\xFF")}) {
    EXPECT_EQ(refused([&](NewAccount& a) { a.name = name; }), Errc::kMalformed) << name;
  }
  EXPECT_EQ(refused([](NewAccount& a) { a.password = "short"; }), Errc::kMalformed);
  EXPECT_EQ(accounts_->size(), 0u);
}

TEST_F(AccountsTest, OnlyTheInvitedSignUpWhereItSaysSo) {
  open(SignUp::kInvited);
  EXPECT_EQ(code(accounts_->sign_up(li())), Errc::kForbidden);
}

TEST_F(AccountsTest, ALoginEndsBySigningOutAndByTime) {
  in(accounts_->sign_up(li()));
  EXPECT_TRUE(accounts_->find(token_));
  EXPECT_EQ(code(accounts_->sign_out(token_)), std::nullopt);
  EXPECT_FALSE(accounts_->find(token_));
  in(accounts_->sign_in("li@example.org", "correct horse battery"));
  now_ += 24h * 14;
  EXPECT_FALSE(accounts_->find(token_));
  EXPECT_FALSE(accounts_->find(""));
}

TEST_F(AccountsTest, EverythingIsThereAfterARestart) {
  const std::string by = organiser();
  const Login login = in(accounts_->sign_up(li()));
  EXPECT_EQ(code(accounts_->give(by, login.visitor.account, kModerates)), std::nullopt);
  const std::string invitation = invite(kModerates);
  const std::string spent = shop_token("p1", "j1");
  in(accounts_->redeem_token(spent));
  const std::string cookie = token_;
  const auto before = accounts_->find(cookie)->visitor;
  open();
  EXPECT_EQ(accounts_->find(cookie)->visitor, before);
  EXPECT_TRUE(accounts_->invitation(invitation));
  EXPECT_EQ(code(accounts_->redeem_token(spent)), Errc::kUnauthorised);
  EXPECT_EQ(accounts_->person(login.visitor.account)->grants.size(), 2u);
}

TEST_F(AccountsTest, AnInvitationGivesItsGrantAsOftenAsItSays) {
  organiser();
  const std::string token = invite(kModerates, 2);
  EXPECT_EQ(accounts_->invitation(token)->grant, "moderator:stage/main");
  const Login wang = in(accounts_->accept(token, {"", "Wang", "correct horse battery"}));
  EXPECT_EQ(wang.visitor.grants, std::vector{kModerates});
  EXPECT_TRUE(wang.visitor.verified);
  EXPECT_EQ(in(accounts_->sign_in("wang", "correct horse battery")).visitor, wang.visitor);
  in(accounts_->accept(token, {"z@example.org", "Zhao", "correct horse battery"}));
  EXPECT_EQ(code(accounts_->accept(token, {"", "Sun", "correct horse battery"})), Errc::kNotFound);
  EXPECT_FALSE(accounts_->invitation(token));
  EXPECT_EQ(accounts_->invitations()[0].used, 2);
}

TEST_F(AccountsTest, AnInvitationIsAcceptedByAnAccountThatProvesItself) {
  organiser();
  in(accounts_->sign_up(li()));
  const std::string token = invite(kModerates, 5);
  NewAccount stranger = li();
  stranger.password = "guessed password";
  EXPECT_EQ(code(accounts_->accept(token, stranger)), Errc::kUnauthorised);
  const Login login = in(accounts_->accept(token, li()));
  EXPECT_TRUE(login.visitor.verified);
  EXPECT_EQ(login.visitor.grants.size(), 2u);
  EXPECT_EQ(accounts_->size(), 2u);

  in(accounts_->sign_up({"sun@example.org", "Sun", "correct horse battery"}));
  const std::string sun = accounts_->find(token_)->visitor.account;
  EXPECT_EQ(code(accounts_->accept_for(token, sun)), std::nullopt);
  EXPECT_TRUE(
      account::has_role(accounts_->find(token_)->visitor.grants, account::Role::kModerator));
}

TEST_F(AccountsTest, AnInvitationEndsByTimeAndByWithdrawal) {
  organiser();
  const std::string first = invite(kModerates);
  const std::string second = invite(kModerates);
  EXPECT_EQ(code(accounts_->withdraw("organiser", accounts_->invitation(first)->id)), std::nullopt);
  EXPECT_FALSE(accounts_->invitation(first));
  EXPECT_EQ(code(accounts_->withdraw("organiser", "i-none")), Errc::kNotFound);
  now_ += 24h * 7;
  EXPECT_FALSE(accounts_->invitation(second));
  EXPECT_FALSE(accounts_->invitation(""));
}

TEST_F(AccountsTest, ATicketSignsInOnce) {
  const std::string token = shop_token("p1", "j1", R"(,"profile":{"display_name":"Zhao"})");
  const Login login = in(accounts_->redeem_token(token));
  EXPECT_EQ(login.visitor.name, "Zhao");
  EXPECT_TRUE(login.visitor.verified);
  EXPECT_EQ(code(accounts_->redeem_token(token)), Errc::kUnauthorised);
  EXPECT_EQ(code(accounts_->redeem_token("a.b.c")), Errc::kUnauthorised);
  const Login again = in(accounts_->redeem_token(shop_token("p1", "j2")));
  EXPECT_EQ(again.visitor, login.visitor);
  EXPECT_EQ(accounts_->size(), 1u);
}

TEST_F(AccountsTest, ATicketsGrantsAreTheLastTickets) {
  const Login crew = in(accounts_->redeem_token(shop_token("p1", "j1", R"(,"traits":["crew"])")));
  EXPECT_EQ(crew.visitor.grants.size(), 2u);
  const auto speaker = *account::parse_grant("speaker:conference");
  EXPECT_EQ(code(accounts_->give("organiser", crew.visitor.account, speaker)), std::nullopt);
  const Login plain = in(accounts_->redeem_token(shop_token("p1", "j2")));
  EXPECT_FALSE(account::has_role(plain.visitor.grants, account::Role::kModerator));
  EXPECT_TRUE(account::has_role(plain.visitor.grants, account::Role::kSpeaker));
}

TEST_F(AccountsTest, AGrantHoldsAndIsGoneAtOnceAndBothAreTold) {
  const std::string by = organiser();
  const std::string li_id = in(accounts_->sign_up(li())).visitor.account;
  EXPECT_EQ(code(accounts_->give(by, li_id, kModerates)), std::nullopt);
  EXPECT_TRUE(
      account::has_role(accounts_->find(token_)->visitor.grants, account::Role::kModerator));
  EXPECT_EQ(changed_, std::vector<std::string>{"rights of " + li_id});
  changed_.clear();
  EXPECT_EQ(code(accounts_->take(by, li_id, kModerates)), std::nullopt);
  EXPECT_FALSE(
      account::has_role(accounts_->find(token_)->visitor.grants, account::Role::kModerator));
  EXPECT_EQ(changed_, std::vector<std::string>{"rights of " + li_id});
  EXPECT_EQ(code(accounts_->give(by, "nobody", kModerates)), Errc::kNotFound);
}

TEST_F(AccountsTest, TheLastOrganiserStays) {
  const std::string by = organiser();
  EXPECT_EQ(code(accounts_->take(by, by, kOrganiserGrant)), Errc::kConflict);
  EXPECT_EQ(code(accounts_->ban(by, by, now_ + 1h)), Errc::kConflict);
  EXPECT_TRUE(accounts_->set_password_now("second", "organiser's own", kOrganiserGrant));
  EXPECT_EQ(code(accounts_->take(by, by, kOrganiserGrant)), std::nullopt);
}

TEST_F(AccountsTest, ABannedAccountIsOutUntilItsTimeOrItsPardon) {
  const std::string by = organiser();
  const std::string li_id = in(accounts_->sign_up(li())).visitor.account;
  EXPECT_EQ(code(accounts_->ban(by, li_id, now_ + 1h)), std::nullopt);
  EXPECT_EQ(changed_, std::vector<std::string>{"banned " + li_id});
  EXPECT_FALSE(accounts_->find(token_));
  EXPECT_EQ(code(accounts_->sign_in("li@example.org", "correct horse battery")), Errc::kForbidden);
  now_ += 1h;
  in(accounts_->sign_in("li@example.org", "correct horse battery"));
  EXPECT_EQ(code(accounts_->ban(by, li_id, Accounts::for_good())), std::nullopt);
  now_ += 24h * 365;
  EXPECT_EQ(code(accounts_->sign_in("li@example.org", "correct horse battery")), Errc::kForbidden);
  EXPECT_EQ(code(accounts_->lift_ban(by, li_id)), std::nullopt);
  in(accounts_->sign_in("li@example.org", "correct horse battery"));
}

TEST_F(AccountsTest, ABannedGuestsNextTicketIsRefused) {
  const Login guest = in(accounts_->redeem_token(shop_token("p1", "j1")));
  EXPECT_EQ(code(accounts_->ban("organiser", guest.visitor.account, Accounts::for_good())),
            std::nullopt);
  EXPECT_EQ(code(accounts_->redeem_token(shop_token("p1", "j2"))), Errc::kForbidden);
}

TEST_F(AccountsTest, ANewPasswordEndsTheLoginsAndKeepsTheAccount) {
  organiser();
  in(accounts_->sign_in("organiser", "organiser's own"));
  EXPECT_TRUE(accounts_->set_password_now("Organiser", "another password", kOrganiserGrant));
  EXPECT_FALSE(accounts_->find(token_));
  EXPECT_EQ(changed_, std::vector<std::string>{"rights of organiser"});
  EXPECT_EQ(accounts_->size(), 1u);
  EXPECT_EQ(in(accounts_->sign_in("organiser", "another password")).visitor.account, "organiser");
}

TEST_F(AccountsTest, PeopleAreFoundByWhatTheyAreCalled) {
  organiser();
  in(accounts_->sign_up(li()));
  EXPECT_EQ(accounts_->people("EXAMPLE.org", 10).size(), 1u);
  EXPECT_EQ(accounts_->people("", 10).size(), 2u);
  EXPECT_EQ(accounts_->people("", 1).size(), 1u);
  EXPECT_EQ(accounts_->people("li", 10)[0].logins, 1u);
}

TEST_F(AccountsTest, EveryActIsInTheAuditLog) {
  const std::string by = organiser();
  const std::string li_id = in(accounts_->sign_up(li())).visitor.account;
  const std::string token = invite(kModerates);
  EXPECT_EQ(code(accounts_->accept_for(token, li_id)), std::nullopt);
  EXPECT_EQ(code(accounts_->take(by, li_id, kModerates)), std::nullopt);
  EXPECT_EQ(code(accounts_->ban(by, li_id, kNoon)), std::nullopt);
  EXPECT_EQ(code(accounts_->lift_ban(by, li_id)), std::nullopt);
  EXPECT_EQ(code(accounts_->withdraw(by, accounts_->invitations()[0].id)), std::nullopt);
  const std::vector<std::string> expected{"command line: set password, give organiser:conference",
                                          li_id + ": sign_up",
                                          "organiser: invite",
                                          li_id + ": accept_invitation",
                                          "organiser: take moderator:stage/main",
                                          "organiser: ban until 2020-07-23T12:00:00.000Z",
                                          "organiser: lift ban",
                                          "organiser: withdraw_invitation"};
  EXPECT_EQ(audit(), expected);
}

}  // namespace
}  // namespace plenary::conference::accounts_test
