#include "storage/package_store.h"

#include <soci/soci.h>

#include <memory>
#include <set>
#include <stdexcept>
#include <utility>

#include "storage/columns.h"
#include "storage/database.h"
#include "storage/writer.h"

namespace plenary::storage {
namespace {

void put_blob(soci::session& sql, const std::string& hash, const base::Bytes& bytes) {
  int there = 0;
  sql << "SELECT COUNT(*) FROM content_blob WHERE hash = :h", soci::use(hash, "h"),
      soci::into(there);
  if (there > 0) return;
  soci::blob blob(sql);
  if (!bytes.empty()) blob.write(0, reinterpret_cast<const char*>(bytes.data()), bytes.size());
  sql << "INSERT INTO content_blob(hash, bytes) VALUES(:h, :b)", soci::use(hash, "h"),
      soci::use(blob, "b");
}

base::SharedBytes read_blob(soci::session& sql, const std::string& hash) {
  soci::blob blob(sql);
  soci::indicator indicator = soci::i_ok;  // An empty file is null: SQLite has no bytes to bind.
  sql << "SELECT bytes FROM content_blob WHERE hash = :h", soci::use(hash, "h"), soci::into(blob, indicator);
  if (!sql.got_data()) return nullptr;
  auto bytes = std::make_shared<base::Bytes>(indicator == soci::i_null ? 0 : blob.get_len());
  if (!bytes->empty()) {
    blob.read(0, reinterpret_cast<char*>(bytes->data()), bytes->size());
  }
  return bytes;
}

void put_draft(soci::session& sql, const std::string& path,
               const std::optional<std::string>& hash) {
  const std::string stored = hash.value_or("");
  sql << "INSERT INTO draft_file(path, hash) VALUES(:p, :h) "
         "ON CONFLICT(path) DO UPDATE SET hash = excluded.hash",
      soci::use(path, "p"), soci::use(stored, "h");
}

void put_touch(soci::session& sql, const DraftTouch& touch) {
  const auto revision = static_cast<std::int64_t>(touch.revision);
  const std::int64_t at = to_ms(touch.at);
  sql << "INSERT INTO draft_touch(revision, at, account, file, path) VALUES(:r, :t, :a, :f, :p)",
      soci::use(revision, "r"), soci::use(at, "t"), soci::use(touch.account, "a"),
      soci::use(touch.file, "f"), soci::use(touch.path, "p");
}

void put_version(soci::session& sql, const VersionRecord& version, const FileTable& files) {
  long long latest = 0;
  sql << "SELECT COALESCE(MAX(number), 0) FROM content_version", soci::into(latest);
  if (version.number != latest + 1) throw Conflict("another version was published before");
  const std::int64_t at = to_ms(version.at);
  sql << "INSERT INTO content_version(number, at, account, note) VALUES(:n, :t, :a, :o)",
      soci::use(version.number, "n"), soci::use(at, "t"), soci::use(version.account, "a"),
      soci::use(version.note, "o");
  for (const auto& [path, hash] : files) {
    sql << "INSERT INTO content_file(version, path, hash) VALUES(:n, :p, :h)",
        soci::use(version.number, "n"), soci::use(path, "p"), soci::use(hash, "h");
  }
  sql << "DELETE FROM draft_file";
  sql << "DELETE FROM draft_touch";
}

/// Bytes that neither a version nor the draft has any more.
void drop_orphans(soci::session& sql) {
  sql << "DELETE FROM content_blob WHERE "
         "NOT EXISTS (SELECT 1 FROM content_file f WHERE f.hash = content_blob.hash) AND "
         "NOT EXISTS (SELECT 1 FROM draft_file d WHERE d.hash = content_blob.hash)";
}

void write_package(soci::session& sql, const PackageWrite& write) {
  for (const auto& [hash, bytes] : write.blobs) put_blob(sql, hash, *bytes);
  if (write.version) put_version(sql, *write.version, write.files);
  for (const auto& [path, hash] : write.draft) put_draft(sql, path, hash);
  for (const std::string& path : write.same_again) {
    sql << "DELETE FROM draft_file WHERE path = :p", soci::use(path, "p");
  }
  for (const DraftTouch& touch : write.touches) put_touch(sql, touch);
  const auto revision = static_cast<std::int64_t>(write.revision);
  sql << "INSERT INTO draft(id, revision) VALUES(1, :r) "
         "ON CONFLICT(id) DO UPDATE SET revision = excluded.revision",
      soci::use(revision, "r");
  drop_orphans(sql);
}

FileTable read_files(soci::session& sql, std::int64_t version) {
  FileTable files;
  const soci::rowset<soci::row> rows =
      (sql.prepare << "SELECT path, hash FROM content_file WHERE version = :n",
       soci::use(version, "n"));
  for (const soci::row& row : rows) files[row.get<std::string>(0)] = row.get<std::string>(1);
  return files;
}

void read_draft(soci::session& sql, StoredPackage& stored) {
  const soci::rowset<soci::row> files = (sql.prepare << "SELECT path, hash FROM draft_file");
  for (const soci::row& row : files) {
    const auto hash = row.get<std::string>(1);
    stored.draft[row.get<std::string>(0)] = hash.empty() ? std::nullopt : std::optional(hash);
  }
  long long revision = 0;
  sql << "SELECT COALESCE(MAX(revision), 0) FROM draft", soci::into(revision);
  stored.revision = static_cast<std::uint64_t>(revision);
  const soci::rowset<soci::row> touches =
      (sql.prepare << "SELECT revision, at, account, file, path FROM draft_touch ORDER BY id");
  for (const soci::row& row : touches) {
    stored.touches.push_back({static_cast<std::uint64_t>(integer(row, 0)), from_ms(integer(row, 1)),
                              row.get<std::string>(2), row.get<std::string>(3),
                              row.get<std::string>(4)});
  }
}

StoredPackage read_package(soci::session& sql) {
  StoredPackage stored;
  {
    const soci::rowset<soci::row> rows =
        (sql.prepare << "SELECT number, at, account, note FROM content_version ORDER BY number");
    for (const soci::row& row : rows) {
      stored.versions.push_back({integer(row, 0), from_ms(integer(row, 1)), row.get<std::string>(2),
                                 row.get<std::string>(3)});
    }
  }
  if (!stored.versions.empty()) stored.files = read_files(sql, stored.versions.back().number);
  read_draft(sql, stored);
  std::set<std::string> wanted;
  for (const auto& [path, hash] : stored.files) wanted.insert(hash);
  for (const auto& [path, hash] : stored.draft) {
    if (hash) wanted.insert(*hash);
  }
  for (const std::string& hash : wanted) {
    stored.blobs[hash] = read_blob(sql, hash);
    if (!stored.blobs[hash]) throw std::runtime_error("the database lacks the bytes " + hash);
  }
  return stored;
}

}  // namespace

base::Result<StoredPackage> PackageStore::load() {
  auto stored = std::make_shared<StoredPackage>();
  const base::Status status =
      database_.writer().wait([=](soci::session& sql) { *stored = read_package(sql); });
  if (!status) return status.error();
  return std::move(*stored);
}

base::Status PackageStore::write(PackageWrite write) {
  auto shared = std::make_shared<const PackageWrite>(std::move(write));
  return database_.writer().wait([shared](soci::session& sql) { write_package(sql, *shared); });
}

base::Result<FileTable> PackageStore::files(std::int64_t version) {
  auto files = std::make_shared<FileTable>();
  const base::Status status =
      database_.writer().wait([=](soci::session& sql) { *files = read_files(sql, version); });
  if (!status) return status.error();
  return std::move(*files);
}

base::Result<base::SharedBytes> PackageStore::blob(const std::string& hash) {
  auto bytes = std::make_shared<base::SharedBytes>();
  const base::Status status =
      database_.writer().wait([=](soci::session& sql) { *bytes = read_blob(sql, hash); });
  if (!status) return status.error();
  if (!*bytes) return base::Error(base::Errc::kNotFound, "there are no such bytes");
  return std::move(*bytes);
}

}  // namespace plenary::storage
