#include "search/index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "search/words.h"

namespace plenary::search::index_test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

base::LocalisedText text(std::map<std::string, std::string> words) {
  return {std::move(words)};
}

std::vector<Document> conference() {
  return {
      {Kind::kSession, "opening-forum", text({{"en", "Opening forum"}, {"zh", "开幕论坛"}}),
       text({{"en", "Keynotes on the industrial internet and the cloud."},
             {"zh", "工业互联网与云计算的主旨演讲。"}}),
       1},
      {Kind::kSession, "industrial", text({{"en", "Industrial Internet"}, {"zh", "工业互联网"}}),
       text({{"en", "Factories, networks and Café talk."}, {"zh", "工厂上云"}}), 1},
      {Kind::kPerson, "jose", text({{"en", "José Ångström"}, {"zh", "何塞"}}),
       text({{"en", "Engineer of the industry association"}}), 1},
      {Kind::kOrganisation, "isc", text({{"en", "Internet Society of China"}}), text({}), 1},
  };
}

std::vector<std::string> ids(const std::string& query, std::optional<Kind> kind = {}) {
  const Index index(conference());
  std::vector<std::string> found;
  for (const Hit& hit :
       index.find({.text = query, .language = "en", .fallback = {}, .kind = kind})) {
    found.push_back(hit.id);
  }
  return found;
}

std::vector<std::string> terms(std::string_view words) {
  std::vector<std::string> all;
  for (Word& word : Segmenter().words(words)) all.push_back(std::move(word.term));
  return all;
}

TEST(Words, AreFoldedInCaseWidthAndDiacritics) {
  EXPECT_THAT(terms("Café ＡＩ, 5G! Straße Ångström"),
              ElementsAre("cafe", "ai", "5g", "strasse", "angstrom"));
}

TEST(Words, OfChineseAreItsPairsAndItsLastCharacter) {
  EXPECT_THAT(terms("云计算，AI大会"), ElementsAre("云计", "计算", "算", "ai", "大会", "会"));
  EXPECT_THAT(terms("ﾊﾝｶｸ"), ElementsAre("ハン", "ンカ", "カク", "ク"));
}

TEST(Words, KeepTheirPlaceInTheText) {
  const auto words = Segmenter().words(std::string_view("a 云上 b"));
  ASSERT_EQ(words.size(), 4u);
  EXPECT_EQ(words[1], (Word{"云上", 2, 4, true}));
  EXPECT_EQ(words[3], (Word{"b", 5, 6, false}));
}

TEST(Slips, OfOneLetterAreForgiven) {
  EXPECT_TRUE(one_slip_apart("internet", "internet"));
  EXPECT_TRUE(one_slip_apart("intrnet", "internet"));
  EXPECT_TRUE(one_slip_apart("interrnet", "internet"));
  EXPECT_TRUE(one_slip_apart("imternet", "internet"));
  EXPECT_TRUE(one_slip_apart("itnernet", "internet"));
  EXPECT_TRUE(one_slip_apart("интернет", "интермет"));
  EXPECT_FALSE(one_slip_apart("itnrenet", "internet"));
  EXPECT_FALSE(one_slip_apart("inte", "internet"));
}

TEST(Index, FindsTheTitleBeforeTheText) {
  EXPECT_THAT(ids("industrial internet"), ElementsAre("industrial", "opening-forum"));
  EXPECT_THAT(ids("工业互联网"), ElementsAre("industrial", "opening-forum"));
}

TEST(Index, WantsEveryWordAndTakesSomeOnlyWhereNothingHasAll) {
  EXPECT_THAT(ids("internet society "), ElementsAre("isc"));
  EXPECT_THAT(ids("society zeppelin "), ElementsAre("isc"));
  EXPECT_THAT(ids("zeppelin "), IsEmpty());
}

TEST(Index, TakesTheLastWordForABeginningWhileItIsTyped) {
  EXPECT_THAT(ids("indus"), testing::UnorderedElementsAre("industrial", "opening-forum", "jose"));
  EXPECT_THAT(ids("indus "), IsEmpty());
  EXPECT_THAT(ids("云"), testing::UnorderedElementsAre("opening-forum", "industrial"));
}

TEST(Index, ForgivesASlipAndAMissingAccent) {
  EXPECT_THAT(ids("industrail "), ElementsAre("industrial", "opening-forum"));
  EXPECT_THAT(ids("jose angstrom"), ElementsAre("jose"));
}

TEST(Index, FindsOneKindAlone) {
  EXPECT_THAT(ids("internet", Kind::kOrganisation), ElementsAre("isc"));
}

TEST(Index, MarksTheMatchInWhatItShows) {
  const Index index(conference());
  const auto hits = index.find({.text = "cafe", .language = "en", .fallback = {}});
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].snippet, "Factories, networks and Café talk.");
  EXPECT_THAT(hits[0].marks, ElementsAre(Mark{24, 4}));
  const auto chinese = index.find({.text = "互联网", .language = "zh", .fallback = {"en"}});
  ASSERT_EQ(chinese.size(), 2u);
  EXPECT_EQ(chinese[0].title, "工业互联网");
  EXPECT_THAT(chinese[0].title_marks, ElementsAre(Mark{2, 3}));
}

TEST(Index, ShowsTheSurroundingsOfAMatchInALongText) {
  std::string words;
  for (int i = 0; i < 100; ++i) words += "lorem ipsum ";
  words += "needle ";
  for (int i = 0; i < 100; ++i) words += "dolor sit ";
  const Index index({{Kind::kNews, "long", text({{"en", "Long"}}), text({{"en", words}}), 1}});
  const auto hits = index.find({.text = "needle", .language = "en", .fallback = {}});
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_LT(hits[0].snippet.size(), 200u);
  ASSERT_EQ(hits[0].marks.size(), 1u);
  const icu::UnicodeString shown = icu::UnicodeString::fromUTF8(hits[0].snippet);
  EXPECT_EQ(icu::UnicodeString(shown, hits[0].marks[0].begin, hits[0].marks[0].size),
            icu::UnicodeString(u"needle"));
}

TEST(Index, AnswersNonsenseWithNothing) {
  EXPECT_THAT(ids(""), IsEmpty());
  EXPECT_THAT(ids("   ...   "), IsEmpty());
  EXPECT_THAT(ids("\xff\xfe\x80"), IsEmpty());
  EXPECT_THAT(ids(std::string(100'000, 'x')), IsEmpty());
  EXPECT_THAT(Index({}).find({.text = "anything", .language = "en", .fallback = {}}), IsEmpty());
}

TEST(Index, OfAThousandPeopleAnswersQuickly) {
  std::vector<Document> documents;
  for (int i = 0; i < 1'300; ++i) {
    const std::string number = std::to_string(i);
    documents.push_back({Kind::kPerson, "p" + number,
                         text({{"en", "Person" + number + " Name" + std::to_string(i % 97)}}),
                         text({{"en", "Speaks of network" + std::to_string(i % 31) +
                                          " and industry " + std::to_string(i % 7)}}),
                         1});
  }
  const Index index(std::move(documents));
  const auto before = std::chrono::steady_clock::now();
  for (const char* words : {"person", "indusrty", "network3 name", "p", "industry network"}) {
    EXPECT_FALSE(index.find({.text = words, .language = "en", .fallback = {}}).empty()) << words;
  }
  // Twenty milliseconds each is what readers are promised; a test on a busy machine asks for less.
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(500));
}

}  // namespace
}  // namespace plenary::search::index_test
