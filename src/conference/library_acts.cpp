#include "conference/library_impl.h"

namespace plenary::conference {

using base::Result;
using storage::VersionRecord;

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
Library::Act<VersionRecord> Library::publish_part(PartOf mine, std::string note,
                                                  std::string account) {
  return impl_->away<VersionRecord>([impl = impl_.get(), mine = std::move(mine),
                                     note = std::move(note), account = std::move(account)] {
    return impl->publish_part(mine, note, account);
  });
}
Library::Act<Edited> Library::put_files(FileChanges files, std::string account) {
  return impl_->away<Edited>(
      [impl = impl_.get(), files = std::move(files), account = std::move(account)] {
        return impl->put_files(files, account);
      });
}
Library::Act<TableImport> Library::import_table(std::string csv, bool confirm,
                                                std::string account) {
  return impl_->away<TableImport>(
      [impl = impl_.get(), csv = std::move(csv), confirm, account = std::move(account)] {
        return impl->import_table(csv, confirm, account);
      });
}
Result<TableImport> Library::import_table_now(std::string csv, bool confirm,
                                              std::string account) {
  return impl_->now<TableImport>(
      [impl = impl_.get(), csv = std::move(csv), confirm, account = std::move(account)] {
        return impl->import_table(csv, confirm, account);
      });
}
Library::Act<Edited> Library::put_film(std::string name, std::string bytes) {
  return impl_->away<Edited>([impl = impl_.get(), name = std::move(name),
                              bytes = std::move(bytes)] { return impl->put_film(name, bytes); });
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
Library::Act<Edited> Library::take(PackageFiles files, std::int64_t seen, std::string account) {
  return impl_->away<Edited>(
      [impl = impl_.get(), files = std::move(files), seen, account = std::move(account)] {
        return impl->take(files, seen, account);
      });
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
