#include "canvas/clock_text.h"

#include <gtest/gtest.h>

namespace plenary::canvas::clock_text_test {
namespace {

using namespace std::chrono_literals;

TEST(ClockText, SaysTheTimeOfDayInTheZone) {
  const base::Instant instant{1'595'487'303'999ms};
  EXPECT_EQ(time_of_day(instant, 0min), "06:55:03");
  EXPECT_EQ(time_of_day(instant, 8h), "14:55:03");
  EXPECT_EQ(time_of_day(instant, -8h), "22:55:03");
  EXPECT_EQ(time_of_day(base::Instant{-1ms}, 0min), "23:59:59");
}

TEST(ClockText, WritesOffsetsAsPeopleDo) {
  EXPECT_EQ(utc_offset_text(8h), "UTC+8");
  EXPECT_EQ(utc_offset_text(0min), "UTC+0");
  EXPECT_EQ(utc_offset_text(5h + 30min), "UTC+5:30");
  EXPECT_EQ(utc_offset_text(-(3h + 5min)), "UTC\u22123:05");
}

}  // namespace
}  // namespace plenary::canvas::clock_text_test
