#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

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

  bool operator==(const PublishedVote&) const = default;
};

/// The ballots of one poll: one a receipt, the last one wins. The tally is kept as they come.
class Box {
 public:
  explicit Box(const Question& question);

  /// Precondition: check() let the ballot through.
  void cast(const Receipt& receipt, const Ballot& ballot);

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
  std::unordered_map<Receipt, std::string> texts_;
  Tally tally_;
};

}  // namespace plenary::poll
