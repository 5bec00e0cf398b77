#include <algorithm>
#include <array>
#include <fstream>
#include <system_error>

#include "base/ids.h"
#include "conference/package.h"
#include "conference/zone.h"
#include "media/film_probe.h"

namespace plenary::conference {
namespace {

namespace fs = std::filesystem;
using base::Errc;
using base::Error;
using base::Result;

constexpr std::array<std::string_view, 6> kRootFiles = {"conference.yaml", "exhibition.yaml",
                                                        "organisations.yaml", "people.yaml",
                                                        "programme.yaml", "sources.yaml"};

constexpr std::array<std::string_view, 6> kFolders = {"reports",  "news",       "exhibitors",
                                                      "pictures", "documents", "films"};

/// Takes `ending` off `text`; false, and nothing taken, if it ends otherwise.
bool take_ending(std::string_view& text, std::string_view ending) {
  if (!text.ends_with(ending)) return false;
  text.remove_suffix(ending.size());
  return true;
}

/// "opening.zh" of "opening.zh.md".
bool is_slug_and_language(std::string_view text) {
  const std::size_t point = text.find('.');
  return point != std::string_view::npos && base::is_slug(text.substr(0, point)) &&
         is_language_tag(text.substr(point + 1));
}

FileKind kind_of_report_file(std::string_view name) {
  const std::size_t slash = name.find('/');
  if (slash == std::string_view::npos) {
    return take_ending(name, ".yaml") && base::is_slug(name) ? FileKind::kYaml
                                                             : FileKind::kStranger;
  }
  const bool report = base::is_slug(name.substr(0, slash));
  name.remove_prefix(slash + 1);
  return report && take_ending(name, ".md") && is_slug_and_language(name) ? FileKind::kMarkdown
                                                                          : FileKind::kStranger;
}

FileKind kind_of_news_file(std::string_view name) {
  if (take_ending(name, ".yaml")) {
    return base::is_slug(name) ? FileKind::kYaml : FileKind::kStranger;
  }
  return take_ending(name, ".md") && is_slug_and_language(name) ? FileKind::kMarkdown
                                                                : FileKind::kStranger;
}

FileKind kind_of_picture(std::string_view name) {
  for (const std::string_view ending : {".png", ".jpg", ".jpeg", ".webp"}) {
    if (take_ending(name, ending)) {
      return base::is_slug(name) ? FileKind::kPicture : FileKind::kStranger;
    }
  }
  return FileKind::kStranger;
}

FileKind kind_of_exhibitor(std::string_view name) {
  return take_ending(name, ".yaml") && base::is_slug(name) ? FileKind::kYaml : FileKind::kStranger;
}

FileKind kind_of_document(std::string_view name) {
  return take_ending(name, ".pdf") && base::is_slug(name) ? FileKind::kDocument
                                                          : FileKind::kStranger;
}

Result<base::SharedBytes> read_file(const fs::path& path, std::size_t most) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  if (error) {
    return Error(Errc::kUnavailable, path.string() + " cannot be read: " + error.message());
  }
  if (size > most) {
    return Error(Errc::kLimit,
                 path.string() + " is larger than " + std::to_string(most >> 10) + " KiB");
  }
  std::ifstream stream(path, std::ios::binary);
  auto bytes = std::make_shared<base::Bytes>(size);
  stream.read(reinterpret_cast<char*>(bytes->data()), static_cast<std::streamsize>(size));
  if (stream.bad() || static_cast<std::uintmax_t>(stream.gcount()) != size) {
    return Error(Errc::kUnavailable, path.string() + " cannot be read to its end");
  }
  return base::SharedBytes(std::move(bytes));
}

/// Reads what lies in a folder and in those below it, into `files`.
class FolderReader {
 public:
  explicit FolderReader(fs::path root) : root_(std::move(root)) {}

  /// `below` is "" or ends with a slash; deeper folders are read while `levels` is above zero.
  base::Status read(const std::string& below, int levels) {
    std::error_code error;
    for (fs::directory_iterator entry(root_ / below, error), end; !error && entry != end;
         entry.increment(error)) {
      const std::string path = below + entry->path().filename().string();
      const fs::file_status status = entry->symlink_status(error);
      if (error) break;
      base::Status outcome = base::Done{};
      if (fs::is_directory(status) && levels > 0) outcome = read(path + "/", levels - 1);
      if (fs::is_directory(status) && below.empty() && nearly_ours(path)) {
        files_.put(path + "/", "");
      }
      if (fs::is_regular_file(status)) outcome = keep(path);
      if (!outcome) return outcome;
    }
    if (!error) return base::Done{};
    return Error(Errc::kUnavailable, (root_ / below).string() + ": " + error.message());
  }

  PackageFiles take() { return std::move(files_); }

 private:
  /// At the root lie things that are not ours, such as a `.git`; in our own folders nothing does.
  bool ours(const std::string& path) const {
    if (path.front() == '.' || path.find("/.") != std::string::npos) return false;
    if (kind_of(path) != FileKind::kStranger) return true;
    return path.find('/') != std::string::npos || path.ends_with(".yaml") || path.ends_with(".yml");
  }

  /// A folder whose name is one of ours but for a slip would be left out without a word.
  static bool nearly_ours(const std::string& name) {
    const auto& ours = kFolders;
    return std::find(ours.begin(), ours.end(), name) == ours.end() &&
           !nearest(name, {ours.begin(), ours.end()}).empty();
  }

  base::Status keep(const std::string& path) {
    if (!ours(path)) return base::Done{};
    auto bytes = read_file(root_ / path, most_bytes(kind_of(path)));
    if (!bytes) return bytes.error();
    size_ += (*bytes)->size();
    files_.files[path] = std::move(*bytes);
    if (files_.files.size() > kMostPackageFiles || size_ > kMostPackageBytes) {
      return Error(Errc::kLimit, root_.string() + " holds more than " +
                                     std::to_string(kMostPackageFiles) + " files or " +
                                     std::to_string(kMostPackageBytes >> 20) + " MiB");
    }
    return base::Done{};
  }

  fs::path root_;
  PackageFiles files_;
  std::size_t size_ = 0;
};

}  // namespace

FileKind kind_of(std::string_view path) {
  if (std::find(kRootFiles.begin(), kRootFiles.end(), path) != kRootFiles.end()) {
    return FileKind::kYaml;
  }
  if (path == "README.md") return FileKind::kReadme;
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return FileKind::kStranger;
  const std::string_view folder = path.substr(0, slash);
  const std::string_view name = path.substr(slash + 1);
  if (folder == "reports") return kind_of_report_file(name);
  if (folder == "news") return kind_of_news_file(name);
  if (folder == "exhibitors") return kind_of_exhibitor(name);
  if (folder == "pictures") return kind_of_picture(name);
  if (folder == "documents") return kind_of_document(name);
  return FileKind::kStranger;
}

std::size_t most_bytes(FileKind kind) {
  switch (kind) {
    case FileKind::kPicture:
      return kMostPictureBytes;
    case FileKind::kDocument:
      return kMostDocumentBytes;
    case FileKind::kMarkdown:
    case FileKind::kReadme:
      return kMostMarkdownBytes;
    case FileKind::kYaml:
    case FileKind::kStranger:
      return kMostFileBytes;
  }
  return 0;
}

std::string_view PackageFiles::text(const std::string& path) const {
  const auto found = files.find(path);
  return found == files.end() ? std::string_view() : base::text_of(*found->second);
}

void PackageFiles::put(std::string path, std::string_view text) {
  const base::ByteView view = base::view_of(text);
  files[std::move(path)] = std::make_shared<const base::Bytes>(view.begin(), view.end());
}

Result<PackageFiles> read_package(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return Error(Errc::kNotFound, folder.string() + " is not a folder");
  }
  FolderReader reader(folder);
  base::Status outcome = reader.read("", 0);
  for (const char* below : {"reports/", "news/", "exhibitors/", "pictures/", "documents/"}) {
    if (!outcome || !fs::is_directory(folder / below, error)) continue;
    constexpr int kLevels = 1;
    outcome = reader.read(below, kLevels);
  }
  if (!outcome) return outcome.error();
  PackageFiles files = reader.take();
  for (fs::directory_iterator entry(folder / "films", error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->is_regular_file(error)) continue;
    const std::string name = entry->path().filename().string();
    files.films.insert(name);
    std::string fault = media::fault_of_film(entry->path());
    if (!fault.empty()) files.not_films[name] = std::move(fault);
  }
  return files;
}

}  // namespace plenary::conference
