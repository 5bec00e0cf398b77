#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "net/http.h"

namespace plenary::stage {

/// The few things that the spool does to a disk, so that tests can fill one. Safe from every
/// thread. Failures are kUnavailable with the system's words.
class Disk {
 public:
  virtual ~Disk() = default;

  /// Creates or opens a file for reading and writing, at the length it has.
  virtual base::Result<std::shared_ptr<const net::OpenFile>> open(
      const std::filesystem::path& path);
  /// Writes all of `bytes` at `offset`, or fails; what it wrote then is for the caller to cut off.
  virtual base::Status write(const net::OpenFile& file, std::uint64_t offset, base::ByteView bytes);
  /// Cuts the file to `size_bytes`.
  virtual base::Status cut(const net::OpenFile& file, std::uint64_t size_bytes);
  /// Replaces a small file whole: never seen half written, and on the disk when this returns.
  virtual base::Status replace(const std::filesystem::path& path, base::ByteView bytes);
  virtual base::Status make_folder(const std::filesystem::path& path);
  /// What an ordinary process may still write beside `path`.
  virtual base::Result<std::uint64_t> free_bytes(const std::filesystem::path& path);
};

/// The file's size, or kUnavailable.
base::Result<std::uint64_t> size_of_file(const net::OpenFile& file);

/// A whole file. kNotFound if there is none, kLimit if it is larger than `limit_bytes`.
base::Result<base::Bytes> read_file(const std::filesystem::path& path, std::uint64_t limit_bytes);

/// Up to `size_bytes` at `offset`; fewer if the file ends before.
base::Result<base::Bytes> read_at(const net::OpenFile& file, std::uint64_t offset,
                                  std::uint64_t size_bytes);

}  // namespace plenary::stage
