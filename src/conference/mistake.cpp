#include "conference/mistake.h"

#include <algorithm>

#include "conference/report.h"

namespace plenary::conference {
namespace {

/// How many letters must be put in, taken out or changed (Levenshtein), for words of modest length.
std::size_t distance(std::string_view one, std::string_view other) {
  std::vector<std::size_t> row(other.size() + 1);
  for (std::size_t j = 0; j <= other.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= one.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= other.size(); ++j) {
      const std::size_t changed = diagonal + (one[i - 1] == other[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[other.size()];
}

constexpr std::size_t kLongestWord = 80;

}  // namespace

std::string print(const Mistake& mistake) {
  std::string line = mistake.file;
  if (mistake.line > 0) line += ":" + std::to_string(mistake.line);
  line += mistake.severity == Mistake::Severity::kWarning ? ": warning: " : ": ";
  return line + mistake.what + ". " + mistake.mend;
}

std::string in_quotes(std::string_view word) {
  constexpr std::size_t kMost = 60;
  std::size_t end = std::min(word.size(), kMost);
  while (end < word.size() && (static_cast<unsigned char>(word[end]) & 0xC0) == 0x80) --end;
  std::string shown(word.substr(0, end));
  std::replace(shown.begin(), shown.end(), '\n', ' ');
  return "`" + shown + (end < word.size() ? "...`" : "`");
}

bool any_error(const std::vector<Mistake>& mistakes) {
  return std::any_of(mistakes.begin(), mistakes.end(), [](const Mistake& mistake) {
    return mistake.severity == Mistake::Severity::kError;
  });
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  if (word.size() > kLongestWord) return {};
  std::string_view best;
  std::size_t best_distance = (word.size() < 5 ? 1 : std::max<std::size_t>(2, word.size() / 3)) + 1;
  for (const std::string_view candidate : candidates) {
    if (candidate.size() > kLongestWord) continue;
    const std::size_t far = distance(word, candidate);
    // A word of two letters is near to every other: at least something must remain of it.
    if (far < best_distance && far < std::max(word.size(), candidate.size())) {
      best = candidate;
      best_distance = far;
    }
  }
  return best;
}

void Report::error(int line, std::string what, std::string mend) {
  add({file_, line, std::move(what), std::move(mend), Mistake::Severity::kError});
}

void Report::warning(int line, std::string what, std::string mend) {
  add({file_, line, std::move(what), std::move(mend), Mistake::Severity::kWarning});
}

void Report::add(Mistake mistake) {
  if (mistakes_.size() < kMost) {
    mistakes_.push_back(std::move(mistake));
  } else if (mistakes_.size() == kMost) {
    mistakes_.push_back({file_, 0, "there are more mistakes than are listed here",
                         "Mend these and check again.", Mistake::Severity::kError});
  }
}

}  // namespace plenary::conference
