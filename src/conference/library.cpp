#include "conference/library.h"

#include <openssl/evp.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>
#include <future>
#include <utility>

#include "base/guarded.h"
#include "base/log.h"
#include "base/mailbox.h"
#include "base/text.h"
#include "conference/template.h"
#include "storage/database.h"

namespace plenary::conference {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using base::Errc;
using base::Error;
using base::Result;
using storage::VersionRecord;

/// Changed files of the draft: their new bytes, or none for those that go.
using FileChanges = std::map<std::string, base::SharedBytes>;

std::string hash_of(const base::Bytes& bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr);
  return base::hex({reinterpret_cast<const char*>(digest), size});
}

base::SharedBytes shared(std::string_view text) {
  const auto view = base::view_of(text);
  return std::make_shared<const base::Bytes>(view.begin(), view.end());
}

storage::FileTable hashes_of(const PackageFiles& files) {
  storage::FileTable hashes;
  for (const auto& [path, bytes] : files.files) hashes[path] = hash_of(*bytes);
  return hashes;
}

/// True if one of the paths leads to the other, or they are the same.
bool meet(const json::array& one, const json::array& other) {
  return std::equal(one.begin(),
                    one.begin() + static_cast<std::ptrdiff_t>(std::min(one.size(), other.size())),
                    other.begin());
}

std::string first_of(const std::vector<Mistake>& mistakes) {
  for (const Mistake& mistake : mistakes) {
    if (mistake.severity == Mistake::Severity::kError) return print(mistake);
  }
  return "It has mistakes.";
}

/// A Result that co_spawn can default-construct; always present when it is awaited.
template <class T>
asio::awaitable<std::optional<Result<T>>> run_there(std::function<Result<T>()> work) {
  co_return work();
}

}  // namespace

class Library::Impl {
 public:
  Impl(storage::Database& database, base::UtcClock clock, std::filesystem::path films)
      : store_(database), clock_(std::move(clock)), films_(std::move(films)) {}
  ~Impl() { thread_.join(); }

  base::Status open();

  std::shared_ptr<const LibraryState> state() const { return latest_.get(); }
  void on_publish(Listener listener) { listeners_.push_back(std::move(listener)); }
  std::vector<VersionRecord> versions() const {
    auto copy = versions_.with([](const auto& versions) { return versions; });
    std::reverse(copy.begin(), copy.end());
    return copy;
  }

  // Each of these runs on the library's thread.
  Result<Edited> edit(const std::vector<FileEdit>& edits, const std::string& account);
  Result<Edited> put_text(const std::string& file, const std::string& text,
                          const std::optional<std::string>& was, const std::string& account);
  Result<Edited> put_file(const std::string& file, base::SharedBytes bytes,
                          const std::string& account);
  Result<VersionRecord> publish(std::uint64_t revision, const std::string& note,
                                const std::string& account);
  Result<Edited> discard(std::uint64_t revision, const std::string& account);
  Result<Edited> restore(std::int64_t version, const std::string& account);
  Result<Proposal> propose(PackageFiles files) const;
  Result<VersionRecord> import(PackageFiles files, std::int64_t seen, const std::string& note,
                               const std::string& account);
  Result<PackageFiles> files(std::int64_t version);
  Result<std::vector<Change>> changes(std::int64_t from, std::optional<std::int64_t> to);

  template <class T>
  Act<T> away(std::function<Result<T>()> work) {
    auto job = run_there<T>(std::move(work));
    auto outcome =
        co_await asio::co_spawn(thread_.get_executor(), std::move(job), asio::use_awaitable);
    co_return std::move(*outcome);
  }
  template <class T>
  Result<T> now(std::function<Result<T>()> work) {
    auto promise = std::make_shared<std::promise<Result<T>>>();
    auto outcome = promise->get_future();
    asio::post(thread_, [promise, work = std::move(work)] { promise->set_value(work()); });
    return outcome.get();
  }

 private:
  void find_films(PackageFiles& files) const;
  std::string editor_of(const std::string& file, const Path& path) const;
  Result<Edited> change_draft(FileChanges changes, std::vector<storage::DraftTouch> touches);
  Result<VersionRecord> publish_files(PackageFiles files, std::shared_ptr<const Content> content,
                                      const std::string& note, const std::string& account);
  std::shared_ptr<const Draft> make_draft(PackageFiles files, std::uint64_t revision) const;
  void show(LibraryState state);
  storage::DraftTouch touch(const std::string& file, const std::string& path,
                            const std::string& account) const {
    return {state()->draft->revision + 1, clock_(), account, file, path};
  }

  storage::PackageStore store_;
  const base::UtcClock clock_;
  const std::filesystem::path films_;
  base::Latest<std::shared_ptr<const LibraryState>> latest_;
  base::Guarded<std::vector<VersionRecord>> versions_;
  std::vector<storage::DraftTouch> touches_;
  std::vector<Listener> listeners_;
  asio::thread_pool thread_{1};
};

void Library::Impl::find_films(PackageFiles& files) const {
  std::error_code error;
  for (std::filesystem::directory_iterator entry(films_, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->is_regular_file(error)) files.films.insert(entry->path().filename().string());
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
  const Loaded loaded = load(state.files);
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
  latest_.set(std::make_shared<const LibraryState>(state));
  state.draft = make_draft(std::move(draft), stored->revision);
  latest_.set(std::make_shared<const LibraryState>(std::move(state)));
  return base::Done{};
}

/// Against the version that state() shows.
std::shared_ptr<const Draft> Library::Impl::make_draft(PackageFiles files,
                                                       std::uint64_t revision) const {
  const auto present = state();
  auto draft = std::make_shared<Draft>();
  draft->revision = revision;
  for (const auto& [path, bytes] : files.files) {
    const auto found = present->files.files.find(path);
    if (found == present->files.files.end() ||
        (found->second != bytes && *found->second != *bytes)) {
      draft->changed.push_back(path);
    }
  }
  for (const auto& [path, bytes] : present->files.files) {
    if (!files.files.contains(path)) draft->changed.push_back(path);
  }
  std::sort(draft->changed.begin(), draft->changed.end());
  Loaded loaded = load(files);
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
    if (one.was && *one.was != now && now != one.edit.value &&
        (one.edit.op == EditOp::kSet || one.edit.op == EditOp::kRemove)) {
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
  if (files.files.size() > kMostPackageFiles) {
    return Error(Errc::kLimit, "The package would have too many files.");
  }
  write.touches = touches;
  const base::Status written = store_.write(std::move(write));
  if (!written) return written.error();
  touches_.insert(touches_.end(), touches.begin(), touches.end());
  LibraryState next = *present;
  next.draft = make_draft(std::move(files), present->draft->revision + 1);
  Edited edited;
  edited.revision = next.draft->revision;
  latest_.set(std::make_shared<const LibraryState>(std::move(next)));
  return edited;
}

Result<VersionRecord> Library::Impl::publish_files(PackageFiles files,
                                                   std::shared_ptr<const Content> content,
                                                   const std::string& note,
                                                   const std::string& account) {
  const auto present = state();
  storage::PackageWrite write;
  write.revision = present->draft->revision + 1;
  write.version = VersionRecord{present->version.number + 1, clock_(), account, note};
  write.files = hashes_of(files);
  for (const auto& [path, bytes] : files.files) write.blobs[write.files[path]] = bytes;
  const VersionRecord version = *write.version;
  const base::Status written = store_.write(std::move(write));
  if (!written) return written.error();
  touches_.clear();
  versions_.with([&](auto& versions) { versions.push_back(version); });
  LibraryState next;
  next.version = version;
  next.files = std::move(files);
  next.content = std::move(content);
  auto draft = std::make_shared<Draft>();
  draft->revision = present->draft->revision + 1;
  draft->files = next.files;
  draft->content = next.content;
  draft->mistakes = load(next.files).mistakes;
  next.draft = std::move(draft);
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
  return publish_files(draft->files, draft->content, note, account);
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
  proposal.mistakes = load(files).mistakes;
  return proposal;
}

Result<VersionRecord> Library::Impl::import(PackageFiles files, std::int64_t seen,
                                            const std::string& note, const std::string& account) {
  const auto present = state();
  find_films(files);
  Loaded loaded = load(files);
  if (!loaded.content) return Error(Errc::kMalformed, first_of(loaded.mistakes));
  if (seen != present->version.number) {
    return Error(Errc::kConflict,
                 "Another version was published since: look at the difference again.");
  }
  if (!present->draft->changed.empty()) {
    return Error(Errc::kConflict,
                 "There are changes that were not published: publish or discard them first.");
  }
  if (seen > 0 && hashes_of(files) == hashes_of(present->files)) return present->version;
  return publish_files(std::move(files), std::move(loaded.content), note, account);
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

Library::Library(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Library::~Library() = default;

Result<std::unique_ptr<Library>> Library::open(storage::Database& database, base::UtcClock clock,
                                               std::filesystem::path films) {
  auto impl = std::make_unique<Impl>(database, std::move(clock), std::move(films));
  const base::Status opened = impl->open();
  if (!opened) return opened.error();
  return std::unique_ptr<Library>(new Library(std::move(impl)));
}

std::shared_ptr<const LibraryState> Library::state() const {
  return impl_->state();
}
void Library::on_publish(Listener listener) {
  impl_->on_publish(std::move(listener));
}
std::vector<VersionRecord> Library::versions() const {
  return impl_->versions();
}

Library::Act<Edited> Library::edit(std::vector<FileEdit> edits, std::string account) {
  return impl_->away<Edited>([impl = impl_.get(), edits = std::move(edits),
                              account = std::move(account)] { return impl->edit(edits, account); });
}
Library::Act<Edited> Library::put_text(std::string file, std::string text,
                                       std::optional<std::string> was, std::string account) {
  return impl_->away<Edited>(
      [impl = impl_.get(), file = std::move(file), text = std::move(text), was = std::move(was),
       account = std::move(account)] { return impl->put_text(file, text, was, account); });
}
Library::Act<Edited> Library::put_file(std::string file, base::SharedBytes bytes,
                                       std::string account) {
  return impl_->away<Edited>(
      [impl = impl_.get(), file = std::move(file), bytes = std::move(bytes),
       account = std::move(account)] { return impl->put_file(file, bytes, account); });
}
Library::Act<Edited> Library::remove_file(std::string file, std::string account) {
  return put_file(std::move(file), nullptr, std::move(account));
}
Library::Act<VersionRecord> Library::publish(std::uint64_t revision, std::string note,
                                             std::string account) {
  return impl_->away<VersionRecord>(
      [impl = impl_.get(), revision, note = std::move(note), account = std::move(account)] {
        return impl->publish(revision, note, account);
      });
}
Library::Act<Edited> Library::discard(std::uint64_t revision, std::string account) {
  return impl_->away<Edited>([impl = impl_.get(), revision, account = std::move(account)] {
    return impl->discard(revision, account);
  });
}
Library::Act<Edited> Library::restore(std::int64_t version, std::string account) {
  return impl_->away<Edited>([impl = impl_.get(), version, account = std::move(account)] {
    return impl->restore(version, account);
  });
}
Library::Act<Proposal> Library::propose(PackageFiles files) {
  return impl_->away<Proposal>(
      [impl = impl_.get(), files = std::move(files)] { return impl->propose(files); });
}
Result<Proposal> Library::propose_now(PackageFiles files) {
  return impl_->now<Proposal>(
      [impl = impl_.get(), files = std::move(files)] { return impl->propose(files); });
}
Library::Act<VersionRecord> Library::import(PackageFiles files, std::int64_t seen, std::string note,
                                            std::string account) {
  return impl_->away<VersionRecord>(
      [impl = impl_.get(), files = std::move(files), seen, note = std::move(note),
       account = std::move(account)] { return impl->import(files, seen, note, account); });
}
Result<VersionRecord> Library::import_now(PackageFiles files, std::int64_t seen, std::string note,
                                          std::string account) {
  return impl_->now<VersionRecord>(
      [impl = impl_.get(), files = std::move(files), seen, note = std::move(note),
       account = std::move(account)] { return impl->import(files, seen, note, account); });
}
Library::Act<PackageFiles> Library::files(std::int64_t version) {
  return impl_->away<PackageFiles>([impl = impl_.get(), version] { return impl->files(version); });
}
Result<PackageFiles> Library::files_now(std::int64_t version) {
  return impl_->now<PackageFiles>([impl = impl_.get(), version] { return impl->files(version); });
}
Library::Act<std::vector<Change>> Library::changes(std::int64_t from,
                                                   std::optional<std::int64_t> to) {
  return impl_->away<std::vector<Change>>(
      [impl = impl_.get(), from, to] { return impl->changes(from, to); });
}

}  // namespace plenary::conference
