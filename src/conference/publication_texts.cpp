#include <fmt/format.h>

#include <array>

#include "conference/publications.h"
#include "programme/programme.h"

namespace plenary::conference {
namespace {

using report::Decimal;
using report::Indicator;

/// A field that no spreadsheet takes for a formula (what begins with =, +, -, @, a tab or a line
/// end gets an apostrophe before it), quoted as RFC 4180 asks.
std::string csv_text(std::string_view text) {
  std::string out = "\"";
  if (!text.empty() &&
      std::string_view("=+-@\t\r\n").find(text.front()) != std::string_view::npos) {
    out += '\'';
  }
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

/// What BibTeX would read as its own is escaped.
std::string bibtex_text(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("{}%&$#_").find(c) != std::string_view::npos) out += '\\';
    if (c != '\\') out += c;
  }
  return out;
}

std::string period_text(const report::Period& period) {
  return period.as_of ? programme::format_date(*period.as_of) : period.span;
}

std::string source_urls(const Content& content, const std::vector<std::string>& keys) {
  std::string urls;
  for (const std::string& key : keys) {
    const auto found = content.sources_by_key.find(key);
    const std::string& url = found == content.sources_by_key.end() ? key : found->second.url;
    urls += (urls.empty() ? "" : " ") + (url.empty() ? key : url);
  }
  return urls;
}

}  // namespace

std::string indicators_csv(const Content& content, const report::Report& report) {
  std::string csv = "id";
  for (const std::string& language : content.languages) csv += ",name_" + language;
  csv +=
      ",value,unit,period,approximate,share_percent,share_of,rank,growth_percent,growth_basis,"
      "note,sources\r\n";
  const std::string& main = content.languages.front();
  const auto words = [&](const base::LocalisedText& text) {
    return csv_text(text.in(main, content.fallback));
  };
  for (const Indicator& indicator : report.indicators) {
    std::string names = csv_text(indicator.id.text());
    for (const std::string& language : content.languages) {
      names += "," + csv_text(indicator.name.in(language, content.fallback));
    }
    const auto line = [&](const Decimal& value, const report::Period& period,
                          report::Approximation approximation) {
      csv += names + "," + value.plain() + "," + csv_text(indicator.unit.code) + "," +
             csv_text(period_text(period)) + "," + csv_text(name(approximation));
    };
    line(indicator.value, indicator.period, indicator.approximation);
    csv += "," + (indicator.share ? indicator.share->percent.plain() : "") + "," +
           (indicator.share ? words(indicator.share->of) : "") + "," +
           (indicator.rank ? std::to_string(indicator.rank->place) : "") + "," +
           (indicator.growth ? indicator.growth->percent.plain() : "") + "," +
           (indicator.growth ? words(indicator.growth->basis) : "") + "," + words(indicator.note) +
           "," + csv_text(source_urls(content, indicator.sources)) + "\r\n";
    for (const report::Point& point : indicator.series.points) {
      line(point.value, point.period, point.approximation);
      csv += ",,,,,," + words(point.note) + "," + csv_text(source_urls(content, point.sources)) +
             "\r\n";
    }
  }
  return csv;
}

std::optional<CiteStyle> parse_cite_style(std::string_view word) {
  if (word == "bibtex") return CiteStyle::kBibtex;
  if (word == "apa") return CiteStyle::kApa;
  if (word == "gbt7714") return CiteStyle::kGbt7714;
  return std::nullopt;
}

std::string cite(const Content& content, const report::Report& report, base::Instant released_at,
                 CiteStyle style, std::string_view language, std::string_view url) {
  const std::string title(report.title.in(language, content.fallback));
  const people::Organisation* const organisation =
      report.organisation ? content.organisation(*report.organisation) : nullptr;
  const std::string author(organisation != nullptr
                               ? organisation->name.in(language, content.fallback)
                               : content.title.in(language, content.fallback));
  const auto day = std::chrono::floor<std::chrono::days>(released_at + content.utc_offset);
  const std::chrono::year_month_day date{day};
  const std::string iso = programme::format_date(date);
  const int year = static_cast<int>(date.year());
  switch (style) {
    case CiteStyle::kBibtex:
      return fmt::format(
          "@techreport{{{},\n  title = {{{}}},\n  institution = {{{}}},\n  year = {{{}}},\n"
          "  date = {{{}}},\n  url = {{{}}}\n}}\n",
          report.id.text(), bibtex_text(title), bibtex_text(author), year, iso, url);
    case CiteStyle::kApa: {
      static constexpr std::array kMonths = {"January",   "February", "March",    "April",
                                             "May",       "June",     "July",     "August",
                                             "September", "October",  "November", "December"};
      return fmt::format("{}. ({}, {} {}). {}. {}\n", author, year,
                         kMonths[static_cast<unsigned>(date.month()) - 1],
                         static_cast<unsigned>(date.day()), title, url);
    }
    case CiteStyle::kGbt7714:
      return fmt::format("{}. {}[R/OL]. ({}). {}.\n", author, title, iso, url);
  }
  return {};
}

}  // namespace plenary::conference
