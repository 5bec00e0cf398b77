#include "account/secret.h"

#include <gtest/gtest.h>

#include <set>

namespace plenary::account::secret_test {
namespace {

TEST(Token, Has256BitsAndNeverRepeats) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string token = new_token();
    EXPECT_EQ(token.size(), 43u);
    EXPECT_EQ(
        token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
        std::string::npos);
    EXPECT_TRUE(seen.insert(token).second);
  }
}

TEST(Token, HashIsStableAndSaysNothing) {
  EXPECT_EQ(hash_token("key"), hash_token("key"));
  EXPECT_NE(hash_token("key"), hash_token("kez"));
  EXPECT_EQ(hash_token("").size(), 64u);
  // BLAKE2b-256 of the empty string, RFC 7693's algorithm.
  EXPECT_EQ(hash_token(""), "0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8");
}

TEST(Password, VerifiesOnlyItself) {
  const auto hash = hash_password("correct horse battery");
  ASSERT_TRUE(hash);
  EXPECT_TRUE(verify_password(*hash, "correct horse battery"));
  EXPECT_FALSE(verify_password(*hash, "correct horse batterx"));
  EXPECT_EQ(hash->rfind("$argon2id$v=19$m=19456,t=2,p=1$", 0), 0u) << *hash;
}

TEST(Password, RefusesTheShortAndTheHuge) {
  EXPECT_EQ(hash_password("short").error().code(), base::Errc::kMalformed);
  EXPECT_EQ(hash_password(std::string(257, 'a')).error().code(), base::Errc::kMalformed);
}

TEST(Password, NoPasswordOpensTheDecoy) {
  EXPECT_FALSE(verify_password(decoy_hash(), ""));
  EXPECT_FALSE(verify_password(decoy_hash(), "password12"));
}

TEST(Password, NewOnesCanBeTyped) {
  const std::string password = new_password();
  EXPECT_EQ(password.size(), 23u);
  EXPECT_TRUE(hash_password(password));
}

}  // namespace
}  // namespace plenary::account::secret_test
