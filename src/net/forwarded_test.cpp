#include "net/forwarded.h"

#include <gtest/gtest.h>

namespace plenary::net::forwarded_test {
namespace {

TrustedProxies proxies(std::string_view list) {
  return *TrustedProxies::parse(list);
}

Request request(std::string peer, std::string forwarded_for, std::string proto = "") {
  Request request;
  request.peer = std::move(peer);
  if (!forwarded_for.empty()) request.headers.emplace_back("x-forwarded-for", forwarded_for);
  if (!proto.empty()) request.headers.emplace_back("x-forwarded-proto", proto);
  return request;
}

std::string client(const TrustedProxies& trusted, Request request) {
  trusted.apply(request);
  return request.peer;
}

TEST(TrustedProxies, AreAddressesAndNetworks) {
  const TrustedProxies trusted = proxies("127.0.0.0/8, ::1,10.1.128.0/17, 2001:db8::/33");
  for (const char* yes : {"127.0.0.1", "127.255.0.1", "::1", "::ffff:127.0.0.1", "10.1.128.0",
                          "10.1.255.255", "2001:db8:7fff::1"}) {
    EXPECT_TRUE(trusted.trusts(yes)) << yes;
  }
  for (const char* no : {"128.0.0.1", "::2", "10.1.127.255", "10.2.128.1", "2001:db8:8000::1",
                         "unix", "", "localhost", "127.0.0.1 "}) {
    EXPECT_FALSE(trusted.trusts(no)) << no;
  }
  EXPECT_FALSE(proxies("").trusts("127.0.0.1"));
  EXPECT_TRUE(proxies("0.0.0.0/0").trusts("198.51.100.7"));
  EXPECT_FALSE(proxies("0.0.0.0/0").trusts("2001:db8::1"));
}

TEST(TrustedProxies, AreNamedWhereTheyAreNone) {
  for (const char* wrong : {"proxy", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8",
                            "::1/129", "10.0.0.0/8/8", "127.0.0.1, x"}) {
    const auto parsed = TrustedProxies::parse(wrong);
    ASSERT_FALSE(parsed) << wrong;
    EXPECT_EQ(parsed.error().code(), base::Errc::kMalformed);
  }
  EXPECT_EQ(TrustedProxies::parse("127.0.0.1, x").error().detail(), "'x' is no address or network");
}

TEST(TrustedProxies, SayWhoTheClientIs) {
  const TrustedProxies trusted = proxies("127.0.0.1, 10.0.0.0/8");
  EXPECT_EQ(client(trusted, request("127.0.0.1", "203.0.113.9")), "203.0.113.9");
  EXPECT_EQ(client(trusted, request("127.0.0.1", "203.0.113.9, 192.0.2.5")), "192.0.2.5")
      << "what the client wrote itself is not believed";
  EXPECT_EQ(client(trusted, request("127.0.0.1", "203.0.113.9, 10.0.0.7")), "203.0.113.9")
      << "through two of ours";
  EXPECT_EQ(client(trusted, request("127.0.0.1", "10.0.0.8,10.0.0.7")), "10.0.0.8");
  EXPECT_EQ(client(trusted, request("127.0.0.1", "203.0.113.9:4711")), "203.0.113.9");
  EXPECT_EQ(client(trusted, request("127.0.0.1", "[2001:db8::1]:4711")), "2001:db8::1");
  EXPECT_EQ(client(trusted, request("127.0.0.1", "")), "127.0.0.1");
  EXPECT_EQ(client(trusted, request("127.0.0.1", "203.0.113.9, unknown")), "127.0.0.1");
  EXPECT_EQ(client(trusted, request("127.0.0.1", "x, 10.0.0.7")), "10.0.0.7");
  EXPECT_EQ(client(trusted, request("127.0.0.1", std::string("10.0.0.7\0x", 10))), "127.0.0.1");
}

TEST(TrustedProxies, AreBelievedAloneOfTls) {
  const TrustedProxies trusted = proxies("127.0.0.1");
  Request behind = request("127.0.0.1", "203.0.113.9", "https");
  trusted.apply(behind);
  EXPECT_TRUE(behind.secure);
  Request plain = request("127.0.0.1", "203.0.113.9", "http");
  trusted.apply(plain);
  EXPECT_FALSE(plain.secure);
  Request forged = request("198.51.100.7", "203.0.113.9", "https");
  trusted.apply(forged);
  EXPECT_FALSE(forged.secure);
  EXPECT_EQ(forged.peer, "198.51.100.7");
  Request already = request("127.0.0.1", "", "http");
  already.secure = true;
  trusted.apply(already);
  EXPECT_TRUE(already.secure) << "we have seen its TLS ourselves";
}

}  // namespace
}  // namespace plenary::net::forwarded_test
