#include "print/report_pdf.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <vector>

#include "base/html.h"
#include "conference/prose.h"
#include "print/html_blocks.h"
#include "print/sheet.h"
#include "programme/programme.h"
#include "report/amount.h"

namespace plenary::print {
namespace {

using conference::Content;
using report::Indicator;
using report::Report;

/// The few words that are the page's own.
struct Words {
  const char* contents;
  const char* figures;
  const char* sources;
  const char* released;
  const char* embargoed;
  const char* differ;
  const char* series;
  const char* rate;
  const char* inferred;
  const char* read_at;
  const char* share_of;
  const char* rank_among;
};

const Words& words_in(std::string_view language) {
  static constexpr Words kEnglish{
      "Contents",       "Figures",   "Sources", "Released", "Under embargo: not for publication",
      "Sources differ", "Over time", "Rate",    "inferred", "Read it at",
      "{percent} of {of}", "No. {place} {among}"};
  static constexpr Words kChinese{
      "目录",       "指标",     "来源", "发布",     "禁发期内，不得发表",
      "各来源不一", "历年数值", "汇率", "推算得出", "网址",
      "占{of}{percent}", "{among}第 {place} 位"};
  static constexpr Words kIndonesian{"Daftar isi",
                                     "Angka",
                                     "Sumber",
                                     "Dirilis",
                                     "Masih diembargo: tidak untuk disiarkan",
                                     "Sumber berbeda",
                                     "Dari waktu ke waktu",
                                     "Kurs",
                                     "disimpulkan",
                                     "Baca di",
                                     "{percent} dari {of}",
                                     "No. {place} {among}"};
  if (language == "zh") return kChinese;
  return language == "id" ? kIndonesian : kEnglish;
}

const SheetStyle kBody{.space_before = 6};
const SheetStyle kSmall{.size = 9, .space_before = 2, .line_height = 1.4, .grey = 0.3};
const SheetStyle kChapter{
    .size = 17, .bold = true, .space_before = 24, .line_height = 1.35, .keep_with_next = true};
const SheetStyle kHeading{.size = 12, .bold = true, .space_before = 12, .keep_with_next = true};

/// A value of a series, or the indicator's own among them, which has no note.
struct Step {
  const report::Period* period;
  const report::Decimal* value;
  report::Approximation approximation;
  const base::LocalisedText* note;
  const std::vector<std::string>* sources;
};

/// The series with the indicator's own value in its place.
std::vector<Step> steps_of(const Indicator& one);

class Printer {
 public:
  Printer(const Content& content, const Report& report, std::string_view language,
          std::optional<base::Instant> released_at, const PictureBytes& pictures)
      : content_(content),
        report_(report),
        pictures_(pictures),
        language_(language),
        words_(words_in(language)),
        sheet_({.title = said(report.title),
                .author = author(),
                .language = language_,
                .created = base::format_rfc3339(released_at.value_or(base::Instant{}))}) {}

  std::string print(std::optional<base::Instant> released_at, std::string_view url);

 private:
  std::string said(const base::LocalisedText& text) const {
    return std::string(text.in(language_, content_.fallback));
  }
  std::string author() const {
    const auto* const organisation =
        report_.organisation ? content_.organisation(*report_.organisation) : nullptr;
    return organisation != nullptr ? said(organisation->name) : said(content_.title);
  }
  void write(const std::string& text, const SheetStyle& style) {
    if (!text.empty()) sheet_.write(base::escape_html(text), style);
  }
  void title(std::optional<base::Instant> released_at, std::string_view url);
  void contents();
  void chapter(const report::Chapter& chapter);
  void indicator(const Indicator& indicator);
  void conversions(const Indicator& indicator);
  void readings(const Indicator& indicator);
  void series(const Indicator& indicator);
  void all_sources();
  /// " [1] [4]" of the keys, which are then listed at the end.
  std::string marks(const std::vector<std::string>& keys);

  void picture(const Block& block);

  const Content& content_;
  const Report& report_;
  const PictureBytes& pictures_;
  const std::string language_;
  const Words& words_;
  Sheet sheet_;
  std::vector<std::string> sources_;  // By their number.
};

std::string Printer::marks(const std::vector<std::string>& keys) {
  std::string marks;
  for (const std::string& key : keys) {
    auto found = std::find(sources_.begin(), sources_.end(), key);
    if (found == sources_.end()) found = sources_.insert(sources_.end(), key);
    marks += fmt::format(" [{}]", found - sources_.begin() + 1);
  }
  return marks;
}

void Printer::title(std::optional<base::Instant> released_at, std::string_view url) {
  write(said(content_.title), {.size = 10, .sans = true, .grey = 0.35});
  write(said(report_.title), {.size = 26, .bold = true, .space_before = 10, .line_height = 1.3});
  write(author() + marks(report_.sources), {.size = 12, .space_before = 8});
  if (released_at) {
    const auto day = std::chrono::floor<std::chrono::days>(*released_at + content_.utc_offset);
    write(fmt::format("{} {}", words_.released,
                      programme::format_date(std::chrono::year_month_day{day})),
          {.size = 10, .sans = true, .grey = 0.35});
  } else {
    write(words_.embargoed, {.size = 12, .bold = true, .sans = true});
  }
  if (!url.empty()) {
    write(fmt::format("{} {}", words_.read_at, url), {.size = 9, .sans = true, .grey = 0.35});
  }
  sheet_.space(12);
  write(said(report_.summary), {.size = 11.5, .space_before = 8, .line_height = 1.6});
}

void Printer::contents() {
  if (report_.chapters.empty()) return;
  write(words_.contents, kHeading);
  for (const report::Chapter& chapter : report_.chapters) write(said(chapter.title), kBody);
  if (!report_.indicators.empty()) write(words_.figures, kBody);
  write(words_.sources, kBody);
}

void Printer::chapter(const report::Chapter& chapter) {
  sheet_.space(18);
  const std::string name = said(chapter.title);
  sheet_.bookmark(name);
  write(name, kChapter);
  base::LocalisedText text{chapter.markdown};
  std::string shown = language_;
  for (const std::string& fallback : content_.fallback) {
    if (!chapter.markdown.contains(shown)) shown = fallback;
  }
  // A picture is asked for by its name, so that this is its address here.
  const conference::PictureSizes sizes = [this](const std::string& picture) {
    return pictures_ ? std::vector<conference::PictureSize>{{picture}} : std::vector<conference::PictureSize>{};
  };
  const std::string html = conference::prose_html(said(text), shown, content_, sizes);
  for (const Block& block : html_blocks(html)) {
    if (block.kind == Block::Kind::kPicture) {
      picture(block);
      continue;
    }
    SheetStyle style = block.kind == Block::Kind::kHeading ? kHeading : kBody;
    const bool item = block.kind == Block::Kind::kItem;
    if (item || block.kind == Block::Kind::kQuote) style.indent = 16;
    sheet_.write((item ? "• " : "") + block.markup, style);
  }
  if (!chapter.sources.empty()) write(words_.sources + (":" + marks(chapter.sources)), kSmall);
}

void Printer::picture(const Block& block) {
  const base::SharedBytes bytes = pictures_(block.picture);
  const auto printed = bytes ? picture::encode_printed(*bytes)
                             : base::Result<picture::Printed>(base::Error(base::Errc::kNotFound, "no such picture"));
  if (printed) return sheet_.picture(*printed);
  sheet_.write(block.markup, kSmall);
}

void Printer::conversions(const Indicator& indicator) {
  for (const report::Rate& rate : content_.rates) {
    const auto other = convert(indicator.value, indicator.unit, rate);
    if (!other) continue;
    const std::string shown =
        amount_words(other->value, other->unit, indicator.approximation, language_);
    write(
        fmt::format("{}  ({}: 1 {} = {} {}, {}{}){}", shown, words_.rate, rate.from,
                    exact_words(rate.rate, language_), rate.to, programme::format_date(rate.date),
                    rate.inferred ? fmt::format(", {}", words_.inferred) : "", marks(rate.sources)),
        kSmall);
  }
}

void Printer::readings(const Indicator& indicator) {
  if (indicator.readings.empty()) return;
  write(words_.differ, {.size = 9.5, .bold = true, .space_before = 4, .keep_with_next = true});
  for (const report::Reading& reading : indicator.readings) {
    std::string line;
    if (reading.value) {
      line = amount_words(*reading.value, indicator.unit, reading.approximation, language_);
    }
    const std::string text = said(reading.text);
    if (!text.empty()) line += (line.empty() ? "" : ": ") + text;
    write(line + marks(reading.sources), kSmall);
  }
}

std::vector<Step> steps_of(const Indicator& one) {
  std::vector<Step> steps{{&one.period, &one.value, one.approximation, nullptr, &one.sources}};
  for (const report::Point& point : one.series.points) {
    if (sort_key(point.period) == sort_key(one.period)) continue;
    steps.push_back({&point.period, &point.value, point.approximation, &point.note, &point.sources});
  }
  std::stable_sort(steps.begin(), steps.end(), [](const Step& a, const Step& b) {
    return sort_key(*a.period) < sort_key(*b.period);
  });
  return steps;
}

/// For a bar's length alone: no figure is made of it.
double length_of(const report::Decimal& value) {
  const std::string text = value.text();
  double length = 0;
  std::from_chars(text.data(), text.data() + text.size(), length);
  return length;
}

void Printer::series(const Indicator& indicator) {
  if (indicator.series.points.empty()) return;
  const std::vector<Step> steps = steps_of(indicator);
  double longest = 0;
  for (const Step& step : steps) longest = std::max(longest, length_of(*step.value));
  std::vector<SheetBar> bars;
  for (const Step& step : steps) {
    const std::string value = amount_words(*step.value, indicator.unit, step.approximation, language_);
    bars.push_back({.label = base::escape_html(period_words(*step.period, language_)),
                    .value = base::escape_html(value + marks(*step.sources)),
                    .part = longest > 0 ? length_of(*step.value) / longest : 0,
                    .own = step.note == nullptr,
                    .loose = step.approximation != report::Approximation::kExact});
  }
  const std::string broken = said(indicator.series.break_note);
  sheet_.bars(words_.series, bars, !broken.empty());
  for (const Step& step : steps) {
    const std::string note = step.note != nullptr ? said(*step.note) : "";
    if (!note.empty()) write(period_words(*step.period, language_) + ": " + note, kSmall);
  }
  write(broken, kSmall);
}

void Printer::indicator(const Indicator& indicator) {
  write(said(indicator.name), kHeading);
  write(amount_words(indicator.value, indicator.unit, indicator.approximation, language_) + ", " +
            period_words(indicator.period, language_) + marks(indicator.sources),
        {.size = 15, .line_height = 1.4});
  for (const std::string& line : share_and_rank(indicator, language_, content_.fallback)) write(line, kSmall);
  if (indicator.growth) {
    write(growth_words(indicator.growth->percent, language_) + " " + said(indicator.growth->basis) +
              marks(indicator.growth->sources),
          kSmall);
  }
  conversions(indicator);
  write(said(indicator.note), kSmall);
  readings(indicator);
  series(indicator);
}

void Printer::all_sources() {
  if (sources_.empty()) return;
  sheet_.bookmark(words_.sources);
  write(words_.sources, kChapter);
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    const auto found = content_.sources_by_key.find(sources_[i]);
    const bool known = found != content_.sources_by_key.end();
    write(fmt::format("[{}] {}  {}", i + 1, known ? found->second.title : sources_[i],
                      known ? found->second.url : ""),
          kSmall);
  }
}

std::string Printer::print(std::optional<base::Instant> released_at, std::string_view url) {
  sheet_.bookmark(said(report_.title));
  title(released_at, url);
  contents();
  sheet_.break_page();
  for (const report::Chapter& one : report_.chapters) chapter(one);
  if (!report_.indicators.empty()) {
    sheet_.space(18);
    sheet_.bookmark(words_.figures);
    write(words_.figures, kChapter);
    for (const Indicator& one : report_.indicators) indicator(one);
  }
  all_sources();
  return sheet_.finish();
}

}  // namespace

std::vector<std::string> share_and_rank(const Indicator& indicator, std::string_view language,
                                        const std::vector<std::string>& fallback) {
  const Words& words = words_in(language);
  std::vector<std::string> lines;
  if (const auto& share = indicator.share) {
    const std::string percent = amount_words(share->percent, report::Unit{"percent"}, share->approximation, language);
    lines.push_back(fmt::format(fmt::runtime(words.share_of), fmt::arg("percent", percent),
                                fmt::arg("of", share->of.in(language, fallback))));
  }
  if (const auto& rank = indicator.rank) {
    lines.push_back(fmt::format(fmt::runtime(words.rank_among), fmt::arg("place", rank->place),
                                fmt::arg("among", rank->among.in(language, fallback))));
  }
  return lines;
}

std::string report_pdf(const Content& content, const Report& report,
                       std::optional<base::Instant> released_at, std::string_view language,
                       std::string_view url, const PictureBytes& pictures) {
  return Printer(content, report, language, released_at, pictures).print(released_at, url);
}

}  // namespace plenary::print
