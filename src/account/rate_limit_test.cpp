#include "account/rate_limit.h"

#include <gtest/gtest.h>

namespace plenary::account::rate_limit_test {
namespace {

using namespace std::chrono_literals;

const base::Moment kStart{};

TEST(RateLimit, AllowsABurstAndThenOneAnInterval) {
  RateLimit limit({.every = 10s, .burst = 3});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limit.take("a", kStart), std::nullopt);
  EXPECT_EQ(limit.take("a", kStart), 10s);
  EXPECT_EQ(limit.take("a", kStart + 4s), 6s);
  EXPECT_EQ(limit.take("a", kStart + 10s), std::nullopt);
  EXPECT_EQ(limit.take("a", kStart + 10s), 10s);
}

TEST(RateLimit, GivesTheBurstBackAfterARest) {
  RateLimit limit({.every = 10s, .burst = 3});
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limit.take("a", kStart), std::nullopt);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limit.take("a", kStart + 30s), std::nullopt);
  EXPECT_NE(limit.take("a", kStart + 30s), std::nullopt);
}

TEST(RateLimit, CountsEachKeyForItself) {
  RateLimit limit({.every = 10s, .burst = 1});
  EXPECT_EQ(limit.take("a", kStart), std::nullopt);
  EXPECT_EQ(limit.take("b", kStart), std::nullopt);
  EXPECT_NE(limit.take("a", kStart), std::nullopt);
}

TEST(RateLimit, ForgetsThoseAtRestFirst) {
  RateLimit limit({.every = 10s, .burst = 1}, 2);
  EXPECT_EQ(limit.take("a", kStart), std::nullopt);
  EXPECT_EQ(limit.take("b", kStart + 9s), std::nullopt);
  EXPECT_EQ(limit.take("c", kStart + 11s), std::nullopt);
  EXPECT_NE(limit.take("b", kStart + 11s), std::nullopt);
}

TEST(AddressPrefix, IsTheAddressOrAHouseholds) {
  EXPECT_EQ(address_prefix("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(address_prefix("::ffff:192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(address_prefix("2001:db8:1:2:3:4:5:6"), "20010db800010002/64");
  EXPECT_EQ(address_prefix("2001:db8:1:2::"), address_prefix("2001:db8:1:2:ffff::1"));
  EXPECT_NE(address_prefix("2001:db8:1:3::"), address_prefix("2001:db8:1:2::"));
  EXPECT_EQ(address_prefix("unix"), "unix");
}

}  // namespace
}  // namespace plenary::account::rate_limit_test
