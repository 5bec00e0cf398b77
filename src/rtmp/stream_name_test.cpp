#include "rtmp/stream_name.h"

#include <gtest/gtest.h>

#include "rtmp/timestamp.h"

namespace plenary::rtmp::stream_name_test {
namespace {

using base::Errc;

TEST(StreamName, HasItsKeyBehindTheName) {
  const auto name = parse_stream_name("live", "rtmp://host:1935/live", "opening?key=K&take=1");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->app, "live");
  EXPECT_EQ(name->stream, "opening");
  EXPECT_EQ(name->field("key"), "K");
  EXPECT_EQ(name->field("take"), "1");
  EXPECT_EQ(name->field("other"), "");
}

TEST(StreamName, TakesTheKeyFromTheApplicationOrTheAddress) {
  EXPECT_EQ(parse_stream_name("live?key=A", "rtmp://host/live?key=A", "opening")->field("key"),
            "A");
  EXPECT_EQ(parse_stream_name("live", "rtmp://host/live?key=B", "opening")->field("key"), "B");
  EXPECT_EQ(parse_stream_name("live?key=A", "", "opening?key=C")->field("key"), "C");
}

TEST(StreamName, TakesTheStreamFromAnApplicationOfTwoSegments) {
  const auto name = parse_stream_name("/live/opening/", "", "?key=K");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->app, "live");
  EXPECT_EQ(name->stream, "opening");
}

TEST(StreamName, DecodesPercentSignsThatMeanSomething) {
  EXPECT_EQ(parse_stream_name("live", "", "o?key=a%2Bb%zz%4")->field("key"), "a+b%zz%4");
}

TEST(StreamName, RefusesNoNameAtAll) {
  EXPECT_EQ(parse_stream_name("live", "", "").error().code(), Errc::kMalformed);
  EXPECT_EQ(parse_stream_name("live", "", "?key=K").error().code(), Errc::kMalformed);
  EXPECT_EQ(parse_stream_name("", "", "///").error().code(), Errc::kMalformed);
}

TEST(StreamName, RefusesNamesBeyondTheirBound) {
  EXPECT_TRUE(parse_stream_name("live", "", std::string(256, 'a')));
  for (const std::size_t size : {257u, 300u, 10'000u, 65'535u}) {
    EXPECT_EQ(parse_stream_name("live", "", std::string(size, 'a')).error().code(), Errc::kLimit);
  }
  EXPECT_EQ(parse_stream_name(std::string(257, 'a'), "", "x").error().code(), Errc::kLimit);
  EXPECT_EQ(parse_stream_name("live", std::string(1025, 'a'), "x").error().code(), Errc::kLimit);
  std::string many = "x?";
  for (int i = 0; i < 17; ++i) many += "a=1&";
  EXPECT_EQ(parse_stream_name("live", "", many).error().code(), Errc::kLimit);
}

TEST(StreamName, QuotesNothingInItsErrors) {
  const auto failed = parse_stream_name("live", "", "secret" + std::string(300, 'x'));
  EXPECT_EQ(failed.error().detail(), "stream name of 306 bytes");
}

TEST(Timestamp, RunsOnBeyond49Days) {
  TimestampUnwrapper clock;
  EXPECT_EQ(clock.unwrap(0xFFFFFFF0), 0xFFFFFFF0);
  EXPECT_EQ(clock.unwrap(0x10), 0x100000010);
  EXPECT_EQ(clock.unwrap(0xFFFFFFFF), 0xFFFFFFFF);  // a little late, from before the wrap
  EXPECT_EQ(clock.unwrap(0x20), 0x100000020);
}

TEST(Timestamp, GoesBackBelowItsStart) {
  TimestampUnwrapper clock;
  EXPECT_EQ(clock.unwrap(5), 5);
  EXPECT_EQ(clock.unwrap(0xFFFFFFFF), -1);
}

}  // namespace
}  // namespace plenary::rtmp::stream_name_test
