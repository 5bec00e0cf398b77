#include "ingest/caller.h"

#include <gtest/gtest.h>

namespace plenary::ingest::caller_test {
namespace {

Caller from(const char* host) {
  return caller({boost::asio::ip::make_address(host), 5000});
}

TEST(Caller, OfThisMachineIsToldByItsLoopbackAddressHoweverWritten) {
  EXPECT_EQ(from("127.0.0.1"), (Caller{"127.0.0.1", "127.0.0.1:5000", true}));
  EXPECT_EQ(from("127.8.9.10"), (Caller{"127.8.9.10", "127.8.9.10:5000", true}));
  EXPECT_EQ(from("::1"), (Caller{"::1", "[::1]:5000", true}));
  EXPECT_EQ(from("::ffff:127.0.0.1"), (Caller{"127.0.0.1", "127.0.0.1:5000", true}));
}

TEST(Caller, OfAnotherMachineIsNotFromHere) {
  EXPECT_EQ(from("192.0.2.1"), (Caller{"192.0.2.1", "192.0.2.1:5000", false}));
  EXPECT_EQ(from("10.127.0.1"), (Caller{"10.127.0.1", "10.127.0.1:5000", false}));
  EXPECT_EQ(from("2001:db8::1"), (Caller{"2001:db8::1", "[2001:db8::1]:5000", false}));
  EXPECT_EQ(from("::ffff:192.0.2.1"), (Caller{"192.0.2.1", "192.0.2.1:5000", false}));
  EXPECT_EQ(from("::"), (Caller{"::", "[::]:5000", false}));
}

}  // namespace
}  // namespace plenary::ingest::caller_test
