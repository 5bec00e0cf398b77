#include "formats/linked_data.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <set>

#include "programme/programme.h"

namespace plenary::formats {
namespace {

namespace json = boost::json;
using conference::Content;

json::object typed(const char* type) {
  return {{"@context", "https://schema.org"}, {"@type", type}};
}

/// One within another says its type alone.
json::object inner(json::object object) {
  object.erase("@context");
  return object;
}

void put(json::object& object, const char* name, std::string text) {
  if (!text.empty()) object[name] = std::move(text);
}

json::object virtual_place(const std::string& url) {
  return {{"@type", "VirtualLocation"}, {"url", url}};
}

json::object organisation_named(const Content& content, const base::OrganisationId& id,
                                const Rendering& rendering) {
  const auto* found = content.organisation(id);
  return found == nullptr ? json::object() : inner(organisation_ld(content, *found, rendering));
}

std::string report_url(const Rendering& rendering, const report::Report& report) {
  return rendering.origin + "/report/" + report.id.text();
}

void add_links(json::object& object, const std::vector<base::Link>& links) {
  json::array same;
  for (const base::Link& link : links) same.emplace_back(link.url);
  if (!same.empty()) object["sameAs"] = std::move(same);
}

json::array performers(const Content& content, const programme::Session& session,
                       const Rendering& rendering) {
  json::array all;
  std::set<std::string> seen;
  const auto add = [&](const std::optional<base::PersonId>& id) {
    if (!id || !seen.insert(id->text()).second) return;
    const auto* person = content.person(*id);
    if (person != nullptr) all.emplace_back(inner(person_ld(content, *person, rendering)));
  };
  add(session.moderator);
  for (const auto& item : session.running_order) add(item.person);
  return all;
}

}  // namespace

json::object conference_ld(const Content& content, const Rendering& rendering) {
  json::object event = typed("Event");
  event["name"] = words(content.title, content, rendering);
  put(event, "description", words(content.theme, content, rendering));
  event["url"] = rendering.origin + "/";
  event["eventAttendanceMode"] = "https://schema.org/OnlineEventAttendanceMode";
  event["eventStatus"] = "https://schema.org/EventScheduled";
  event["location"] = virtual_place(rendering.origin + "/");
  if (!content.programme.days.empty()) {
    event["startDate"] = programme::format_date(content.programme.days.front().date);
    event["endDate"] = programme::format_date(content.programme.days.back().date);
  }
  json::array languages;
  for (const std::string& language : content.languages) languages.emplace_back(language);
  event["inLanguage"] = std::move(languages);
  json::object organizer = organisation_named(content, content.host, rendering);
  if (!organizer.empty()) event["organizer"] = std::move(organizer);
  return event;
}

json::object session_ld(const Content& content, const programme::Session& session,
                        const programme::History& history, const Rendering& rendering) {
  const programme::SessionStatus status = status_of(session, history);
  json::object event = typed("Event");
  event["name"] = words(session.title, content, rendering);
  put(event, "description", words(session.abstract, content, rendering));
  event["url"] = session_url(rendering, session.id);
  // A day without a clock, as schema.org allows, where the clock would be ours alone.
  const auto told_time = [&](base::Instant instant) {
    const std::string time = local_time(instant, content.utc_offset);
    return session.times_illustrative ? time.substr(0, time.find('T')) : time;
  };
  event["startDate"] = told_time(session.starts_at);
  event["endDate"] = told_time(session.ends_at);
  event["eventAttendanceMode"] = "https://schema.org/OnlineEventAttendanceMode";
  event["eventStatus"] =
      status == programme::SessionStatus::kCancelled ? "https://schema.org/EventCancelled"
      : status == programme::SessionStatus::kMoved   ? "https://schema.org/EventRescheduled"
                                                     : "https://schema.org/EventScheduled";
  const auto* told = history.of(session.id);
  if (status == programme::SessionStatus::kMoved &&
      told->moved_from->starts_at != session.starts_at) {
    event["previousStartDate"] = told_time(told->moved_from->starts_at);
  }
  event["location"] = virtual_place(stage_url(rendering, session.stage));
  put(event, "inLanguage", session.language);
  if (json::array people = performers(content, session, rendering); !people.empty()) {
    event["performer"] = std::move(people);
  }
  const auto* forum = session.forum ? content.forum(*session.forum) : nullptr;
  json::object organizer = organisation_named(
      content, forum != nullptr && forum->organisation ? *forum->organisation : content.host,
      rendering);
  if (!organizer.empty()) event["organizer"] = std::move(organizer);
  event["superEvent"] = inner(conference_ld(content, rendering));
  return event;
}

json::object person_ld(const Content& content, const people::Person& person,
                       const Rendering& rendering) {
  json::object object = typed("Person");
  object["name"] = words(person.name, content, rendering);
  put(object, "jobTitle", words(person.title, content, rendering));
  put(object, "description", words(person.text, content, rendering));
  object["url"] = person_url(rendering, person.id);
  add_links(object, person.links);
  if (person.organisation) {
    json::object of = organisation_named(content, *person.organisation, rendering);
    if (!of.empty()) object["affiliation"] = std::move(of);
  }
  return object;
}

json::object organisation_ld(const Content& content, const people::Organisation& organisation,
                             const Rendering& rendering) {
  json::object object = typed("Organization");
  object["name"] = words(organisation.name, content, rendering);
  put(object, "alternateName", words(organisation.short_name, content, rendering));
  put(object, "description", words(organisation.text, content, rendering));
  object["url"] = organisation_url(rendering, organisation.id);
  add_links(object, organisation.links);
  return object;
}

json::object report_ld(const Content& content, const report::Report& report,
                       std::optional<base::Instant> released_at, const Rendering& rendering) {
  const std::string url = report_url(rendering, report);
  json::object object = typed("Report");
  object["name"] = words(report.title, content, rendering);
  put(object, "abstract", words(report.summary, content, rendering));
  object["url"] = url;
  object["inLanguage"] = rendering.language;
  if (released_at) object["datePublished"] = base::format_rfc3339(*released_at);
  if (report.organisation) {
    json::object author = organisation_named(content, *report.organisation, rendering);
    if (!author.empty()) object["author"] = author;
    if (!author.empty()) object["publisher"] = std::move(author);
  }
  if (report.indicators.empty()) return object;
  json::array measured;
  for (const report::Indicator& indicator : report.indicators) {
    measured.emplace_back(json::object{{"@type", "PropertyValue"},
                                       {"name", words(indicator.name, content, rendering)},
                                       {"value", indicator.value.plain()},
                                       {"unitText", indicator.unit.code},
                                       {"url", url + "#" + indicator.id.text()}});
  }
  const std::string api = rendering.origin + "/api/v1/reports/" + report.id.text() + "/indicators";
  const auto download = [&api](const char* ending, const char* type) {
    return json::object{
        {"@type", "DataDownload"}, {"contentUrl", api + ending}, {"encodingFormat", type}};
  };
  json::object dataset{{"@type", "Dataset"},
                       {"name", words(report.title, content, rendering)},
                       {"description", words(report.summary.empty() ? report.title : report.summary,
                                             content, rendering)},
                       {"url", url},
                       {"variableMeasured", std::move(measured)}};
  dataset["distribution"] =
      json::array{download(".csv", "text/csv"), download(".json", "application/json")};
  object["hasPart"] = std::move(dataset);
  return object;
}

json::object news_ld(const Content& content, const news::Post& post,
                     std::optional<base::Instant> published_at, const Rendering& rendering) {
  json::object object = typed("NewsArticle");
  object["headline"] = words(post.title, content, rendering);
  put(object, "description", words(post.summary, content, rendering));
  object["url"] = rendering.origin + "/news/" + post.slug.text() + "?lang=" + rendering.language;
  object["inLanguage"] = rendering.language;
  if (published_at) {
    const std::string time = base::format_rfc3339(*published_at);
    object["datePublished"] = post.published_illustrative ? time.substr(0, time.find('T')) : time;
  }
  json::object publisher = organisation_named(content, content.host, rendering);
  if (!publisher.empty()) object["author"] = publisher;
  if (!publisher.empty()) object["publisher"] = std::move(publisher);
  const auto source = post.source.find(rendering.language);
  if (source != post.source.end()) {
    const auto known = content.sources_by_key.find(source->second);
    if (known != content.sources_by_key.end()) put(object, "isBasedOn", known->second.url);
  }
  return object;
}

}  // namespace plenary::formats
