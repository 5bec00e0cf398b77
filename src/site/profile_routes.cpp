#include "site/profile_routes.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>
#include <variant>

#include "conference/exhibitor_table.h"
#include "conference/fields.h"
#include "conference/gallery.h"
#include "conference/library.h"
#include "conference/pdf.h"
#include "site/answers.h"
#include "site/content_answers.h"
#include "site/desk_bodies.h"
#include "site/desk_routes.h"
#include "site/guard.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using account::Right;
using base::Errc;
using base::Error;
using base::Result;
using boost::asio::awaitable;
using net::Method;
using net::Response;

constexpr std::size_t kMostEdits = 1'000;
constexpr std::size_t kMostFilesOfABooth = 100;
constexpr std::size_t kMostBytesOfABooth = 64u << 20;
constexpr std::size_t kMostFilmBytes = 64u << 20;
constexpr std::string_view kBooths = "/api/v1/desk/booths/";

std::string file_of(const std::string& exhibitor) {
  return "exhibitors/" + exhibitor + ".yaml";
}

/// "acme--hall" for "hall.jpg", "acme-hall.jpg" and "acme--hall.webp": what lies in a folder for all
/// names whose it is before the last pair of hyphens. Empty if no such name can be made.
std::string own_stem(const std::string& exhibitor, std::string_view name) {
  constexpr std::size_t kMost = 64;
  std::string stem(name.substr(0, name.find('.')));
  if (stem.starts_with(exhibitor + "-")) stem.erase(0, exhibitor.size() + 1);
  std::string tidy;
  for (const char c : stem) {
    if (c != '-' || (!tidy.empty() && tidy.back() != '-')) tidy += c;
  }
  const std::string whole = (exhibitor + "--" + tidy).substr(0, kMost);
  const std::string made = whole.substr(0, whole.find_last_not_of('-') + 1);
  return base::is_slug(made) && made.size() > exhibitor.size() + 2 ? made : std::string();
}

/// Whose a picture or document of the package is; empty for nobody's in particular.
std::string_view owner_of(std::string_view path) {
  if (!path.starts_with("pictures/") && !path.starts_with("documents/")) return {};
  return conference::owner_of_file(path.substr(path.find('/') + 1));
}

bool belongs(std::string_view path, const std::string& exhibitor) {
  return path == file_of(exhibitor) || owner_of(path) == exhibitor;
}

/// The files that a profile, or a part of one that stands under `key`, names.
void add_named_files(const json::value& value, std::string_view key, std::set<std::string>& names) {
  constexpr std::array<std::string_view, 4> kKeys = {"logo", "pictures", "file", "film"};
  if (value.is_object()) {
    for (const auto& [inner, one] : value.get_object()) add_named_files(one, inner, names);
  } else if (value.is_array()) {
    for (const json::value& one : value.get_array()) add_named_files(one, key, names);
  } else if (value.is_string() && std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end()) {
    names.emplace(std::string_view(value.get_string()));
  }
}

std::set<std::string> named_files(const conference::FileEdit& edit) {
  std::string_view key;
  for (const conference::PathStep& step : edit.edit.path) {
    if (const auto* const name = std::get_if<std::string>(&step.step)) key = *name;
  }
  std::set<std::string> names;
  add_named_files(edit.edit.value, key, names);
  return names;
}

json::array table_mistakes(const std::vector<conference::TableMistake>& mistakes) {
  json::array all;
  for (const conference::TableMistake& one : mistakes) {
    all.emplace_back(json::object{
        {"row", one.row}, {"column", one.column}, {"what", one.what}, {"mend", one.mend}});
  }
  return all;
}

class ProfileDesk {
 public:
  explicit ProfileDesk(const SiteParts& parts) : parts_(parts) {}

  awaitable<Response> profile(Call& call);
  awaitable<Response> edits(Call& call);
  awaitable<Response> picture(Call& call);
  awaitable<Response> document(Call& call);
  awaitable<Response> film(Call& call);
  awaitable<Response> publish(Call& call);
  awaitable<Response> import(Call& call);

 private:
  conference::Library& library() const { return *parts_.library; }
  /// There is such an exhibitor, published or in the draft.
  bool is_there(const std::string& exhibitor) const {
    const auto state = library().state();
    const std::string file = file_of(exhibitor);
    return state->files.files.contains(file) || state->draft->files.files.contains(file);
  }
  json::object state_of(const std::string& exhibitor) const;
  json::array pictures_of(const std::string& exhibitor) const;
  /// Nothing if the booth may have `bytes` more in one file of that path.
  std::optional<Response> over_quota(const std::string& exhibitor, const std::string& path,
                                     std::size_t bytes) const;
  /// A file that is nobody's in particular and that the organisers have not given to this booth:
  /// a guess, perhaps at a picture under embargo. It is told apart by its name alone, so that nobody
  /// learns which there are. Empty: none.
  std::string guessed_file(const std::string& exhibitor,
                           const std::vector<conference::FileEdit>& edits) const;
  Response edited(const std::string& exhibitor, const Result<conference::Edited>& outcome) const;

  const SiteParts& parts_;
};

json::object ProfileDesk::state_of(const std::string& exhibitor) const {
  const auto state = library().state();
  const std::string file = file_of(exhibitor);
  const auto value = [&file](const conference::PackageFiles& files) -> json::value {
    if (!files.files.contains(file)) return nullptr;
    auto read = conference::yaml_value(files.text(file));
    return read ? std::move(*read) : json::value(nullptr);
  };
  std::vector<conference::Mistake> mine;
  for (const conference::Mistake& mistake : state->draft->mistakes) {
    if (belongs(mistake.file, exhibitor)) mine.push_back(mistake);
  }
  const auto& changed = state->draft->changed;
  return {{"revision", state->draft->revision},
          {"value", value(state->draft->files)},
          {"published", value(state->files)},
          {"changed", std::any_of(changed.begin(), changed.end(),
                                  [&](const auto& path) { return belongs(path, exhibitor); })},
          {"mistakes", mistakes_json(mine, state->draft->files)}};
}

/// The booth's pictures as they are served; the public has those that are published.
json::array ProfileDesk::pictures_of(const std::string& exhibitor) const {
  json::array pictures;
  if (!parts_.gallery) return pictures;
  const auto state = library().state();
  for (const auto& [path, bytes] : state->draft->files.files) {
    if (!path.starts_with("pictures/") || owner_of(path) != exhibitor) continue;
    const std::string name = path.substr(path.find('/') + 1);
    json::array sizes;
    for (const conference::PictureSize& size : parts_.gallery->sizes(name)) {
      sizes.emplace_back(
          json::object{{"url", size.url}, {"width", size.width}, {"height", size.height}});
    }
    pictures.emplace_back(json::object{{"name", name}, {"sizes", std::move(sizes)}});
  }
  return pictures;
}

std::optional<Response> ProfileDesk::over_quota(const std::string& exhibitor,
                                                const std::string& path, std::size_t bytes) const {
  const auto state = library().state();
  std::size_t files = 1;
  for (const auto& [other, held] : state->draft->files.files) {
    if (other == path || !belongs(other, exhibitor)) continue;
    ++files;
    bytes += held->size();
  }
  if (files <= kMostFilesOfABooth && bytes <= kMostBytesOfABooth) return std::nullopt;
  return content_refusal(
      Error(Errc::kLimit, "A booth has at most 100 files of 64 MiB together: remove some first."));
}

std::string ProfileDesk::guessed_file(const std::string& exhibitor,
                                      const std::vector<conference::FileEdit>& edits) const {
  const auto state = library().state();
  std::set<std::string> given;
  for (const conference::PackageFiles* const files : {&state->files, &state->draft->files}) {
    const auto value = conference::yaml_value(files->text(file_of(exhibitor)));
    if (value) add_named_files(*value, {}, given);
  }
  for (const conference::FileEdit& edit : edits) {
    for (const std::string& name : named_files(edit)) {
      const bool nobodys = !name.empty() && conference::owner_of_file(name).empty();
      if (nobodys && !given.contains(name)) return name;
    }
  }
  return {};
}

Response ProfileDesk::edited(const std::string& exhibitor,
                             const Result<conference::Edited>& outcome) const {
  if (!outcome) return content_refusal(outcome.error());
  if (!outcome->conflicts.empty()) return conflicts_answer(*outcome);
  json::object body = state_of(exhibitor);
  return uncached_json(json::serialize(body));
}

awaitable<Response> ProfileDesk::profile(Call& call) {
  const std::string exhibitor = call.path["exhibitor"];
  if (!is_there(exhibitor)) co_return not_found();
  json::object body = state_of(exhibitor);
  body["pictures"] = pictures_of(exhibitor);
  co_return uncached_json(json::serialize(body));
}

awaitable<Response> ProfileDesk::edits(Call& call) {
  const std::string exhibitor = call.path["exhibitor"];
  if (!is_there(exhibitor)) co_return not_found();
  // Whatever file it names, only the booth's own is meant.
  auto edits = read_edits(call.request.body, kMostEdits, file_of(exhibitor));
  if (!edits) co_return malformed(edits.error().detail());
  for (const conference::FileEdit& edit : *edits) {
    if (edit.edit.path.empty()) co_return malformed("The path leads into the profile.");
  }
  const bool organises = account::may(call.visitor.grants, Right::kOrganise, account::Place());
  if (const std::string file = guessed_file(exhibitor, *edits); !organises && !file.empty()) {
    co_return content_refusal(
        Error(Errc::kMalformed, "`" + file + "` is no file of this booth: the names of those begin " +
                                    "with `" + exhibitor + "--`."));
  }
  const auto outcome = co_await library().edit(std::move(*edits), call.visitor.account);
  co_return edited(exhibitor, outcome);
}

awaitable<Response> ProfileDesk::picture(Call& call) {
  const std::string exhibitor = call.path["exhibitor"];
  if (!is_there(exhibitor)) co_return not_found();
  const std::string stem = own_stem(exhibitor, call.request.query_value("name").value_or(""));
  if (stem.empty()) co_return malformed("A picture's name has a-z, 0-9 and hyphens.");
  const std::string path = "pictures/" + stem + ".webp";
  const auto view = base::view_of(call.request.body);
  auto bytes = std::make_shared<const base::Bytes>(view.begin(), view.end());
  const auto master = co_await parts_.gallery->take_in(std::move(bytes));
  if (!master) co_return content_refusal(master.error());
  if (auto refused = over_quota(exhibitor, path, master->webp->size())) {
    co_return std::move(*refused);
  }
  const auto kept = co_await library().put_file(path, master->webp, call.visitor.account);
  if (!kept) co_return content_refusal(kept.error());
  co_return uncached_json(json::serialize(json::object{{"name", stem + ".webp"},
                                                       {"width", master->width},
                                                       {"height", master->height},
                                                       {"revision", kept->revision}}));
}

awaitable<Response> ProfileDesk::document(Call& call) {
  const std::string exhibitor = call.path["exhibitor"];
  if (!is_there(exhibitor)) co_return not_found();
  const std::string stem = own_stem(exhibitor, call.request.query_value("name").value_or(""));
  if (stem.empty()) co_return malformed("A document's name has a-z, 0-9 and hyphens.");
  const std::string path = "documents/" + stem + ".pdf";
  const auto view = base::view_of(call.request.body);
  if (const std::string fault = conference::fault_of_pdf(view); !fault.empty()) {
    co_return content_refusal(Error(Errc::kMalformed, "The document " + fault +
                                                          ". Save it as a plain PDF: without "
                                                          "scripts, forms, attachments and "
                                                          "password."));
  }
  if (auto refused = over_quota(exhibitor, path, view.size())) co_return std::move(*refused);
  auto bytes = std::make_shared<const base::Bytes>(view.begin(), view.end());
  const auto kept = co_await library().put_file(path, std::move(bytes), call.visitor.account);
  if (!kept) co_return content_refusal(kept.error());
  co_return uncached_json(json::serialize(json::object{
      {"name", stem + ".pdf"}, {"size_bytes", view.size()}, {"revision", kept->revision}}));
}

awaitable<Response> ProfileDesk::film(Call& call) {
  const std::string exhibitor = call.path["exhibitor"];
  if (!is_there(exhibitor)) co_return not_found();
  const std::string name = call.request.query_value("name").value_or("");
  const std::string stem = own_stem(exhibitor, name);
  const std::string ending = name.ends_with(".webm") ? ".webm" : ".mp4";
  if (stem.empty()) co_return malformed("A film's name has a-z, 0-9 and hyphens.");
  const auto kept = co_await library().put_film(stem + ending, std::move(call.request.body));
  if (!kept) co_return content_refusal(kept.error());
  co_return uncached_json(
      json::serialize(json::object{{"name", stem + ending}, {"revision", kept->revision}}));
}

awaitable<Response> ProfileDesk::publish(Call& call) {
  const std::string exhibitor = call.path["exhibitor"];
  if (!is_there(exhibitor)) co_return not_found();
  conference::Library::PartOf mine = [exhibitor](const std::string& path) {
    return belongs(path, exhibitor);
  };
  std::string note = "The booth of " + exhibitor;
  const auto version =
      co_await library().publish_part(std::move(mine), std::move(note), call.visitor.account);
  if (!version && version.error().code() == Errc::kMalformed) {
    json::object body = state_of(exhibitor);
    body["type"] = "about:blank";
    body["title"] = "The profile cannot be published";
    body["status"] = 422;
    body["detail"] = version.error().detail();
    co_return uncached_json(json::serialize(body), 422);
  }
  if (!version) co_return content_refusal(version.error());
  co_await audit(parts_, call.visitor.account, "booth.publish",
                 exhibitor + ", version " + std::to_string(version->number));
  co_return uncached_json(json::serialize(json::object{{"version", version->number}}));
}

awaitable<Response> ProfileDesk::import(Call& call) {
  const bool confirm = call.request.query_value("confirm").value_or("") == "1";
  const auto made = co_await library().import_table(std::move(call.request.body), confirm,
                                                    call.visitor.account);
  if (!made) co_return content_refusal(made.error());
  if (confirm && made->mistakes.empty()) {
    co_await audit(parts_, call.visitor.account, "exhibitors.import",
                   std::to_string(made->exhibitors) + " exhibitors");
  }
  co_return uncached_json(
      json::serialize(json::object{{"rows", made->rows},
                                   {"exhibitors", made->exhibitors},
                                   {"products", made->products},
                                   {"changed", made->files.size()},
                                   {"confirmed", confirm && made->mistakes.empty()},
                                   {"mistakes", table_mistakes(made->mistakes)}}));
}

}  // namespace

void add_profile_routes(RouteTable& table, const SiteParts& parts) {
  const auto desk = std::make_shared<ProfileDesk>(parts);
  using Handler = awaitable<Response> (ProfileDesk::*)(Call&);
  const auto add = [&](Method method, const std::string& below, Handler handler) {
    table.add({method, std::string(kBooths) + "{exhibitor}" + below, Access::kInPlace,
               Right::kRunBooth,
               // Whether there is such a booth is told to those who may ask.
               [](const PathValues& path) {
                 return std::optional(account::Place{
                     .stage = {}, .session = {}, .forum = {}, .booth = path["exhibitor"]});
               },
               [desk, handler](Call& call) { return ((*desk).*handler)(call); }});
  };
  add(Method::kGet, "/profile", &ProfileDesk::profile);
  add(Method::kPost, "/profile/edits", &ProfileDesk::edits);
  add(Method::kPost, "/pictures", &ProfileDesk::picture);
  add(Method::kPost, "/documents", &ProfileDesk::document);
  add(Method::kPost, "/films", &ProfileDesk::film);
  add(Method::kPost, "/publish", &ProfileDesk::publish);
  table.add({Method::kPost, "/api/v1/desk/exhibitors/import", Access::kInPlace, Right::kOrganise,
             {}, [desk](Call& call) { return desk->import(call); }});
}

std::size_t profile_body_bytes(const net::Request& request, const conference::Accounts& accounts,
                               std::size_t otherwise) {
  if (request.method != Method::kPost) return otherwise;
  const std::string_view path = request.path;
  const bool table = path == "/api/v1/desk/exhibitors/import";
  if (!table && !path.starts_with(kBooths)) return otherwise;
  account::Place place;
  std::size_t most = conference::kMostTableBytes;
  if (!table) {
    const std::string_view rest = path.substr(kBooths.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    place.booth = rest.substr(0, slash);
    const std::string_view what = rest.substr(slash);
    if (what == "/pictures") {
      most = picture::kMostBytes;
    } else if (what == "/documents") {
      most = conference::kMostDocumentBytes;
    } else if (what == "/films") {
      most = kMostFilmBytes;
    } else {
      return otherwise;
    }
  }
  const auto login = login_of(request, accounts);
  const Right right = table ? Right::kOrganise : Right::kRunBooth;
  return login && account::may(login->visitor.grants, right, place) ? most : otherwise;
}

}  // namespace plenary::site
