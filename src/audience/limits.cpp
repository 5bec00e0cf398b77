#include "audience/limits.h"

#include <algorithm>
#include <set>

#include "audience/folding.h"

namespace plenary::audience {

std::optional<std::chrono::milliseconds> RateLimit::take(const std::string& key,
                                                         base::Instant now) {
  if (arrivals_.size() >= sweep_at_) {
    std::erase_if(arrivals_, [now](const auto& entry) { return entry.second <= now; });
    sweep_at_ = std::max<std::size_t>(1024, 2 * arrivals_.size());
  }
  base::Instant& arrival = arrivals_[key];
  const base::Instant earliest = std::max(arrival, now);
  const auto ahead = earliest - now;
  const auto allowed = every_ * (burst_ - 1);
  if (ahead > allowed)
    return std::chrono::duration_cast<std::chrono::milliseconds>(ahead - allowed);
  arrival = earliest + every_;
  return std::nullopt;
}

bool Repetitions::seen(const std::string& author, std::uint64_t near_hash, std::size_t characters,
                       base::Instant now) const {
  using std::chrono::minutes;
  constexpr std::size_t kLong = 24;  // Characters from which likeness is no chance.
  constexpr std::size_t kMostOthers = 2;
  std::set<std::string> others;
  for (const Said& said : said_) {
    const bool own = said.author == author;
    if (now - said.at > (own ? minutes(1) : minutes(5))) continue;
    const bool both_long = characters >= kLong && said.characters >= kLong;
    const bool alike = both_long ? is_near(said.hash, near_hash)
                                 : said.hash == near_hash && said.characters == characters;
    if (!alike) continue;
    if (own) return true;
    if (both_long) others.insert(said.author);
  }
  return others.size() >= kMostOthers;
}

void Repetitions::add(const std::string& author, std::uint64_t near_hash, std::size_t characters,
                      base::Instant now) {
  constexpr std::size_t kMost = 300;
  said_.push_front({author, near_hash, characters, now});
  if (said_.size() > kMost) said_.pop_back();
}

}  // namespace plenary::audience
