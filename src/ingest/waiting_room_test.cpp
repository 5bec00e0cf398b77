#include "ingest/waiting_room.h"

#include <gtest/gtest.h>

namespace plenary::ingest::waiting_room_test {
namespace {

struct Guest {
  bool waiting() const { return waits; }
  bool waits = true;
};

std::shared_ptr<Guest> guest() {
  return std::make_shared<Guest>();
}

TEST(WaitingRoom, HasRoomUpToItsLimit) {
  WaitingRoom<Guest> room(2, 2);
  const auto first = guest();
  const auto second = guest();
  EXPECT_EQ(room.enter(first, "a"), nullptr);
  EXPECT_EQ(room.enter(second, "b"), nullptr);
  EXPECT_EQ(room.guests().size(), 2u);
}

TEST(WaitingRoom, DisplacesTheOldestThatWaits) {
  WaitingRoom<Guest> room(2, 2);
  const auto admitted = guest();
  const auto first = guest();
  const auto second = guest();
  room.enter(admitted, "a");
  admitted->waits = false;
  room.enter(first, "b");
  EXPECT_EQ(room.enter(second, "c"), nullptr);
  EXPECT_EQ(room.enter(guest(), "d"), first);
}

TEST(WaitingRoom, DisplacesWithinACrowdedAddressFirst) {
  WaitingRoom<Guest> room(10, 2);
  const auto elsewhere = guest();
  const auto first = guest();
  const auto second = guest();
  room.enter(elsewhere, "a");
  room.enter(first, "b");
  room.enter(second, "b");
  EXPECT_EQ(room.enter(guest(), "b"), first);
}

TEST(WaitingRoom, DisplacesNobodyTwice) {
  WaitingRoom<Guest> room(1, 1);
  const auto first = guest();
  const auto second = guest();
  room.enter(first, "a");
  EXPECT_EQ(room.enter(second, "a"), first);  // still there, on its way out
  EXPECT_EQ(room.enter(guest(), "a"), second);
}

TEST(WaitingRoom, ForgetsThoseWhoLeft) {
  WaitingRoom<Guest> room(1, 1);
  room.enter(guest(), "a");
  EXPECT_EQ(room.enter(guest(), "a"), nullptr);
  EXPECT_TRUE(room.guests().empty());
}

}  // namespace
}  // namespace plenary::ingest::waiting_room_test
