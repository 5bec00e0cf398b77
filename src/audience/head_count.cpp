#include "audience/head_count.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace plenary::audience {
namespace {

// Beats of one second lie half a second back from its end on average, and take a while to arrive.
constexpr double kBinned = 0.5;
constexpr double kUnderWay = 0.1;

/// The share of living viewers of whom nothing was heard again at the end of the `age`th second
/// after the second of their beat.
double not_yet_heard(double age) {
  constexpr double kFrom = static_cast<double>(HeadCounter::kShortestBeat) + kUnderWay;
  constexpr double kTo = static_cast<double>(HeadCounter::kLongestBeat) + kUnderWay;
  return std::clamp((kTo - (age - kBinned)) / (kTo - kFrom), 0.0, 1.0);
}

/// The same where the next beat was lost, for the one after it: the sum of two spreads, 24 to 36
/// seconds.
double not_yet_returned(double age) {
  constexpr double kFrom = 2.0 * static_cast<double>(HeadCounter::kShortestBeat) + kUnderWay;
  constexpr double kTo = 2.0 * static_cast<double>(HeadCounter::kLongestBeat) + kUnderWay;
  constexpr double kMiddle = (kFrom + kTo) / 2;
  constexpr double kHalf = kTo - kMiddle;
  const double real = age - kBinned;
  if (real <= kFrom) return 1;
  if (real >= kTo) return 0;
  const double side = (real < kMiddle ? real - kFrom : kTo - real) / kHalf;
  return real < kMiddle ? 1 - side * side / 2 : side * side / 2;
}

// By how much a crash must explain the renewals better than chance does (chi square).
constexpr double kSuspicion = 25;
// By how much the deaths alone must, in the same explanation.
constexpr double kSign = 4;
// Standard deviations from the estimate to a bound.
constexpr double kBound = 2.6;
// How long a vanished viewer passes for one that is there: overdue less the mean age of a beat.
constexpr double kUnnoticed = 12.5;
// Silent losses taken for granted, a viewer and second: nobody's network is perfect.
constexpr double kLeastSilentRate = 1e-4;

}  // namespace

HeadCounter::Second HeadCounter::heard(Second last, Second second) {
  const Second now = std::max(second, present_);
  if (now > present_) advance(now);
  if (leased(last)) {
    if (last + kOverdue <= present_) {
      ++returned_;
    }
    --last_heard_[slot(last)];
  }
  ++last_heard_[slot(now)];
  return now;
}

void HeadCounter::left(Second last) {
  if (!leased(last)) return;
  --last_heard_[slot(last)];
  // Who says goodbye is not missed: it was never due to be heard again.
  for (std::size_t age = 0; age < before_.size(); ++age) {
    const Second then = present_ - 1 - static_cast<Second>(age);
    if (last <= then) --before_[age][slot(last)];
  }
}

void HeadCounter::advance(Second second) {
  // After a longer silence than a lease nothing is left to step through.
  if (second - present_ > static_cast<Second>(kRing)) {
    present_ = second;
    last_heard_ = {};
    before_.clear();
    lost_.clear();
    returns_.clear();
    returned_ = 0;
    return;
  }
  while (present_ < second) step();
}

void HeadCounter::step() {
  Returns returns;
  returns.came = returned_;
  for (Second age = kOverdue; age < 2 * kLongestBeat + 1; ++age) {
    const auto old = static_cast<double>(age);
    const double due = not_yet_returned(old) - not_yet_returned(old + 1);
    const double still = not_yet_returned(old);
    if (still > 0) returns.expected += last_heard_[slot(present_ - age)] * (due / still);
  }
  returns_.push_front(returns);
  if (returns_.size() > static_cast<std::size_t>(kLongestBeat)) returns_.pop_back();
  returned_ = 0;

  before_.push_front(last_heard_);
  if (before_.size() > kHistory + 1) before_.pop_back();
  ++present_;
  lost_.push_front(last_heard_[slot(present_ - kOverdue)]);
  if (lost_.size() > kRates) lost_.pop_back();
  last_heard_[slot(present_ - kLease - 1)] = 0;
  last_heard_[slot(present_)] = 0;
}

std::uint64_t HeadCounter::between(Second youngest_age, Second oldest_age) const {
  std::uint64_t sum = 0;
  for (Second age = youngest_age; age <= oldest_age; ++age)
    sum += last_heard_[slot(present_ - age)];
  return sum;
}

double HeadCounter::at(std::size_t back, Second second) const {
  return back == 0 ? last_heard_[slot(second)] : before_[back][slot(second)];
}

HeadCounter::Flow HeadCounter::usual_flow(std::size_t back, Second youngest) const {
  // In the second that ended `back` seconds ago. Ages are those at its beginning.
  const Second begin = present_ - static_cast<Second>(back) - 1;
  Flow flow;
  for (Second age = 1; age < kOverdue; ++age) {
    const Second second = begin - age;
    const double there = at(back + 1, second);
    flow.came += there - at(back, second);
    const double still = not_yet_heard(static_cast<double>(age));
    if (second < youngest || still == 0) continue;
    flow.expected += there * (1 - not_yet_heard(static_cast<double>(age + 1)) / still);
  }
  return flow;
}

HeadCounter::Loss HeadCounter::loss_at(std::size_t crash, const std::vector<Flow>& usual) const {
  const Second crashed = present_ - static_cast<Second>(crash);
  // What came back each second since is that of the younger, as usual, and of the older that
  // survived: flow = younger + (1 - share) * older. The share is found by least squares, weighted.
  double squares = 0;
  double products = 0;
  std::vector<double> left_over(crash);
  std::vector<double> older(crash);
  for (std::size_t back = 0; back < crash; ++back) {
    const auto since = static_cast<double>(crash - back);
    for (Second age = 1; age < kOverdue; ++age) {
      const double still = not_yet_heard(static_cast<double>(age));
      if (still == 0) continue;
      const double due = not_yet_heard(static_cast<double>(age) + since - 1) -
                         not_yet_heard(static_cast<double>(age) + since);
      older[back] += at(crash, crashed - age) * due / still;
    }
    left_over[back] = usual[back].came - usual_flow(back, crashed).expected;
    const double weight = 1 / usual[back].variance();
    squares += older[back] * older[back] * weight;
    products += older[back] * (older[back] - left_over[back]) * weight;
  }
  Loss loss;
  for (std::size_t back = 0; back < usual.size(); ++back) {
    if (back >= crash) loss.misfit += usual[back].misfit(usual[back].expected);
  }
  loss.misfit_unharmed = loss.misfit;
  if (squares <= 0) return loss;
  const double share = std::clamp(products / squares, 0.0, 1.0);
  const double share_high = std::min(1.0, share + kBound / std::sqrt(squares));
  for (std::size_t back = 0; back < crash; ++back) {
    const double younger = usual[back].came - left_over[back];
    loss.misfit += usual[back].misfit(younger + (1 - share) * older[back]);
    loss.misfit_unharmed += usual[back].misfit(younger + older[back]);
  }
  // Survivors leave for younger seconds as they are heard; the dead stay where they were.
  double at_stake = 0;
  double uncertain = 0;
  for (Second age = 1; age + static_cast<Second>(crash) < kOverdue; ++age) {
    at_stake += at(crash, crashed - age);
    uncertain += at(0, crashed - age);
  }
  loss.dead = std::min(uncertain, share * at_stake);
  loss.dead_high = std::min(uncertain, share_high * at_stake);
  return loss;
}

HeadCounter::Loss HeadCounter::sudden_loss() const {
  if (before_.empty()) return {};
  const std::size_t seconds = before_.size() - 1;
  std::vector<Flow> usual;
  Loss none;
  for (std::size_t back = 0; back < seconds; ++back) {
    usual.push_back(usual_flow(back, std::numeric_limits<Second>::min()));
    none.misfit += usual.back().misfit(usual.back().expected);
  }
  std::vector<Loss> candidates;
  Loss best = none;
  for (std::size_t crash = 1; crash <= seconds && crash < kHistory; ++crash) {
    candidates.push_back(loss_at(crash, usual));
    if (candidates.back().misfit < best.misfit) best = candidates.back();
  }
  // Where even the best explanation fits badly, beats are spread in another way than supposed.
  const double spread = std::max(1.0, best.misfit / static_cast<double>(seconds));
  if (none.misfit - best.misfit < kSuspicion * spread) return none;
  // Who acts is heard out of turn, and what that second expects of later ones fits better than what
  // they expect themselves, with nobody dead: it must be the deaths that explain.
  if (best.misfit_unharmed - best.misfit < kSign * spread) return none;
  // The second of the crash is not certain either.
  for (const Loss& other : candidates) {
    if (other.misfit < best.misfit + kBound * kBound) {
      best.dead_high = std::max(best.dead_high, other.dead_high);
    }
  }
  return best;
}

double HeadCounter::silent_rate() const {
  if (lost_.empty()) return 0;
  // A mass crash is a matter of its own: no second counts for much more than the usual one.
  std::vector<std::uint32_t> sorted(lost_.begin(), lost_.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  const double most = *middle + 4 * std::sqrt(*middle + 1.0);
  double sum = 0;
  for (const std::uint32_t lost : lost_) sum += std::min<double>(lost, most);
  return sum / static_cast<double>(lost_.size());
}

double HeadCounter::overdue_share() const {
  double expected = 0;
  double came = 0;
  for (const Returns& second : returns_) {
    expected += second.expected;
    came += second.came;
  }
  // Two and a half more than came could be chance; with nothing expected yet everybody may return.
  const double possible = came + kBound * std::sqrt(came) + 2.5;
  return expected <= possible ? 1 : possible / expected;
}

HeadCount HeadCounter::count() const {
  const auto fresh = static_cast<double>(between(0, kOverdue - 1));
  const auto overdue = static_cast<double>(between(kOverdue, kLease));
  const Loss loss = sudden_loss();
  const double observed = silent_rate() * kUnnoticed;
  const double unnoticed = std::max(observed, kLeastSilentRate * kUnnoticed * fresh);
  const double slack = unnoticed + kBound * std::sqrt(unnoticed);
  const double high = std::ceil(fresh + overdue * overdue_share());
  const double now = std::clamp(std::round(fresh - loss.dead - observed), 0.0, high);
  // A slack of less than one viewer is none.
  const double low = std::clamp(std::ceil(fresh - loss.dead_high - slack), 0.0, now);
  HeadCount count;
  count.now = static_cast<std::uint64_t>(now);
  count.low = static_cast<std::uint64_t>(low);
  count.high = static_cast<std::uint64_t>(high);
  return count;
}

}  // namespace plenary::audience
