#include "report/amount.h"

#include <unicode/datefmt.h>
#include <unicode/dtptngen.h>
#include <unicode/numberformatter.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>
#include <unicode/ucurr.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>

#include "base/text.h"

namespace plenary::report {
namespace {

namespace number = icu::number;

/// What the rule needs to know of a language beyond what ICU knows.
struct Custom {
  std::string_view language;
  int step;   ///< Scale words stand at these powers of ten, from the first on.
  int first;  ///< 4: 万; 6: million.
  int last;   ///< The largest scale word used.
  /// Around an amount that is a bound, and around one that is round.
  std::array<std::string_view, 2> more_than;
  std::array<std::string_view, 2> about;
  std::string_view year;      ///< After a year.
  std::string_view end_year;  ///< A year's last day, with {} for the year.
};

constexpr std::array kCustoms = {
    Custom{"en", 3, 6, 12, {"more than ", ""}, {"about ", ""}, "", "end of {}"},
    Custom{"zh", 4, 4, 12, {"超过", ""}, {"约", ""}, "年", "{}年底"},
    Custom{"id", 3, 6, 12, {"lebih dari ", ""}, {"sekitar ", ""}, "", "akhir {}"},
    Custom{"ja", 4, 4, 12, {"", "超"}, {"約", ""}, "年", "{}年末"},
    Custom{"ko", 4, 4, 12, {"", " 이상"}, {"약 ", ""}, "년", "{}년 말"},
    Custom{"it", 3, 6, 9, {"oltre ", ""}, {"circa ", ""}, "", "fine {}"},
};

std::string_view primary(std::string_view language) {
  return language.substr(0, language.find('-'));
}

const Custom& custom_of(std::string_view language) {
  const auto found = std::find_if(kCustoms.begin(), kCustoms.end(), [language](const auto& one) {
    return one.language == primary(language);
  });
  return found == kCustoms.end() ? kCustoms.front() : *found;
}

icu::Locale locale_of(std::string_view language) {
  UErrorCode status = U_ZERO_ERROR;
  icu::Locale locale = icu::Locale::forLanguageTag(
      icu::StringPiece(language.data(), static_cast<std::int32_t>(language.size())), status);
  return U_SUCCESS(status) && !locale.isBogus() ? locale : icu::Locale::getEnglish();
}

/// `text` with every space of Unicode's kinds made an ordinary one.
std::string plain_spaces(const icu::UnicodeString& text) {
  std::string made;
  icu::UnicodeString spaced(text);
  for (const char16_t space : {u'\u00A0', u'\u202F', u'\u2009'}) {
    spaced.findAndReplace(icu::UnicodeString(space), icu::UnicodeString(u' '));
  }
  return spaced.toUTF8String(made);
}

std::string print(const Decimal& value, const number::LocalizedNumberFormatter& formatter) {
  UErrorCode status = U_ZERO_ERROR;
  const std::string digits = value.plain();
  const auto formatted = formatter.formatDecimal(digits, status);
  const icu::UnicodeString text = formatted.toString(status);
  return U_SUCCESS(status) ? plain_spaces(text) : digits;
}

number::LocalizedNumberFormatter formatter_of(std::string_view language, int decimals) {
  return number::NumberFormatter::withLocale(locale_of(language))
      .grouping(UNUM_GROUPING_AUTO)
      .roundingMode(UNUM_ROUND_HALFUP)
      .precision(number::Precision::maxFraction(decimals));
}

/// The power of ten of the scale word that `value` is given in; 0 for none.
int scale_of(const Decimal& value, const Custom& custom) {
  const int magnitude = value.magnitude();
  if (magnitude < custom.first) return 0;
  return std::min(custom.last,
                  custom.first + (magnitude - custom.first) / custom.step * custom.step);
}

/// `value` without decimals if it is large, else with at most two.
int decimals_of(const Decimal& value) {
  constexpr int kThousand = 3;
  return value.magnitude() >= kThousand ? 0 : 2;
}

/// The scale word of 10^`scale` after a number whose rounded value is `shown`: ICU's, which knows
/// the plural too.
std::string scaled_words(const Decimal& shown, int scale, std::string_view language) {
  const number::LocalizedNumberFormatter compact =
      formatter_of(language, 2).notation(number::Notation::compactLong());
  const std::string plain = print(shown, formatter_of(language, decimals_of(shown)));
  // One digit keeps ICU from going on to a larger word; which one, decides over the plural.
  const Decimal one = *Decimal::parse("1");
  const Decimal small = shown == one || shown == -one ? shown : *Decimal::parse("2");
  const std::string small_plain = print(small, formatter_of(language, 2));
  std::string words = print(small.shifted(scale), compact);
  const std::size_t at = words.find(small_plain);
  if (at == std::string::npos) return plain + "e" + std::to_string(scale);
  return words.replace(at, small_plain.size(), plain);
}

/// "Rp", "CN¥"; a currency that the language writes as its code has a space behind it.
std::string symbol_of(const std::string& code, std::string_view language) {
  UErrorCode status = U_ZERO_ERROR;
  std::int32_t length = 0;
  icu::UnicodeString wide = icu::UnicodeString::fromUTF8(code);
  const char16_t* name = ucurr_getName(wide.getTerminatedBuffer(), locale_of(language).getName(),
                                       UCURR_SYMBOL_NAME, nullptr, &length, &status);
  const std::string symbol =
      U_SUCCESS(status) ? plain_spaces(icu::UnicodeString(name, length)) : code;
  return symbol == code ? code + " " : symbol;
}

std::string replaced(std::string_view pattern, std::string_view value) {
  std::string made(pattern);
  return made.replace(made.find("{}"), 2, value);
}

/// A date or a month in a language's own order.
std::string date_words(std::chrono::year_month_day date, const char16_t* skeleton,
                       std::string_view language) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale locale = locale_of(language);
  const std::unique_ptr<icu::DateTimePatternGenerator> patterns(
      icu::DateTimePatternGenerator::createInstance(locale, status));
  if (U_FAILURE(status)) return {};
  icu::SimpleDateFormat format(patterns->getBestPattern(skeleton, status), locale, status);
  if (U_FAILURE(status)) return {};
  format.setTimeZone(*icu::TimeZone::getGMT());
  const auto instant =
      std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::sys_days(date));
  icu::UnicodeString text;
  format.format(static_cast<UDate>(instant.time_since_epoch().count()), text);
  return plain_spaces(text);
}

}  // namespace

std::string number_words(const Decimal& value, std::string_view language) {
  const Custom& custom = custom_of(language);
  int scale = scale_of(value, custom);
  Decimal scaled = value.shifted(-scale);
  scaled = scaled.rounded(decimals_of(scaled));
  // 999.999 million is rounded up to 1000 million: a billion.
  const int next = scale_of(scaled.shifted(scale), custom);
  if (next > scale) {
    scaled = scaled.shifted(scale - next);
    scale = next;
  }
  if (scale == 0) return print(scaled, formatter_of(language, decimals_of(scaled)));
  return scaled_words(scaled, scale, language);
}

std::string exact_words(const Decimal& value, std::string_view language) {
  return print(value, formatter_of(language, Decimal::kMostExponent));
}

std::string amount_words(const Decimal& value, const Unit& unit, std::string_view language) {
  const std::string words = number_words(value, language);
  if (unit.code == "percent") return words + "%";
  if (unit.code == "gigabytes") return words + " GB";
  if (!unit.currency()) return words;
  return symbol_of(unit.code, language) + words;
}

std::string amount_words(const Decimal& value, const Unit& unit, Approximation approximation,
                         std::string_view language) {
  const std::string words = amount_words(value, unit, language);
  if (approximation == Approximation::kExact) return words;
  const Custom& custom = custom_of(language);
  const auto& around = approximation == Approximation::kMoreThan ? custom.more_than : custom.about;
  return std::string(around[0]) + words + std::string(around[1]);
}

std::string growth_words(const Decimal& percent, std::string_view language) {
  const std::string words = amount_words(percent, Unit{"percent"}, language);
  return percent.negative() || percent.zero() ? words : "+" + words;
}

std::string period_words(const Period& period, std::string_view language) {
  using std::chrono::year_month_day;
  const Custom& custom = custom_of(language);
  if (period.as_of) {
    const year_month_day date = *period.as_of;
    const bool last_day =
        date.month() == std::chrono::December && date.day() == std::chrono::day{31};
    if (!last_day) return date_words(date, u"yMMMMd", language);
    return replaced(custom.end_year, std::to_string(static_cast<int>(date.year())));
  }
  constexpr std::size_t kMonth = std::string_view("2019-10").size();
  if (period.span.size() != kMonth) return period.span + std::string(custom.year);
  const int year = std::stoi(period.span.substr(0, 4));
  const auto month = static_cast<unsigned>(std::stoi(period.span.substr(5)));
  return date_words(std::chrono::year{year} / std::chrono::month{month} / 1, u"yMMMM", language);
}

std::optional<Converted> convert(const Decimal& value, const Unit& unit, const Rate& rate) {
  if (unit.code == rate.from) return Converted{value * rate.rate, Unit{rate.to}};
  if (unit.code != rate.to) return std::nullopt;
  constexpr int kDigits = 30;
  const auto quotient = value.divided_by(rate.rate, kDigits);
  if (!quotient) return std::nullopt;
  return Converted{*quotient, Unit{rate.from}};
}

}  // namespace plenary::report
