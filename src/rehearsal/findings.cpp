#include "rehearsal/findings.h"

#include <algorithm>
#include <cmath>

namespace plenary::rehearsal {
namespace {

/// How long the number of players must have been the same (within a hundredth) to call it steady.
constexpr double kSteadyFor = 50;
/// By when a mass crash must be accounted for: a lease.
constexpr double kAccountedAfter = 45;

bool is_steady(const std::vector<Second>& seconds, std::size_t at) {
  const double truth = seconds[at].playing;
  for (std::size_t i = at; seconds[at].at - seconds[i].at < kSteadyFor; --i) {
    if (std::abs(seconds[i].playing - truth) > 0.01 * truth) return false;
    if (i == 0) return false;
  }
  return true;
}

double width(const Second& second) {
  if (second.playing <= 0) return 0;
  return static_cast<double>(*second.high - *second.low) / second.playing;
}

IntervalFindings judge_interval(const std::vector<Second>& seconds) {
  IntervalFindings findings;
  findings.samples = seconds.size();
  Times widths;
  for (const Second& second : seconds) {
    if (*second.low <= second.playing && second.playing <= *second.high) ++findings.inside;
    widths.add(width(second));
  }
  findings.width_p95 = widths.at(0.95);
  findings.width_max = widths.at(1);
  return findings;
}

}  // namespace

double Times::at(double share) const {
  if (values_.empty()) return 0;
  if (sorted_ != values_.size()) {
    std::sort(values_.begin(), values_.end());
    sorted_ = values_.size();
  }
  return values_[static_cast<std::size_t>(share * static_cast<double>(values_.size() - 1))];
}

std::uint64_t Findings::server_errors() const {
  std::uint64_t sum = 0;
  for (const auto& [status, count] : statuses) sum += status >= 500 ? count : 0;
  return sum;
}

std::uint64_t Findings::errors() const {
  std::uint64_t sum = broken + joins_failed;
  for (const auto& [status, count] : statuses) sum += count;
  return sum;
}

CountingFindings judge_counting(const std::vector<Second>& seconds,
                                std::optional<double> crash_at) {
  std::vector<Second> all, steady, crash, after;
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    const Second& second = seconds[i];
    if (!second.low || !second.high) continue;
    all.push_back(second);
    if (!crash_at || second.at < *crash_at) {
      if (is_steady(seconds, i)) steady.push_back(second);
    } else {
      (second.at < *crash_at + kAccountedAfter ? crash : after).push_back(second);
    }
  }
  CountingFindings findings;
  findings.all = judge_interval(all);
  findings.steady = judge_interval(steady);
  if (crash_at) {
    findings.crash = judge_interval(crash);
    findings.after_crash = judge_interval(after);
  }
  return findings;
}

}  // namespace plenary::rehearsal
