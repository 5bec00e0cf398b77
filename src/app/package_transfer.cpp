#include "app/package_transfer.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include "app/complain.h"
#include "app/control.h"
#include "base/log.h"
#include "conference/difference.h"
#include "formats/schedule_import.h"
#include "storage/database.h"

namespace plenary::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using base::Errc;
using base::Error;
using base::Result;

constexpr std::size_t kMostLinesShown = 200;

/// A folder, or what a schedule.xml or schedule.json makes of the latest version: a conference of its
/// own where there is none.
Result<conference::PackageFiles> package_files(const conference::Library& library,
                                               const ImportSource& source) {
  const fs::path& package = source.path;
  std::error_code failed;
  if (!fs::is_regular_file(package, failed)) return conference::read_package(package);
  std::ifstream stream(package, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (stream.bad()) return Error(Errc::kUnavailable, package.string() + " cannot be read.");
  const auto schedule = formats::read_schedule(text);
  if (!schedule) return Error(Errc::kMalformed, package.string() + ": " + schedule.error().detail());
  const auto state = library.state();
  const auto& languages = state->content->languages;
  const bool known = std::find(languages.begin(), languages.end(), source.language) != languages.end();
  if (!source.language.empty() && !state->empty() && !known) {
    return Error(Errc::kMalformed, fmt::format("the conference has no language `{}`. It has: {}.", source.language,
                                               fmt::join(languages, ", ")));
  }
  const std::string language = !source.language.empty() ? source.language : languages.empty() ? "en" : languages.front();
  std::vector<std::string> notes;
  Result<conference::PackageFiles> files = conference::PackageFiles();
  if (state->empty()) {
    files = formats::package_of(*schedule, language, schedule->title, &notes);
  } else {
    const auto import = formats::import_schedule(*schedule, *state->content, language);
    notes = import.notes;
    files = formats::edited_package(state->files, import);
  }
  for (const std::string& note : notes) fmt::print(stderr, "{}\n", note);
  return files;
}

base::Status copy_films(const fs::path& package, const fs::path& films) {
  std::error_code failed;
  if (!fs::is_directory(package / "films", failed)) return base::Done{};
  if (fs::equivalent(package / "films", films, failed)) return base::Done{};
  fs::create_directories(films, failed);
  fs::copy(package / "films", films, fs::copy_options::recursive | fs::copy_options::overwrite_existing,
           failed);
  if (!failed) return base::Done{};
  return Error(Errc::kUnavailable, "the films cannot be copied: " + failed.message());
}

void print_plan(const ImportPlan& plan) {
  for (const std::string& mistake : plan.mistakes) fmt::print("{}\n", mistake);
  std::size_t shown = 0;
  for (const std::string& change : plan.changes) {
    if (++shown > kMostLinesShown) break;
    fmt::print("{}\n", change);
  }
  if (plan.changes.size() > kMostLinesShown) {
    fmt::print("... and {} more.\n", plan.changes.size() - kMostLinesShown);
  }
}

/// True if whoever sits at the terminal says so.
bool confirmed(const ImportPlan& plan, Consent consent) {
  if (consent == Consent::kGiven) return true;
  if (::isatty(STDIN_FILENO) == 0) {
    fmt::print(stderr, "plenary: nothing was imported. Add --yes to do it.\n");
    return false;
  }
  fmt::print("{} changes. Import? [y/N] ", plan.changes.size());
  std::fflush(stdout);
  std::string answer;
  std::getline(std::cin, answer);
  return answer == "y" || answer == "Y" || answer == "yes";
}

std::vector<std::string> strings(const json::object& object, std::string_view name) {
  std::vector<std::string> all;
  const json::value* list = object.if_contains(name);
  if (!list || !list->is_array()) return all;
  for (const json::value& item : list->as_array()) {
    if (item.is_string()) all.emplace_back(item.as_string());
  }
  return all;
}

/// An object from the server, or its refusal.
Result<json::object> ask(const std::string& data, const std::string& target,
                         const json::object& body) {
  const auto answer =
      ask_server((fs::path(data) / "control.sock").string(), target, json::serialize(body));
  if (!answer) return answer.error();
  boost::system::error_code failed;
  const json::value value = json::parse(answer->body, failed);
  if (failed || !value.is_object())
    return Error(Errc::kUnavailable, "the server's answer is no answer");
  const json::object& object = value.as_object();
  if (answer->status == 200) return object;
  const json::value* detail = object.if_contains("detail");
  return Error(Errc::kConflict, detail && detail->is_string() ? std::string(detail->as_string())
                                                              : "the server refused");
}

/// Shows what would be, asks, and does it: `run` imports against the version that was seen.
int import_by(const std::string& package, const Result<ImportPlan>& plan, Consent consent,
              const std::function<Result<std::int64_t>(std::int64_t)>& run) {
  if (!plan) return complain(plan.error().detail());
  print_plan(*plan);
  if (!plan->usable)
    return complain(fmt::format("{} has mistakes; nothing was imported.", package));
  if (plan->changes.empty() && plan->seen > 0) {
    fmt::print("{}: the same as version {}.\n", package, plan->seen);
    return 0;
  }
  if (consent == Consent::kRefused) {
    fmt::print("{} changes. Nothing was imported.\n", plan->changes.size());
    return 0;
  }
  if (!confirmed(*plan, consent)) return 1;
  const auto version = run(plan->seen);
  if (!version) return complain(version.error().detail());
  fmt::print("{} is version {} now.\n", package, *version);
  return 0;
}

int import_through_server(const std::string& data, const ImportSource& source, Consent consent) {
  const std::string folder = fs::absolute(source.path).string();
  const auto answer = ask(data, "/control/import", {{"folder", folder}, {"language", source.language}});
  Result<ImportPlan> plan = Error(Errc::kUnavailable, answer ? "" : answer.error().detail());
  if (answer) {
    ImportPlan made;
    made.seen = answer->at("seen").to_number<std::int64_t>();
    made.usable = answer->at("usable").as_bool();
    made.changes = strings(*answer, "changes");
    made.mistakes = strings(*answer, "mistakes");
    plan = std::move(made);
  }
  return import_by(source.path.string(), plan, consent, [&](std::int64_t seen) -> Result<std::int64_t> {
    const auto done = ask(data, "/control/import", {{"folder", folder}, {"language", source.language}, {"seen", seen}});
    if (!done) return done.error();
    return done->at("version").to_number<std::int64_t>();
  });
}

base::Status write_files(const archive::Files& files, const fs::path& target) {
  std::error_code failed;
  for (const auto& [path, bytes] : files) {
    if (conference::kind_of(path) == conference::FileKind::kStranger) continue;
    fs::create_directories((target / path).parent_path(), failed);
    std::ofstream stream(target / path, std::ios::binary);
    stream.write(reinterpret_cast<const char*>(bytes->data()),
                 static_cast<std::streamsize>(bytes->size()));
    stream.close();
    if (stream.fail()) {
      return Error(Errc::kUnavailable,
                   fmt::format("{} cannot be written.", (target / path).string()));
    }
  }
  return base::Done{};
}

Result<archive::Files> files_from_server(const std::string& data,
                                         std::optional<std::int64_t> version) {
  json::object body;
  if (version) body["version"] = *version;
  const auto answer = ask_server((fs::path(data) / "control.sock").string(), "/control/export",
                                 json::serialize(body));
  if (!answer) return answer.error();
  if (answer->status != 200) return Error(Errc::kNotFound, "there is no such version.");
  return archive::read_zip(base::view_of(answer->body));
}

}  // namespace

std::unique_ptr<conference::Library> open_library(const DataFolder& folder,
                                                  storage::Database& database) {
  auto opened = conference::Library::open(database, &base::real_utc_now, folder.films());
  if (!opened) throw std::runtime_error(opened.error().detail());
  conference::Library& library = **opened;
  if (library.state()->empty() && fs::exists(folder.conference() / "conference.yaml")) {
    auto files = conference::read_package(folder.conference());
    if (!files) throw std::runtime_error(files.error().detail());
    const auto version =
        library.import_now(std::move(*files), 0, "Taken over from the folder", "command line");
    if (!version) {
      throw std::runtime_error(fmt::format("the package {} cannot be taken over: {}",
                                           folder.conference().string(), version.error().detail()));
    }
  }
  return std::move(*opened);
}

Result<ImportPlan> plan_import(conference::Library& library, const ImportSource& source) {
  auto files = package_files(library, source);
  if (!files) return files.error();
  ImportPlan plan;
  plan.seen = library.state()->version.number;
  const auto proposal = library.propose_now(std::move(*files));
  if (!proposal) return proposal.error();
  for (const auto& change : proposal->changes) plan.changes.push_back(conference::print(change));
  for (const auto& mistake : proposal->mistakes) {
    plan.mistakes.push_back(conference::print(mistake));
  }
  plan.usable = !conference::any_error(proposal->mistakes);
  return plan;
}

Result<std::int64_t> run_import(conference::Library& library, const DataFolder& folder,
                                const ImportSource& source, std::int64_t seen) {
  const fs::path& package = source.path;
  auto files = package_files(library, source);
  if (!files) return files.error();
  const auto version = library.import_now(
      std::move(*files), seen, "Import of " + package.filename().string(), "command line");
  if (!version) return version.error();
  const base::Status copied = copy_films(package, folder.films());
  if (!copied) return copied.error();
  return version->number;
}

void import_at_start(conference::Library& library, const DataFolder& folder,
                     const fs::path& package) {
  const auto plan = plan_import(library, {package});
  if (!plan) throw std::runtime_error(plan.error().detail());
  if (!plan->usable) {
    std::string sentence = fmt::format("the conference package {} has mistakes:", package.string());
    for (const std::string& mistake : plan->mistakes) sentence += "\n  " + mistake;
    throw std::runtime_error(sentence);
  }
  if (library.state()->empty()) {
    const auto version = run_import(library, folder, {package}, 0);
    if (!version) throw std::runtime_error(version.error().detail());
    return;
  }
  if (plan->changes.empty()) return;
  fmt::print(stderr,
             "{} differs from version {} of the data folder in {} places; what the folder has is "
             "kept:\n",
             package.string(), plan->seen, plan->changes.size());
  std::size_t shown = 0;
  for (const std::string& change : plan->changes) {
    if (++shown <= kMostLinesShown) fmt::print(stderr, "  {}\n", change);
  }
  fmt::print(stderr, "`plenary import {} --data {}` takes it over.\n", package.string(),
             folder.path().string());
}

Result<archive::Files> export_files(conference::Library& library,
                                    std::optional<std::int64_t> version) {
  auto files = library.files_now(version.value_or(library.state()->version.number));
  if (!files) return files.error();
  return std::move(files->files);
}

int import_command(const std::string& data, const ImportSource& source, Consent consent) {
  if (is_in_use(data)) return import_through_server(data, source, consent);
  if (consent == Consent::kRefused && !fs::exists(data)) {
    return complain(fmt::format("there is no data folder {} to compare with. `plenary check {}` names mistakes.", data,
                                source.path.string()));
  }
  const DataFolder folder(data);
  storage::Database database(folder.database());
  const auto library = open_library(folder, database);
  return import_by(source.path.string(), plan_import(*library, source), consent,
                   [&](std::int64_t seen) { return run_import(*library, folder, source, seen); });
}

int import_exhibitors_command(const std::string& data, const std::string& table) {
  if (is_in_use(data)) {
    return complain("a server holds this data folder: import the table at its organiser's desk.");
  }
  std::ifstream stream(table, std::ios::binary);
  std::string csv{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad()) return complain(table + " cannot be read.");
  const DataFolder folder(data);
  storage::Database database(folder.database());
  const auto library = open_library(folder, database);
  const auto made = library->import_table_now(std::move(csv), true, "command line");
  if (!made) return complain(made.error().detail());
  for (const conference::TableMistake& one : made->mistakes) {
    const std::string column = one.column.empty() ? "" : " (" + one.column + ")";
    fmt::print(stderr, "{}:{}{}: {}. {}\n", table, one.row, column, one.what, one.mend);
  }
  if (!made->mistakes.empty()) {
    return complain(fmt::format("{} has mistakes; nothing was imported.", table));
  }
  fmt::print("{} rows: {} exhibitors, {} products, {} files of the draft.\n", made->rows,
             made->exhibitors, made->products, made->files.size());
  return 0;
}

int export_command(const std::string& data, const std::string& target,
                   std::optional<std::int64_t> version) {
  std::error_code failed;
  if (!fs::exists(data, failed)) {
    return complain(fmt::format("there is no data folder {}. Give it with --data.", data));
  }
  if (fs::exists(target, failed) && !fs::is_empty(target, failed)) {
    return complain(fmt::format("{} is not empty; name a folder that is.", target));
  }
  Result<archive::Files> files = Error(Errc::kUnavailable, "");
  if (is_in_use(data)) {
    files = files_from_server(data, version);
  } else {
    const DataFolder folder(data);
    storage::Database database(folder.database());
    files = export_files(*open_library(folder, database), version);
  }
  if (!files) return complain(files.error().detail());
  const base::Status written = write_files(*files, target);
  if (!written) return complain(written.error().detail());
  const base::Status copied = copy_films(fs::path(data) / "conference", fs::path(target) / "films");
  if (!copied) return complain(copied.error().detail());
  fmt::print("{}: {} files.\n", target, files->size());
  return 0;
}

}  // namespace plenary::app
