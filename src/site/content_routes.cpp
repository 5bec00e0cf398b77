#include "site/content_routes.h"

#include <boost/json.hpp>

#include "account/secret.h"
#include "archive/zip.h"
#include "base/guarded.h"
#include "conference/content_schema.h"
#include "conference/gallery.h"
#include "conference/library.h"
#include "conference/pdf.h"
#include "formats/schedule.h"
#include "site/answers.h"
#include "site/bodies.h"
#include "site/content_answers.h"
#include "site/desk_bodies.h"
#include "site/desk_routes.h"
#include "site/guard.h"
#include "site/profile_routes.h"
#include "storage/database.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using account::Right;
using base::Errc;
using base::Result;
using boost::asio::awaitable;
using conference::Edited;
using conference::FileKind;
using net::Method;
using net::Response;

constexpr std::size_t kMostZipBytes = 64u << 20;
constexpr std::size_t kMostStageFilmBytes = 256u << 20;
constexpr std::size_t kMostEdits = 5'000;
constexpr std::size_t kAuditPage = 100;

std::string_view name(FileKind kind) {
  switch (kind) {
    case FileKind::kYaml:
      return "yaml";
    case FileKind::kMarkdown:
      return "markdown";
    case FileKind::kPicture:
      return "picture";
    case FileKind::kDocument:
      return "document";
    case FileKind::kReadme:
      return "readme";
    case FileKind::kStranger:
      return "stranger";
  }
  return {};
}

Response json_answer(const json::value& value, int status = 200) {
  return uncached_json(json::serialize(value), status);
}

/// A package that somebody sent and may confirm.
struct Waiting {
  std::string token;
  conference::PackageFiles files;
  std::int64_t seen = 0;
};

class ContentDesk {
 public:
  explicit ContentDesk(const SiteParts& parts) : parts_(parts) {}

  awaitable<Response> overview(Call& call);
  awaitable<Response> schema(Call& call);
  awaitable<Response> file(Call& call);
  awaitable<Response> edits(Call& call);
  awaitable<Response> text(Call& call);
  awaitable<Response> picture(Call& call);
  awaitable<Response> document(Call& call);
  awaitable<Response> film(Call& call);
  awaitable<Response> difference(Call& call);
  awaitable<Response> publish(Call& call);
  awaitable<Response> discard(Call& call);
  awaitable<Response> versions(Call& call);
  awaitable<Response> restore(Call& call);
  awaitable<Response> export_zip(Call& call);
  awaitable<Response> import(Call& call);
  awaitable<Response> confirm(Call& call);
  awaitable<Response> audit_log(Call& call);

 private:
  conference::Library& library() const { return *parts_.library; }
  /// "draft" or a number; nothing for anything else.
  static std::optional<std::optional<std::int64_t>> version_of(const std::string& text);
  awaitable<Result<conference::PackageFiles>> files_of(std::optional<std::string> version);
  Response edited(const Result<Edited>& outcome) const;
  json::object draft_json() const;

  const SiteParts& parts_;
  base::Guarded<std::optional<Waiting>> waiting_;
};

std::optional<std::optional<std::int64_t>> ContentDesk::version_of(const std::string& text) {
  if (text.empty() || text == "draft") return std::optional<std::int64_t>();
  if (text.size() > 9 || text.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  return std::optional<std::int64_t>(std::stoll(text));
}

awaitable<Result<conference::PackageFiles>> ContentDesk::files_of(
    std::optional<std::string> version) {
  const auto wanted = version_of(version.value_or("draft"));
  if (!wanted) co_return base::Error(Errc::kNotFound, "There is no such version.");
  if (!*wanted) co_return library().state()->draft->files;
  co_return co_await library().files(**wanted);
}

json::object ContentDesk::draft_json() const {
  const auto draft = library().state()->draft;
  return {{"revision", draft->revision},
          {"changes", draft->changed.size()},
          {"mistakes", mistakes_json(draft->mistakes, draft->files)}};
}

Response ContentDesk::edited(const Result<Edited>& outcome) const {
  if (!outcome) return content_refusal(outcome.error());
  if (outcome->conflicts.empty()) {
    json::object body = draft_json();
    return json_answer(std::move(body));
  }
  return conflicts_answer(*outcome);
}

awaitable<Response> ContentDesk::overview(Call&) {
  const auto state = library().state();
  const auto& changed = state->draft->changed;
  json::array files;
  for (const auto& [path, bytes] : state->draft->files.files) {
    files.push_back(
        json::object{{"path", path},
                     {"kind", name(conference::kind_of(path))},
                     {"changed", std::binary_search(changed.begin(), changed.end(), path)}});
  }
  json::array films;
  for (const std::string& film : state->draft->files.films) films.emplace_back(film);
  co_return json_answer(json::object{{"version", state->version.number},
                                     {"draft", draft_json()},
                                     {"files", std::move(files)},
                                     {"films", std::move(films)}});
}

awaitable<Response> ContentDesk::schema(Call&) {
  co_return uncached_json(std::string(conference::content_schema()));
}

awaitable<Response> ContentDesk::file(Call& call) {
  const std::string path = call.request.query_value("path").value_or("");
  const std::uint64_t revision = library().state()->draft->revision;
  const auto files = co_await files_of(call.request.query_value("version"));
  if (!files) co_return content_refusal(files.error());
  const auto found = files->files.find(path);
  if (found == files->files.end()) co_return not_found();
  json::object body{{"path", path}, {"revision", revision}};
  const FileKind kind = conference::kind_of(path);
  if (kind == FileKind::kPicture || kind == FileKind::kDocument) {
    body["bytes"] = found->second->size();
  } else if (kind == FileKind::kYaml) {
    auto value = conference::yaml_value(base::text_of(*found->second));
    if (value) {
      body["value"] = std::move(*value);
    } else {
      body["text"] = base::text_of(*found->second);
    }
  } else {
    body["text"] = base::text_of(*found->second);
  }
  co_return json_answer(std::move(body));
}

awaitable<Response> ContentDesk::edits(Call& call) {
  auto edits = read_edits(call.request.body, kMostEdits);
  if (!edits) co_return malformed(edits.error().detail());
  const auto outcome = co_await library().edit(std::move(*edits), call.visitor.account);
  co_return edited(outcome);
}

awaitable<Response> ContentDesk::text(Call& call) {
  auto change = read_text_change(call.request.body);
  if (!change) co_return malformed(change.error().detail());
  if (!change->text) {
    const auto removed = co_await library().remove_file(change->path, call.visitor.account);
    co_return edited(removed);
  }
  const auto outcome = co_await library().put_text(change->path, *change->text,
                                                   std::move(change->was), call.visitor.account);
  co_return edited(outcome);
}

awaitable<Response> ContentDesk::picture(Call& call) {
  std::string stem = call.request.query_value("name").value_or("");
  stem = stem.substr(0, stem.find('.'));
  const std::string path = "pictures/" + stem + ".webp";
  if (conference::kind_of(path) != FileKind::kPicture) {
    co_return malformed("A picture's name has a-z, 0-9 and hyphens.");
  }
  const auto view = base::view_of(call.request.body);
  auto bytes = std::make_shared<const base::Bytes>(view.begin(), view.end());
  const auto master = co_await parts_.gallery->take_in(std::move(bytes));
  if (!master) co_return content_refusal(master.error());
  const auto kept = co_await library().put_file(path, master->webp, call.visitor.account);
  if (!kept) co_return content_refusal(kept.error());
  json::array sizes;
  for (const int width : picture::kWidths) {
    if (width < master->width) sizes.push_back(width);
  }
  co_return json_answer(json::object{{"name", stem + ".webp"},
                                     {"width", master->width},
                                     {"height", master->height},
                                     {"sizes", std::move(sizes)},
                                     {"revision", kept->revision}});
}

awaitable<Response> ContentDesk::document(Call& call) {
  const std::string name = call.request.query_value("name").value_or("");
  const std::string path = "documents/" + name;
  if (conference::kind_of(path) != FileKind::kDocument) {
    co_return malformed("A document's name has a-z, 0-9 and hyphens, and ends in .pdf.");
  }
  const auto view = base::view_of(call.request.body);
  if (const std::string fault = conference::fault_of_pdf(view); !fault.empty()) {
    co_return content_refusal(base::Error(
        Errc::kMalformed, "The document " + fault + ". Save it as a plain PDF: without scripts, "
                          "forms, attachments and password."));
  }
  auto bytes = std::make_shared<const base::Bytes>(view.begin(), view.end());
  const auto kept = co_await library().put_file(path, std::move(bytes), call.visitor.account);
  if (!kept) co_return content_refusal(kept.error());
  co_return json_answer(json::object{
      {"name", name}, {"size_bytes", view.size()}, {"revision", kept->revision}});
}

awaitable<Response> ContentDesk::film(Call& call) {
  const std::string name = call.request.query_value("name").value_or("");
  const std::string_view stem = std::string_view(name).substr(0, name.find('.'));
  const bool ending = name.ends_with(".mp4") || name.ends_with(".webm") ||
                      name.ends_with(".mov") || name.ends_with(".mkv");
  if (!ending || !base::is_slug(stem) || name.find('.') != name.rfind('.')) {
    co_return malformed("A film's name has a-z, 0-9 and hyphens, and ends in .mp4 or .webm.");
  }
  const std::size_t bytes = call.request.body.size();
  const auto kept = co_await library().put_film(name, std::move(call.request.body));
  if (!kept) co_return content_refusal(kept.error());
  co_await audit(parts_, call.visitor.account, "content.film", name);
  co_return json_answer(
      json::object{{"name", name}, {"size_bytes", bytes}, {"revision", kept->revision}});
}

awaitable<Response> ContentDesk::difference(Call& call) {
  const auto from = version_of(
      call.request.query_value("from").value_or(std::to_string(library().state()->version.number)));
  const auto to = version_of(call.request.query_value("to").value_or("draft"));
  if (!from || !*from || !to) co_return malformed("`from` is a version, `to` one or `draft`.");
  const auto changes = co_await library().changes(**from, *to);
  if (!changes) co_return content_refusal(changes.error());
  json::array all;
  for (const conference::Change& change : *changes) all.push_back(conference::change_json(change));
  co_return json_answer(json::object{{"changes", std::move(all)}});
}

awaitable<Response> ContentDesk::publish(Call& call) {
  auto wanted = read_draft_act(call.request.body);
  if (!wanted) co_return malformed(wanted.error().detail());
  const auto version = co_await library().publish(wanted->revision, std::move(wanted->note),
                                                  call.visitor.account);
  if (!version && version.error().code() == Errc::kMalformed) {
    const auto draft = library().state()->draft;
    co_return json_answer(json::object{{"type", "about:blank"},
                                       {"title", "The draft cannot be published"},
                                       {"status", 422},
                                       {"detail", version.error().detail()},
                                       {"mistakes", mistakes_json(draft->mistakes, draft->files)}},
                          422);
  }
  if (!version) co_return content_refusal(version.error());
  co_await audit(parts_, call.visitor.account, "content.publish",
                 "version " + std::to_string(version->number));
  co_return json_answer(json::object{{"version", version->number}});
}

awaitable<Response> ContentDesk::discard(Call& call) {
  const auto wanted = read_draft_act(call.request.body);
  if (!wanted) co_return malformed(wanted.error().detail());
  const auto outcome = co_await library().discard(wanted->revision, call.visitor.account);
  if (outcome) {
    co_await audit(parts_, call.visitor.account, "content.discard",
                   std::to_string(wanted->revision));
  }
  co_return edited(outcome);
}

awaitable<Response> ContentDesk::versions(Call&) {
  json::array all;
  for (const storage::VersionRecord& version : library().versions()) {
    all.push_back(json::object{{"number", version.number},
                               {"at", base::format_rfc3339(version.at)},
                               {"account", version.account},
                               {"note", version.note}});
  }
  co_return json_answer(json::object{{"versions", std::move(all)}});
}

awaitable<Response> ContentDesk::restore(Call& call) {
  const auto number = version_of(call.path["version"]);
  if (!number || !*number) co_return not_found();
  const auto outcome = co_await library().restore(**number, call.visitor.account);
  if (outcome) {
    co_await audit(parts_, call.visitor.account, "content.restore",
                   "version " + call.path["version"]);
  }
  co_return edited(outcome);
}

awaitable<Response> ContentDesk::export_zip(Call& call) {
  const auto files = co_await files_of(call.request.query_value("version"));
  if (!files) co_return content_refusal(files.error());
  auto zip = archive::write_zip(files->files);
  if (!zip) co_return content_refusal(zip.error());
  const std::string id = library().state()->content->id.text();
  Response response;
  response.body = std::make_shared<const base::Bytes>(std::move(*zip));
  response.with("content-type", "application/zip")
      .with("content-disposition", "attachment; filename=\"" + id + ".zip\"");
  co_return uncached(std::move(response));
}

awaitable<Response> ContentDesk::import(Call& call) {
  auto files = archive::read_zip(base::view_of(call.request.body));
  if (!files) co_return content_refusal(files.error());
  Waiting waiting;
  json::array left_out;
  for (auto& [path, bytes] : *files) {
    if (path.starts_with("films/")) {
      left_out.emplace_back(path);
      continue;
    }
    waiting.files.files[path] = std::move(bytes);
  }
  waiting.files.films_follow = true;  // A ZIP has none: they are sent beside it.
  waiting.seen = library().state()->version.number;
  waiting.token = account::new_token();
  const std::string token = waiting.token;
  conference::PackageFiles proposed = waiting.files;
  waiting_.with([&](auto& held) { held = std::move(waiting); });
  const auto proposal = co_await library().propose(proposed);
  if (!proposal) co_return content_refusal(proposal.error());
  json::array changes;
  for (const auto& change : proposal->changes) changes.push_back(conference::change_json(change));
  json::array missing;
  for (const std::string& film : proposal->missing_films) missing.emplace_back(film);
  co_return json_answer(json::object{{"token", token},
                                     {"changes", std::move(changes)},
                                     {"left_out", std::move(left_out)},
                                     {"missing_films", std::move(missing)},
                                     {"mistakes", mistakes_json(proposal->mistakes, proposed)}});
}

awaitable<Response> ContentDesk::confirm(Call& call) {
  const auto body = object_body(call.request.body);
  if (!body) co_return malformed(body.error().detail());
  const std::string token = text_field(*body, "token").value_or("");
  const auto waiting = waiting_.with([&](auto& held) {
    return held && held->token == token ? std::exchange(held, std::nullopt) : std::nullopt;
  });
  if (!waiting) {
    co_return uncached(net::problem(409, "Not as it stands", "Send the package again."));
  }
  const auto taken =
      co_await library().take(waiting->files, waiting->seen, call.visitor.account);
  if (!taken) co_return content_refusal(taken.error());
  co_await audit(parts_, call.visitor.account, "content.import",
                 "draft " + std::to_string(taken->revision));
  co_return edited(taken);
}

awaitable<Response> ContentDesk::audit_log(Call& call) {
  const auto before = version_of(call.request.query_value("before").value_or(""));
  if (!before) co_return malformed("`before` is a number.");
  const auto entries = co_await parts_.database->audit_before(before->value_or(0), kAuditPage);
  if (!entries) co_return content_refusal(entries.error());
  json::array all;
  for (const storage::AuditEntry& entry : *entries) {
    all.push_back(json::object{{"number", entry.number},
                               {"at", base::format_rfc3339(entry.record.at)},
                               {"account", entry.record.account},
                               {"action", entry.record.action},
                               {"subject", entry.record.subject}});
  }
  co_return json_answer(json::object{{"entries", std::move(all)}});
}

}  // namespace

void add_content_routes(RouteTable& table, const SiteParts& parts) {
  const auto desk = std::make_shared<ContentDesk>(parts);
  using Handler = awaitable<Response> (ContentDesk::*)(Call&);
  const auto add = [&](Method method, std::string path, Handler handler) {
    table.add({method,
               "/api/v1/desk/" + std::move(path),
               Access::kInPlace,
               Right::kOrganise,
               {},
               [desk, handler](Call& call) { return ((*desk).*handler)(call); }});
  };
  add(Method::kGet, "content", &ContentDesk::overview);
  add(Method::kGet, "content/schema", &ContentDesk::schema);
  add(Method::kGet, "content/file", &ContentDesk::file);
  add(Method::kPost, "content/edits", &ContentDesk::edits);
  add(Method::kPut, "content/text", &ContentDesk::text);
  add(Method::kPost, "content/pictures", &ContentDesk::picture);
  add(Method::kPost, "content/documents", &ContentDesk::document);
  add(Method::kPost, "content/films", &ContentDesk::film);
  add(Method::kGet, "content/difference", &ContentDesk::difference);
  add(Method::kPost, "content/publish", &ContentDesk::publish);
  add(Method::kPost, "content/discard", &ContentDesk::discard);
  add(Method::kGet, "content/versions", &ContentDesk::versions);
  add(Method::kPost, "content/versions/{version}/restore", &ContentDesk::restore);
  add(Method::kGet, "content/export.zip", &ContentDesk::export_zip);
  add(Method::kPost, "content/import", &ContentDesk::import);
  add(Method::kPost, "content/import/confirm", &ContentDesk::confirm);
  add(Method::kGet, "audit", &ContentDesk::audit_log);
}

std::size_t content_body_bytes(const net::Request& request, const conference::Accounts& accounts,
                               std::size_t otherwise) {
  otherwise = profile_body_bytes(request, accounts, otherwise);
  const bool picture = request.path == "/api/v1/desk/content/pictures";
  const bool document = request.path == "/api/v1/desk/content/documents";
  const bool film = request.path == "/api/v1/desk/content/films";
  const bool package = request.path == "/api/v1/desk/content/import";
  const bool schedule = request.path == "/api/v1/desk/content/import-schedule";
  if (request.method != Method::kPost || (!picture && !document && !film && !package && !schedule)) {
    return otherwise;
  }
  // Asked while the request is read, before it is known whether a proxy had it by TLS.
  auto login = accounts.find(request.cookie("__Host-plenary"));
  if (!login) login = accounts.find(request.cookie("plenary"));
  if (!login || !account::may(login->visitor.grants, Right::kOrganise, {})) return otherwise;
  if (schedule) return formats::kMostScheduleBytes;
  if (document) return conference::kMostDocumentBytes;
  if (film) return kMostStageFilmBytes;
  return picture ? picture::kMostBytes : kMostZipBytes;
}

}  // namespace plenary::site
