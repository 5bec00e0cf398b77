#include "base/time.h"

#include <fmt/format.h>
#include <time.h>

#include <optional>

namespace plenary::base {
namespace {

using std::chrono::floor;

std::optional<int> digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool skip(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

int fraction_ms(std::string_view& text) {
  int value = 0;
  int scale = 100;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    value += (text.front() - '0') * scale;
    scale /= 10;
    text.remove_prefix(1);
  }
  return value;
}

std::optional<std::chrono::minutes> zone_offset(std::string_view& text) {
  if (skip(text, 'Z') || skip(text, 'z')) return std::chrono::minutes{0};
  const bool negative = !text.empty() && text.front() == '-';
  if (!skip(text, '+') && !skip(text, '-')) return std::nullopt;
  const auto hours = digits(text, 2);
  if (!hours || !skip(text, ':')) return std::nullopt;
  const auto minutes = digits(text, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::chrono::minutes offset{*hours * 60 + *minutes};
  return negative ? -offset : offset;
}

}  // namespace

Instant real_utc_now() {
  return floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Milliseconds time_since_boot() {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return std::chrono::duration_cast<Milliseconds>(std::chrono::seconds(time.tv_sec) +
                                                  std::chrono::nanoseconds(time.tv_nsec));
}

std::string format_rfc3339(Instant instant) {
  const auto day = floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss time{instant - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

Result<Instant> parse_rfc3339(std::string_view text) {
  const Error malformed(Errc::kMalformed, "not an RFC 3339 instant with a zone");
  std::string_view rest = text;
  const auto year = digits(rest, 4);
  if (!year || !skip(rest, '-')) return malformed;
  const auto month = digits(rest, 2);
  if (!month || !skip(rest, '-')) return malformed;
  const auto day = digits(rest, 2);
  if (!day || (!skip(rest, 'T') && !skip(rest, 't') && !skip(rest, ' '))) return malformed;
  const auto hour = digits(rest, 2);
  if (!hour || !skip(rest, ':')) return malformed;
  const auto minute = digits(rest, 2);
  if (!minute || !skip(rest, ':')) return malformed;
  const auto second = digits(rest, 2);
  if (!second || *hour > 23 || *minute > 59 || *second > 60) return malformed;
  int millis = 0;
  if (skip(rest, '.')) {
    if (rest.empty() || rest.front() < '0' || rest.front() > '9') return malformed;
    millis = fraction_ms(rest);
  }
  const auto offset = zone_offset(rest);
  if (!offset || !rest.empty()) return malformed;
  const std::chrono::year_month_day date{std::chrono::year{*year},
                                         std::chrono::month{static_cast<unsigned>(*month)},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return malformed;
  return Instant{std::chrono::sys_days{date}} + std::chrono::hours{*hour} +
         std::chrono::minutes{*minute} + std::chrono::seconds{*second} +
         std::chrono::milliseconds{millis} - *offset;
}

}  // namespace plenary::base
