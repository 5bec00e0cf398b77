#include "poll/poll.h"

#include <algorithm>
#include <array>
#include <utility>

namespace plenary::poll {
namespace {

constexpr std::array<std::pair<Kind, std::string_view>, 4> kKinds{{{Kind::kSingle, "single"},
                                                                   {Kind::kMultiple, "multiple"},
                                                                   {Kind::kRating, "rating"},
                                                                   {Kind::kText, "text"}}};
constexpr std::array<std::pair<Show, std::string_view>, 3> kShows{
    {{Show::kLive, "live"}, {Show::kClose, "close"}, {Show::kNever, "never"}}};

template <class Names, class Value>
std::string_view name_of(const Names& names, Value value) {
  for (const auto& [candidate, word] : names) {
    if (candidate == value) return word;
  }
  return "";
}

template <class Value, class Names>
std::optional<Value> value_of(const Names& names, std::string_view word) {
  for (const auto& [value, candidate] : names) {
    if (candidate == word) return value;
  }
  return std::nullopt;
}

base::Error malformed(const char* what) {
  return {base::Errc::kMalformed, what};
}

bool any_empty(const base::LocalisedText& text) {
  return text.empty() ||
         std::any_of(text.by_language.begin(), text.by_language.end(),
                     [](const auto& entry) { return base::trim(entry.second).empty(); });
}

bool any_longer(const base::LocalisedText& text, std::size_t most) {
  return std::any_of(text.by_language.begin(), text.by_language.end(),
                     [most](const auto& entry) { return count_characters(entry.second) > most; });
}

bool has_options(Kind kind) {
  return kind == Kind::kSingle || kind == Kind::kMultiple;
}

}  // namespace

std::string_view name(Kind kind) {
  return name_of(kKinds, kind);
}
std::optional<Kind> parse_kind(std::string_view word) {
  return value_of<Kind>(kKinds, word);
}
std::string_view name(Show show) {
  return name_of(kShows, show);
}
std::optional<Show> parse_show(std::string_view word) {
  return value_of<Show>(kShows, word);
}

std::size_t count_characters(std::string_view text) {
  constexpr unsigned kContinuationMask = 0xC0;
  constexpr unsigned kContinuation = 0x80;
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & kContinuationMask) != kContinuation;
  }));
}

std::size_t places(const Question& question) {
  if (question.kind == Kind::kText) return 0;
  return question.kind == Kind::kRating ? kHighestRating : question.options.size();
}

base::Status check(const Question& question) {
  if (any_empty(question.text)) return malformed("a poll asks something");
  if (any_longer(question.text, kMostTextCharacters)) {
    return base::Error(base::Errc::kLimit, "a poll's question has at most 200 characters");
  }
  if (!has_options(question.kind)) {
    if (!question.options.empty()) return malformed("a rating and an open text have no options");
    return base::Done{};
  }
  if (question.options.size() < kLeastOptions) return malformed("a poll has at least two options");
  if (question.options.size() > kMostOptions) {
    return base::Error(base::Errc::kLimit, "a poll has at most ten options");
  }
  for (const base::LocalisedText& option : question.options) {
    if (any_empty(option)) return malformed("an option has words");
    if (any_longer(option, kMostOptionCharacters)) {
      return base::Error(base::Errc::kLimit, "an option has at most 100 characters");
    }
  }
  return base::Done{};
}

base::Result<Ballot> check(const Question& question, Ballot ballot) {
  if (question.kind == Kind::kText) {
    if (!ballot.choices.empty()) return malformed("this poll is answered by a text");
    if (base::trim(ballot.text).empty()) return malformed("an answer has words");
    if (count_characters(ballot.text) > kMostTextCharacters) {
      return base::Error(base::Errc::kLimit, "an answer has at most 200 characters");
    }
    return ballot;
  }
  if (!ballot.text.empty()) return malformed("this poll is not answered by a text");
  std::sort(ballot.choices.begin(), ballot.choices.end());
  const auto repeated = std::unique(ballot.choices.begin(), ballot.choices.end());
  ballot.choices.erase(repeated, ballot.choices.end());
  if (ballot.choices.empty()) return malformed("a vote chooses something");
  if (question.kind != Kind::kMultiple && ballot.choices.size() != 1) {
    return malformed("this poll takes one choice");
  }
  const int last = static_cast<int>(places(question)) - 1;
  if (ballot.choices.front() < 0 || ballot.choices.back() > last) {
    return malformed("there is no such choice");
  }
  return ballot;
}

}  // namespace plenary::poll
