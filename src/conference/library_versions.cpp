#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/log.h"
#include "conference/library_impl.h"
#include "conference/template.h"
#include "media/film_probe.h"

namespace plenary::conference {
namespace {

using base::Errc;
using base::Error;
using base::Result;
using storage::VersionRecord;

storage::FileTable hashes_of(const PackageFiles& files) {
  storage::FileTable hashes;
  for (const auto& [path, bytes] : files.files) hashes[path] = hash_of(*bytes);
  return hashes;
}

/// The films that booths and stages show.
std::set<std::string> played_films(const Content& content) {
  std::set<std::string> played = content.films;
  for (const auto& stage : content.programme.stages) {
    for (const auto& input : stage.inputs) {
      if (!input.film.empty()) played.insert(input.film);
    }
  }
  return played;
}

}  // namespace

Result<VersionRecord> Library::Impl::publish_files(PackageFiles files, Loaded loaded,
                                                   const PackageFiles* rest,
                                                   const std::string& note,
                                                   const std::string& account) {
  const auto present = state();
  const std::uint64_t revision = present->draft->revision + 1;
  auto draft = std::make_shared<Draft>();
  draft->revision = revision;
  draft->files = files;
  draft->content = loaded.content;
  draft->mistakes = std::move(loaded.mistakes);
  LibraryState next;
  next.draft = rest ? make_draft(*rest, revision, files) : draft;

  storage::PackageWrite write;
  write.revision = revision;
  write.version = VersionRecord{present->version.number + 1, clock_(), account, note};
  write.files = hashes_of(files);
  for (const auto& [path, bytes] : files.files) write.blobs[write.files[path]] = bytes;
  for (const std::string& path : next.draft->changed) {
    const auto found = rest->files.find(path);
    if (found == rest->files.end()) {
      write.draft[path] = std::nullopt;
    } else {
      write.draft[path] = hash_of(*found->second);
      write.blobs[*write.draft[path]] = found->second;
    }
  }
  const auto stays = [&](const storage::DraftTouch& touch) {
    return std::binary_search(next.draft->changed.begin(), next.draft->changed.end(), touch.file);
  };
  std::copy_if(touches_.begin(), touches_.end(), std::back_inserter(write.touches), stays);
  const VersionRecord version = *write.version;
  std::vector<storage::DraftTouch> touches = write.touches;
  const base::Status written = store_.write(std::move(write));
  if (!written) return written.error();
  touches_ = std::move(touches);
  versions_.with([&](auto& versions) { versions.push_back(version); });
  next.version = version;
  next.files = std::move(files);
  next.content = std::move(loaded.content);
  base::log(base::Level::kInfo, "version_published",
            {{"version", version.number}, {"account", version.account}});
  latest_.set(std::make_shared<const LibraryState>(std::move(next)));
  for (const Listener& listener : listeners_) listener(state());
  return version;
}

Result<VersionRecord> Library::Impl::publish(std::uint64_t revision, const std::string& note,
                                             const std::string& account) {
  const auto draft = state()->draft;
  if (draft->revision != revision) {
    return Error(Errc::kConflict, "The draft was changed since: look at the difference again.");
  }
  if (!draft->content) return Error(Errc::kMalformed, first_of(draft->mistakes));
  if (draft->changed.empty()) return Error(Errc::kMalformed, "Nothing was changed.");
  return publish_files(draft->files, {draft->content, draft->mistakes, nullptr}, nullptr, note,
                       account);
}

Result<VersionRecord> Library::Impl::publish_part(const PartOf& mine, const std::string& note,
                                                  const std::string& account) {
  const auto present = state();
  PackageFiles files = present->files;
  bool any = false;
  for (const std::string& path : present->draft->changed) {
    if (!mine(path)) continue;
    any = true;
    const auto found = present->draft->files.files.find(path);
    if (found == present->draft->files.files.end()) {
      files.files.erase(path);
    } else {
      files.files[path] = found->second;
    }
  }
  if (!any) return Error(Errc::kMalformed, "Nothing was changed.");
  find_films(files);
  Loaded loaded = read(files);
  if (!loaded.content) return Error(Errc::kMalformed, first_of(loaded.mistakes));
  return publish_files(std::move(files), std::move(loaded), &present->draft->files, note, account);
}

Result<Edited> Library::Impl::put_files(FileChanges files, const std::string& account) {
  std::vector<storage::DraftTouch> touches;
  for (const auto& [path, bytes] : files) {
    if (kind_of(path) == FileKind::kStranger) {
      return Error(Errc::kMalformed, "A package has no file of the name " + path + ".");
    }
    touches.push_back(touch(path, "", account));
  }
  return change_draft(std::move(files), std::move(touches));
}

Result<TableImport> Library::Impl::import_table(const std::string& csv, bool confirm,
                                                const std::string& account) {
  TableImport made = read_exhibitor_table(csv, state()->draft->files);
  if (!confirm || !made.mistakes.empty() || made.files.empty()) return made;
  const auto kept = put_files(made.files, account);
  if (!kept) return kept.error();
  return made;
}

/// Looked into beside the films, under a name that none of them has, and only then one of them.
Result<Edited> Library::Impl::put_film(const std::string& name, const std::string& bytes) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::create_directories(films_, error);
  const fs::path upload = films_ / (".upload-" + name);
  std::ofstream(upload, std::ios::binary) << bytes;
  std::string fault;
  if (fs::file_size(upload, error) != bytes.size() || error) fault = "it could not be stored";
  if (fault.empty()) fault = media::fault_of_film(upload);
  if (fault.empty()) fs::rename(upload, films_ / name, error);
  if (!fault.empty() || error) {
    fs::remove(upload, error);
    return Error(Errc::kMalformed, "This is no video: " + (fault.empty() ? "it could not be stored"
                                                                        : fault) + ".");
  }
  const auto present = state();
  LibraryState next = *present;
  next.files.films.clear();
  next.files.not_films.clear();
  find_films(next.files);
  PackageFiles draft = present->draft->files;
  draft.films = next.files.films;
  draft.not_films = next.files.not_films;
  next.draft = make_draft(std::move(draft), present->draft->revision, next.files);
  Edited edited;
  edited.revision = next.draft->revision;
  latest_.set(std::make_shared<const LibraryState>(std::move(next)));
  return edited;
}

Result<Edited> Library::Impl::discard(std::uint64_t revision, const std::string& account) {
  const auto present = state();
  if (present->draft->revision != revision) {
    return Error(Errc::kConflict, "The draft was changed since: look at the difference again.");
  }
  FileChanges changes;
  for (const std::string& path : present->draft->changed) {
    const auto found = present->files.files.find(path);
    changes[path] = found == present->files.files.end() ? nullptr : found->second;
  }
  base::log(base::Level::kInfo, "draft_discarded", {{"account", account}});
  return change_draft(std::move(changes), {});
}

Result<Edited> Library::Impl::restore(std::int64_t version, const std::string& account) {
  const auto present = state();
  if (!present->draft->changed.empty()) {
    return Error(Errc::kConflict,
                 "The draft has changes of its own: publish or discard them first.");
  }
  const auto wanted = files(version);
  if (!wanted) return wanted.error();
  FileChanges changes;
  for (const auto& [path, bytes] : present->files.files) changes[path] = nullptr;
  for (const auto& [path, bytes] : wanted->files) changes[path] = bytes;
  std::vector<storage::DraftTouch> touches;
  for (const auto& [path, bytes] : changes) touches.push_back(touch(path, "", account));
  return change_draft(std::move(changes), std::move(touches));
}

Result<Proposal> Library::Impl::propose(PackageFiles files) const {
  find_films(files);
  Proposal proposal;
  proposal.changes = difference(state()->files, files);
  Loaded loaded = read(files);
  proposal.mistakes = std::move(loaded.mistakes);
  if (!loaded.content) return proposal;
  for (const std::string& film : played_films(*loaded.content)) {
    if (!files.films.contains(film)) proposal.missing_films.insert(film);
  }
  return proposal;
}

Result<Loaded> Library::Impl::admit(PackageFiles& files, std::int64_t seen) {
  const auto present = state();
  find_films(files);
  Loaded loaded = read(files);
  if (!loaded.content) return Error(Errc::kMalformed, first_of(loaded.mistakes));
  if (seen != present->version.number) {
    return Error(Errc::kConflict,
                 "Another version was published since: look at the difference again.");
  }
  if (!present->draft->changed.empty()) {
    return Error(Errc::kConflict,
                 "There are changes that were not published: publish or discard them first.");
  }
  return loaded;
}

Result<Edited> Library::Impl::take(PackageFiles files, std::int64_t seen,
                                   const std::string& account) {
  const auto present = state();
  const auto admitted = admit(files, seen);
  if (!admitted) return admitted.error();
  FileChanges changes;
  for (const auto& [path, bytes] : present->files.files) {
    if (!files.files.contains(path)) changes[path] = nullptr;
  }
  for (const auto& [path, bytes] : files.files) {
    const auto there = present->files.files.find(path);
    if (there == present->files.files.end() || *there->second != *bytes) changes[path] = bytes;
  }
  if (changes.empty()) {
    Edited edited;
    edited.revision = present->draft->revision;
    return edited;
  }
  std::vector<storage::DraftTouch> touches;
  for (const auto& [path, bytes] : changes) touches.push_back(touch(path, "", account));
  return change_draft(std::move(changes), std::move(touches));
}

Result<VersionRecord> Library::Impl::import(PackageFiles files, std::int64_t seen,
                                            const std::string& note, const std::string& account) {
  const auto present = state();
  auto admitted = admit(files, seen);
  if (!admitted) return admitted.error();
  Loaded loaded = std::move(*admitted);
  if (seen > 0 && hashes_of(files) == hashes_of(present->files)) return present->version;
  return publish_files(std::move(files), std::move(loaded), nullptr, note, account);
}

Result<PackageFiles> Library::Impl::files(std::int64_t version) {
  const auto present = state();
  if (version == present->version.number) return present->files;
  if (version == 0) return template_package(clock_());
  const auto table = store_.files(version);
  if (!table) return table.error();
  if (table->empty()) {
    return Error(Errc::kNotFound, "There is no version " + std::to_string(version) + ".");
  }
  PackageFiles files;
  for (const auto& [path, hash] : *table) {
    auto bytes = store_.blob(hash);
    if (!bytes) return bytes.error();
    files.files[path] = std::move(*bytes);
  }
  find_films(files);
  return files;
}

Result<std::vector<Change>> Library::Impl::changes(std::int64_t from,
                                                   std::optional<std::int64_t> to) {
  const auto before = files(from);
  if (!before) return before.error();
  if (!to) return difference(*before, state()->draft->files);
  const auto after = files(*to);
  if (!after) return after.error();
  return difference(*before, *after);
}

}  // namespace plenary::conference
