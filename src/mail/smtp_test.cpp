#include "mail/smtp.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "mail/letter.h"

namespace plenary::mail::smtp_test {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::Errc;
using testing::HasSubstr;

/// A mail server of another make (aiosmtpd), as a process of the test's own.
class MailServer {
 public:
  explicit MailServer(std::vector<std::string> options) {
    int in[2];
    int out[2];
    EXPECT_EQ(::pipe(in), 0);
    EXPECT_EQ(::pipe(out), 0);
    const std::string script = std::string(PLENARY_SOURCE_DIR) + "/tests/support/smtp_server.py";
    options.insert(options.begin(), {"/usr/bin/python3", script});
    std::vector<char*> words;
    for (std::string& option : options) words.push_back(option.data());
    words.push_back(nullptr);
    child_ = ::fork();
    if (child_ == 0) {
      ::dup2(in[0], STDIN_FILENO);
      ::dup2(out[1], STDOUT_FILENO);
      if (const int nowhere = ::open("/dev/null", O_WRONLY); nowhere >= 0) ::dup2(nowhere, STDERR_FILENO);
      for (const int end : {in[0], in[1], out[0], out[1]}) ::close(end);
      ::execv(words[0], words.data());
      ::_exit(127);
    }
    ::close(in[0]);
    ::close(out[1]);
    to_child_ = in[1];
    from_child_ = ::fdopen(out[0], "r");
  }
  ~MailServer() {
    ::close(to_child_);  // It ends when nobody can speak to it any more.
    ::waitpid(child_, nullptr, 0);
    ::fclose(from_child_);
  }
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;

  /// What it says next; null once it has ended.
  json::value next() {
    char* line = nullptr;
    std::size_t room = 0;
    const ssize_t size = ::getline(&line, &room, from_child_);
    const std::unique_ptr<char, decltype(&std::free)> owned(line, &std::free);
    return size <= 0 ? json::value()
                     : json::parse(std::string_view(line, static_cast<std::size_t>(size)));
  }

 private:
  pid_t child_ = 0;
  int to_child_ = -1;
  FILE* from_child_ = nullptr;
};

class RealMailServer : public testing::Test {
 protected:
  void SetUp() override {
    if (std::system("/usr/bin/python3 -c 'import aiosmtpd' 2>/dev/null") != 0) {
      GTEST_SKIP() << "python3-aiosmtpd is not installed";
    }
    char name[] = "/tmp/plenary-smtp-XXXXXX";
    folder_ = ::mkdtemp(name);
  }
  void TearDown() override {
    server_.reset();
    if (!folder_.empty()) fs::remove_all(folder_);
  }

  void serve(std::vector<std::string> options = {}) {
    server_ = std::make_unique<MailServer>(std::move(options));
    port_ = std::to_string(server_->next().at("port").as_int64());
  }
  /// A certificate for this machine, signed by itself.
  std::vector<std::string> certificate() {
    const std::string key = (folder_ / "key.pem").string();
    const std::string made = (folder_ / "cert.pem").string();
    const std::string command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 "
        "-subj /CN=localhost -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' -keyout " +
        key + " -out " + made + " 2>/dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0);
    return {"--tls", made, key};
  }
  SmtpSettings settings(const std::string& scheme = "smtp") const {
    SmtpSettings made;
    made.url = scheme + "://127.0.0.1:" + port_;
    made.from = "plenary@conference.example";
    return made;
  }
  static std::string letter() {
    return *print({.from = "plenary@conference.example",
                   .from_name = "",
                   .to = "li@example.org",
                   .subject = "邀请",
                   .text = "A line.\n.\nAnother.\n",
                   .stop_url = "",
                   .id = "i-1",
                   .at = {}});
  }

  fs::path folder_;
  std::unique_ptr<MailServer> server_;
  std::string port_;
};

TEST_F(RealMailServer, TakesLettersOneAfterTheOther) {
  serve();
  Smtp smtp(settings());
  for (const char* to : {"li@example.org", "wang@example.org"}) {
    const base::Status sent = smtp.send(to, letter());
    ASSERT_TRUE(sent) << sent.error().detail();
    const json::value taken = server_->next();
    EXPECT_EQ(taken.at("sender"), "plenary@conference.example");
    EXPECT_EQ(taken.at("recipients"), json::array{to});
    EXPECT_EQ(taken.at("letter").as_string(), letter());
    EXPECT_EQ(taken.at("tls"), false);
  }
}

TEST_F(RealMailServer, SaysWhomItNeverTakesAndWhomPerhapsLater) {
  serve();
  Smtp smtp(settings());
  const base::Status refused = smtp.send("refused@example.org", letter());
  EXPECT_EQ(refused.error().code(), Errc::kForbidden);
  EXPECT_EQ(refused.error().detail(), "550 5.1.1 there is nobody of that name");
  const base::Status later = smtp.send("later@example.org", letter());
  EXPECT_EQ(later.error().code(), Errc::kUnavailable);
  EXPECT_THAT(later.error().detail(), HasSubstr("451 4.2.0 come again later"));
  EXPECT_TRUE(smtp.send("li@example.org", letter())) << "and goes on";
  EXPECT_EQ(server_->next().at("recipients"), json::array{"li@example.org"});
}

TEST_F(RealMailServer, IsSpokenToInTlsAndSignedInTo) {
  const auto files = certificate();
  std::vector<std::string> options = files;
  options.insert(options.end(), {"--login", "plenary", "the mail's password"});
  serve(options);
  SmtpSettings wanted = settings();
  wanted.ca_file = files[1];
  wanted.user = "plenary";
  wanted.password = "the mail's password";
  Smtp smtp(wanted);
  const base::Status sent = smtp.send("li@example.org", letter());
  ASSERT_TRUE(sent) << sent.error().detail();
  const json::value taken = server_->next();
  EXPECT_EQ(taken.at("tls"), true);
  EXPECT_EQ(taken.at("user"), "plenary");

  wanted.password = "another";
  const base::Status wrong = Smtp(wanted).send("li@example.org", letter());
  EXPECT_EQ(wrong.error().code(), Errc::kUnavailable) << "the operator will mend it";
  EXPECT_THAT(wrong.error().detail(), HasSubstr("535"));
}

TEST_F(RealMailServer, IsNotTrustedOnItsWordAlone) {
  serve(certificate());
  const base::Status sent = Smtp(settings()).send("li@example.org", letter());
  ASSERT_FALSE(sent) << "nobody vouches for its certificate";
  EXPECT_EQ(sent.error().code(), Errc::kUnavailable);
  EXPECT_THAT(sent.error().detail(), HasSubstr("certificate"));
}

TEST_F(RealMailServer, MaySpeakTlsFromTheFirstByte) {
  auto options = certificate();
  const std::string vouches = options[1];
  options.emplace_back("--implicit");
  serve(options);
  SmtpSettings wanted = settings("smtps");
  wanted.ca_file = vouches;
  Smtp smtp(wanted);
  const base::Status sent = smtp.send("li@example.org", letter());
  ASSERT_TRUE(sent) << sent.error().detail();
  EXPECT_EQ(server_->next().at("recipients"), json::array{"li@example.org"});
}

TEST(Smtp, IsAwayWhereNobodyListens) {
  SmtpSettings wanted;
  wanted.url = "smtp://127.0.0.1:1";
  wanted.from = "plenary@conference.example";
  const base::Status sent = Smtp(wanted).send("li@example.org", "x");
  EXPECT_EQ(sent.error().code(), Errc::kUnavailable);
}

TEST(Smtp, IsToldWhatASettingShouldBe) {
  const auto fault = [](const char* url, const char* from) {
    SmtpSettings wanted;
    wanted.url = url;
    wanted.from = from;
    const base::Status fits = check(wanted);
    return fits ? std::string() : fits.error().detail();
  };
  EXPECT_EQ(fault("smtp://mail.example:587", "plenary@conference.example"), "");
  EXPECT_EQ(fault("smtps://[2001:db8::1]:465", "plenary@conference.example"), "");
  EXPECT_THAT(fault("http://mail.example", "plenary@conference.example"), HasSubstr("smtp-url"));
  EXPECT_THAT(fault("mail.example", "plenary@conference.example"), HasSubstr("smtp-url"));
  EXPECT_THAT(fault("smtp://user:secret@mail.example", "a@b.example"), HasSubstr("smtp-url"))
      << "a password belongs into its file";
  EXPECT_THAT(fault("smtp://mail.example", "Plenary"), HasSubstr("smtp-from"));
}

}  // namespace
}  // namespace plenary::mail::smtp_test
