#include "exhibition/slots.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plenary::exhibition::slots_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

base::Instant at(const char* text) {
  return *base::parse_rfc3339(text);
}

Exhibitor attended(std::initializer_list<std::pair<const char*, const char*>> times,
                   int minutes = 20) {
  Exhibitor made;
  for (const auto& [from, to] : times) made.duty.push_back({at(from), at(to), "Li", {"zh"}});
  made.slot = std::chrono::minutes(minutes);
  return made;
}

std::vector<std::string> beginnings(const Exhibitor& exhibitor, const char* from,
                                    const char* to) {
  std::vector<std::string> found;
  for (const Slot& slot : slots_between(exhibitor, at(from), at(to))) {
    EXPECT_EQ(slot.ends_at - slot.starts_at, exhibitor.slot);
    found.push_back(base::format_rfc3339(slot.starts_at).substr(8, 8));
  }
  return found;
}

TEST(Slots, FollowOneAnotherAndTheRestIsNone) {
  const Exhibitor booth = attended({{"2020-07-23T09:00:00Z", "2020-07-23T10:10:00Z"}});
  EXPECT_THAT(beginnings(booth, "2020-07-23T00:00:00Z", "2020-07-24T00:00:00Z"),
              ElementsAre("23T09:00", "23T09:20", "23T09:40"));
}

TEST(Slots, CrossMidnightAndTimeZonesLikeAnyOther) {
  // 23:30 to 00:30 in Beijing, written with its zone.
  const Exhibitor booth =
      attended({{"2020-07-23T23:30:00+08:00", "2020-07-24T00:30:00+08:00"}}, 30);
  EXPECT_THAT(beginnings(booth, "2020-07-23T00:00:00Z", "2020-07-24T00:00:00Z"),
              ElementsAre("23T15:30", "23T16:00"));
  const Exhibitor utc = attended({{"2020-07-23T23:50:00Z", "2020-07-24T00:30:00Z"}}, 20);
  EXPECT_THAT(beginnings(utc, "2020-07-23T00:00:00Z", "2020-07-25T00:00:00Z"),
              ElementsAre("23T23:50", "24T00:10"));
}

TEST(Slots, OfTwoStaffAtOneTimeAreThereOnce) {
  const Exhibitor booth = attended({{"2020-07-23T09:00:00Z", "2020-07-23T10:00:00Z"},
                                    {"2020-07-23T09:30:00Z", "2020-07-23T10:40:00Z"}});
  EXPECT_THAT(beginnings(booth, "2020-07-23T00:00:00Z", "2020-07-24T00:00:00Z"),
              ElementsAre("23T09:00", "23T09:20", "23T09:40", "23T10:00", "23T10:20"));
}

TEST(Slots, BeginWithinWhatIsAskedFor) {
  const Exhibitor booth = attended({{"2020-07-23T09:00:00Z", "2020-07-23T12:00:00Z"}}, 60);
  EXPECT_THAT(beginnings(booth, "2020-07-23T09:00:00.001Z", "2020-07-23T11:00:00Z"),
              ElementsAre("23T10:00"));
  EXPECT_THAT(beginnings(booth, "2020-07-23T11:00:00Z", "2020-07-23T11:00:00Z"), IsEmpty());
}

TEST(Slots, AreFoundByTheirBeginningAlone) {
  const Exhibitor booth = attended({{"2020-07-23T09:00:00Z", "2020-07-23T12:00:00Z"}}, 60);
  ASSERT_TRUE(slot_at(booth, at("2020-07-23T10:00:00Z")));
  EXPECT_EQ(slot_at(booth, at("2020-07-23T10:00:00Z"))->ends_at, at("2020-07-23T11:00:00Z"));
  EXPECT_FALSE(slot_at(booth, at("2020-07-23T10:00:00.001Z")));
  EXPECT_FALSE(slot_at(booth, at("2020-07-23T10:30:00Z")));
  EXPECT_FALSE(slot_at(booth, at("2020-07-23T12:00:00Z")));
}

TEST(Slots, AreBoundedInNumber) {
  const Exhibitor booth = attended({{"2020-01-01T00:00:00Z", "2029-01-01T00:00:00Z"}}, 5);
  EXPECT_EQ(slots_between(booth, at("2000-01-01T00:00:00Z"), at("2099-01-01T00:00:00Z")).size(),
            kMostSlots);
}

TEST(Duty, IsOnFromItsBeginningToJustBeforeItsEnd) {
  const Exhibitor booth = attended({{"2020-07-23T09:00:00Z", "2020-07-23T10:00:00Z"}});
  EXPECT_EQ(on_duty(booth, at("2020-07-23T09:00:00Z")).size(), 1u);
  EXPECT_THAT(on_duty(booth, at("2020-07-23T10:00:00Z")), IsEmpty());
}

}  // namespace
}  // namespace plenary::exhibition::slots_test
