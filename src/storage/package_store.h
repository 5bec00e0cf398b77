#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/time.h"

namespace plenary::storage {

class Database;

/// The files of a package: path to the hash of its bytes.
using FileTable = std::map<std::string, std::string>;
/// Bytes by their hash; who stores them decides how it is made.
using BlobTable = std::map<std::string, base::SharedBytes>;

/// A published version of the conference's package.
struct VersionRecord {
  std::int64_t number = 0;  ///< From 1, without gaps.
  base::Instant at;
  std::string account;  ///< Who published it.
  std::string note;
  bool operator==(const VersionRecord&) const = default;
};

/// Who touched which place of the draft; the newest tells whom another editor met.
struct DraftTouch {
  std::uint64_t revision = 0;
  base::Instant at;
  std::string account;
  std::string file;
  std::string path;  ///< JSON; empty: the whole file.
  bool operator==(const DraftTouch&) const = default;
};

/// What the draft has that the latest version has not. A path without hash is taken away.
using DraftTable = std::map<std::string, std::optional<std::string>>;

/// One step of the draft, or the publication of a version: all of it or none.
struct PackageWrite {
  BlobTable blobs;                      ///< Those that the files below may need and are not there.
  DraftTable draft;                     ///< Changed places of the overlay.
  std::vector<std::string> same_again;  ///< Paths that are as in the latest version again.
  std::uint64_t revision = 0;           ///< Of the draft, afterwards.
  std::vector<DraftTouch> touches;
  /// Publishes `files`; the draft is emptied, and then has what stands above.
  std::optional<VersionRecord> version;
  FileTable files;
};

/// Everything as it was left.
struct StoredPackage {
  std::vector<VersionRecord> versions;  ///< Oldest first.
  FileTable files;                      ///< Of the latest version.
  DraftTable draft;
  std::uint64_t revision = 0;
  std::vector<DraftTouch> touches;  ///< Oldest first.
  BlobTable blobs;                  ///< Of the latest version and of the draft.
};

/// The package's tables of a database: versions, the draft, and the bytes of both. Outlived by the
/// database. All calls block until the writer's thread has done them (a write: until it is on
/// disk), so never on an io thread. Failures: kUnavailable (disk full, database broken), kConflict
/// (the version is not the next), kNotFound.
class PackageStore {
 public:
  explicit PackageStore(Database& database) : database_(database) {}

  base::Result<StoredPackage> load();
  base::Status write(PackageWrite write);
  /// The files of one version.
  base::Result<FileTable> files(std::int64_t version);
  base::Result<base::SharedBytes> blob(const std::string& hash);

 private:
  Database& database_;
};

}  // namespace plenary::storage
