#include "stage/meters.h"

#include <gtest/gtest.h>

#include <vector>

namespace plenary::stage::meters_test {
namespace {

using namespace std::chrono_literals;
using base::Moment;

TEST(RateMeter, MeasuresTheLastTwoSeconds) {
  RateMeter meter;
  EXPECT_EQ(meter.per_second(Moment{1h}), 0);
  for (int i = 0; i < 250; ++i) meter.add(Moment{1h} + i * 40ms, 1000);
  EXPECT_EQ(meter.per_second(Moment{1h} + 9960ms), 25'000);
  EXPECT_EQ(meter.per_second(Moment{1h} + 10'960ms), 12'500);
  EXPECT_EQ(meter.per_second(Moment{1h} + 20s), 0);
}

TEST(LevelMeter, MeasuresTheLastSecond) {
  LevelMeter meter;
  EXPECT_EQ(meter.db(), -120);
  const std::vector<float> full(1920, 1.0F), tenth(1920, 0.1F), none(1920, 0.0F);
  for (int i = 0; i < 100; ++i) meter.add(full);
  EXPECT_NEAR(meter.db(), 0, 0.001);
  for (int i = 0; i < 50; ++i) meter.add(tenth);
  EXPECT_NEAR(meter.db(), -20, 0.001);
  for (int i = 0; i < 50; ++i) meter.add(none);
  EXPECT_EQ(meter.db(), -120);
}

TEST(Level, OfSamples) {
  EXPECT_EQ(level_db({}), -120);
  EXPECT_NEAR(level_db(std::vector<float>{0.5F, -0.5F}), -6.02, 0.01);
}

}  // namespace
}  // namespace plenary::stage::meters_test
