#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "conference/content.h"
#include "conference/difference.h"
#include "conference/exhibitor_table.h"
#include "conference/package.h"
#include "conference/splice.h"
#include "storage/package_store.h"

namespace plenary::storage {
class Database;
}

namespace plenary::conference {

/// An edit of one file, with what its editor believed to stand there.
struct FileEdit {
  std::string file;
  Edit edit;
  /// What stood at the path: the value, the list into which is inserted, the item that is moved.
  /// Absent: whatever it was.
  std::optional<boost::json::value> was;
};

/// Two editors met: nothing was changed.
struct EditConflict {
  std::string file;
  Path path;
  boost::json::value yours;
  boost::json::value was;  ///< What you believed.
  boost::json::value now;  ///< What stands there.
  std::string by;          ///< Who wrote that; empty if nobody knows.
};

/// What became of edits.
struct Edited {
  std::uint64_t revision = 0;           ///< Of the draft, as it now is.
  std::vector<EditConflict> conflicts;  ///< If there is any, none of the edits was made.
};

/// The package that organisers work on. Where `content` is null, `mistakes` say why.
struct Draft {
  std::uint64_t revision = 0;
  PackageFiles files;
  std::shared_ptr<const Content> content;
  std::vector<Mistake> mistakes;
  std::vector<std::string> changed;  ///< Paths that differ from the version, sorted.
};

/// The library at one moment. Immutable.
struct LibraryState {
  storage::VersionRecord version;  ///< Number 0: nothing was ever published, this is the template.
  PackageFiles files;
  std::shared_ptr<const Content> content;  ///< Never null.
  std::shared_ptr<const Draft> draft;      ///< Never null.

  /// Nothing was published and nothing edited.
  bool empty() const { return version.number == 0 && draft->changed.empty(); }
};

/// What came of a package that is to be imported.
struct Proposal {
  std::vector<Change> changes;  ///< Against the latest version.
  std::vector<Mistake> mistakes;
  std::set<std::string> missing_films;  ///< That it plays and that the folder does not have.
};

/// The conference's package as versions and a draft. The text files are the truth: what is kept is
/// their bytes, and everything else is read from them.
///
/// One thread of its own does all of it in turn: an act is checked, written, and durable before the
/// state shows it and the caller hears of it. state() is safe from every thread and never waits.
/// The awaitables resume on the caller's executor; those called ..._now block (never on an io
/// thread). Failures: kUnavailable (the disk), kConflict (the draft moved on, or holds what would
/// be lost), kNotFound, kMalformed, kLimit; the detail is a sentence for the organiser.
class Library {
 public:
  using Listener = std::function<void(std::shared_ptr<const LibraryState>)>;
  template <class T>
  using Act = boost::asio::awaitable<base::Result<T>>;

  /// Reads everything. Blocks. `films` is the folder whose names programmes may mention. The
  /// database outlives the library.
  static base::Result<std::unique_ptr<Library>> open(storage::Database& database,
                                                     base::UtcClock clock,
                                                     std::filesystem::path films);
  ~Library();
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;

  std::shared_ptr<const LibraryState> state() const;

  /// Calls `listener` on the library's thread with each state whose version is new. For start-up.
  void on_publish(Listener listener);

  /// All edits or none. kMalformed also where a file would then not be YAML of ours.
  Act<Edited> edit(std::vector<FileEdit> edits, std::string account);
  /// A whole file: Markdown, or a YAML file's text. `was` is the text that its editor saw.
  Act<Edited> put_text(std::string file, std::string text, std::optional<std::string> was,
                       std::string account);
  /// A whole file of any kind.
  Act<Edited> put_file(std::string file, base::SharedBytes bytes, std::string account);
  Act<Edited> remove_file(std::string file, std::string account);

  /// The draft becomes the next version. kConflict if the draft is not of `revision`; kMalformed if
  /// it has mistakes (state()->draft says which) or changes nothing.
  Act<storage::VersionRecord> publish(std::uint64_t revision, std::string note,
                                      std::string account);
  /// Some files of the draft become the next version together with what is published of all
  /// others, and the rest of the draft stays: for those who may change only their own. kMalformed
  /// as publish().
  using PartOf = std::function<bool(const std::string& path)>;
  Act<storage::VersionRecord> publish_part(PartOf mine, std::string note, std::string account);
  /// Several whole files at once, or none.
  Act<Edited> put_files(std::map<std::string, base::SharedBytes> files, std::string account);
  /// Reads a table of exhibitors against the draft; with `confirm`, and where there is no mistake,
  /// the draft has them when this resumes.
  Act<TableImport> import_table(std::string csv, bool confirm, std::string account);
  base::Result<TableImport> import_table_now(std::string csv, bool confirm, std::string account);
  /// A film of the folder, which no version holds; kMalformed with a sentence if it is none.
  Act<Edited> put_film(std::string name, std::string bytes);
  /// The draft is the latest version again.
  Act<Edited> discard(std::uint64_t revision, std::string account);
  /// The draft becomes what a version was. kConflict if the draft has changes of its own.
  Act<Edited> restore(std::int64_t version, std::string account);

  /// What an import would change. Nothing is changed.
  Act<Proposal> propose(PackageFiles files);
  base::Result<Proposal> propose_now(PackageFiles files);
  /// A package becomes the draft, to be looked at and published. kConflict and kMalformed as
  /// import(); where its `films_follow` is set, the draft says which films are missing still.
  Act<Edited> take(PackageFiles files, std::int64_t seen, std::string account);
  /// A package becomes the next version. kConflict if the draft has changes, or the latest version
  /// is not `seen` any more; kMalformed if it has mistakes.
  Act<storage::VersionRecord> import(PackageFiles files, std::int64_t seen, std::string note,
                                     std::string account);
  base::Result<storage::VersionRecord> import_now(PackageFiles files, std::int64_t seen,
                                                  std::string note, std::string account);

  /// Newest first.
  std::vector<storage::VersionRecord> versions() const;
  Act<PackageFiles> files(std::int64_t version);
  base::Result<PackageFiles> files_now(std::int64_t version);
  /// From one version to another; no `to`: to the draft. Version 0 is the template.
  Act<std::vector<Change>> changes(std::int64_t from, std::optional<std::int64_t> to);

 private:
  class Impl;
  explicit Library(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace plenary::conference
