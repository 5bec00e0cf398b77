#include "audience/pacing.h"

#include <gtest/gtest.h>

namespace plenary::audience::pacing_test {
namespace {

TEST(Pacing, AsksForBlocksOnceThereAreManyUntilThereAreFew) {
  Pacing pacing;
  const auto every_with = [&](std::uint64_t viewers) {
    pacing = pacing_for(viewers, pacing);
    return pacing.every;
  };
  EXPECT_EQ(every_with(0), 1u);
  EXPECT_EQ(every_with(kManyViewers), 1u);
  EXPECT_EQ(every_with(kManyViewers + 1), 8u);
  EXPECT_EQ(every_with(kFewViewers + 1), 8u);
  EXPECT_EQ(every_with(kFewViewers), 1u);
  EXPECT_EQ(pacing, Pacing());
}

TEST(Pacing, OfBeatsIsTheSameAtAnyLoad) {
  EXPECT_EQ(pacing_for(10'000'000, {}).beat, Pacing().beat);
}

}  // namespace
}  // namespace plenary::audience::pacing_test
