// The questions that Fields answers about halls, booths and what they show.
#include <unicode/uloc.h>

#include <algorithm>

#include "conference/fields.h"
#include "conference/zone.h"

namespace plenary::conference {
namespace {

/// The number that a text of at most six digits is.
std::optional<int> small_number(std::string_view text) {
  if (text.empty() || text.size() > 6) return std::nullopt;
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

bool is_country(std::string_view code) {
  for (const char* const* known = uloc_getISOCountries(); *known != nullptr; ++known) {
    if (code == *known) return true;
  }
  return false;
}

}  // namespace

std::string Fields::document(std::string_view key) {
  return reference_text(key, Need::kRequired, known_.documents);
}

std::string Fields::film(std::string_view key) {
  const std::string film = text(key, Need::kOptional);
  if (film.empty() || !holds(known_.films, film, line_of(key))) return {};
  const auto broken = known_.not_films.find(film);
  if (broken == known_.not_films.end()) return film;
  report_.error(line_of(key), in_quotes(film) + " is no video: " + broken->second,
                "Replace the file in the folder `films` with a video, such as an MP4.");
  return {};
}

int Fields::metres(std::string_view key, Need need, int least, int most) {
  const auto value = decimal(key, need);
  if (!value) return 0;
  const report::Decimal centimetres = value->shifted(2);
  const bool whole = centimetres == centimetres.rounded(0);
  const auto number = whole ? small_number(centimetres.plain()) : std::nullopt;
  if (number && *number >= least && *number <= most * 100) return *number;
  report_.error(line_of(key), in_quotes(value->plain()) + " is no length of a floor plan",
                "Write metres to the centimetre, at most " + std::to_string(most) +
                    ", such as `3` or `4.5`.");
  return 0;
}

std::optional<int> Fields::whole_number(std::string_view key, int least, int most) {
  const std::string value = text(key, Need::kOptional);
  if (value.empty()) return std::nullopt;
  const auto number = small_number(value);
  if (number && *number >= least && *number <= most) return number;
  report_.error(line_of(key), in_quotes(key) + " cannot be " + in_quotes(value),
                "Write a whole number from " + std::to_string(least) + " to " +
                    std::to_string(most) + ".");
  return std::nullopt;
}

std::optional<std::chrono::minutes> Fields::clock_time(std::string_view key) {
  const std::string value = text(key, Need::kOptional);
  if (value.empty()) return std::nullopt;
  const std::size_t colon = value.find(':');
  if (colon == 2 && value.size() == 5) {
    const auto hours = small_number(std::string_view(value).substr(0, 2));
    const auto minutes = small_number(std::string_view(value).substr(3));
    if (hours && minutes && *minutes < 60 && (*hours < 24 || (*hours == 24 && *minutes == 0))) {
      return std::chrono::hours(*hours) + std::chrono::minutes(*minutes);
    }
  }
  report_.error(line_of(key), in_quotes(value) + " is no reading of a clock",
                "Write hours and minutes in quotes, such as `\"09:30\"`.");
  return std::nullopt;
}

std::string Fields::country(std::string_view key) {
  const std::string code = text(key, Need::kOptional);
  if (code.empty() || is_country(code)) return code;
  report_.error(line_of(key), "there is no country " + in_quotes(code),
                "Write its two letters by ISO 3166-1, such as `CN` or `ID`.");
  return {};
}

std::vector<std::string> Fields::short_words(std::string_view key) {
  std::vector<std::string> made;
  for (std::string& word : words(key, Need::kOptional)) {
    if (!fits(word, in_quotes(key), line_of(key), Shape::kLine)) continue;
    if (std::find(made.begin(), made.end(), word) == made.end()) made.push_back(std::move(word));
  }
  return made;
}

std::vector<std::string> Fields::any_languages(std::string_view key) {
  std::vector<std::string> made = words(key, Need::kOptional);
  std::erase_if(made, [&](const std::string& tag) {
    if (is_language_tag(tag)) return false;
    report_.error(line_of(key), in_quotes(tag) + " is not a language",
                  "Write a BCP 47 tag such as `zh`, `en` or `id`.");
    return true;
  });
  return made;
}

}  // namespace plenary::conference
