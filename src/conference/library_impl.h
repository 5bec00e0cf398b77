#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <future>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/guarded.h"
#include "base/mailbox.h"
#include "conference/library.h"

// The inside of the library: its acts stand in library.cpp (the draft), library_versions.cpp (what is
// published) and library_acts.cpp (how they come to its thread). For these files alone.
namespace plenary::conference {

/// Changed files of the draft: their new bytes, or none for those that go.
using FileChanges = std::map<std::string, base::SharedBytes>;

/// SHA-256 in hexadecimal.
std::string hash_of(const base::Bytes& bytes);
/// The first error among mistakes, as a sentence.
std::string first_of(const std::vector<Mistake>& mistakes);

/// A Result that co_spawn can default-construct; always present when it is awaited.
template <class T>
boost::asio::awaitable<std::optional<base::Result<T>>> run_there(
    std::function<base::Result<T>()> work) {
  co_return work();
}

class Library::Impl {
 public:
  Impl(storage::Database& database, base::UtcClock clock, std::filesystem::path films)
      : store_(database), clock_(std::move(clock)), films_(std::move(films)) {}
  ~Impl() { thread_.join(); }

  base::Status open();

  std::shared_ptr<const LibraryState> state() const { return latest_.get(); }
  void on_publish(Listener listener) { listeners_.push_back(std::move(listener)); }
  std::vector<storage::VersionRecord> versions() const {
    auto copy = versions_.with([](const auto& versions) { return versions; });
    std::reverse(copy.begin(), copy.end());
    return copy;
  }

  // Each of these runs on the library's thread.
  base::Result<Edited> edit(const std::vector<FileEdit>& edits, const std::string& account);
  base::Result<Edited> put_text(const std::string& file, const std::string& text,
                          const std::optional<std::string>& was, const std::string& account);
  base::Result<Edited> put_file(const std::string& file, base::SharedBytes bytes,
                          const std::string& account);
  base::Result<storage::VersionRecord> publish(std::uint64_t revision, const std::string& note,
                                const std::string& account);
  base::Result<storage::VersionRecord> publish_part(const PartOf& mine, const std::string& note,
                                     const std::string& account);
  base::Result<Edited> put_files(FileChanges files, const std::string& account);
  base::Result<TableImport> import_table(const std::string& csv, bool confirm,
                                   const std::string& account);
  base::Result<Edited> put_film(const std::string& name, const std::string& bytes);
  base::Result<Edited> discard(std::uint64_t revision, const std::string& account);
  base::Result<Edited> restore(std::int64_t version, const std::string& account);
  base::Result<Proposal> propose(PackageFiles files) const;
  /// A package that may come in: read, and against what its sender has seen.
  base::Result<Loaded> admit(PackageFiles& files, std::int64_t seen);
  base::Result<Edited> take(PackageFiles files, std::int64_t seen, const std::string& account);
  base::Result<storage::VersionRecord> import(PackageFiles files, std::int64_t seen, const std::string& note,
                               const std::string& account);
  base::Result<PackageFiles> files(std::int64_t version);
  base::Result<std::vector<Change>> changes(std::int64_t from, std::optional<std::int64_t> to);

  template <class T>
  Act<T> away(std::function<base::Result<T>()> work) {
    auto job = run_there<T>(std::move(work));
    auto outcome =
        co_await boost::asio::co_spawn(thread_.get_executor(), std::move(job), boost::asio::use_awaitable);
    co_return std::move(*outcome);
  }
  template <class T>
  base::Result<T> now(std::function<base::Result<T>()> work) {
    auto promise = std::make_shared<std::promise<base::Result<T>>>();
    auto outcome = promise->get_future();
    boost::asio::post(thread_, [promise, work = std::move(work)] { promise->set_value(work()); });
    return outcome.get();
  }

 private:
  /// A film as it was when it was last looked into.
  struct Film {
    std::uintmax_t size_bytes = 0;
    std::filesystem::file_time_type written;
    std::string fault;
  };

  void find_films(PackageFiles& files) const;
  std::string editor_of(const std::string& file, const Path& path) const;
  base::Result<Edited> change_draft(FileChanges changes, std::vector<storage::DraftTouch> touches);
  /// `rest` is what the draft then is; null: the same as the version.
  base::Result<storage::VersionRecord> publish_files(PackageFiles files, Loaded loaded,
                                                     const PackageFiles* rest,
                                                     const std::string& note,
                                                     const std::string& account);
  /// load(), which reads of a fair only what has changed since the last time.
  Loaded read(const PackageFiles& files) const {
    Loaded loaded = load(files, fair_);
    fair_ = loaded.fair;
    return loaded;
  }
  std::shared_ptr<const Draft> make_draft(PackageFiles files, std::uint64_t revision,
                                          const PackageFiles& published) const;
  void show(LibraryState state);
  storage::DraftTouch touch(const std::string& file, const std::string& path,
                            const std::string& account) const {
    return {state()->draft->revision + 1, clock_(), account, file, path};
  }

  storage::PackageStore store_;
  const base::UtcClock clock_;
  const std::filesystem::path films_;
  base::Latest<std::shared_ptr<const LibraryState>> latest_;
  base::Guarded<std::vector<storage::VersionRecord>> versions_;
  std::vector<storage::DraftTouch> touches_;
  mutable std::map<std::string, Film> probed_;
  mutable std::shared_ptr<const FairRead> fair_;
  std::vector<Listener> listeners_;
  boost::asio::thread_pool thread_{1};
};

}  // namespace plenary::conference
