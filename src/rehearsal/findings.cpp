#include "rehearsal/findings.h"

#include <algorithm>
#include <cmath>

namespace plenary::rehearsal {
namespace {

/// How long the number of players must have been the same (within a hundredth) to call it steady.
constexpr double kSteadyFor = 50;

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
  CountingFindings findings;
  std::vector<double> steady;
  for (std::size_t i = 0; i < seconds.size(); ++i) {
    const Second& second = seconds[i];
    if (!second.low || !second.high) continue;
    ++findings.samples;
    if (*second.low <= second.playing && second.playing <= *second.high) ++findings.inside;
    if (is_steady(seconds, i)) steady.push_back(width(second));
    if (crash_at && second.at >= *crash_at + 45) {
      findings.width_after_crash = std::max(findings.width_after_crash.value_or(0), width(second));
    }
  }
  if (!steady.empty()) {
    std::nth_element(steady.begin(),
                     steady.begin() + static_cast<std::ptrdiff_t>(steady.size() / 2), steady.end());
    findings.steady_width = steady[steady.size() / 2];
  }
  return findings;
}

}  // namespace plenary::rehearsal
