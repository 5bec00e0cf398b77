#include "mail/letter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace plenary::mail::letter_test {
namespace {

using base::Errc;
using testing::HasSubstr;
using testing::Not;

const base::Instant kNoon = *base::parse_rfc3339("2020-07-23T12:00:00Z");

Letter letter() {
  return {.from = "plenary@conference.example",
          .from_name = "Internet Conference",
          .to = "li@example.org",
          .subject = "An invitation",
          .text = "Hello.\nWelcome.\n",
          .stop_url = "",
          .id = "i-1",
          .at = kNoon};
}

TEST(Letter, IsWhatMailProgramsRead) {
  EXPECT_EQ(*print(letter()),
            "Date: Thu, 23 Jul 2020 12:00:00 +0000\r\n"
            "From: \"Internet Conference\"\r\n <plenary@conference.example>\r\n"
            "To: <li@example.org>\r\n"
            "Subject: An invitation\r\n"
            "Message-ID: <i-1@conference.example>\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: base64\r\n"
            "\r\n"
            "SGVsbG8uDQpXZWxjb21lLg0K\r\n");
}

TEST(Letter, EncodesWhatIsNotAsciiInWholeCharacters) {
  Letter one = letter();
  one.subject = "邀请";
  EXPECT_THAT(*print(one), HasSubstr("Subject: =?UTF-8?B?6YKA6K+3?=\r\n"));
  for (int i = 0; i < 40; ++i) one.subject += "网";
  const std::string text = *print(one);
  // 14 characters of three bytes are 42 bytes: no character is cut.
  EXPECT_THAT(text, HasSubstr("?=\r\n =?UTF-8?B?"));
  for (const std::string_view line : base::split(text, '\n')) EXPECT_LE(line.size(), 79u) << line;
}

TEST(Letter, RefusesWhatWouldBeAHeaderOfItsOwn) {
  Letter one = letter();
  one.subject = "Hello\r\nBcc: everybody@example.org";
  EXPECT_EQ(print(one).error().code(), Errc::kMalformed);
  one = letter();
  one.from_name = "Plenary\nBcc: everybody@example.org";
  EXPECT_EQ(print(one).error().code(), Errc::kMalformed);
  one = letter();
  one.to = "li@example.org>\r\nRCPT TO:<wang@example.org";
  EXPECT_EQ(print(one).error().code(), Errc::kMalformed);
  one = letter();
  one.stop_url = "https://conference.example/\r\nX: y";
  EXPECT_EQ(print(one).error().code(), Errc::kMalformed);
  one = letter();
  one.id = "a@b>\r\nX";
  EXPECT_EQ(print(one).error().code(), Errc::kMalformed);
}

TEST(Letter, LetsNothingInItsTextOutOfTheText) {
  Letter one = letter();
  one.text = "\r\n.\r\nMAIL FROM:<a@b.example>\r\n";
  EXPECT_THAT(*print(one), Not(HasSubstr("MAIL FROM"))) << "base64 has neither dots nor colons";
}

TEST(Letter, QuotesANameAndHidesNothingInIt) {
  Letter one = letter();
  one.from_name = R"(A "great" conference)";
  EXPECT_THAT(*print(one), HasSubstr(R"(From: "A \"great\" conference")"));
  one.from_name = "=?UTF-8?B?QUFB?=";
  EXPECT_THAT(*print(one), Not(HasSubstr("From: =?UTF-8?B?QUFB?=")));
}

TEST(Letter, SaysWhereSuchLettersEnd) {
  Letter one = letter();
  one.stop_url = "https://conference.example/api/v1/account/mail/stop/token";
  EXPECT_THAT(*print(one),
              HasSubstr("List-Unsubscribe: "
                        "<https://conference.example/api/v1/account/mail/stop/token>\r\n"
                        "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
}

TEST(Address, IsOneThatWeWriteTo) {
  for (const char* good : {"li@example.org", "li.na+news@a-b.example.org", "o'hara@localhost"}) {
    EXPECT_TRUE(is_address(good)) << good;
  }
  for (const char* bad : {"",
                          "li",
                          "@example.org",
                          "li@",
                          "li@@example.org",
                          ".li@example.org",
                          "li.@example.org",
                          "l..i@example.org",
                          "li@-a.example",
                          "li@a..example",
                          "li@[127.0.0.1]",
                          "\"li\"@example.org",
                          "li wang@example.org",
                          "li@example.org ",
                          "李@example.org",
                          "li@例.example",
                          "li@exa\nmple.org",
                          "li@example.org>",
                          "<li@example.org",
                          "li@example.org,wang@example.org"}) {
    EXPECT_FALSE(is_address(bad)) << bad;
  }
  EXPECT_FALSE(is_address(std::string(65, 'a') + "@example.org"));
}

}  // namespace
}  // namespace plenary::mail::letter_test
