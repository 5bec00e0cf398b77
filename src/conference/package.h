#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "conference/content.h"
#include "conference/mistake.h"

namespace plenary::conference {

/// What a file of a package is, by its path.
enum class FileKind : std::uint8_t {
  kYaml,      ///< conference.yaml and its neighbours, exhibitors/ID.yaml, reports/ID.yaml, ...
  kMarkdown,  ///< reports/ID/CHAPTER.LANG.md, news/SLUG.LANG.md.
  kPicture,   ///< pictures/NAME.png, .jpg, .jpeg, .webp.
  kDocument,  ///< documents/NAME.pdf.
  kReadme,    ///< README.md: kept and never shown.
  kStranger,  ///< No file of a package has such a path.
};

/// Decides by the path alone, which may be anything.
FileKind kind_of(std::string_view path);

/// A package as bytes, before anything is believed of it. Films are not among them: they stay where
/// they are, and only their names are known.
struct PackageFiles {
  std::map<std::string, base::SharedBytes> files;  ///< "news/opening.zh.md" to its bytes, not null.
  std::set<std::string> films;                     ///< Names found in the folder `films`.
  std::map<std::string, std::string> not_films;  ///< Of those, what is no video, and why.
  bool films_follow = false;  ///< Films come by another way: it is no mistake that one is missing.

  /// The bytes of a file as text, empty if it is not there. Valid as long as the file stays.
  std::string_view text(const std::string& path) const;
  void put(std::string path, std::string_view text);
};

/// The most that a file of a kind may have.
inline constexpr std::size_t kMostFileBytes = 4u << 20;
inline constexpr std::size_t kMostMarkdownBytes = 512u << 10;
inline constexpr std::size_t kMostPictureBytes = 16u << 20;
inline constexpr std::size_t kMostDocumentBytes = 8u << 20;
/// The most that a package may have in all, films aside.
inline constexpr std::size_t kMostPackageFiles = 20'000;
inline constexpr std::size_t kMostPackageBytes = 256u << 20;

/// The limit of files of that kind.
std::size_t most_bytes(FileKind kind);

/// Reads the package's own files of a folder; nothing else in it is touched, and no symbolic link
/// is followed. Blocks. Fails with kNotFound if there is no such folder, kUnavailable if a file
/// cannot be read, kLimit beyond the bounds above; the detail is a sentence for the operator.
base::Result<PackageFiles> read_package(const std::filesystem::path& folder);

/// What was read of a fair's many files, kept so that the next reading of a package that shares
/// their bytes need not read them again. Immutable.
struct FairRead;

/// What came of a package: its content, or null, and every mistake found in one go.
struct Loaded {
  std::shared_ptr<const Content> content;  ///< Null if any mistake is an error.
  std::vector<Mistake> mistakes;           ///< By file and line.
  std::shared_ptr<const FairRead> fair;
};

/// Reads and checks. Never throws, whatever the bytes are; work and memory are bounded by their
/// size. `before` is of another reading, or null; it changes nothing but the time that this takes.
Loaded load(const PackageFiles& files, std::shared_ptr<const FairRead> before = nullptr);

/// The keys that each kind of map is asked for when that package is read, by what the map is called
/// in a mistake: "a session" to {"id", "title", ...}. For comparison with the schema.
std::map<std::string, std::set<std::string>> keys_asked_for(const PackageFiles& files);

/// read_package() and load(); a folder that cannot be read is a mistake of its own.
Loaded load_folder(const std::filesystem::path& folder);

/// Every mistake in a folder, errors and warnings.
std::vector<Mistake> check(const std::filesystem::path& folder);

}  // namespace plenary::conference
