#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/time.h"
#include "poll/poll.h"
#include "poll/receipt.h"

namespace plenary::poll {

/// Counts by place (see places()): votes of those somebody vouches for, and of everybody else,
/// apart.
struct Tally {
  std::uint64_t votes = 0;  ///< Voters; with several choices the counts add up to more.
  std::uint64_t verified_votes = 0;
  std::vector<std::uint64_t> verified;
  std::vector<std::uint64_t> anonymous;

  bool operator==(const Tally&) const = default;
};

/// One line of the published tally.
struct PublishedVote {
  Receipt receipt;
  Ballot ballot;
  std::string removed;  ///< Not empty: the text was taken down for this rule, and is not in `ballot`.

  bool operator==(const PublishedVote&) const = default;
};

/// An open text, for those who may take it down. Whose it is is not in it.
struct Answer {
  std::uint64_t number = 0;  ///< Of the vote that brought it: a later one of the voter is another.
  base::Instant at;
  std::string text;
  bool verified = false;
  std::string removed;        ///< The rule for which it was taken down, or empty.
  std::uint64_t removal = 0;  ///< What took it down, or 0.

  bool operator==(const Answer&) const = default;
};

/// The ballots of one poll: one a receipt, the last one wins. The tally is kept as they come.
class Box {
 public:
  explicit Box(const Question& question);

  /// Precondition: check() let the ballot through. `number` (unique in the poll, growing) and `at`
  /// are the vote's.
  void cast(const Receipt& receipt, const Ballot& ballot, std::uint64_t number = 0,
            base::Instant at = {});

  /// Takes an answer down for `rule`; the vote stays, its words do not. Put back by an empty rule.
  /// False if there is no such answer (any more), or if it stands so already.
  bool remove(std::uint64_t answer, const std::string& rule, std::uint64_t removal);
  /// Nothing once its voter has voted again.
  const Answer* answer(std::uint64_t number) const;
  /// All of an open-text poll by their numbers.
  const std::map<std::uint64_t, Answer>& answers() const { return answers_; }

  const Tally& tally() const { return tally_; }
  /// Every vote by its receipt, in the order of the receipts: who knows the own receipt finds the
  /// own vote, and anybody can count again.
  std::vector<PublishedVote> published() const;

 private:
  // Ten million voters in one poll are no exception: a vote takes 4 bytes beside its receipt.
  struct Cast {
    std::uint16_t choices = 0;  // A bit a place.
    bool verified = false;
  };
  void count(Cast cast, std::uint64_t by);

  std::unordered_map<Receipt, Cast> casts_;
  std::unordered_map<Receipt, std::uint64_t> texts_;  // Of kText alone: its answer's number.
  std::map<std::uint64_t, Answer> answers_;
  Tally tally_;
};

}  // namespace plenary::poll
