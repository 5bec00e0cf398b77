#include "formats/rendering.h"

#include <fmt/format.h>

#include <cstdlib>

namespace plenary::formats {

std::string words(const base::LocalisedText& text, const conference::Content& content,
                  const Rendering& rendering) {
  return printable(text.in(rendering.language, content.fallback));
}

std::string local_time(base::Instant instant, std::chrono::minutes utc_offset) {
  const base::Instant local = instant + utc_offset;
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(local - day);
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                  time.hours().count(), time.minutes().count(), time.seconds().count());
  if (time.subseconds().count() != 0) text += fmt::format(".{:03}", time.subseconds().count());
  const auto offset = std::abs(utc_offset.count());
  return text +
         fmt::format("{}{:02}:{:02}", utc_offset.count() < 0 ? '-' : '+', offset / 60, offset % 60);
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == '\r' || c == 0x7F || (c < 0x20 && c != '\n')) {
      if (c == '\t') out += ' ';
      continue;
    }
    // U+FFFE and U+FFFF are no characters of XML.
    if (c == 0xEF && text.substr(i, 2) == "\xEF\xBF" && i + 2 < text.size() &&
        static_cast<unsigned char>(text[i + 2]) >= 0xBE) {
      i += 2;
      continue;
    }
    out += text[i];
  }
  return out;
}

std::string session_url(const Rendering& rendering, const base::SessionId& id) {
  return rendering.origin + "/session/" + id.text();
}
std::string stage_url(const Rendering& rendering, const base::StageId& id) {
  return rendering.origin + "/stage/" + id.text();
}
std::string person_url(const Rendering& rendering, const base::PersonId& id) {
  return rendering.origin + "/person/" + id.text();
}
std::string organisation_url(const Rendering& rendering, const base::OrganisationId& id) {
  return rendering.origin + "/organisation/" + id.text();
}

}  // namespace plenary::formats
