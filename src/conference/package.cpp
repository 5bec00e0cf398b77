#include "conference/package.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>

#include "conference/readers.h"

namespace plenary::conference {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

/// In the order in which they are read: each may refer to those before it.
constexpr std::array<std::string_view, 5> kFiles = {
    "sources.yaml", "organisations.yaml", "people.yaml", "conference.yaml", "programme.yaml"};

/// One file on its way from bytes to content.
struct File {
  explicit File(std::string_view name) : report(std::string(name)) {}
  Report report;
  std::optional<YamlNode> root;
  bool present = false;
};

/// Reads the files in their order.
class Loader {
 public:
  explicit Loader(const PackageFiles& files) : package_(files) {
    for (const std::string_view name : kFiles) files_.emplace_back(name);
    for (File& file : files_) parse(file);
    report_strangers();
  }

  Loaded load() {
    File& conference = files_[3];
    File& programme = files_[4];
    for (File* needed : {&conference, &programme}) {
      if (needed->present) continue;
      needed->report.error(0, "the file is missing",
                           "A package has at least conference.yaml and programme.yaml.");
    }
    auto content = std::make_shared<Content>();
    if (conference.root) known_.languages = read_languages(*conference.root);
    read_shared_nouns(*content);
    if (conference.root) read_conference(*conference.root, known_, conference.report, *content);
    if (programme.root) {
      read_programme(*programme.root, known_, package_.films, programme.report, *content);
    }
    return finish(std::move(content));
  }

 private:
  void parse(File& file) {
    const auto found = package_.files.find(file.report.file());
    file.present = found != package_.files.end();
    if (file.present) file.root = parse_yaml(base::text_of(*found->second), file.report);
  }

  /// A file that nobody reads is most likely one whose name is wrong.
  void report_strangers() {
    for (const auto& [name, bytes] : package_.files) {
      if (kind_of(name) != FileKind::kStranger) continue;
      strangers_.emplace_back(name);
      strangers_.back().report.error(0, "the file is not part of a package",
                                     suggest(name, {kFiles.begin(), kFiles.end()}));
    }
  }

  void read_shared_nouns(Content& content) {
    File& sources = files_[0];
    File& organisations = files_[1];
    File& people = files_[2];
    if (sources.root) known_.sources = read_sources(*sources.root, sources.report);
    known_.sources_complete = !sources.present || sources.root;
    known_.demand_sources = sources.present;
    content.sources_by_key = known_.sources;
    if (organisations.root) {
      content.organisations = read_organisations(*organisations.root, known_, organisations.report);
    }
    known_.organisations.complete = !organisations.present || organisations.root;
    if (people.root) content.people = read_people(*people.root, known_, people.report);
    known_.people.complete = !people.present || people.root;
  }

  Loaded finish(std::shared_ptr<const Content> content) {
    Loaded loaded;
    for (const auto* files : {&files_, &strangers_}) {
      for (const File& file : *files) {
        loaded.mistakes.insert(loaded.mistakes.end(), file.report.mistakes().begin(),
                               file.report.mistakes().end());
      }
    }
    std::stable_sort(loaded.mistakes.begin(), loaded.mistakes.end(),
                     [](const Mistake& one, const Mistake& other) {
                       return std::tie(one.file, one.line) < std::tie(other.file, other.line);
                     });
    if (!any_error(loaded.mistakes)) loaded.content = std::move(content);
    return loaded;
  }

  const PackageFiles& package_;
  std::vector<File> files_;
  std::vector<File> strangers_;
  Known known_;
};

}  // namespace

Loaded load(const PackageFiles& files) {
  return Loader(files).load();
}

Loaded load_folder(const fs::path& folder) {
  const auto files = read_package(folder);
  if (files) return load(*files);
  Loaded loaded;
  loaded.mistakes.push_back(
      {folder.string(), 0, files.error().detail(), "Name the folder that holds conference.yaml."});
  return loaded;
}

std::vector<Mistake> check(const fs::path& folder) {
  return load_folder(folder).mistakes;
}

}  // namespace plenary::conference
