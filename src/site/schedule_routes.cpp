#include "site/schedule_routes.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <utility>

#include "conference/difference.h"
#include "conference/library.h"
#include "formats/schedule_import.h"
#include "site/answers.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using boost::asio::awaitable;
using net::Method;
using net::Response;

/// ?lang= where the conference has it, else its first language.
std::string language_of(const net::Request& request, const conference::Content& content) {
  const auto asked = request.query_value("lang");
  const auto& known = content.languages;
  if (asked && std::find(known.begin(), known.end(), *asked) != known.end()) return *asked;
  return known.empty() ? "en" : known.front();
}

json::object answer_json(const formats::ScheduleImport& import, const std::vector<conference::Change>& changes,
                         std::uint64_t revision, bool confirmed) {
  json::array notes;
  for (const std::string& note : import.notes) notes.emplace_back(note);
  json::array missing;
  for (const base::SessionId& id : import.missing) missing.emplace_back(id.text());
  json::array listed;
  for (const conference::Change& change : changes) listed.push_back(conference::change_json(change));
  return {{"revision", revision},           {"edits", import.edits.size()}, {"changes", std::move(listed)},
          {"notes", std::move(notes)},      {"missing", std::move(missing)}, {"confirmed", confirmed}};
}

Response not_imported(const base::Error& error) {
  const int status = error.code() == base::Errc::kUnavailable ? 503 : 409;
  return uncached(net::problem(status, "Not imported", error.detail()));
}

awaitable<Response> import_schedule(conference::Library* library, Call& call) {
  if (library == nullptr) co_return not_found();
  const auto schedule = formats::read_schedule(call.request.body);
  if (!schedule) co_return malformed(schedule.error().detail());
  const auto state = library->state();
  // A draft with mistakes has no content to compare with: they are mended first.
  const auto content = state->draft->content;
  if (!content) {
    co_return uncached(net::problem(409, "The draft has mistakes", "Mend them first."));
  }
  const formats::ScheduleImport import =
      formats::import_schedule(*schedule, *content, language_of(call.request, *content));
  const auto files = formats::edited_package(state->draft->files, import);
  if (!files) co_return not_imported(files.error());
  const std::vector<conference::Change> changes = conference::difference(state->draft->files, *files);
  std::uint64_t revision = state->draft->revision;
  const bool confirmed = call.request.query_value("confirm") == "1";
  if (confirmed && !import.edits.empty()) {
    std::vector<conference::FileEdit> edits;
    for (const formats::ImportEdit& one : import.edits) {
      edits.push_back({one.file, one.edit, std::nullopt});
    }
    std::string account = call.visitor.account;
    const auto edited = co_await library->edit(std::move(edits), std::move(account));
    if (!edited) co_return not_imported(edited.error());
    revision = edited->revision;
  }
  co_return uncached_json(json::serialize(answer_json(import, changes, revision, confirmed)));
}

}  // namespace

void add_schedule_routes(RouteTable& table, const SiteParts& parts) {
  Route route;
  route.method = Method::kPost;
  route.path = "/api/v1/desk/content/import-schedule";
  route.access = Access::kInPlace;
  route.right = account::Right::kOrganise;
  route.handle = [library = parts.library](Call& call) { return import_schedule(library, call); };
  table.add(std::move(route));
}

}  // namespace plenary::site
