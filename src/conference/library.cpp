#include "conference/library.h"

#include <openssl/evp.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "conference/library_impl.h"
#include "conference/template.h"
#include "media/film_probe.h"
#include "storage/database.h"

namespace plenary::conference {
namespace {

namespace json = boost::json;
using base::Errc;
using base::Error;
using base::Result;

base::SharedBytes shared(std::string_view text) {
  const auto view = base::view_of(text);
  return std::make_shared<const base::Bytes>(view.begin(), view.end());
}

/// True if one of the paths leads to the other, or they are the same.
bool meet(const json::array& one, const json::array& other) {
  return std::equal(one.begin(),
                    one.begin() + static_cast<std::ptrdiff_t>(std::min(one.size(), other.size())),
                    other.begin());
}

}  // namespace

std::string hash_of(const base::Bytes& bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr);
  return base::hex({reinterpret_cast<const char*>(digest), size});
}

std::string first_of(const std::vector<Mistake>& mistakes) {
  for (const Mistake& mistake : mistakes) {
    if (mistake.severity == Mistake::Severity::kError) return print(mistake);
  }
  return "It has mistakes.";
}

void Library::Impl::find_films(PackageFiles& files) const {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(films_, error), end; !error && entry != end;
       entry.increment(error)) {
    if (!entry->is_regular_file(error)) continue;
    const std::string name = entry->path().filename().string();
    if (name.starts_with(".")) continue;
    files.films.insert(name);
    const Film film{entry->file_size(error), entry->last_write_time(error), {}};
    auto& probed = probed_[name];
    if (probed.size_bytes != film.size_bytes || probed.written != film.written) {
      probed = film;
      probed.fault = media::fault_of_film(entry->path());
    }
    if (!probed.fault.empty()) files.not_films[name] = probed.fault;
  }
}

base::Status Library::Impl::open() {
  auto stored = store_.load();
  if (!stored) return stored.error();
  LibraryState state;
  if (stored->versions.empty()) {
    state.files = template_package(clock_());
  } else {
    state.version = stored->versions.back();
    for (const auto& [path, hash] : stored->files) state.files.files[path] = stored->blobs[hash];
  }
  find_films(state.files);
  const Loaded loaded = read(state.files);
  if (!loaded.content) {
    return Error(Errc::kMalformed, "this version of Plenary cannot read the published package: " +
                                       first_of(loaded.mistakes));
  }
  state.content = loaded.content;
  PackageFiles draft = state.files;
  for (const auto& [path, hash] : stored->draft) {
    if (hash) {
      draft.files[path] = stored->blobs[*hash];
    } else {
      draft.files.erase(path);
    }
  }
  versions_.with([&](auto& versions) { versions = std::move(stored->versions); });
  touches_ = std::move(stored->touches);
  state.draft = make_draft(std::move(draft), stored->revision, state.files);
  latest_.set(std::make_shared<const LibraryState>(std::move(state)));
  return base::Done{};
}

std::shared_ptr<const Draft> Library::Impl::make_draft(PackageFiles files, std::uint64_t revision,
                                                       const PackageFiles& published) const {
  auto draft = std::make_shared<Draft>();
  draft->revision = revision;
  for (const auto& [path, bytes] : files.files) {
    const auto found = published.files.find(path);
    if (found == published.files.end() ||
        (found->second != bytes && *found->second != *bytes)) {
      draft->changed.push_back(path);
    }
  }
  for (const auto& [path, bytes] : published.files) {
    if (!files.files.contains(path)) draft->changed.push_back(path);
  }
  std::sort(draft->changed.begin(), draft->changed.end());
  Loaded loaded = read(files);
  draft->content = std::move(loaded.content);
  draft->mistakes = std::move(loaded.mistakes);
  draft->files = std::move(files);
  return draft;
}

std::string Library::Impl::editor_of(const std::string& file, const Path& path) const {
  const json::array wanted = path_json(path);
  for (auto touch = touches_.rbegin(); touch != touches_.rend(); ++touch) {
    if (touch->file != file) continue;
    if (touch->path.empty() || meet(json::parse(touch->path).as_array(), wanted)) {
      return touch->account;
    }
  }
  return state()->version.account;
}

Result<Edited> Library::Impl::edit(const std::vector<FileEdit>& edits, const std::string& account) {
  const auto present = state();
  std::map<std::string, json::value> values;
  std::vector<storage::DraftTouch> touches;
  Edited edited;
  edited.revision = present->draft->revision;
  for (const FileEdit& one : edits) {
    if (kind_of(one.file) != FileKind::kYaml) {
      return Error(Errc::kMalformed, one.file + " is no YAML file of a package.");
    }
    auto found = values.find(one.file);
    if (found == values.end()) {
      auto read = yaml_value(present->draft->files.text(one.file));
      if (!read) return Error(Errc::kMalformed, one.file + ": " + read.error().detail());
      found = values.emplace(one.file, std::move(*read)).first;
    }
    const json::value now = value_at(found->second, one.edit.path);
    // Who wanted what stands there has it, in whatever order two editors came.
    const bool replaces = one.edit.op == EditOp::kSet || one.edit.op == EditOp::kRemove;
    if (one.was && *one.was != now && !(replaces && now == one.edit.value)) {
      edited.conflicts.push_back({one.file, one.edit.path, one.edit.value, *one.was, now,
                                  editor_of(one.file, one.edit.path)});
      continue;
    }
    auto changed = apply(found->second, one.edit);
    if (!changed) return changed.error();
    found->second = std::move(*changed);
    touches.push_back(touch(one.file, json::serialize(path_json(one.edit.path)), account));
  }
  if (!edited.conflicts.empty()) return edited;
  FileChanges changes;
  for (const auto& [file, value] : values) {
    const std::string_view before = present->draft->files.text(file);
    auto text = rewrite(before, value);
    if (!text) return Error(text.error().code(), file + ": " + text.error().detail());
    if (*text != before) changes[file] = shared(*text);
  }
  if (changes.empty()) return edited;
  return change_draft(std::move(changes), std::move(touches));
}

Result<Edited> Library::Impl::put_text(const std::string& file, const std::string& text,
                                       const std::optional<std::string>& was,
                                       const std::string& account) {
  const auto present = state();
  const std::string_view now = present->draft->files.text(file);
  if (was && *was != now && text != now) {
    Edited met;
    met.revision = present->draft->revision;
    met.conflicts.push_back(
        {file, {}, json::value(text), json::value(*was), json::value(now), editor_of(file, {})});
    return met;
  }
  if (!base::is_utf8(text)) return Error(Errc::kMalformed, "The text is not UTF-8.");
  if (kind_of(file) == FileKind::kYaml) {
    const auto read = yaml_value(text);
    if (!read) return read.error();
  } else if (kind_of(file) != FileKind::kMarkdown && kind_of(file) != FileKind::kReadme) {
    return Error(Errc::kMalformed, file + " is no text of a package.");
  }
  return put_file(file, shared(text), account);
}

Result<Edited> Library::Impl::put_file(const std::string& file, base::SharedBytes bytes,
                                       const std::string& account) {
  if (kind_of(file) == FileKind::kStranger) {
    return Error(Errc::kMalformed, "A package has no file of the name " + file + ".");
  }
  std::vector<storage::DraftTouch> touches{touch(file, "", account)};
  FileChanges changes;
  changes[file] = std::move(bytes);
  return change_draft(std::move(changes), std::move(touches));
}

/// Writes changed files of the draft, shows them, and says so.
Result<Edited> Library::Impl::change_draft(FileChanges changes,
                                           std::vector<storage::DraftTouch> touches) {
  const auto present = state();
  PackageFiles files = present->draft->files;
  storage::PackageWrite write;
  write.revision = present->draft->revision + 1;
  for (const auto& [path, bytes] : changes) {
    const auto published = present->files.files.find(path);
    const bool there = published != present->files.files.end();
    if (bytes && bytes->size() > most_bytes(kind_of(path))) {
      return Error(Errc::kLimit, path + " would be too large.");
    }
    if (bytes) files.files[path] = bytes;
    if (!bytes) files.files.erase(path);
    const bool same = bytes ? there && *published->second == *bytes : !there;
    if (same) {
      write.same_again.push_back(path);
    } else {
      write.draft[path] = bytes ? std::optional(hash_of(*bytes)) : std::nullopt;
      if (bytes) write.blobs[*write.draft[path]] = bytes;
    }
  }
  std::size_t size = 0;
  for (const auto& [path, bytes] : files.files) size += bytes->size();
  if (files.files.size() > kMostPackageFiles || size > kMostPackageBytes) {
    return Error(Errc::kLimit, "The package would be too large, or have too many files.");
  }
  write.touches = touches;
  const base::Status written = store_.write(std::move(write));
  if (!written) return written.error();
  touches_.insert(touches_.end(), touches.begin(), touches.end());
  LibraryState next = *present;
  next.draft = make_draft(std::move(files), present->draft->revision + 1, present->files);
  Edited edited;
  edited.revision = next.draft->revision;
  latest_.set(std::make_shared<const LibraryState>(std::move(next)));
  return edited;
}

}  // namespace plenary::conference
