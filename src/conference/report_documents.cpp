#include "conference/report_documents.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "conference/json_parts.h"
#include "programme/programme.h"
#include "report/amount.h"

namespace plenary::conference {
namespace {

namespace json = boost::json;
using report::Decimal;
using report::Indicator;
using report::Period;

template <class Thing>
void add_origin(json::object& object, const Thing& thing) {
  object["our_wording"] = strings(thing.our_wording);
  object["sources"] = strings(thing.sources);
}

/// What `words` makes of each language of the conference and its newsroom.
template <class Words>
json::object in_each_language(const Content& content, Words words) {
  json::object object;
  for (const auto* languages : {&content.languages, &content.news_languages}) {
    for (const std::string& language : *languages) object[language] = words(language);
  }
  return object;
}

json::object period_object(const Content& content, const Period& period) {
  json::object object;
  object["span"] = period.span;
  object["as_of"] = period.as_of ? json::value(programme::format_date(*period.as_of)) : nullptr;
  object["shown"] = in_each_language(
      content, [&](const std::string& language) { return report::period_words(period, language); });
  return object;
}

json::object readings_entry(const report::Reading& reading) {
  json::object object;
  object["value"] = reading.value ? json::value(reading.value->text()) : nullptr;
  object["approximate"] = name(reading.approximation);
  object["text"] = localised(reading.text);
  add_origin(object, reading);
  return object;
}

json::object series_object(const Content& content, const report::Series& series) {
  json::array points;
  for (const report::Point& point : series.points) {
    json::object object{{"period", period_object(content, point.period)},
                        {"value", point.value.text()},
                        {"approximate", name(point.approximation)},
                        {"note", localised(point.note)}};
    add_origin(object, point);
    points.emplace_back(std::move(object));
  }
  return {{"points", std::move(points)}, {"break_note", localised(series.break_note)}};
}

/// The indicator's amount by every rate that knows its currency.
json::array converted(const Content& content, const Indicator& indicator) {
  json::array all;
  if (!indicator.unit.currency()) return all;
  for (const report::Rate& rate : content.rates) {
    const auto made = report::convert(indicator.value, indicator.unit, rate);
    if (!made) continue;
    all.emplace_back(json::object{
        {"currency", made->unit.code},
        {"rate_id", rate.id.text()},
        {"shown", in_each_language(content, [&](const std::string& language) {
           return report::amount_words(made->value, made->unit, indicator.approximation, language);
         })}});
  }
  return all;
}

json::value share_object(const Content& content, const std::optional<report::Share>& share) {
  if (!share) return nullptr;
  return json::object{{"percent", share->percent.text()},
                      {"approximate", name(share->approximation)},
                      {"of", localised(share->of)},
                      {"shown", in_each_language(content, [&](const std::string& language) {
                         return report::amount_words(share->percent, report::Unit{"percent"},
                                                     share->approximation, language);
                       })}};
}

json::value growth_object(const Content& content, const std::optional<report::Growth>& growth) {
  if (!growth) return nullptr;
  return json::object{{"percent", growth->percent.text()},
                      {"basis", localised(growth->basis)},
                      {"sources", strings(growth->sources)},
                      {"shown", in_each_language(content, [&](const std::string& language) {
                         return report::growth_words(growth->percent, language);
                       })}};
}

json::value formula_object(const std::optional<report::Formula>& formula) {
  if (!formula) return nullptr;
  json::array of;
  for (const report::IndicatorId& id : formula->of) of.emplace_back(id.text());
  return json::object{{"kind", name(formula->kind)}, {"of", std::move(of)}};
}

json::object indicator_object(const Content& content, const Indicator& indicator) {
  json::array readings;
  for (const report::Reading& one : indicator.readings) readings.push_back(readings_entry(one));
  json::object object{{"id", indicator.id.text()},
                      {"name", localised(indicator.name)},
                      {"value", indicator.value.text()},
                      {"approximate", name(indicator.approximation)},
                      {"unit", indicator.unit.code},
                      {"period", period_object(content, indicator.period)},
                      {"formula", formula_object(indicator.formula)},
                      {"share", share_object(content, indicator.share)},
                      {"rank", indicator.rank ? json::value(json::object{
                                                    {"place", indicator.rank->place},
                                                    {"among", localised(indicator.rank->among)}})
                                              : json::value(nullptr)},
                      {"growth", growth_object(content, indicator.growth)},
                      {"note", localised(indicator.note)},
                      {"readings", std::move(readings)},
                      {"series", series_object(content, indicator.series)},
                      {"illustrative", indicator.illustrative}};
  object["shown"] = in_each_language(content, [&](const std::string& language) {
    return report::amount_words(indicator.value, indicator.unit, indicator.approximation, language);
  });
  object["converted"] = converted(content, indicator);
  add_origin(object, indicator);
  return object;
}

json::object rate_object(const report::Rate& rate) {
  json::object object{{"id", rate.id.text()},
                      {"from", rate.from},
                      {"to", rate.to},
                      {"rate", rate.rate.plain()},
                      {"date", programme::format_date(rate.date)},
                      {"languages", strings(rate.languages)},
                      {"inferred", rate.inferred},
                      {"note", localised(rate.note)}};
  add_origin(object, rate);
  return object;
}

/// The rates that know a currency of the report.
json::array rates_of(const Content& content, const report::Report& report) {
  json::array rates;
  for (const report::Rate& rate : content.rates) {
    const bool of_use = std::any_of(
        report.indicators.begin(), report.indicators.end(), [&rate](const Indicator& indicator) {
          return indicator.unit.code == rate.from || indicator.unit.code == rate.to;
        });
    if (of_use) rates.push_back(rate_object(rate));
  }
  return rates;
}

json::object html_of(const Content& content, const std::map<std::string, std::string>& markdown,
                     const PictureSizes& pictures) {
  json::object html;
  for (const auto& [language, text] : markdown) {
    html[language] = prose_html(text, language, content, pictures);
  }
  return html;
}

json::object report_head(const report::Report& report, std::optional<base::Instant> released_at) {
  return {{"id", report.id.text()},
          {"title", localised(report.title)},
          {"organisation", id_or_null(report.organisation)},
          {"summary", localised(report.summary)},
          {"released_at", instant_or_null(released_at)},
          {"illustrative", report.illustrative},
          {"url", "/report/" + report.id.text()}};
}

}  // namespace

json::value picture_object(const std::string& name, const PictureSizes& pictures) {
  const auto sizes = pictures ? pictures(name) : std::vector<PictureSize>{};
  if (sizes.empty()) return nullptr;
  json::array all;
  for (const PictureSize& size : sizes) {
    all.emplace_back(
        json::object{{"url", size.url}, {"width", size.width}, {"height", size.height}});
  }
  return json::object{{"name", name}, {"src", sizes.back().url}, {"sizes", std::move(all)}};
}

namespace {

json::value illustration_object(const news::Illustration& one, const PictureSizes& pictures) {
  json::value made = picture_object(one.picture, pictures);
  if (json::object* object = made.if_object()) {
    (*object)["alt"] = localised(one.alt);
    (*object)["credit"] = one.credit;
  }
  return made;
}

json::object post_head(const news::Post& post, std::optional<base::Instant> published_at,
                       const PictureSizes& pictures) {
  json::object object{{"slug", post.slug.text()},
                      {"title", localised(post.title)},
                      {"summary", localised(post.summary)},
                      {"published_at", instant_or_null(published_at)},
                      {"published_illustrative", post.published_illustrative},
                      {"illustrative", post.illustrative},
                      {"languages", strings(post.languages())},
                      {"url", "/news/" + post.slug.text()}};
  object["picture"] = post.pictures.empty() ? json::value(nullptr)
                                            : illustration_object(post.pictures.front(), pictures);
  return object;
}

/// Where the moment is seen: the session's page, which becomes the replay, at the item.
json::value moment_url(const news::Quote& quote) {
  if (!quote.session) return nullptr;
  const std::string url = "/session/" + quote.session->text();
  return json::value(quote.item.empty() ? url : url + "#" + quote.item);
}

json::object quote_object(const news::Quote& quote) {
  json::object object{{"text", localised(quote.text)},
                      {"paraphrase", quote.paraphrase},
                      {"person", id_or_null(quote.person)},
                      {"session", id_or_null(quote.session)},
                      {"item", quote.item.empty() ? json::value(nullptr) : json::value(quote.item)},
                      {"url", moment_url(quote)}};
  add_origin(object, quote);
  return object;
}

json::object press_file_object(const news::PressFile& file, const PictureSizes& pictures) {
  json::object object{{"title", localised(file.title)}};
  object["url"] = file.url.empty() ? json::value(nullptr) : json::value(file.url);
  object["picture"] = file.picture.empty() ? nullptr : picture_object(file.picture, pictures);
  return object;
}

json::object source_by_language(const Content& content, const news::Post& post) {
  json::object object;
  for (const auto& [language, key] : post.source) {
    const auto found = content.sources_by_key.find(key);
    if (found == content.sources_by_key.end()) continue;
    const Source& source = found->second;
    object[language] =
        json::object{{"key", key},
                     {"title", source.title},
                     {"url", source.url.empty() ? json::value(nullptr) : json::value(source.url)},
                     {"grade", std::string(1, source.grade)}};
  }
  return object;
}

}  // namespace

std::string reports_json(const Content& content, const ReleasedAt& released) {
  json::array reports;
  for (const report::Report& report : content.reports) {
    const auto at = released.find(report.id);
    reports.emplace_back(
        report_head(report, at == released.end() ? std::nullopt : std::optional(at->second)));
  }
  return json::serialize(json::object{{"reports", std::move(reports)}});
}

std::string report_json(const Content& content, const report::Report& report,
                        std::optional<base::Instant> released_at, const PictureSizes& pictures) {
  json::object object = report_head(report, released_at);
  object["release_note"] = localised(report.release.note);
  object["session"] = id_or_null(report.release.session);
  add_origin(object, report);
  json::array chapters;
  for (const report::Chapter& chapter : report.chapters) {
    json::object one{{"id", chapter.id.text()},
                     {"title", localised(chapter.title)},
                     {"html", html_of(content, chapter.markdown, pictures)}};
    add_origin(one, chapter);
    chapters.emplace_back(std::move(one));
  }
  object["chapters"] = std::move(chapters);
  json::array indicators;
  for (const Indicator& one : report.indicators) {
    indicators.emplace_back(indicator_object(content, one));
  }
  object["indicators"] = std::move(indicators);
  object["rates"] = rates_of(content, report);
  return json::serialize(object);
}

std::string news_json(const Content& content, const PublishedAt& published,
                      const PictureSizes& pictures) {
  const auto at = [&published](const news::Post& post) -> std::optional<base::Instant> {
    const auto found = published.find(post.slug);
    return found == published.end() ? post.published : std::optional(found->second);
  };
  std::vector<const news::Post*> latest_first;
  for (const news::Post& post : content.news) latest_first.push_back(&post);
  std::stable_sort(latest_first.begin(), latest_first.end(),
                   [&at](const auto* one, const auto* other) { return at(*one) > at(*other); });
  json::array posts;
  for (const news::Post* post : latest_first) {
    posts.emplace_back(post_head(*post, at(*post), pictures));
  }
  return json::serialize(json::object{{"posts", std::move(posts)}});
}

std::string post_json(const Content& content, const news::Post& post,
                      std::optional<base::Instant> published_at, const PictureSizes& pictures) {
  json::object object = post_head(post, published_at ? published_at : post.published, pictures);
  object["html"] = html_of(content, post.markdown, pictures);
  object["translations"] = strings(post.languages());
  json::array quotes;
  for (const news::Quote& quote : post.quotes) quotes.emplace_back(quote_object(quote));
  object["quotes"] = std::move(quotes);
  json::array shown;
  for (const news::Illustration& one : post.pictures) {
    json::value picture = illustration_object(one, pictures);
    if (picture.is_object()) shown.push_back(std::move(picture));
  }
  object["pictures"] = std::move(shown);
  json::array files;
  for (const news::PressFile& file : post.press_kit) {
    files.emplace_back(press_file_object(file, pictures));
  }
  object["press_kit"] = std::move(files);
  object["source"] = source_by_language(content, post);
  add_origin(object, post);
  return json::serialize(object);
}

}  // namespace plenary::conference
