#include "app/data_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

namespace plenary::app {
namespace {

std::string lock_path(const std::filesystem::path& folder) { return (folder / "lock").string(); }

}  // namespace

DataFolder::DataFolder(std::filesystem::path path) : path_(std::move(path)) {
  std::error_code failed;
  std::filesystem::create_directories(path_, failed);
  if (failed) {
    throw std::runtime_error(fmt::format("cannot make the data folder {}: {}. Give another with --data.",
                                         path_.string(), failed.message()));
  }
  lock_ = ::open(lock_path(path_).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (lock_ < 0) {
    throw std::runtime_error(
        fmt::format("cannot write in the data folder {}: {}. Give another with --data, or mend its "
                    "permissions.",
                    path_.string(), std::strerror(errno)));
  }
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    ::close(lock_);
    throw std::runtime_error(fmt::format(
        "the data folder {} is in use by another server. Stop that one, or give another with --data.",
        path_.string()));
  }
}

DataFolder::~DataFolder() {
  if (lock_ >= 0) ::close(lock_);
}

bool is_in_use(const std::filesystem::path& folder) {
  const int fd = ::open(lock_path(folder).c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return false;
  const bool taken = ::flock(fd, LOCK_EX | LOCK_NB) != 0;
  ::close(fd);
  return taken;
}

}  // namespace plenary::app
