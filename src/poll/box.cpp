#include "poll/box.h"

#include <algorithm>
#include <utility>

namespace plenary::poll {

Box::Box(const Question& question) {
  tally_.verified.resize(places(question));
  tally_.anonymous.resize(places(question));
}

void Box::cast(const Receipt& receipt, const Ballot& ballot, std::uint64_t number,
               base::Instant at) {
  Cast cast;
  cast.verified = ballot.verified;
  for (const int choice : ballot.choices) {
    cast.choices = static_cast<std::uint16_t>(cast.choices | 1U << static_cast<unsigned>(choice));
  }
  const auto [place, is_new] = casts_.try_emplace(receipt, cast);
  if (!is_new) {
    count(place->second, static_cast<std::uint64_t>(-1));
    place->second = cast;
  }
  count(cast, 1);
  if (ballot.text.empty()) return;
  const auto [text, is_first] = texts_.try_emplace(receipt, number);
  if (!is_first) answers_.erase(std::exchange(text->second, number));
  answers_.insert_or_assign(number, Answer{number, at, ballot.text, ballot.verified, {}, 0});
}

bool Box::remove(std::uint64_t answer, const std::string& rule, std::uint64_t removal) {
  const auto found = answers_.find(answer);
  if (found == answers_.end() || found->second.removed.empty() == rule.empty()) return false;
  found->second.removed = rule;
  found->second.removal = rule.empty() ? 0 : removal;
  return true;
}

const Answer* Box::answer(std::uint64_t number) const {
  const auto found = answers_.find(number);
  return found == answers_.end() ? nullptr : &found->second;
}

void Box::count(Cast cast, std::uint64_t by) {
  // Unsigned arithmetic: adding 2^64 - 1 takes one away.
  tally_.votes += by;
  if (cast.verified) tally_.verified_votes += by;
  auto& counts = cast.verified ? tally_.verified : tally_.anonymous;
  for (std::size_t place = 0; place < counts.size(); ++place) {
    if ((cast.choices >> place & 1U) != 0) counts[place] += by;
  }
}

std::vector<PublishedVote> Box::published() const {
  std::vector<PublishedVote> votes;
  votes.reserve(casts_.size());
  for (const auto& [receipt, cast] : casts_) {
    PublishedVote& vote = votes.emplace_back();
    vote.receipt = receipt;
    vote.ballot.verified = cast.verified;
    for (std::size_t place = 0; place < tally_.verified.size(); ++place) {
      if ((cast.choices >> place & 1U) != 0) vote.ballot.choices.push_back(static_cast<int>(place));
    }
    const auto text = texts_.find(receipt);
    if (text == texts_.end()) continue;
    const Answer& answer = answers_.at(text->second);
    vote.removed = answer.removed;
    if (answer.removed.empty()) vote.ballot.text = answer.text;
  }
  std::sort(votes.begin(), votes.end(), [](const PublishedVote& left, const PublishedVote& right) {
    return left.receipt < right.receipt;
  });
  return votes;
}

}  // namespace plenary::poll
