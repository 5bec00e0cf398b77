#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>

#include "conference/accounts.h"
#include "conference/letters.h"
#include "storage/outbox.h"

namespace plenary::conference::accounts_mail_test {
namespace {

using base::Errc;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;
namespace asio = boost::asio;

const base::Instant kNoon = *base::parse_rfc3339("2020-07-23T12:00:00Z");

Letterhead head() {
  Letterhead made;
  made.title.by_language["en"] = "Internet Conference";
  made.fallback = {"en"};
  made.public_url = "https://conference.example";
  made.languages = {"en"};
  return made;
}

/// Accounts that write letters; nobody takes them from the outbox.
class AccountsByLetter : public testing::Test {
 protected:
  AccountsByLetter() {
    char name[] = "/tmp/plenary-letters-XXXXXX";
    folder_ = ::mkdtemp(name);
    open();
  }
  ~AccountsByLetter() override {
    accounts_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  void open(bool mail = true) {
    accounts_.reset();
    database_.reset();
    database_ = std::make_unique<storage::Database>((folder_ / "plenary.db").string());
    accounts_ = std::make_unique<Accounts>(*database_, [this] { return now_; });
    if (!mail) return;
    LetterWriter writer;
    writer.invitation = [](const auto& invitation, const auto& token, const auto&) {
      return invitation_letter(head(), invitation, token);
    };
    writer.reset = [](const auto& account, const auto& token, auto now, auto until, const auto&) {
      return reset_letter(head(), account, token, now, until);
    };
    writer.confirmation = [](const auto& account, const auto& token, auto now, auto until,
                             const auto&) {
      return confirmation_letter(head(), account, token, now, until);
    };
    writer.wake = [this] { ++woken_; };
    accounts_->write_letters(std::move(writer));
  }

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

  /// The letters of a kind, the words included, as the postman would read them.
  std::vector<storage::MailRecord> letters(const std::string& kind) {
    std::vector<storage::MailRecord> found;
    const auto due = *storage::Outbox(*database_).due(now_ + 1h, 100);
    for (const auto& letter : due) {
      if (letter.kind == kind) found.push_back(letter);
    }
    return found;
  }
  /// The token of the link in a letter.
  static std::string token_in(const storage::MailRecord& letter, const std::string& page) {
    const std::size_t at = letter.text.find(page) + page.size();
    return letter.text.substr(at, letter.text.find('\n', at) - at);
  }
  std::string li() {
    const auto made =
        wait(accounts_->sign_up({"Li@Example.org", "Li", "correct horse battery", ""}));
    EXPECT_TRUE(made);
    return made ? made->login.visitor.account : "";
  }

  std::filesystem::path folder_;
  base::Instant now_ = kNoon;
  int woken_ = 0;
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<Accounts> accounts_;
};

TEST_F(AccountsByLetter, GetANewPasswordByALinkThatWorksOnce) {
  const std::string id = li();
  const auto before = wait(accounts_->sign_in("li@example.org", "correct horse battery"));
  ASSERT_TRUE(wait(accounts_->ask_reset("li@example.org", "en")));
  ASSERT_THAT(letters("reset"), SizeIs(1));
  const storage::MailRecord letter = letters("reset")[0];
  EXPECT_EQ(letter.recipient, "li@example.org");
  EXPECT_EQ(letter.good_until, kNoon + 1h) << "later the link would not work";
  const std::string token = token_in(letter, "https://conference.example/reset/");

  open();  // The link outlives a restart.
  ASSERT_TRUE(accounts_->reset(token));
  EXPECT_EQ(accounts_->reset(token)->name, "Li");
  EXPECT_EQ(wait(accounts_->set_new_password(token, "short")).error().code(), Errc::kMalformed);
  const auto in = wait(accounts_->set_new_password(token, "an entirely new one"));
  ASSERT_TRUE(in);
  EXPECT_EQ(in->login.visitor.account, id);
  EXPECT_FALSE(accounts_->find(before->token)) << "whoever was signed in is out";
  EXPECT_TRUE(accounts_->find(in->token));
  EXPECT_EQ(wait(accounts_->set_new_password(token, "another new one")).error().code(),
            Errc::kNotFound);
  EXPECT_FALSE(accounts_->reset(token));
  EXPECT_TRUE(wait(accounts_->sign_in("li@example.org", "an entirely new one")));
  EXPECT_FALSE(wait(accounts_->sign_in("li@example.org", "correct horse battery")));
}

TEST_F(AccountsByLetter, GetALinkThatIsGoodForAnHour) {
  li();
  ASSERT_TRUE(wait(accounts_->ask_reset("li@example.org", "")));
  const std::string token = token_in(letters("reset")[0], "/reset/");
  now_ += 59min;
  EXPECT_TRUE(accounts_->reset(token));
  now_ += 1min;
  EXPECT_FALSE(accounts_->reset(token));
  EXPECT_EQ(wait(accounts_->set_new_password(token, "an entirely new one")).error().code(),
            Errc::kNotFound);
}

TEST_F(AccountsByLetter, AreNotFoundOutByAskingNorFloodedByIt) {
  li();
  EXPECT_TRUE(wait(accounts_->ask_reset("nobody@example.org", ""))) << "as for one that is there";
  EXPECT_THAT(letters("reset"), IsEmpty());
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(wait(accounts_->ask_reset("li@example.org", "")));
  EXPECT_THAT(letters("reset"), SizeIs(3));
}

TEST_F(AccountsByLetter, ThatAreBannedGetNoNewPassword) {
  const std::string id = li();
  ASSERT_TRUE(wait(accounts_->ask_reset("li@example.org", "")));
  const std::string token = token_in(letters("reset")[0], "/reset/");
  ASSERT_TRUE(wait(accounts_->ban("organiser", id, Accounts::for_good())));
  EXPECT_EQ(wait(accounts_->set_new_password(token, "an entirely new one")).error().code(),
            Errc::kForbidden);
}

TEST_F(AccountsByLetter, AreHandedALinkWhereThereIsNoMail) {
  open(false);
  const std::string id = li();
  EXPECT_TRUE(wait(accounts_->ask_reset("li@example.org", "")));
  const auto made = wait(accounts_->make_reset("organiser", id));
  ASSERT_TRUE(made);
  EXPECT_TRUE(wait(accounts_->set_new_password(made->token, "an entirely new one")));
  EXPECT_FALSE(accounts_->mail_status(id).verified) << "no letter came through";
  EXPECT_EQ(wait(accounts_->make_reset("organiser", "nobody")).error().code(), Errc::kNotFound);
  open(true);
  const auto mailed = wait(accounts_->make_reset("organiser", id));
  EXPECT_EQ(mailed->token, "") << "an organiser does not see a link that its owner gets";
  EXPECT_THAT(letters("reset"), SizeIs(1));
}

TEST_F(AccountsByLetter, AreInvitedByLetter) {
  NewInvitation wanted;
  wanted.grant = *account::parse_grant("speaker:conference");
  wanted.name = "Wang";
  wanted.email = "wang@example.org";
  const auto invited = wait(accounts_->invite("organiser", wanted));
  EXPECT_TRUE(invited->mailed);
  ASSERT_THAT(letters("invitation"), SizeIs(1));
  EXPECT_EQ(token_in(letters("invitation")[0], "https://conference.example/join/"), invited->token);
  EXPECT_EQ(letters("invitation")[0].recipient, "wang@example.org");
  EXPECT_EQ(woken_, 1);
  for (const char* none : {"", "Wang", "wang@example.org\r\nBcc: all@example.org"}) {
    wanted.email = none;
    EXPECT_FALSE(wait(accounts_->invite("organiser", wanted))->mailed) << none;
  }
  EXPECT_THAT(letters("invitation"), SizeIs(1));
}

TEST_F(AccountsByLetter, ShowThatLettersReachThem) {
  const std::string id = li();
  EXPECT_FALSE(accounts_->mail_status(id).verified);
  EXPECT_EQ(wait(accounts_->set_reminders(id, true)).error().code(), Errc::kNotFound);
  ASSERT_THAT(letters("confirmation"), SizeIs(1)) << "sent with the account";
  const std::string token =
      token_in(letters("confirmation")[0], "https://conference.example/confirm/");
  EXPECT_EQ(wait(accounts_->confirm("another")).error().code(), Errc::kNotFound);
  EXPECT_FALSE(accounts_->reset(token)) << "it opens nothing else";
  ASSERT_TRUE(wait(accounts_->confirm(token)));
  EXPECT_EQ(wait(accounts_->confirm(token)).error().code(), Errc::kNotFound);
  open();
  EXPECT_TRUE(accounts_->mail_status(id).verified);
  EXPECT_TRUE(accounts_->mail_status(id).reminders);
  EXPECT_EQ(wait(accounts_->ask_confirmation(id, "")).error().code(), Errc::kConflict);
}

programme::Session session(const std::string& id, base::Instant starts_at) {
  programme::Session made;
  made.id = *base::SessionId::parse(id);
  made.title.by_language["en"] = "About " + id;
  made.starts_at = starts_at;
  made.ends_at = starts_at + 1h;
  return made;
}

TEST_F(AccountsByLetter, AreRemindedOnceOfWhatBeginsSoonUntilTheySayStop) {
  const std::string id = li();
  ASSERT_TRUE(wait(accounts_->confirm(token_in(letters("confirmation")[0], "/confirm/"))));
  ASSERT_TRUE(database_->put_now(
      storage::AgendaRecord{"u:" + id, "feed", {"soon", "later", "off"}, kNoon}));
  Content content;
  content.title.by_language["en"] = "Internet Conference";
  content.languages = content.fallback = {"en"};
  content.time_zone_name.by_language["en"] = "Beijing time";
  content.utc_offset = 8h;
  auto& sessions = content.programme.sessions;
  sessions = {session("soon", kNoon + 10min), session("later", kNoon + 16min),
              session("off", kNoon + 10min), session("others", kNoon + 10min)};
  sessions[2].cancelled = true;
  storage::Outbox outbox(*database_);
  const auto remind = [&](base::Instant now) {
    return reminder_letters(content, "https://conference.example", *outbox.reminders(), now,
                            now_ + (now - kNoon));
  };
  const auto letters_now = remind(kNoon);
  ASSERT_THAT(letters_now, SizeIs(1));
  EXPECT_EQ(letters_now[0].subject, "20:10: About soon");
  EXPECT_THAT(letters_now[0].text, HasSubstr("https://conference.example/session/soon"));
  EXPECT_EQ(letters_now[0].good_until, kNoon + 10min);
  ASSERT_TRUE(outbox.put(letters_now));
  ASSERT_TRUE(outbox.put(remind(kNoon + 1min)));
  EXPECT_THAT(letters("reminder"), SizeIs(2)) << "of soon once, and now of later";
  sessions[0].starts_at += 5min;
  ASSERT_TRUE(outbox.put(remind(kNoon + 2min)));
  EXPECT_THAT(letters("reminder"), SizeIs(3)) << "it has moved";
  EXPECT_TRUE(anything_begins_soon(content, kNoon));
  EXPECT_FALSE(anything_begins_soon(content, kNoon + 1h));

  const std::string stop =
      token_in(letters("reminder")[0], "https://conference.example/stop-mail/");
  EXPECT_EQ(wait(accounts_->stop_reminders("another")).error().code(), Errc::kNotFound);
  ASSERT_TRUE(wait(accounts_->stop_reminders(stop)));
  EXPECT_THAT(*outbox.reminders(), IsEmpty());
  EXPECT_FALSE(accounts_->mail_status(id).reminders);
  ASSERT_TRUE(wait(accounts_->set_reminders(id, true)));
  EXPECT_THAT(*outbox.reminders(), SizeIs(1));
}

TEST(Letters, AreInTheReadersLanguageOrTheConferencesAndEnglish) {
  Content content;
  content.languages = {"zh", "en", "id"};
  content.fallback = {"en"};
  content.title.by_language = {{"zh", "互联网大会"}, {"en", "Internet Conference"}};
  EXPECT_EQ(letterhead(content, "", "id-ID").languages, std::vector<std::string>{"id"});
  EXPECT_EQ(letterhead(content, "", "fr").languages, (std::vector<std::string>{"zh", "en"}));
  storage::AccountRecord li;
  li.name = "Li\r\nBcc: all@example.org";
  li.sign_in = "li@example.org";
  const auto letter =
      reset_letter(letterhead(content, "https://c.example", ""), li, "token", kNoon, kNoon + 1h);
  EXPECT_EQ(letter.subject, "互联网大会：设置新密码");
  EXPECT_THAT(letter.text, HasSubstr("Hello Li  Bcc"));
  EXPECT_THAT(letter.text, HasSubstr("Internet Conference"));
  EXPECT_THAT(letter.text, HasSubstr("https://c.example/reset/token\n"));
}

}  // namespace
}  // namespace plenary::conference::accounts_mail_test
