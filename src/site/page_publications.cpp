#include <algorithm>

#include "conference/publications.h"
#include "formats/linked_data.h"
#include "report/amount.h"
#include "site/page_bodies.h"
#include "site/page_html.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using conference::Content;
using conference::ReleaseKind;
using report::Indicator;
using report::Report;

std::optional<base::Instant> released_at(const PageWords& words, ReleaseKind kind,
                                         const std::string& id) {
  return release_of(words.snapshot.releases, {kind, id}).released_at;
}

std::string figure_address(const Report& report, const Indicator& indicator) {
  return "/report/" + report.id.text() + "/figure/" + indicator.id.text();
}

std::string value_words(const PageWords& words, const Indicator& indicator) {
  return amount_words(indicator.value, indicator.unit, indicator.approximation, words.language);
}

/// A figure with all that belongs to it: what it is of, its conversions with their rates, what
/// other sources say.
std::string figure_html(const PageWords& words, const Indicator& indicator) {
  std::string html = "<p><strong>" + escape_html(value_words(words, indicator)) + "</strong>, " +
                     escape_html(period_words(indicator.period, words.language)) +
                     mark_html(words, indicator.illustrative) + "</p>";
  if (indicator.share) {
    html += element("p", number_words(indicator.share->percent, words.language) + "% " +
                             words.in(indicator.share->of));
  }
  if (indicator.growth) {
    html += element("p", growth_words(indicator.growth->percent, words.language) + " " +
                             words.in(indicator.growth->basis));
  }
  for (const report::Rate& rate : words.snapshot.content->rates) {
    const auto other = convert(indicator.value, indicator.unit, rate);
    if (!other) continue;
    const std::string converted =
        amount_words(other->value, other->unit, indicator.approximation, words.language);
    html += element("p", converted + " (1 " + rate.from + (rate.inferred ? " ≈ " : " = ") +
                             number_words(rate.rate, words.language) + " " + rate.to + ", " +
                             programme::format_date(rate.date) + ")");
  }
  html += element("p", words.in(indicator.note));
  for (const report::Reading& reading : indicator.readings) {
    std::string line;
    if (reading.value) {
      line = amount_words(*reading.value, indicator.unit, reading.approximation, words.language);
    }
    const std::string text = words.in(reading.text);
    if (!text.empty()) line += (line.empty() ? "" : ": ") + text;
    html += "<blockquote>" + element("p", line) + sources_html(words, reading.sources) +
            "</blockquote>";
  }
  return html + sources_html(words, indicator.sources);
}

/// The text of whichever language the reader has most use for.
std::string markdown_html(const PageWords& words,
                          const std::map<std::string, std::string>& by_language) {
  const base::LocalisedText text{by_language};
  std::string shown = words.language;
  for (const std::string& fallback : words.snapshot.content->fallback) {
    if (!by_language.contains(shown)) shown = fallback;
  }
  return conference::prose_html(words.in(text), shown, *words.snapshot.content, {});
}

}  // namespace

void describe_reports(Subject& subject, const PageWords& words) {
  subject.body = "<ul>";
  for (const Report& report : words.snapshot.content->reports) {
    subject.body += "<li>" + anchor("/report/" + report.id.text(), words.in(report.title)) +
                    mark_html(words, report.illustrative) + element("p", words.in(report.summary)) + "</li>";
  }
  subject.body += "</ul>";
}

void describe_report(Subject& subject, const PageWords& words, const Report& report) {
  const std::string name = words.in(report.title);
  const std::string summary = words.in(report.summary);
  const std::string address = "/report/" + report.id.text();
  subject.description = summary.empty() ? subject.title : shortened(summary);
  subject.title = name + " · " + subject.title;
  subject.type = "article";
  if (report.illustrative) subject.body = "<p>" + mark_html(words, true) + "</p>";
  subject.body += element("p", summary);
  for (const report::Chapter& chapter : report.chapters) {
    subject.body += element("h2", words.in(chapter.title)) + markdown_html(words, chapter.markdown);
  }
  for (const Indicator& indicator : report.indicators) {
    subject.body += "<h2 id=\"" + indicator.id.text() + "\">" +
                    anchor(figure_address(report, indicator), words.in(indicator.name)) + "</h2>" +
                    figure_html(words, indicator);
  }
  subject.body += "<p>" +
                  anchor("/api/v1" + std::string("/reports/") + report.id.text() + ".pdf", "PDF") +
                  " · " + anchor("/api/v1/reports/" + report.id.text() + "/indicators.csv", "CSV") +
                  "</p>" + sources_html(words, report.sources);

  subject.data = data_text(formats::report_ld(
      *words.snapshot.content, report, released_at(words, ReleaseKind::kReport, report.id.text()),
      {"", words.language}));
}

bool describe_figure(Subject& subject, const PageWords& words, std::string_view report_text,
                     std::string_view indicator_text) {
  const auto report_id = report::ReportId::parse(report_text);
  const auto id = report::IndicatorId::parse(indicator_text);
  const Report* const report = report_id ? words.snapshot.content->report(*report_id) : nullptr;
  const Indicator* const indicator = report && id ? report->indicator(*id) : nullptr;
  if (indicator == nullptr) return false;
  subject.description = words.in(indicator->name) + ": " + value_words(words, *indicator) + ", " +
                        period_words(indicator->period, words.language);
  subject.title = words.in(indicator->name) + " · " + words.in(report->title);
  subject.type = "article";
  subject.body = figure_html(words, *indicator) + "<p>" +
                 anchor("/report/" + report->id.text(), words.in(report->title)) + "</p>";
  json::object data =
      linked_data("Observation", words.in(indicator->name), figure_address(*report, *indicator));
  data["value"] = indicator->value.text();
  data["unitText"] = indicator->unit.code;
  subject.data = data_text(data);
  return true;
}

void describe_news(Subject& subject, const PageWords& words) {
  std::vector<const news::Post*> posts;
  for (const news::Post& post : words.snapshot.content->news) posts.push_back(&post);
  const auto at = [&](const news::Post* post) {
    return conference::published_at(*post, words.snapshot.releases);
  };
  std::stable_sort(posts.begin(), posts.end(),
                   [&](const auto* a, const auto* b) { return at(a) > at(b); });
  subject.body = "<ul>";
  for (const news::Post* post : posts) {
    subject.body += "<li>" + (at(post) ? time_html(words, *at(post)) +
                                             mark_html(words, post->published_illustrative) + " "
                                       : "") +
                    anchor("/news/" + post->slug.text(), words.in(post->title)) +
                    mark_html(words, post->illustrative) +
                    element("p", words.in(post->summary)) + "</li>";
  }
  subject.body += "</ul>";
}

void describe_post(Subject& subject, const PageWords& words, const news::Post& post) {
  const std::string title = words.in(post.title);
  const std::string summary = words.in(post.summary);
  const auto at = conference::published_at(post, words.snapshot.releases);
  subject.description = summary.empty() ? subject.title : shortened(summary);
  subject.title = title + " · " + subject.title;
  subject.type = "article";
  subject.languages = post.languages();
  if (!post.pictures.empty()) subject.image = preview_of(words, post.pictures.front().picture);
  subject.body = (at ? "<p>" + time_html(words, *at) +
                           mark_html(words, post.published_illustrative) + "</p>"
                     : "") +
                 (post.illustrative ? "<p>" + mark_html(words, true) + "</p>" : "") +
                 element("p", summary) +
                 markdown_html(words, post.markdown);
  for (const news::Quote& quote : post.quotes) {
    subject.body += "<blockquote>" + element("p", words.in(quote.text));
    if (quote.person) subject.body += "<p>" + person_html(words, *quote.person) + "</p>";
    subject.body += "</blockquote>";
  }
  const auto source = post.source.find(words.language);
  if (source != post.source.end()) subject.body += sources_html(words, {source->second});
  subject.body += sources_html(words, post.sources);

  subject.data =
      data_text(formats::news_ld(*words.snapshot.content, post, at, {"", words.language}));
}

}  // namespace plenary::site
