#include "hls/media_name.h"

#include <gtest/gtest.h>

namespace plenary::hls::media_name_test {
namespace {

MediaName parsed(std::string_view name) {
  const auto result = parse_media_name(name);
  EXPECT_TRUE(result) << name;
  return result ? *result : MediaName{};
}

TEST(MediaName, ReadsWhatItWrites) {
  using Kind = MediaName::Kind;
  EXPECT_EQ(parsed(header_name(830)), (MediaName{Kind::kHeader, 830, 0, 0}));
  EXPECT_EQ(parsed(segment_name(0)), (MediaName{Kind::kSegment, 0, 0, 0}));
  EXPECT_EQ(parsed(part_name(18446744073709551615u, 5)),
            (MediaName{Kind::kPart, 18446744073709551615u, 5, 5}));
  EXPECT_EQ(parsed(wide_name(12, 3, 5)), (MediaName{Kind::kWide, 12, 3, 5}));
}

TEST(MediaName, RefusesEverythingElse) {
  for (const char* name : {"",
                           ".m4s",
                           "x.m4s",
                           "1",
                           "1.m4",
                           "1.m4s ",
                           "-1.m4s",
                           "+1.m4s",
                           "01.m4s",
                           "1..m4s",
                           "1.2.",
                           "1.2.3.m4s",
                           "1.-2.m4s",
                           "1.3-2.m4s",
                           "1.1000.m4s",
                           "1.0-.m4s",
                           "1/2.m4s",
                           "../1.m4s",
                           "init.mp4",
                           "init..mp4",
                           "init.1.m4s",
                           "init.1.mp4/",
                           "18446744073709551616.m4s"}) {
    EXPECT_FALSE(parse_media_name(name)) << name;
  }
}

}  // namespace
}  // namespace plenary::hls::media_name_test
