#include "conference/slate.h"

#include <array>
#include <string_view>

#include "conference/zone.h"
#include "programme/agenda.h"

namespace plenary::conference {
namespace {

using programme::Session;

/// The slate's own words in one language. `{}` stands for a time, `{title}` never: titles follow.
struct Phrases {
  std::string_view language;
  std::string_view back_soon;
  std::string_view starting_soon;
  std::string_view welcome;
  std::string_view thanks;
  std::string_view next;
  std::string_view begins;
  std::string_view illustrative;
};

constexpr std::array<Phrases, 3> kPhrases = {{
    {"en", "We will be right back", "Starting soon", "Welcome", "Thank you for watching", "Next",
     "Begins", " (illustrative)"},
    {"zh", "马上回来", "即将开始", "欢迎", "感谢观看", "下一场", "开始时间", "（示意时间）"},
    {"id", "Kami segera kembali", "Segera dimulai", "Selamat datang", "Terima kasih telah menonton",
     "Berikutnya", "Mulai", " (ilustrasi)"},
}};

/// The phrases of a language, English where it has none. "zh-Hant" is served by "zh".
const Phrases& phrases_of(std::string_view language) {
  for (const Phrases& phrases : kPhrases) {
    if (language.substr(0, language.find('-')) == phrases.language) return phrases;
  }
  return kPhrases.front();
}

/// The first two languages of the conference.
std::vector<std::string> shown_languages(const Content& content) {
  const std::size_t count = std::min<std::size_t>(2, content.languages.size());
  return {content.languages.begin(),
          content.languages.begin() + static_cast<std::ptrdiff_t>(count)};
}

/// What `say` gives for each language shown, without saying the same twice.
template <class Say>
std::string in_both(const Content& content, Say say) {
  std::string line;
  std::string first;
  for (const std::string& language : shown_languages(content)) {
    const std::string part = say(language, phrases_of(language));
    if (part == first) continue;
    if (first.empty()) first = part;
    line += (line.empty() ? "" : " · ") + part;
  }
  return line;
}

/// "19:30", or with the date where it is not the date of `now`.
std::string local_time(const Content& content, base::Instant instant, base::Instant now) {
  const auto date = programme::local_date(instant, content.utc_offset);
  const std::string time = wall_clock(instant, content.utc_offset);
  if (date == programme::local_date(now, content.utc_offset)) return time;
  return programme::format_date(date) + " " + time;
}

std::string time_line(const Content& content, const Session& session, base::Instant now,
                      bool with_title) {
  const std::string time = local_time(content, session.starts_at, now);
  return in_both(content, [&](const std::string& language, const Phrases& phrases) {
    std::string line(with_title ? phrases.next : phrases.begins);
    line += " " + time;
    if (session.times_illustrative) line += phrases.illustrative;
    if (with_title) line += " " + std::string(session.title.in(language, content.fallback));
    return line;
  });
}

}  // namespace

SlateTexts slate_texts(const Content& content, const programme::SessionStates& states,
                       const base::StageId& stage, base::Instant now,
                       std::chrono::milliseconds clock_offset) {
  const Session* live = live_on(content.programme, states, stage);
  const Session* next = next_on(content.programme, states, stage, now);
  SlateTexts texts;
  texts.clock_offset = clock_offset;
  texts.zone_offset = content.utc_offset;
  texts.zone_name = in_both(content, [&](const std::string& language, const Phrases&) {
    return std::string(content.time_zone_name.in(language, content.fallback));
  });
  const std::vector<std::string> languages = shown_languages(content);
  texts.conference = content.title.in(languages.front(), content.fallback);
  if (const Session* session = live ? live : next) {
    texts.session = session->title.in(languages.front(), content.fallback);
    const std::string second(session->title.in(languages.back(), content.fallback));
    if (second != texts.session) texts.session_second_language = second;
  }
  if (next) texts.next = time_line(content, *next, now, live != nullptr);
  texts.message = in_both(content, [&](const std::string&, const Phrases& phrases) {
    if (live) return std::string(phrases.back_soon);
    if (!next) return std::string(phrases.thanks);
    return std::string(next->starts_at <= now ? phrases.starting_soon : phrases.welcome);
  });
  return texts;
}

}  // namespace plenary::conference
