#include "exhibition/exhibition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace plenary::exhibition::exhibition_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

Booth booth(const char* id, int x, int y, int width, int depth) {
  return {*BoothId::parse(id), std::nullopt, x, y, width, depth};
}

Product product(const char* id) {
  Product made;
  made.id = *ProductId::parse(id);
  return made;
}

std::shared_ptr<Exhibitor> exhibitor(const char* id) {
  auto made = std::make_shared<Exhibitor>();
  made->id = *ExhibitorId::parse(id);
  return made;
}

TEST(Booths, ThatShareAWallShareNoFloor) {
  EXPECT_THAT(find_overlaps({booth("a", 0, 0, 300, 300), booth("b", 300, 0, 300, 300),
                             booth("c", 0, 300, 300, 300)}),
              IsEmpty());
}

TEST(Booths, ThatShareFloorAreFoundInAnyOrder) {
  EXPECT_THAT(find_overlaps({booth("a", 500, 0, 300, 300), booth("b", 0, 0, 300, 300),
                             booth("c", 250, 250, 200, 300)}),
              ElementsAre(Pair(1, 2)));
  EXPECT_THAT(find_overlaps({booth("a", 0, 0, 900, 900), booth("b", 100, 100, 10, 10)}),
              ElementsAre(Pair(0, 1)));
}

TEST(Booths, StandWithinTheirHall) {
  Hall hall;
  hall.width = 1000;
  hall.depth = 500;
  EXPECT_TRUE(lies_within(booth("a", 700, 200, 300, 300), hall));
  EXPECT_FALSE(lies_within(booth("a", 701, 200, 300, 300), hall));
  EXPECT_FALSE(lies_within(booth("a", -1, 0, 300, 300), hall));
  EXPECT_FALSE(lies_within(booth("a", 0, 0, 300, 2'000'000'000), hall));
}

TEST(ProductNames, AreReadAsTheyAreWritten) {
  const auto name = ProductName::parse("acme/router-9");
  ASSERT_TRUE(name);
  EXPECT_EQ(name->text(), "acme/router-9");
  for (const char* wrong : {"", "acme", "acme/", "/router", "acme/router/9", "Acme/router"}) {
    EXPECT_FALSE(ProductName::parse(wrong)) << wrong;
  }
}

TEST(Exhibition, WithoutAProductHasNeitherItNorItsDocuments) {
  auto acme = exhibitor("acme");
  acme->products = {product("old"), product("new")};
  for (const char* id : {"both", "old-only", "new-only", "of-the-booth"}) {
    acme->documents.push_back({*MaterialId::parse(id), {}, std::string(id) + ".pdf"});
  }
  acme->products[0].documents = {acme->documents[0].id, acme->documents[1].id};
  acme->products[1].documents = {acme->documents[0].id, acme->documents[2].id};
  Exhibition whole;
  whole.exhibitors = {acme, exhibitor("beta")};
  const Exhibition before = without(whole, {*ProductName::parse("acme/new")});
  const Exhibitor* shown = before.exhibitor(acme->id);
  ASSERT_NE(shown, nullptr);
  EXPECT_NE(shown->product(*ProductId::parse("old")), nullptr);
  EXPECT_EQ(shown->product(*ProductId::parse("new")), nullptr);
  std::vector<std::string> files;
  for (const Brochure& document : shown->documents) files.push_back(document.file);
  EXPECT_THAT(files, ElementsAre("both.pdf", "old-only.pdf", "of-the-booth.pdf"));
  EXPECT_EQ(before.exhibitors[1], whole.exhibitors[1]) << "who has none stays the same object";
  EXPECT_EQ(before.product_count(), 1u);
}

TEST(Exhibition, KnowsTheStandsOfAnExhibitorInTheOrderOfTheHalls) {
  Exhibition exhibition;
  for (const char* id : {"east", "west"}) {
    Hall hall;
    hall.id = *HallId::parse(id);
    hall.booths = {booth("a1", 0, 0, 300, 300), booth("a2", 300, 0, 300, 300)};
    hall.booths[1].exhibitor = *ExhibitorId::parse("acme");
    exhibition.halls.push_back(hall);
  }
  const auto stands = exhibition.stands(*ExhibitorId::parse("acme"));
  ASSERT_EQ(stands.size(), 2u);
  EXPECT_EQ(stands[1].hall.text() + "/" + stands[1].booth.text(), "west/a2");
  EXPECT_THAT(exhibition.stands(*ExhibitorId::parse("beta")), IsEmpty());
}

TEST(Exhibition, EqualExhibitorsAreEqualWhereverTheyLie) {
  Exhibition one;
  one.exhibitors = {exhibitor("acme")};
  Exhibition other;
  other.exhibitors = {exhibitor("acme")};
  EXPECT_EQ(one, other);
  auto changed = exhibitor("acme");
  changed->country = "CN";
  other.exhibitors = {changed};
  EXPECT_NE(one, other);
}

}  // namespace
}  // namespace plenary::exhibition::exhibition_test
