#include "conference/exhibitor_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <iostream>
#include <set>

#include "conference/splice.h"
#include "conference/whole_package.h"

namespace plenary::conference::exhibitor_table_test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> mistakes(const TableImport& made) {
  std::vector<std::string> lines;
  for (const TableMistake& one : made.mistakes) {
    lines.push_back(std::to_string(one.row) + " " + one.column + ": " + one.what);
  }
  return lines;
}

TableImport read(const std::string& csv) {
  return read_exhibitor_table(csv, whole_package());
}

TEST(ExhibitorTable, MakesExhibitorsProductsAndTheirBooths) {
  const TableImport made = read(
      "exhibitor,title:en,title:zh,categories,languages,country,hall,booth,product,product_title:en,"
      "price,currency,price_kind,offers,sources\n"
      "beta,\"Beta, Ltd\",贝塔,networks|robots,zh;en,CN,east,a2,,,,,,,HOST\n"
      "beta,,,,,,,,lamp,A lamp,12.50,CNY,from,yes,\n"
      "beta,,,,,,,,desk,A desk,,,,,\n"
      "日本,Name in the wrong place,,,,,,,,,,,,,\n");
  EXPECT_THAT(mistakes(made), ElementsAre("5 exhibitor: `日本` cannot stand in an address"));
  EXPECT_THAT(made.files, IsEmpty()) << "all or nothing";

  const TableImport good = read(
      "exhibitor,title:en,title:zh,categories,languages,country,hall,booth,product,product_title:en,"
      "price,currency,price_kind,offers,sources\n"
      "beta,\"Beta, Ltd\",贝塔,networks|robots,zh;en,CN,east,a2,,,,,,,HOST\n"
      "beta,,,,,,,,lamp,A lamp,12.50,CNY,from,yes,\n"
      "acme,,,,,,,,robot,Another robot,,,,,\n");
  EXPECT_THAT(mistakes(good), IsEmpty());
  EXPECT_EQ(good.rows, 3u);
  EXPECT_EQ(good.exhibitors, 2u);
  EXPECT_EQ(good.products, 2u);
  PackageFiles files = whole_package();
  for (const auto& [path, bytes] : good.files) files.files[path] = bytes;
  const Loaded loaded = load(files);
  ASSERT_TRUE(loaded.content);
  const auto& exhibition = loaded.content->exhibition;
  const auto* beta = exhibition.exhibitor(*exhibition::ExhibitorId::parse("beta"));
  ASSERT_NE(beta, nullptr);
  EXPECT_EQ(beta->title.by_language.at("zh"), "贝塔");
  EXPECT_EQ(beta->categories.size(), 2u);
  EXPECT_EQ(beta->products.at(0).price->amount.plain(), "12.5");
  EXPECT_TRUE(beta->products.at(0).offers);
  EXPECT_EQ(exhibition.stands(beta->id).at(0).booth.text(), "a2");
  const auto* acme = exhibition.exhibitor(*exhibition::ExhibitorId::parse("acme"));
  EXPECT_EQ(acme->products.size(), 2u) << "what the table does not speak of stays";
  EXPECT_EQ(acme->products.at(1).title.by_language.at("en"), "Another robot");
}

TEST(ExhibitorTable, TellsTheChecksOfThePackageByRowAndColumn) {
  const TableImport made = read(
      "exhibitor,title:en,country,website,product,product_title:en,price,currency,product_category,"
      "sources\n"
      "beta,Beta,UK,example.org,lamp,A lamp,12,,boats,HOST\n"
      "gamma,,CN,,,,,,,\n"
      "beta,,,,rope,,cheap,CNY,networks,\n");
  EXPECT_THAT(mistakes(made),
              testing::UnorderedElementsAre(
                  "2 country: there is no country `UK`",
                  "2 website: this is not an address of the web",
                  "2 price: a price lacks the key `currency`",
                  "2 product_category: there is no category `boats`",
                  "3 exhibitor: an exhibitor lacks the key `title`",
                  "3 exhibitor: an exhibitor names no source",
                  "4 product: a product lacks the key `title`", "4 price: `cheap` is not a number"));
}

TEST(ExhibitorTable, NamesColumnsAndRowsThatCannotBe) {
  EXPECT_THAT(mistakes(read("exhibitor,titel:en,title,title:en,title:en\n")),
              ElementsAre("1 titel:en: there is no column of this name",
                          "1 title: the column names no language",
                          "1 title:en: the column stands twice"));
  EXPECT_THAT(mistakes(read("title:en\nBeta\n")),
              ElementsAre("1 exhibitor: the table lacks the column `exhibitor`"));
  EXPECT_THAT(mistakes(read("exhibitor,product,price,hall,booth,offers\n"
                            ",,,,,\n"
                            "beta,A lamp,,,,\n"
                            "beta,,12,,,\n"
                            "beta,,,west,a1,\n"
                            "beta,,,east,z9,\n"
                            "beta,,,east,a1,\n"
                            "beta,lamp,,,,perhaps\n"
                            "beta,lamp,,,,\n"
                            "beta,lamp,,,,,,\n")),
              ElementsAre("2 exhibitor: the row names no exhibitor",
                          "3 product: `A lamp` cannot stand in an address",
                          "4 price: this belongs to a product, and the row names none",
                          "5 hall: there is no hall `west`", "6 booth: the hall has no booth `z9`",
                          "7 booth: the booth belongs to `acme`",
                          "8 offers: `perhaps` is neither yes nor no",
                          "9 product: the product `lamp` stands in two rows",
                          "10 : the row has more fields than the header"));
  EXPECT_THAT(mistakes(read("\xFF\xFE")).at(0), HasSubstr("not UTF-8"));
  EXPECT_THAT(mistakes(read("exhibitor\n\"acme")).at(0), HasSubstr("does not end"));
}

TEST(ExhibitorTable, OfTenThousandWrongRowsIsToldInBounds) {
  std::string csv = "exhibitor,product,price,currency,offers\n";
  for (int i = 0; i < 10'000; ++i) {
    csv += (i % 2 ? "E " : "e-") + std::to_string(i) + ",p,cheap,,maybe\n";
  }
  const TableImport made = read(csv);
  EXPECT_EQ(made.rows, 10'000u);
  EXPECT_EQ(made.mistakes.size(), kMostTableMistakes);
  EXPECT_THAT(made.files, IsEmpty());
}

/// The kinds of what is wrong: what each says, without the names that it quotes.
std::set<std::string> kinds_of(const TableImport& made) {
  std::set<std::string> kinds;
  for (const TableMistake& one : made.mistakes) {
    std::string kind;
    bool inside = false;
    for (const char c : one.what) {
      if (c == '`') inside = !inside;
      if (!inside || c == '`') kind += c;
    }
    kinds.insert(kind);
  }
  return kinds;
}

/// `rows` again and again until there are 10,000; `#` is the number of the round, so that no id stands twice.
std::string ten_thousand(const std::string& header, const std::vector<std::string>& rows) {
  std::string csv = header;
  for (std::size_t i = 0; i < 10'000; ++i) {
    for (const char c : rows[i % rows.size()]) {
      csv += c == '#' ? std::to_string(i / rows.size()) : std::string(1, c);
    }
    csv += '\n';
  }
  return csv;
}

TEST(ExhibitorTable, OfTenThousandRowsTellsEveryMistakeOfARow) {
  const TableImport made = read(ten_thousand(
      "exhibitor,product,product_title:en,price,hall,booth,offers\n",
      {",,,,,,", "E #,,,,,,", "beta#,A lamp,,,,,", "beta#,,,12,,,", "beta#,,,,west,a1,", "beta#,,,,east,z9,",
       "beta#,,,,east,a1,", "beta#,lamp,,,,,perhaps", "beta#,lamp,,,,,", "beta#,lamp,,,,,,,"}));
  EXPECT_EQ(made.rows, 10'000u);
  EXPECT_THAT(made.files, IsEmpty());
  EXPECT_EQ(made.mistakes.size(), kMostTableMistakes);
  EXPECT_THAT(kinds_of(made),
              ElementsAre("`` cannot stand in an address", "`` is neither yes nor no",
                          "the booth belongs to ``", "the hall has no booth ``",
                          "the product `` stands in two rows", "the row has more fields than the header",
                          "the row names no exhibitor", "there is no hall ``",
                          "this belongs to a product, and the row names none"));
}

TEST(ExhibitorTable, OfTenThousandRowsTellsEveryMistakeOfThePackage) {
  // Every row is well formed, and each one wrong in another way.
  const TableImport made = read(ten_thousand(
      "exhibitor,title:en,country,website,logo,organisation,categories,languages,sources,product,"
      "product_title:en,product_category,price,currency,price_kind\n",
      {"x#a,A,UK,,,,,,HOST,,,,,,", "x#b,B,,example.org,,,,,HOST,,,,,,", "x#c,C,,,none.png,,,,HOST,,,,,,",
       "x#d,D,,,,nobody,,,HOST,,,,,,", "x#e,E,,,,,boats,,HOST,,,,,,", "x#f,F,,,,,,not a tag,HOST,,,,,,",
       "x#g,G,,,,,,,NOWHERE,,,,,,", "x#h,H,,,,,,,,,,,,,", "x#i,,CN,,,,,,HOST,,,,,,", "x#j,J,,,,,,,HOST,lamp,,networks,,,",
       "x#k,K,,,,,,,HOST,lamp,L,boats,,,", "x#l,L,,,,,,,HOST,lamp,L,,12,,", "x#m,M,,,,,,,HOST,lamp,L,,cheap,CNY,",
       "x#n,N,,,,,,,HOST,lamp,L,,12,Yuan,", "x#o,O,,,,,,,HOST,lamp,L,,12,CNY,perhaps",
       "x#q," + std::string(300, 'q') + ",,,,,,,HOST,,,,,,"}));
  EXPECT_EQ(made.rows, 10'000u);
  EXPECT_THAT(made.files, IsEmpty());
  EXPECT_EQ(made.mistakes.size(), kMostTableMistakes);
  std::set<std::string> columns;
  for (const TableMistake& one : made.mistakes) {
    EXPECT_NE(one.row, 0u) << one.what;
    columns.insert(one.column);
  }
  for (const char* column :
       {"country", "website", "logo", "organisation", "categories", "languages", "sources", "exhibitor", "product",
        "product_category", "price", "currency", "price_kind", "title:en"}) {
    EXPECT_TRUE(columns.contains(column)) << column;
  }
  EXPECT_GE(kinds_of(made).size(), 12u) << testing::PrintToString(kinds_of(made));
}

TEST(ExhibitorTable, TakesNoTextThatTurnsTheDirection) {
  const TableImport made = read("exhibitor,title:en,sources\np,P\u202Ep,HOST\n");
  ASSERT_EQ(made.mistakes.size(), 1u);
  EXPECT_EQ(made.mistakes[0].row, 2u);
  EXPECT_THAT(made.files, IsEmpty());
}

TEST(ExhibitorTable, OfFiveHundredExhibitorsHasEachAsItsRowSays) {
  const std::vector<std::string> names = {"Beta, \"Ltd\"", "شركة المياه", "חברת המים", "บริษัทน้ำ",
                                          "जल कंपनी", "水务公司", "=SUM(A1)"};
  PackageFiles package = whole_package();
  std::string csv = "exhibitor,title:en,country,categories,sources,product,product_title:en,price,currency\n";
  const auto quoted = [](std::string text) {
    for (std::size_t at = 0; (at = text.find('"', at)) != std::string::npos; at += 2) text.insert(at, 1, '"');
    return '"' + text + '"';
  };
  for (std::size_t i = 0; i < 500; ++i) {
    const std::string number = std::to_string(i);
    const std::string name = names[i % names.size()] + " " + number;
    csv += "x-" + number + "," + quoted(name) + ",CN,networks,HOST,,,,\n";
    csv += "x-" + number + ",,,,,lamp," + quoted("Lamp of " + name) + "," + number + ".50,CNY\n";
  }
  const auto began = std::chrono::steady_clock::now();
  const TableImport made = read_exhibitor_table(csv, package);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  RecordProperty("seconds", std::to_string(took.count()));
  std::cout << "500 exhibitors with a product each: " << took.count() << " s\n";
  ASSERT_THAT(mistakes(made), IsEmpty());
  EXPECT_EQ(std::pair(made.exhibitors, made.products), std::pair(std::size_t{500}, std::size_t{500}));
  for (const auto& [path, bytes] : made.files) package.files[path] = bytes;
  const Loaded loaded = load(package);
  ASSERT_TRUE(loaded.content);
  EXPECT_EQ(loaded.content->exhibition.exhibitors.size(), 501u) << "acme stays";
  for (std::size_t i = 0; i < 500; ++i) {
    const std::string number = std::to_string(i);
    const auto* one = loaded.content->exhibition.exhibitor(*exhibition::ExhibitorId::parse("x-" + number));
    ASSERT_NE(one, nullptr) << number;
    const std::string name = names[i % names.size()] + " " + number;
    EXPECT_EQ(one->title.by_language.at("en"), name);
    ASSERT_EQ(one->products.size(), 1u);
    EXPECT_EQ(one->products[0].title.by_language.at("en"), "Lamp of " + name);
    EXPECT_EQ(one->products[0].price->amount.plain(), number + ".5");
  }
}

}  // namespace
}  // namespace plenary::conference::exhibitor_table_test
