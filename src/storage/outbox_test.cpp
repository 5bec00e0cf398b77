#include "storage/outbox.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "storage/account_records.h"
#include "storage/database.h"

namespace plenary::storage::outbox_test {
namespace {

using base::Errc;
using base::Instant;
using namespace std::chrono_literals;

const Instant kNoon{std::chrono::sys_days{std::chrono::year{2020} / 7 / 23} + 12h};

MailRecord letter(const std::string& id) {
  MailRecord record;
  record.id = id;
  record.kind = "reset";
  record.account = "li";
  record.recipient = "li@example.org";
  record.subject = "A new password";
  record.text = "https://conference.example/reset/secret";
  record.stop_url = "https://conference.example/stop/secret";
  record.made_at = kNoon;
  record.good_until = kNoon + 1h;
  record.next_at = kNoon;
  return record;
}

class OutboxRows : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/plenary-outbox-XXXXXX";
    folder_ = ::mkdtemp(name);
    open();
  }
  void TearDown() override {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }
  void open() {
    database_.reset();
    database_ = std::make_unique<Database>((folder_ / "plenary.db").string());
  }

  std::filesystem::path folder_;
  std::unique_ptr<Database> database_;
};

TEST_F(OutboxRows, KeepWhatWaitsAcrossAReopening) {
  ASSERT_TRUE(Outbox(*database_).put({letter("a"), letter("b")}));
  open();
  Outbox outbox(*database_);
  EXPECT_EQ(*outbox.due(kNoon, 10), (std::vector{letter("a"), letter("b")}));
  EXPECT_EQ(outbox.due(kNoon, 1)->size(), 1u);
  EXPECT_TRUE(outbox.due(kNoon - 1s, 10)->empty());
}

TEST_F(OutboxRows, TakeALetterOfOneIdOnce) {
  Outbox outbox(*database_);
  ASSERT_TRUE(outbox.put({letter("a")}));
  ASSERT_TRUE(outbox.sent("a"));
  ASSERT_TRUE(outbox.put({letter("a")}));
  EXPECT_TRUE(outbox.due(kNoon, 10)->empty()) << "nobody is told twice";
}

TEST_F(OutboxRows, EraseTheWordsOfWhatIsDone) {
  Outbox outbox(*database_);
  ASSERT_TRUE(outbox.put({letter("a"), letter("b"), letter("c")}));
  ASSERT_TRUE(outbox.sent("a"));
  ASSERT_TRUE(outbox.failed("b", "550 no such user"));
  ASSERT_TRUE(outbox.again("c", kNoon + 1min, "the server is away"));
  EXPECT_TRUE(outbox.due(kNoon, 10)->empty());
  const auto again = *outbox.due(kNoon + 1min, 10);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].tries, 1);
  EXPECT_EQ(again[0].text, letter("c").text);
  const auto all = *outbox.list(10);
  EXPECT_EQ(all.size(), 3u);
  for (const MailRecord& one : all) {
    EXPECT_EQ(one.text, "");
    if (one.id == "b") {
      EXPECT_EQ(one.error, "550 no such user");
    }
    if (one.id != "c") {
      EXPECT_EQ(one.subject, "");
    }
  }
  ASSERT_TRUE(outbox.forget(kNoon + 1s));
  EXPECT_EQ(outbox.list(10)->size(), 1u) << "what waits is never forgotten";
}

TEST_F(OutboxRows, GoWithTheAccountsTheyTellOfOrNotAtAll) {
  const AccountRecord li{"li", "li@example.org", "Li", "hash", false, {}, kNoon};
  const MailTokenRecord token{"hash of a token", "li", "reset", "li@example.org", kNoon + 1h};
  ASSERT_TRUE(database_->apply_now({li, token, letter("a")}));
  EXPECT_EQ(database_->accounts(kNoon)->mail_tokens, std::vector{token});
  ASSERT_TRUE(database_->apply_now({UseMailToken{token.token_hash}}));
  const base::Status twice = database_->apply_now({letter("b"), UseMailToken{token.token_hash}});
  EXPECT_EQ(twice.error().code(), Errc::kConflict);
  EXPECT_EQ(Outbox(*database_).list(10)->size(), 1u) << "a link works once, and leaves no letter";
  ASSERT_TRUE(database_->apply_now({token}));
  EXPECT_TRUE(database_->accounts(kNoon + 1h)->mail_tokens.empty()) << "it has expired";
}

TEST_F(OutboxRows, KnowWhomToRemindOfWhat) {
  const MailAddressRecord li{"li", "li@example.org", "stop li", true, kNoon};
  const MailAddressRecord wang{"wang", "wang@example.org", "stop wang", false, kNoon};
  ASSERT_TRUE(database_->apply_now({li, wang}));
  Outbox outbox(*database_);
  EXPECT_TRUE(outbox.reminders()->empty()) << "neither has an agenda";
  for (const char* owner : {"u:li", "u:wang", "v:somebody"}) {
    ASSERT_TRUE(database_->put_now(AgendaRecord{owner, owner, {"opening", "closing"}, kNoon}));
  }
  const auto rows = *outbox.reminders();
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].address, li);
  EXPECT_EQ(rows[0].sessions, (std::vector<std::string>{"opening", "closing"}));
}

}  // namespace
}  // namespace plenary::storage::outbox_test
