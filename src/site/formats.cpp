#include "site/formats.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "conference/programme_history.h"
#include "formats/feed.h"
#include "formats/schedule.h"
#include "formats/schedule_json.h"
#include "formats/schedule_xml.h"
#include "formats/streams.h"
#include "formats/tables.h"
#include "site/answers.h"
#include "site/documents.h"

namespace plenary::site {
namespace {

using conference::Document;
using conference::Snapshot;
using formats::Rendering;
using net::Request;
using net::Response;

// Addresses and languages come from strangers: what they make is forgotten rather than piled up.
constexpr std::size_t kMostDocuments = 128;
constexpr std::size_t kMostBooks = 16;

constexpr const char* kCalendar = "text/calendar; charset=utf-8";
constexpr const char* kAtom = "application/atom+xml; charset=utf-8";
constexpr const char* kJson = "application/json";
constexpr const char* kCsv = "text/csv; charset=utf-8";

bool knows(const std::vector<std::string>& languages, std::string_view language) {
  return std::find(languages.begin(), languages.end(), language) != languages.end();
}

std::string key_of(const std::string& name, const Rendering& rendering) {
  return name + " " + rendering.language + " " + rendering.origin;
}

/// The time at which the programme was told last: versions of the schedule are known by it.
std::string version_of(const Snapshot& snapshot) {
  const auto& changes = snapshot.history->changes;
  return base::format_rfc3339(changes.empty() ? snapshot.history->since : changes.back().at);
}

formats::Schedule schedule_of(const Snapshot& snapshot, const Rendering& rendering) {
  return formats::schedule_of(*snapshot.content, version_of(snapshot), rendering);
}

/// The address by which the reader came; one that is none is this machine's.
std::string origin_of(const Request& request) {
  const std::string origin = site_origin(request);
  return origin.empty() ? "http://localhost" : origin;
}

Response saved_as(Response response, const std::string& name) {
  response.with("content-disposition", "inline; filename=\"" + name + "\"");
  return response;
}

}  // namespace

Rendering Formats::rendering(const Request& request) const {
  const auto snapshot = conference_.snapshot();
  const auto& languages = snapshot->content->languages;
  const auto asked = request.query_value("lang");
  const std::string own = languages.empty() ? "en" : languages.front();
  return {origin_of(request), asked && knows(languages, *asked) ? *asked : own};
}

Document Formats::document(const std::string& name, const Rendering& rendering,
                           const Render& render) const {
  const auto snapshot = conference_.snapshot();
  const std::string key = key_of(name, rendering);
  std::optional<Document> found;
  cache_.update([&](Cache& cache) {
    if (!cache.is_of(*snapshot)) return;
    const auto known = cache.documents.find(key);
    if (known != cache.documents.end()) found = known->second;
  });
  if (found) return *found;
  Document made = conference::make_document(render(*snapshot));
  cache_.update([&](Cache& cache) {
    if (!cache.is_of(*snapshot)) cache = Cache{snapshot->content, snapshot->history, {}, {}};
    if (cache.documents.size() >= kMostDocuments) cache.documents.clear();
    cache.documents[key] = made;
  });
  return made;
}

std::shared_ptr<const formats::CalendarBook> Formats::book(const Rendering& rendering) const {
  const auto snapshot = conference_.snapshot();
  const std::string key = key_of("book", rendering);
  std::shared_ptr<const formats::CalendarBook> found;
  cache_.update([&](Cache& cache) {
    if (cache.is_of(*snapshot) && cache.books.contains(key)) found = cache.books[key];
  });
  if (found) return found;
  auto made = std::make_shared<const formats::CalendarBook>(*snapshot->content, *snapshot->history,
                                                            rendering);
  cache_.update([&](Cache& cache) {
    if (!cache.is_of(*snapshot)) cache = Cache{snapshot->content, snapshot->history, {}, {}};
    if (cache.books.size() >= kMostBooks) cache.books.clear();
    cache.books[key] = made;
  });
  return made;
}

Response Formats::schedule_xml(const Request& request) const {
  const Rendering wanted = rendering(request);
  const Document made = document("schedule.xml", wanted, [&](const Snapshot& snapshot) {
    return formats::write_schedule_xml(schedule_of(snapshot, wanted));
  });
  return document_response(request, made, "application/vnd.c3voc.schedule+xml");
}

Response Formats::schedule_json(const Request& request) const {
  const Rendering wanted = rendering(request);
  const Document made = document("schedule.json", wanted, [&](const Snapshot& snapshot) {
    return formats::write_schedule_json(schedule_of(snapshot, wanted));
  });
  return document_response(request, made, kJson);
}

Response Formats::calendar(const Request& request) const {
  const Rendering wanted = rendering(request);
  const Document made =
      document("calendar.ics", wanted, [&](const Snapshot&) { return book(wanted)->whole(); });
  return saved_as(document_response(request, made, kCalendar), "calendar.ics");
}

Response Formats::session_calendar(const Request& request) const {
  constexpr std::string_view kFolder = "/calendar/";
  constexpr std::string_view kEnding = ".ics";
  std::string_view name = std::string_view(request.path).substr(kFolder.size());
  if (!name.ends_with(kEnding)) return not_found();
  name.remove_suffix(kEnding.size());
  const auto id = base::SessionId::parse(name);
  if (!id) return not_found();
  const Rendering wanted = rendering(request);
  // One session is quickly put together, and its parts are there.
  const auto text = book(wanted)->session(*id);
  if (!text) return not_found();
  return saved_as(document_response(request, conference::make_document(*text), kCalendar),
                  id->text() + ".ics");
}

Response Formats::changes_atom(const Request& request) const {
  const Rendering wanted = rendering(request);
  const Document made = document("changes.atom", wanted, [&](const Snapshot& snapshot) {
    return formats::changes_atom(*snapshot.content, *snapshot.history, wanted);
  });
  return document_response(request, made, kAtom);
}

std::optional<Response> Formats::news_atom(const Request& request) const {
  constexpr std::string_view kBegin = "/news.";
  constexpr std::string_view kEnding = ".atom";
  std::string_view path = request.path;
  if (!path.starts_with(kBegin) || !path.ends_with(kEnding) ||
      path.size() <= kBegin.size() + kEnding.size()) {
    return std::nullopt;
  }
  path.remove_prefix(kBegin.size());
  path.remove_suffix(kEnding.size());
  const auto content = conference_.snapshot()->content;
  if (!knows(content->languages, path) && !knows(content->news_languages, path)) return not_found();
  const Rendering wanted{origin_of(request), std::string(path)};
  const Document made = document("news.atom", wanted, [&](const Snapshot& snapshot) {
    return formats::news_atom(*snapshot.content, snapshot.releases, wanted);
  });
  return document_response(request, made, kAtom);
}

Response Formats::streams(const Request& request) const {
  const auto snapshot = conference_.snapshot();
  const Rendering wanted = rendering(request);
  const std::string key = key_of("streams", wanted);
  std::optional<Document> found;
  brief_.update([&](Brief& brief) {
    const auto known = brief.documents.find(key);
    if (brief.snapshot == snapshot && known != brief.documents.end()) found = known->second;
  });
  if (!found) {
    found = conference::make_document(formats::streams_json(*snapshot->content, snapshot->states,
                                                            snapshot->presences,
                                                            conference_.clock().now(), wanted));
    brief_.update([&](Brief& brief) {
      if (brief.snapshot != snapshot || brief.documents.size() >= kMostDocuments) {
        brief = Brief{snapshot, {}};
      }
      brief.documents[key] = *found;
    });
  }
  return document_response(request, *found, kJson);
}

Response Formats::sessions_csv(const Request& request) const {
  const Rendering wanted = rendering(request);
  const Document made = document("programme.csv", wanted, [&](const Snapshot& snapshot) {
    return formats::sessions_csv(*snapshot.content, *snapshot.history, wanted);
  });
  return saved_as(document_response(request, made, kCsv), "programme.csv");
}

Response Formats::people_csv(const Request& request) const {
  const Rendering wanted = rendering(request);
  const Document made = document("people.csv", wanted, [&](const Snapshot& snapshot) {
    return formats::people_csv(*snapshot.content, wanted);
  });
  return saved_as(document_response(request, made, kCsv), "people.csv");
}

Response Formats::changes(const Request& request) const {
  std::uint64_t after = 0;
  if (const auto asked = request.query_value("after")) {
    const auto [end, failed] = std::from_chars(asked->data(), asked->data() + asked->size(), after);
    if (failed != std::errc() || end != asked->data() + asked->size()) {
      return malformed("`after` is the number of a change.");
    }
  }
  if (after > 0) {
    const auto snapshot = conference_.snapshot();
    return uncached_json(conference::changes_json(*snapshot->history, after));
  }
  const Document made = document("changes.json", {}, [](const Snapshot& snapshot) {
    return conference::changes_json(*snapshot.history, 0);
  });
  return document_response(request, made, kJson);
}

}  // namespace plenary::site
