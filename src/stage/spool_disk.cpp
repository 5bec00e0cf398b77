#include "stage/spool_disk.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace plenary::stage {
namespace {

constexpr mode_t kFileMode = 0640;

base::Error failed(std::string_view what) {
  const int code = errno;
  const auto errc = code == ENOENT ? base::Errc::kNotFound : base::Errc::kUnavailable;
  return base::Error(errc, std::string(what) + ": " + std::strerror(code));
}

base::Status write_all(int fd, std::uint64_t offset, base::ByteView bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("write");
    if (written == 0) return base::Error(base::Errc::kUnavailable, "write: nothing was taken");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
  return base::Done{};
}

base::Result<std::shared_ptr<const net::OpenFile>> open_file(const std::filesystem::path& path,
                                                             int flags) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, kFileMode);
  if (fd < 0) return failed("open " + path.string());
  return std::shared_ptr<const net::OpenFile>(std::make_shared<net::OpenFile>(fd));
}

}  // namespace

base::Result<std::shared_ptr<const net::OpenFile>> Disk::open(const std::filesystem::path& path) {
  return open_file(path, O_RDWR | O_CREAT);
}

base::Status Disk::write(const net::OpenFile& file, std::uint64_t offset, base::ByteView bytes) {
  return write_all(file.fd(), offset, bytes);
}

base::Status Disk::cut(const net::OpenFile& file, std::uint64_t size_bytes) {
  if (::ftruncate(file.fd(), static_cast<off_t>(size_bytes)) != 0) return failed("truncate");
  return base::Done{};
}

base::Status Disk::replace(const std::filesystem::path& path, base::ByteView bytes) {
  const std::filesystem::path fresh = path.string() + ".new";
  const auto file = open_file(fresh, O_RDWR | O_CREAT | O_TRUNC);
  if (!file) return file.error();
  if (const auto status = write_all((*file)->fd(), 0, bytes); !status) return status.error();
  if (::fsync((*file)->fd()) != 0) return failed("fsync " + fresh.string());
  if (::rename(fresh.c_str(), path.c_str()) != 0) return failed("rename " + path.string());
  return base::Done{};
}

base::Status Disk::make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) {
    return base::Error(base::Errc::kUnavailable, path.string() + ": " + error.message());
  }
  return base::Done{};
}

base::Result<std::uint64_t> Disk::free_bytes(const std::filesystem::path& path) {
  struct statvfs status {};
  if (::statvfs(path.c_str(), &status) != 0) return failed("statvfs " + path.string());
  return static_cast<std::uint64_t>(status.f_bavail) * status.f_frsize;
}

base::Result<std::uint64_t> size_of_file(const net::OpenFile& file) {
  struct stat status {};
  if (::fstat(file.fd(), &status) != 0) return failed("fstat");
  return static_cast<std::uint64_t>(status.st_size);
}

base::Result<base::Bytes> read_at(const net::OpenFile& file, std::uint64_t offset,
                                  std::uint64_t size_bytes) {
  base::Bytes bytes(size_bytes);
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::pread(file.fd(), bytes.data() + filled, bytes.size() - filled,
                                static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("read");
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

base::Result<base::Bytes> read_file(const std::filesystem::path& path, std::uint64_t limit_bytes) {
  const auto file = open_file(path, O_RDONLY);
  if (!file) return file.error();
  const auto size = size_of_file(**file);
  if (!size) return size.error();
  if (*size > limit_bytes) return base::Error(base::Errc::kLimit, path.string() + " is too large");
  return read_at(**file, 0, *size);
}

}  // namespace plenary::stage
