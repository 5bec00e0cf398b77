#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/text.h"

namespace plenary::poll {

enum class Kind : std::uint8_t { kSingle, kMultiple, kRating, kText };
/// When the audience sees the results. Moderators always do.
enum class Show : std::uint8_t { kLive, kClose, kNever };

/// "single", "multiple", "rating", "text".
std::string_view name(Kind kind);
std::optional<Kind> parse_kind(std::string_view word);
/// "live", "close", "never".
std::string_view name(Show show);
std::optional<Show> parse_show(std::string_view word);

inline constexpr std::size_t kLeastOptions = 2;
inline constexpr std::size_t kMostOptions = 10;
inline constexpr std::size_t kMostTextCharacters = 200;
inline constexpr std::size_t kMostOptionCharacters = 100;
inline constexpr int kHighestRating = 5;

/// What is asked. Never changes once the poll is made. A value.
struct Question {
  Kind kind = Kind::kSingle;
  base::LocalisedText text;
  std::vector<base::LocalisedText> options;  ///< Of kSingle and kMultiple alone.
  Show show = Show::kLive;

  bool operator==(const Question&) const = default;
};

/// How many counts a tally of this question has: one an option, five of a rating, none of open
/// text.
std::size_t places(const Question& question);

/// Fails with kMalformed and a sentence (too few options, options where none belong, no text) or
/// kLimit (too long, too many).
base::Status check(const Question& question);

/// What one voter says. A value.
struct Ballot {
  std::vector<int> choices;  ///< Of options, from 0. A rating of 4 is the choice 3.
  std::string text;          ///< Of kText alone.
  bool verified = false;     ///< Somebody vouches for who the voter is.

  bool operator==(const Ballot&) const = default;
};

/// Puts the choices in order and checks that the ballot answers the question: one choice, several
/// different ones, one of five, or a text. Fails with kMalformed and a sentence.
base::Result<Ballot> check(const Question& question, Ballot ballot);

/// The number of Unicode characters in valid UTF-8.
std::size_t count_characters(std::string_view text);

}  // namespace plenary::poll
