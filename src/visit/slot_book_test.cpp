#include "visit/slot_book.h"

#include <gtest/gtest.h>

namespace plenary::visit::slot_book_test {
namespace {

base::Instant at(const char* text) {
  return *base::parse_rfc3339(text);
}

Slot slot(const char* from, const char* to) {
  return {at(from), at(to)};
}

exhibition::Exhibitor exhibitor(std::vector<std::pair<const char*, const char*>> duty) {
  exhibition::Exhibitor made;
  for (const auto& [from, to] : duty) made.duty.push_back({at(from), at(to), "Li", {}});
  return made;
}

TEST(SlotBook, GivesATimeOnce) {
  SlotBook book;
  const Slot ten = slot("2020-07-23T10:00:00Z", "2020-07-23T10:20:00Z");
  EXPECT_TRUE(book.take(ten, "one"));
  EXPECT_FALSE(book.take(ten, "two"));
  EXPECT_EQ(book.taken().at(ten.starts_at).second, "one");
  book.release(ten.starts_at);
  EXPECT_TRUE(book.take(ten, "two"));
}

TEST(SlotBook, KnowsTimesThatOverlapWhereverTheyBegin) {
  SlotBook book;
  EXPECT_TRUE(book.take(slot("2020-07-23T10:00:00Z", "2020-07-23T10:20:00Z"), "one"));
  EXPECT_FALSE(book.is_free(slot("2020-07-23T10:19:00Z", "2020-07-23T10:39:00Z")));
  EXPECT_FALSE(book.is_free(slot("2020-07-23T09:50:00Z", "2020-07-23T10:00:00.001Z")));
  EXPECT_FALSE(book.is_free(slot("2020-07-23T09:00:00Z", "2020-07-23T11:00:00Z")));
  EXPECT_FALSE(book.is_free(slot("2020-07-23T10:05:00Z", "2020-07-23T10:06:00Z")));
  EXPECT_TRUE(book.is_free(slot("2020-07-23T10:20:00Z", "2020-07-23T10:40:00Z")));
  EXPECT_TRUE(book.is_free(slot("2020-07-23T09:40:00Z", "2020-07-23T10:00:00Z")));
}

TEST(SlotBook, OffersTheNextSlotThatIsFreeForBoth) {
  // Across midnight in Beijing, and on the next day in UTC.
  const auto booth = exhibitor({{"2020-07-23T23:40:00+08:00", "2020-07-24T00:40:00+08:00"},
                                {"2020-07-25T01:00:00Z", "2020-07-25T01:30:00Z"}});
  SlotBook theirs;
  SlotBook own;
  const base::Instant from = at("2020-07-23T00:00:00Z");
  EXPECT_EQ(next_free(booth, theirs, own, from)->starts_at, at("2020-07-23T15:40:00Z"));
  theirs.take(slot("2020-07-23T15:40:00Z", "2020-07-23T16:00:00Z"), "a");
  own.take(slot("2020-07-23T16:10:00Z", "2020-07-23T16:30:00Z"), "b");
  // 16:00 and 16:20 meet the visitor's own time; what is left of the half hour is no slot.
  EXPECT_EQ(next_free(booth, theirs, own, from)->starts_at, at("2020-07-25T01:00:00Z"));
  theirs.take(slot("2020-07-25T01:00:00Z", "2020-07-25T01:20:00Z"), "c");
  EXPECT_FALSE(next_free(booth, theirs, own, from));
}

}  // namespace
}  // namespace plenary::visit::slot_book_test
