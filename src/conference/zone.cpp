#include "conference/zone.h"

#include <fmt/format.h>
#include <unicode/locid.h>
#include <unicode/timezone.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <memory>

namespace plenary::conference {

bool is_language_tag(std::string_view tag) {
  if (tag.empty() || tag.size() > 35) return false;
  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale locale =
      icu::Locale::forLanguageTag({tag.data(), static_cast<int32_t>(tag.size())}, status);
  if (U_FAILURE(status) || locale.isBogus()) return false;
  // Only a language that ISO 639 knows has a name of three letters.
  return locale.getISO3Language()[0] != '\0';
}

std::optional<std::chrono::minutes> zone_offset(const std::string& name, base::Instant instant) {
  const std::unique_ptr<icu::TimeZone> zone(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  icu::UnicodeString id;
  if (!zone || zone->getID(id) == icu::UnicodeString(UCAL_UNKNOWN_ZONE_ID)) return std::nullopt;
  int32_t raw_ms = 0;
  int32_t daylight_ms = 0;
  UErrorCode status = U_ZERO_ERROR;
  zone->getOffset(static_cast<UDate>(instant.time_since_epoch().count()), false, raw_ms,
                  daylight_ms, status);
  if (U_FAILURE(status)) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::minutes>(
      std::chrono::milliseconds(raw_ms + daylight_ms));
}

base::LocalisedText zone_names(const std::string& name, const std::vector<std::string>& languages) {
  const std::unique_ptr<icu::TimeZone> zone(
      icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  base::LocalisedText names;
  for (const std::string& language : languages) {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Locale locale = icu::Locale::forLanguageTag(language, status);
    icu::UnicodeString called;
    zone->getDisplayName(false, icu::TimeZone::LONG_GENERIC, locale, called);
    called.toUTF8String(names.by_language[language]);
  }
  return names;
}

std::string wall_clock(base::Instant instant, std::chrono::minutes utc_offset) {
  const base::Instant local = instant + utc_offset;
  const std::chrono::hh_mm_ss time{local - std::chrono::floor<std::chrono::days>(local)};
  return fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count());
}

}  // namespace plenary::conference
