#include "poll/poll.h"

#include <gtest/gtest.h>

#include <set>

#include "poll/box.h"
#include "poll/receipt.h"

namespace plenary::poll::poll_test {
namespace {

base::LocalisedText text(const std::string& words) {
  base::LocalisedText text;
  text.by_language["en"] = words;
  return text;
}

Question question(Kind kind, std::size_t options) {
  Question question;
  question.kind = kind;
  question.text = text("Which?");
  for (std::size_t i = 0; i < options; ++i) {
    question.options.push_back(text("option " + std::to_string(i)));
  }
  return question;
}

Receipts receipts() {
  Receipts::Key key{};
  key[0] = 7;
  return Receipts(key);
}

Ballot choice(std::vector<int> choices, bool verified = false) {
  Ballot ballot;
  ballot.choices = std::move(choices);
  ballot.verified = verified;
  return ballot;
}

TEST(Question, NeedsTwoToTenOptionsUnlessItIsARatingOrAText) {
  EXPECT_TRUE(check(question(Kind::kSingle, 2)));
  EXPECT_TRUE(check(question(Kind::kMultiple, 10)));
  EXPECT_TRUE(check(question(Kind::kRating, 0)));
  EXPECT_TRUE(check(question(Kind::kText, 0)));
  EXPECT_EQ(check(question(Kind::kSingle, 1)).error().code(), base::Errc::kMalformed);
  EXPECT_EQ(check(question(Kind::kSingle, 11)).error().code(), base::Errc::kLimit);
  EXPECT_EQ(check(question(Kind::kRating, 2)).error().code(), base::Errc::kMalformed);
}

TEST(Question, IsCountedInCharactersRatherThanBytes) {
  Question asked = question(Kind::kText, 0);
  std::string chinese;
  for (int i = 0; i < 200; ++i) chinese += "网";
  asked.text = text(chinese);
  EXPECT_TRUE(check(asked));
  asked.text = text(chinese + "网");
  EXPECT_EQ(check(asked).error().code(), base::Errc::kLimit);
}

TEST(Ballot, AnswersTheQuestionThatWasAsked) {
  const Question single = question(Kind::kSingle, 3);
  EXPECT_TRUE(check(single, choice({2})));
  EXPECT_FALSE(check(single, choice({3})));
  EXPECT_FALSE(check(single, choice({-1})));
  EXPECT_FALSE(check(single, choice({0, 1})));
  EXPECT_FALSE(check(single, choice({})));
  const Question multiple = question(Kind::kMultiple, 3);
  EXPECT_EQ(*check(multiple, choice({2, 0, 2})), choice({0, 2}));
  const Question rating = question(Kind::kRating, 0);
  EXPECT_TRUE(check(rating, choice({4})));
  EXPECT_FALSE(check(rating, choice({5})));
  Ballot words;
  words.text = "More of this";
  EXPECT_TRUE(check(question(Kind::kText, 0), words));
  EXPECT_FALSE(check(single, words));
}

TEST(Receipt, IsOneForAVoterInAPollAndUnlikeInAnother) {
  const Receipts made = receipts();
  EXPECT_EQ(made.of("p1", "u:li"), made.of("p1", "u:li"));
  EXPECT_NE(made.of("p1", "u:li"), made.of("p2", "u:li"));
  EXPECT_NE(made.of("p1", "u:li"), made.of("p1", "u:wang"));
  EXPECT_NE(made.of("p1", "1u:li"), made.of("p11", "u:li"));
}

TEST(Receipt, IsFourGroupsThatAPersonCanCompare) {
  Receipt receipt;
  EXPECT_EQ(print(receipt), "0000-0000-0000-0000");
  receipt.bytes.fill(0xFF);
  EXPECT_EQ(print(receipt), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
  receipt.bytes = {0x00, 0x44, 0x32, 0x14, 0xC7, 0x42, 0x54, 0xB6, 0x35, 0xCF};
  EXPECT_EQ(print(receipt), "0123-4567-89AB-CDEF");
}

TEST(Box, CountsOneVoteAVoterAndTheLastOneWins) {
  Box box(question(Kind::kSingle, 3));
  const Receipts made = receipts();
  box.cast(made.of("p1", "v:a"), choice({0}));
  box.cast(made.of("p1", "v:b"), choice({1}));
  box.cast(made.of("p1", "v:a"), choice({2}));
  const Tally expected{2, 0, {0, 0, 0}, {0, 1, 1}};
  EXPECT_EQ(box.tally(), expected);
}

TEST(Box, TalliesTheVerifiedApart) {
  Box box(question(Kind::kMultiple, 2));
  const Receipts made = receipts();
  box.cast(made.of("p1", "u:a"), choice({0, 1}, true));
  box.cast(made.of("p1", "v:b"), choice({1}));
  const Tally both{2, 1, {1, 1}, {0, 1}};
  EXPECT_EQ(box.tally(), both);
  box.cast(made.of("p1", "u:a"), choice({0}));
  const Tally moved{2, 0, {0, 0}, {1, 1}};
  EXPECT_EQ(box.tally(), moved);
}

TEST(Box, PublishesWhatAnybodyCanCountAgain) {
  Box box(question(Kind::kSingle, 2));
  const Receipts made = receipts();
  for (int voter = 0; voter < 100; ++voter) {
    box.cast(made.of("p1", "v:" + std::to_string(voter)), choice({voter % 2}, voter % 4 == 0));
  }
  Tally again{0, 0, {0, 0}, {0, 0}};
  std::set<Receipt> seen;
  for (const PublishedVote& vote : box.published()) {
    EXPECT_TRUE(seen.insert(vote.receipt).second);
    EXPECT_TRUE(seen.rbegin()->bytes == vote.receipt.bytes);  // in the order of the receipts
    ++again.votes;
    if (vote.ballot.verified) ++again.verified_votes;
    auto& counts = vote.ballot.verified ? again.verified : again.anonymous;
    for (const int one : vote.ballot.choices) ++counts[static_cast<std::size_t>(one)];
  }
  EXPECT_EQ(again, box.tally());
  EXPECT_TRUE(seen.contains(made.of("p1", "v:42")));
}

TEST(Box, KeepsTheLastOpenText) {
  Box box(question(Kind::kText, 0));
  const Receipt voter = receipts().of("p1", "v:a");
  Ballot ballot;
  ballot.text = "first";
  box.cast(voter, ballot, 1);
  ballot.text = "second";
  box.cast(voter, ballot, 2);
  const std::vector<PublishedVote> expected{{voter, ballot, ""}};
  EXPECT_EQ(box.published(), expected);
  EXPECT_EQ(box.tally().votes, 1u);
  EXPECT_EQ(box.answer(1), nullptr);
  EXPECT_EQ(box.answers().size(), 1u);
}

TEST(Box, PublishesAVoteWhoseWordsWereTakenDownWithoutThem) {
  Box box(question(Kind::kText, 0));
  const Receipt voter = receipts().of("p1", "v:a");
  Ballot ballot;
  ballot.text = "something foul";
  box.cast(voter, ballot, 5);
  EXPECT_FALSE(box.remove(4, "abuse", 6));
  EXPECT_TRUE(box.remove(5, "abuse", 6));
  EXPECT_FALSE(box.remove(5, "abuse", 7)) << "it is down already";
  EXPECT_EQ(box.published(), (std::vector<PublishedVote>{{voter, Ballot(), "abuse"}}));
  EXPECT_EQ(box.tally().votes, 1u) << "the vote was given all the same";
  EXPECT_EQ(box.answer(5)->text, "something foul") << "moderators still read what it was";
  EXPECT_EQ(box.answer(5)->removal, 6u);
  EXPECT_TRUE(box.remove(5, "", 0));
  EXPECT_EQ(box.published(), (std::vector<PublishedVote>{{voter, ballot, ""}}));
  EXPECT_TRUE(box.remove(5, "abuse", 8));
  ballot.text = "better said";
  box.cast(voter, ballot, 9);
  EXPECT_EQ(box.published(), (std::vector<PublishedVote>{{voter, ballot, ""}}))
      << "a text was taken down, not a voter";
}

}  // namespace
}  // namespace plenary::poll::poll_test
