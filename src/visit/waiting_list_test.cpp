#include "visit/waiting_list.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace plenary::visit::waiting_list_test {
namespace {

using Standing = WaitingList::Standing;

std::string visitor(int number) {
  return "v:" + std::to_string(number);
}

TEST(WaitingList, MovesTheNextTwentyUpInOrderAndNeverHasFiftyOne) {
  constexpr std::size_t kPlaces = 50;
  WaitingList list;
  for (int n = 1; n <= 200; ++n) {
    const Standing standing = list.sign_up(visitor(n), static_cast<std::uint64_t>(n), kPlaces);
    EXPECT_EQ(standing.in, n <= 50);
    EXPECT_EQ(standing.position, n <= 50 ? 0u : static_cast<std::size_t>(n - 50));
  }
  std::vector<std::string> moved;
  for (int n = 1; n <= 40; n += 2) {
    list.withdraw(visitor(n));
    for (std::string& one : list.move_up(kPlaces)) moved.push_back(std::move(one));
    EXPECT_EQ(list.taken(), kPlaces);
  }
  std::vector<std::string> next;
  for (int n = 51; n <= 70; ++n) next.push_back(visitor(n));
  EXPECT_EQ(moved, next);
  EXPECT_EQ(list.standing(visitor(71)), (Standing{true, false, 1}));
  EXPECT_EQ(list.waiting(), 130u);
  EXPECT_EQ(list.members().size(), 50u);
}

TEST(WaitingList, KeepsOnePlaceForWhoSignsUpTwice) {
  WaitingList list;
  EXPECT_EQ(list.sign_up("a", 1, 1), (Standing{true, true, 0}));
  EXPECT_EQ(list.sign_up("b", 2, 1), (Standing{true, false, 1}));
  EXPECT_EQ(list.sign_up("a", 3, 1), (Standing{true, true, 0}));
  EXPECT_EQ(list.taken(), 1u);
}

TEST(WaitingList, GivesAFreePlaceToWhoWaitsAndNotToWhoComesJustNow) {
  WaitingList list;
  list.sign_up("a", 1, 1);
  list.sign_up("b", 2, 1);
  // Before anybody moved up there are two places: b's, and none for c.
  EXPECT_EQ(list.sign_up("c", 3, 2), (Standing{true, false, 2}));
  EXPECT_EQ(list.move_up(2), std::vector<std::string>{"b"});
}

TEST(WaitingList, PutsWhoComesBackAtTheEnd) {
  WaitingList list;
  for (std::uint64_t n = 1; n <= 4; ++n) list.sign_up(std::to_string(n), n, 1);
  list.withdraw("2");
  EXPECT_EQ(list.sign_up("2", 5, 1), (Standing{true, false, 3}));
  EXPECT_EQ(list.first_waiting(2), (std::vector<std::string>{"3", "4"}));
}

TEST(WaitingList, SendsNobodyAwayWhenPlacesBecomeFewer) {
  WaitingList list;
  for (std::uint64_t n = 1; n <= 3; ++n) list.sign_up(std::to_string(n), n, 3);
  EXPECT_TRUE(list.move_up(1).empty());
  EXPECT_EQ(list.taken(), 3u);
  list.sign_up("4", 4, 1);
  list.withdraw("1");
  EXPECT_TRUE(list.move_up(1).empty());
  list.withdraw("2");
  list.withdraw("3");
  EXPECT_EQ(list.move_up(1), std::vector<std::string>{"4"});
}

TEST(WaitingList, IsTheSameAfterItWasRead) {
  WaitingList list;
  list.restore("waits-2", 7, false);
  list.restore("in", 3, true);
  list.restore("waits-1", 5, false);
  EXPECT_EQ(list.standing("waits-2"), (Standing{true, false, 2}));
  EXPECT_EQ(list.standing("in"), (Standing{true, true, 0}));
  EXPECT_EQ(list.standing("nobody"), Standing{});
  list.withdraw("nobody");
  EXPECT_EQ(list.taken(), 1u);
}

}  // namespace
}  // namespace plenary::visit::waiting_list_test
