#include <gtest/gtest.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <cstdlib>
#include <filesystem>

#include "storage/database.h"

namespace plenary::storage::account_rows_test {
namespace {

using base::Errc;
using base::Instant;
using namespace std::chrono_literals;

const Instant kNoon{std::chrono::sys_days{std::chrono::year{2020} / 7 / 23} + 12h};

const AccountRecord kLi{"li", "li@example.org", "Li", "hash", true, kNoon + 1h, kNoon};
const GrantRecord kModerates{"li", "moderator:stage/main", "organiser", kNoon};
const InvitationRecord kInvitation{
    "i1",        "token hash", "speaker:conference", "Wang", "w@example.org",
    "organiser", kNoon,        kNoon + 24h,          2,      0};
const LoginRecord kLogin{"cookie hash", "li", "csrf", kNoon + 24h};
const SpentTokenRecord kSpent{"jti", kNoon + 24h};

class AccountRows : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/plenary-accounts-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string path() const { return (folder_ / "plenary.db").string(); }

  std::filesystem::path folder_;
};

TEST_F(AccountRows, AreThereAgainAfterAReopening) {
  {
    Database database(path());
    EXPECT_TRUE(database.apply_now({kLi, kModerates, kInvitation, kLogin, kSpent}));
  }
  const StoredAccounts expected{{kLi}, {kModerates}, {kInvitation}, {kLogin}, {kSpent}, {}, {}};
  EXPECT_EQ(*Database(path()).accounts(kNoon), expected);
}

TEST_F(AccountRows, ForgetLoginsAndSpentTokensThatExpired) {
  Database database(path());
  EXPECT_TRUE(database.apply_now({kLi, kLogin, kSpent}));
  const StoredAccounts later = *database.accounts(kNoon + 24h);
  EXPECT_TRUE(later.logins.empty());
  EXPECT_TRUE(later.spent.empty());
  EXPECT_EQ(later.accounts.size(), 1u);
}

TEST_F(AccountRows, ChangeOneFieldAndLeaveTheOthers) {
  Database database(path());
  EXPECT_TRUE(database.apply_now({kLi}));
  EXPECT_TRUE(database.apply_now({SetName{"li", "Li Na"}, SetPassword{"li", "new hash"},
                                  SetBan{"li", std::nullopt}, SetVerified{"li"}}));
  AccountRecord expected = kLi;
  expected.name = "Li Na";
  expected.password_hash = "new hash";
  expected.banned_until = std::nullopt;
  EXPECT_EQ(database.accounts(kNoon)->accounts, std::vector{expected});
}

TEST_F(AccountRows, AreAllWrittenOrNone) {
  Database database(path());
  EXPECT_TRUE(database.apply_now({kLi}));
  AccountRecord same_sign_in = kLi;
  same_sign_in.id = "another";
  const auto status = database.apply_now({kModerates, same_sign_in, kLogin});
  EXPECT_EQ(status.error().code(), Errc::kConflict);
  const StoredAccounts expected{{kLi}, {}, {}, {}, {}};
  EXPECT_EQ(*database.accounts(kNoon), expected);
}

TEST_F(AccountRows, RefuseWhatIsThereAlreadyAndWhatIsNot) {
  Database database(path());
  EXPECT_TRUE(database.apply_now({kLi, kSpent}));
  EXPECT_EQ(database.apply_now({kLi}).error().code(), Errc::kConflict);
  EXPECT_EQ(database.apply_now({kSpent}).error().code(), Errc::kConflict);
  EXPECT_EQ(database.apply_now({SetName{"nobody", "x"}}).error().code(), Errc::kConflict);
  EXPECT_EQ(database.apply_now({UseInvitation{"none"}}).error().code(), Errc::kConflict);
}

TEST_F(AccountRows, ManyAccountsHaveNoSignIn) {
  Database database(path());
  for (const char* id : {"a", "b"}) {
    EXPECT_TRUE(database.apply_now({AccountRecord{id, "", "Guest", "", true, {}, kNoon}}));
  }
  EXPECT_EQ(database.accounts(kNoon)->accounts.size(), 2u);
  EXPECT_EQ(database.accounts(kNoon)->accounts[0].sign_in, "");
}

TEST_F(AccountRows, AnInvitationIsUsedNoOftenerThanItSays) {
  Database database(path());
  EXPECT_TRUE(database.apply_now({kInvitation}));
  EXPECT_TRUE(database.apply_now({UseInvitation{"i1"}}));
  EXPECT_TRUE(database.apply_now({UseInvitation{"i1"}}));
  EXPECT_EQ(database.apply_now({UseInvitation{"i1"}}).error().code(), Errc::kConflict);
  EXPECT_EQ(database.accounts(kNoon)->invitations[0].uses_left, 0);
  EXPECT_EQ(database.accounts(kNoon)->invitations[0].used, 2);
}

TEST_F(AccountRows, CanBeErased) {
  Database database(path());
  const GrantRecord bought{"li", "attendee:conference", "ticket shop", kNoon};
  EXPECT_TRUE(database.apply_now({kLi, kModerates, bought, kInvitation, kLogin}));
  EXPECT_TRUE(database.apply_now({EraseGrantsOf{"li", "ticket shop"}}));
  EXPECT_EQ(database.accounts(kNoon)->grants, std::vector{kModerates});
  EXPECT_TRUE(database.apply_now({EraseGrant{"li", kModerates.grant}, EraseLogins{"li"},
                                  EraseInvitation{"i1"}, EraseLogin{"none"}}));
  const StoredAccounts expected{{kLi}, {}, {}, {}, {}};
  EXPECT_EQ(*database.accounts(kNoon), expected);
}

TEST_F(AccountRows, TellTheMemoryInTheDisksOrderAndOnlyWhatWentWell) {
  Database database(path());
  std::size_t told = 0;
  const auto tell = [&](const AccountChanges& changes) { told += changes.size(); };
  EXPECT_TRUE(database.apply_now({kLi, kModerates}, tell));
  EXPECT_FALSE(database.apply_now({kLi}, tell));
  EXPECT_EQ(told, 2u);
}

TEST_F(AccountRows, OfTheFirstSchemaBecomeAccountsWithAGrant) {
  {
    soci::session old(soci::sqlite3, path());
    old << "CREATE TABLE schema_number(number INTEGER NOT NULL)";
    old << "INSERT INTO schema_number(number) VALUES(1)";
    old << "CREATE TABLE account(name TEXT PRIMARY KEY, password_hash TEXT NOT NULL, "
           "role TEXT NOT NULL, created_at BIGINT NOT NULL)";
    old << "CREATE TABLE login(token_hash TEXT PRIMARY KEY, account TEXT NOT NULL, "
           "csrf TEXT NOT NULL, expires_at BIGINT NOT NULL)";
    old << "INSERT INTO account VALUES('organiser', 'hash', 'organiser', 5000)";
    old << "INSERT INTO login VALUES('cookie', 'organiser', 'csrf', 9000)";
  }
  Database database(path());
  const StoredAccounts expected{
      {{"organiser", "organiser", "organiser", "hash", true, {}, Instant(5s)}},
      {{"organiser", "organiser:conference", "command line", Instant(5s)}},
      {},
      {{"cookie", "organiser", "csrf", Instant(9s)}},
      {}};
  EXPECT_EQ(*database.accounts(Instant(5s)), expected);
}

}  // namespace
}  // namespace plenary::storage::account_rows_test
