#include "archive/zip.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <memory>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace plenary::archive {
namespace {

using base::Errc;
using base::Error;
using base::Result;

constexpr std::size_t kMostPathBytes = 512;
/// 1980-01-01, the first day that a ZIP can name.
constexpr time_t kFirstDay = 315'532'800;

struct ReadFree {
  void operator()(::archive* a) const { archive_read_free(a); }
};
struct WriteFree {
  void operator()(::archive* a) const { archive_write_free(a); }
};
struct EntryFree {
  void operator()(archive_entry* e) const { archive_entry_free(e); }
};

Error malformed(std::string sentence) {
  return Error(Errc::kMalformed, std::move(sentence));
}

/// A relative path of plain parts: no "..", no ".", no empty part, no backslash, nothing invisible.
bool is_plain_path(std::string_view path) {
  if (path.empty() || path.size() > kMostPathBytes || !base::is_utf8(path)) return false;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || c == '\\' || c == ':') return false;
  }
  for (const std::string_view part : base::split(path, '/')) {
    if (part.empty() || part == "." || part == "..") return false;
  }
  return true;
}

/// What archivers add of their own.
bool is_litter(std::string_view path) {
  return path.starts_with("__MACOSX/") || path == ".DS_Store" || path.ends_with("/.DS_Store");
}

Result<base::SharedBytes> read_entry(::archive* a, const std::string& path, const ZipLimits& limits,
                                     std::size_t& total) {
  auto bytes = std::make_shared<base::Bytes>();
  std::array<std::uint8_t, 64 * 1024> block;
  for (;;) {
    const la_ssize_t got = archive_read_data(a, block.data(), block.size());
    if (got == 0) return base::SharedBytes(std::move(bytes));
    if (got < 0) return malformed("The ZIP cannot be read at " + path + ".");
    total += static_cast<std::size_t>(got);
    if (bytes->size() + static_cast<std::size_t>(got) > limits.file_bytes) {
      return Error(Errc::kLimit, path + " unfolds to more than " +
                                     std::to_string(limits.file_bytes >> 20) + " MiB.");
    }
    if (total > limits.all_bytes) {
      return Error(Errc::kLimit, "The ZIP unfolds to more than " +
                                     std::to_string(limits.all_bytes >> 20) + " MiB.");
    }
    bytes->insert(bytes->end(), block.begin(), block.begin() + got);
  }
}

/// "cic2020/" if every path begins with it.
std::string common_folder(const Files& files) {
  if (files.empty()) return {};
  const std::string& first = files.begin()->first;
  const std::size_t slash = first.find('/');
  if (slash == std::string::npos) return {};
  std::string folder = first.substr(0, slash + 1);
  const bool all = std::all_of(files.begin(), files.end(),
                               [&](const auto& file) { return file.first.starts_with(folder); });
  return all ? folder : std::string();
}

}  // namespace

Result<Files> read_zip(base::ByteView bytes, const ZipLimits& limits) {
  const std::unique_ptr<::archive, ReadFree> a(archive_read_new());
  if (!a) return Error(Errc::kUnavailable, "there is no memory");
  // Only through its central directory, so that what is read is what every other program reads.
  archive_read_support_format_zip_seekable(a.get());
  if (archive_read_open_memory(a.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
    return malformed("This is no ZIP.");
  }
  Files files;
  std::size_t total = 0;
  std::size_t entries = 0;
  for (;;) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(a.get(), &entry);
    if (status == ARCHIVE_EOF) break;
    // A warning speaks of a name in letters that no package has.
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
      return malformed("This is no ZIP, or it is cut off.");
    }
    if (++entries > limits.files * 2) return Error(Errc::kLimit, "The ZIP has too many entries.");
    const char* name = archive_entry_pathname_utf8(entry);
    if (!name) name = archive_entry_pathname(entry);
    std::string path = name ? name : "";
    const auto type = archive_entry_filetype(entry);
    if (type == AE_IFDIR && path.ends_with('/')) path.pop_back();
    if (!is_plain_path(path)) return malformed("The ZIP has a path that leads out of its folder.");
    if (type == AE_IFDIR || is_litter(path)) continue;
    if (type != AE_IFREG || archive_entry_hardlink(entry) || archive_entry_symlink(entry)) {
      return malformed(path + " is no plain file.");
    }
    if (archive_entry_is_encrypted(entry)) return malformed(path + " is encrypted.");
    if (files.contains(path)) return malformed(path + " is in the ZIP twice.");
    auto read = read_entry(a.get(), path, limits, total);
    if (!read) return read.error();
    files[path] = std::move(*read);
    if (files.size() > limits.files) {
      return Error(Errc::kLimit,
                   "The ZIP has more than " + std::to_string(limits.files) + " files.");
    }
  }
  if (entries == 0) return malformed("The ZIP is empty.");
  const std::string folder = common_folder(files);
  if (folder.empty()) return files;
  Files inner;
  for (auto& [path, content] : files) inner[path.substr(folder.size())] = std::move(content);
  return inner;
}

Result<base::Bytes> write_zip(const Files& files) {
  const Error no_memory(Errc::kUnavailable, "there is no memory for the ZIP");
  const std::unique_ptr<::archive, WriteFree> a(archive_write_new());
  if (!a) return no_memory;
  base::Bytes out;
  const auto append = [](::archive*, void* to, const void* data, std::size_t size) {
    const auto* begin = static_cast<const std::uint8_t*>(data);
    auto& bytes = *static_cast<base::Bytes*>(to);
    bytes.insert(bytes.end(), begin, begin + size);
    return static_cast<la_ssize_t>(size);
  };
  archive_write_set_format_zip(a.get());
  archive_write_set_bytes_in_last_block(a.get(), 1);
  if (archive_write_open(a.get(), &out, nullptr, append, nullptr) != ARCHIVE_OK) return no_memory;
  for (const auto& [path, bytes] : files) {
    const std::unique_ptr<archive_entry, EntryFree> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), path.c_str());
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes->size()));
    archive_entry_set_mtime(entry.get(), kFirstDay, 0);
    if (archive_write_header(a.get(), entry.get()) != ARCHIVE_OK) return no_memory;
    const la_ssize_t written = archive_write_data(a.get(), bytes->data(), bytes->size());
    if (written != static_cast<la_ssize_t>(bytes->size())) return no_memory;
  }
  if (archive_write_close(a.get()) != ARCHIVE_OK) return no_memory;
  return out;
}

}  // namespace plenary::archive
