#include "mail/postman.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "storage/database.h"

namespace plenary::mail::postman_test {
namespace {

using base::Errc;
using base::Error;
using testing::ElementsAre;
using testing::HasSubstr;
using namespace std::chrono_literals;

const base::Instant kNoon = *base::parse_rfc3339("2020-07-23T12:00:00Z");

/// A postman who is told by the test what the mail server says, and when it is.
class APostman : public testing::Test {
 protected:
  APostman() {
    char name[] = "/tmp/plenary-postman-XXXXXX";
    folder_ = ::mkdtemp(name);
    open();
  }
  ~APostman() override {
    postman_.reset();
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  void open() {
    postman_.reset();
    database_.reset();
    database_ = std::make_unique<storage::Database>((folder_ / "plenary.db").string());
    SmtpSettings settings;
    settings.url = "smtp://localhost";
    settings.from = "plenary@conference.example";
    postman_ = std::make_unique<Postman>(
        *database_, settings, [this] { return now_; },
        [this](const std::string& recipient, const std::string& letter) {
          tried_.push_back(recipient);
          letters_.push_back(letter);
          return says_;
        });
  }
  storage::Outbox outbox() { return storage::Outbox(*database_); }

  void write(const std::string& id, const std::string& to, std::chrono::minutes good_for = 60min) {
    storage::MailRecord letter;
    letter.id = id;
    letter.kind = "invitation";
    letter.recipient = to;
    letter.subject = "An invitation";
    letter.text = "https://conference.example/join/secret";
    letter.made_at = now_;
    letter.good_until = now_ + good_for;
    letter.next_at = now_;
    ASSERT_TRUE(outbox().put({letter}));
  }
  std::string state(const std::string& id) {
    const auto letters = *outbox().list(100);
    for (const auto& letter : letters) {
      if (letter.id == id) return letter.state + (letter.error.empty() ? "" : ": " + letter.error);
    }
    return "not there";
  }

  std::filesystem::path folder_;
  std::unique_ptr<storage::Database> database_;
  std::unique_ptr<Postman> postman_;
  base::Instant now_ = kNoon;
  base::Status says_ = base::Done{};
  std::vector<std::string> tried_;
  std::vector<std::string> letters_;
};

TEST_F(APostman, SendsALetterOnce) {
  write("a", "li@example.org");
  EXPECT_EQ(postman_->work(), 1u);
  EXPECT_EQ(postman_->work(), 0u);
  EXPECT_THAT(tried_, ElementsAre("li@example.org"));
  EXPECT_THAT(letters_.at(0), HasSubstr("To: <li@example.org>\r\n"));
  EXPECT_EQ(state("a"), "sent");
}

TEST_F(APostman, TriesAgainAfterAPauseThatGrowsAlsoAfterARestart) {
  write("a", "li@example.org", 600min);
  says_ = Error(Errc::kUnavailable, "the server is away");
  std::vector<std::int64_t> pauses;
  base::Instant last = now_;
  for (int minute = 0; minute < 300; ++minute) {
    const std::size_t before = tried_.size();
    postman_->work();
    if (tried_.size() > before) {
      pauses.push_back(std::chrono::floor<std::chrono::minutes>(now_ - last).count());
      last = now_;
    }
    if (minute == 10) open();
    now_ += 1min;
  }
  EXPECT_THAT(pauses, ElementsAre(0, 1, 2, 4, 8, 16, 32, 60, 60, 60));
  EXPECT_EQ(state("a"), "waiting: the server is away");
  for (const std::string& letter : letters_) EXPECT_EQ(letter, letters_[0]) << "one Message-ID";
  says_ = base::Done{};
  now_ += 60min;
  postman_->work();
  EXPECT_EQ(state("a"), "sent");
}

TEST_F(APostman, GivesUpWhatIsRefusedForGood) {
  write("a", "nobody@example.org");
  says_ = Error(Errc::kForbidden, "550 no such user");
  postman_->work();
  now_ += 24h;
  postman_->work();
  EXPECT_EQ(tried_.size(), 1u);
  EXPECT_EQ(state("a"), "failed: 550 no such user");
}

TEST_F(APostman, DoesNotSendWhatHasLostItsSense) {
  write("a", "li@example.org", 5min);
  now_ += 5min;
  postman_->work();
  EXPECT_TRUE(tried_.empty());
  EXPECT_EQ(state("a"), "failed: It came too late to be of use.");
}

TEST_F(APostman, NeverHandsOverWhatIsNoLetter) {
  write("a", "li@example.org\r\nRCPT TO:<wang@example.org>");
  postman_->work();
  EXPECT_TRUE(tried_.empty());
  EXPECT_THAT(state("a"), HasSubstr("failed"));
}

TEST_F(APostman, AsksOnceAMinuteWhomToRemind) {
  int asked = 0;
  postman_->on_remind([&](base::Instant now) {
    ++asked;
    storage::MailRecord letter;
    letter.id = "reminder-li-opening";  // The same each time: it is sent once.
    letter.recipient = "li@example.org";
    letter.made_at = now;
    letter.good_until = now + 15min;
    letter.next_at = now;
    return std::vector{letter};
  });
  for (int second = 0; second < 180; second += 15) {
    postman_->work();
    now_ += 15s;
  }
  EXPECT_EQ(asked, 3);
  EXPECT_THAT(tried_, ElementsAre("li@example.org"));
}

}  // namespace
}  // namespace plenary::mail::postman_test
