#include "app/settings.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace plenary::app::settings_test {
namespace {

using namespace std::chrono_literals;

class SettingsFile : public testing::Test {
 protected:
  std::optional<UsageError> read(const std::string& text,
                                 const std::vector<std::string>& already_set = {}) {
    char name[] = "/tmp/plenary-settings-XXXXXX";
    const int fd = ::mkstemp(name);
    EXPECT_GE(fd, 0);
    ::close(fd);
    path_ = name;
    std::ofstream(path_) << text;
    auto mistake = read_settings_file(path_, settings, already_set);
    std::remove(name);
    return mistake;
  }
  std::string at_line(int line) const { return path_ + ":" + std::to_string(line) + ": "; }

  Settings settings;
  std::string path_;
};

TEST_F(SettingsFile, SetsWhatItNames) {
  EXPECT_FALSE(read("listen: 0.0.0.0:80\ninput_buffer_ms: 300\ndemo: true\n"));
  EXPECT_EQ(settings.listen, "0.0.0.0:80");
  EXPECT_EQ(settings.input_buffer, 300ms);
  EXPECT_TRUE(settings.demo);
}

TEST_F(SettingsFile, HasAGroupForTheMailServer) {
  EXPECT_FALSE(read("smtp:\n  url: smtp://mail.example:587\n  from: plenary@conference.example\n"
                    "  user: plenary\n  password_file: /run/secrets/smtp\n"
                    "public_url: https://conference.example/\n"));
  EXPECT_EQ(settings.smtp.url, "smtp://mail.example:587");
  EXPECT_EQ(settings.smtp.from, "plenary@conference.example");
  EXPECT_EQ(settings.smtp.user, "plenary");
  EXPECT_EQ(settings.smtp_password_file, "/run/secrets/smtp");
  EXPECT_EQ(settings.public_url, "https://conference.example");
  EXPECT_FALSE(contradiction(settings));
  EXPECT_THROW(smtp_settings(settings), UsageError) << "there is no such file";
}

TEST_F(SettingsFile, SaysWhatAMailServerNeeds) {
  EXPECT_FALSE(read("smtp: {url: 'smtp://mail.example', from: plenary@conference.example}\n"));
  EXPECT_EQ(contradiction(settings)->sentence,
            at_line(1) + "letters hold links: give --public-url with --smtp-url.");
  settings.public_url = "https://conference.example";
  settings.smtp.from = "Plenary";
  EXPECT_EQ(contradiction(settings)->sentence,
            at_line(1) + "smtp-from is an address such as plenary@conference.example.");
  settings.smtp.url.clear();
  EXPECT_EQ(contradiction(settings)->sentence,
            at_line(1) + "a mail server is known by its address: give --smtp-url too.");
}

TEST_F(SettingsFile, TakesProxiesAndAnAddressThatAreSome) {
  EXPECT_FALSE(read("trusted_proxies: 10.0.0.0/8, 2001:db8::/32\n"));
  const auto wrong = read("trusted_proxies: 10.0.0.0/40\n");
  ASSERT_TRUE(wrong);
  EXPECT_EQ(wrong->sentence, at_line(1) + "'trusted_proxies' is a list of addresses and networks; "
                                          "'10.0.0.0/40' is no address or network, not '10.0.0.0/40'.");
  for (const char* text : {"conference.example", "https://", "https://a.example/path", "ftp://a"}) {
    EXPECT_TRUE(read(std::string("public_url: ") + text + "\n")) << text;
  }
}

TEST_F(SettingsFile, GivesWayToTheCommandLine) {
  settings.listen = "127.0.0.1:9";
  EXPECT_FALSE(read("listen: 0.0.0.0:80\n", {"listen"}));
  EXPECT_EQ(settings.listen, "127.0.0.1:9");
}

TEST_F(SettingsFile, NamesTheLineOfAnUnknownSetting) {
  const auto mistake = read("demo: true\nlistn: 0.0.0.0:80\n");
  ASSERT_TRUE(mistake);
  EXPECT_EQ(mistake->sentence, at_line(2) + "unknown setting 'listn'. Did you mean 'listen'?");
}

TEST_F(SettingsFile, NamesTheLineOfAWrongValue) {
  const auto mistake = read("\nlisten: 8080\n");
  ASSERT_TRUE(mistake);
  EXPECT_EQ(mistake->sentence,
            at_line(2) + "'listen' is ADDRESS:PORT, such as 0.0.0.0:8080, [::]:8080 or :8080, not '8080'.");
}

TEST_F(SettingsFile, RefusesNestingAndWhatIsNoYaml) {
  const auto nested = read("listen:\n  port: 80\n");
  ASSERT_TRUE(nested);
  EXPECT_EQ(nested->sentence, at_line(2) + "settings are lines of `name: value`.");
  EXPECT_TRUE(read("listen: [\n"));
  EXPECT_TRUE(read("just words\n"));
}

TEST_F(SettingsFile, RefusesWhereNobodyCanListen) {
  for (const char* address : {"somewhere:8080", "999.1.1.1:80", "::1:8080", "8080", "127.0.0.1:"}) {
    const auto wrong = read(std::string("demo: true\nlisten: '") + address + "'\n");
    ASSERT_TRUE(wrong) << address;
    EXPECT_EQ(wrong->sentence.find(at_line(2) + "'listen' is ADDRESS:PORT"), 0u) << wrong->sentence;
  }
  EXPECT_FALSE(read("listen: '[::1]:8080'\nrtmp: ':1935'\n"));
}

TEST_F(SettingsFile, NamesTheLineOfAContradiction) {
  EXPECT_FALSE(read("demo: true\ntls_cert: cert.pem\n"));
  EXPECT_EQ(contradiction(settings)->sentence,
            at_line(2) + "--tls-cert and --tls-key belong together: give both or neither.");
}

TEST(Settings, FindsContradictions) {
  Settings settings;
  EXPECT_FALSE(contradiction(settings));
  settings.tls_cert = "cert.pem";
  EXPECT_TRUE(contradiction(settings));
}

TEST_F(SettingsFile, ReadsATicketShopAsAGroupOfItsOwn) {
  EXPECT_FALSE(read("sign_up: invited\n"
                    "ticket_shop:\n"
                    "  issuer: https://shop.example\n"
                    "  audience: cic2020\n"
                    "  key: a secret of at least 32 bytes, is it\n"
                    "  grants: crew=producer:stage/opening\n"
                    "demo: true\n"));
  EXPECT_EQ(settings.sign_up, conference::SignUp::kInvited);
  EXPECT_EQ(settings.ticket_shop.issuer, "https://shop.example");
  EXPECT_EQ(settings.ticket_shop.audience, "cic2020");
  EXPECT_EQ(settings.ticket_shop.grants_of_traits.size(), 1u);
  EXPECT_TRUE(settings.demo);
  EXPECT_TRUE(account_settings(settings).ticket_shop);
}

TEST_F(SettingsFile, NamesTheLineOfAMistakeInTheTicketShop) {
  const auto unknown = read("ticket_shop:\n  isuer: shop\n");
  ASSERT_TRUE(unknown);
  EXPECT_EQ(unknown->sentence, at_line(2) + "unknown setting 'ticket_shop_isuer'. Did you mean "
                                            "'ticket-shop-issuer'?");
  const auto algorithm = read("ticket_shop: {issuer: shop, algorithm: none}\n");
  ASSERT_TRUE(algorithm);
  EXPECT_EQ(algorithm->sentence, at_line(1) + "'ticket_shop_algorithm' is one of HS256, RS256, ES256, "
                                              "EdDSA, not 'none'.");
  EXPECT_TRUE(read("ticket_shop:\n  issuer: {a: b}\n"));
  EXPECT_TRUE(read("ticket_shop: [a]\n"));
}

TEST(AccountSettings, RefuseAKeyThatIsNone) {
  Settings settings;
  EXPECT_FALSE(account_settings(settings).ticket_shop);
  settings.ticket_shop.key = "short";
  EXPECT_TRUE(contradiction(settings));
  settings.ticket_shop.issuer = "shop";
  settings.ticket_shop.audience = "cic2020";
  EXPECT_FALSE(contradiction(settings));
  EXPECT_THROW(account_settings(settings), UsageError);
  settings.ticket_shop_key_file = "/nowhere/key";
  EXPECT_THROW(account_settings(settings), UsageError);
}

}  // namespace
}  // namespace plenary::app::settings_test
