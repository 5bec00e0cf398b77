#include "canvas/clock_text.h"

#include <cstdio>
#include <cstdlib>

namespace plenary::canvas {

std::string time_of_day(base::Instant utc, std::chrono::minutes zone_offset) {
  const auto local = std::chrono::floor<std::chrono::seconds>(utc + zone_offset);
  const std::chrono::hh_mm_ss time(local - std::chrono::floor<std::chrono::days>(local));
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d:%02d", static_cast<int>(time.hours().count()),
                static_cast<int>(time.minutes().count()), static_cast<int>(time.seconds().count()));
  return text;
}

std::string utc_offset_text(std::chrono::minutes zone_offset) {
  const auto minutes = static_cast<int>(std::abs(zone_offset.count()));
  std::string text = zone_offset.count() < 0 ? "UTC\u2212" : "UTC+";
  text += std::to_string(minutes / 60);
  if (minutes % 60 == 0) return text;
  text += minutes % 60 < 10 ? ":0" : ":";
  return text + std::to_string(minutes % 60);
}

}  // namespace plenary::canvas
