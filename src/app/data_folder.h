#pragma once

#include <filesystem>
#include <string>

namespace plenary::app {

/// The folder in which a conference lives: plenary.db, spool/, conference/ (the imported package) and,
/// while a server runs, control.sock. Held by one process at a time through a lock on DIR/lock.
class DataFolder {
 public:
  /// Makes the folder where it is missing and locks it. Throws std::runtime_error with a sentence: not
  /// writable, or in use.
  explicit DataFolder(std::filesystem::path path);
  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }
  std::string database() const { return (path_ / "plenary.db").string(); }
  std::filesystem::path spool() const { return path_ / "spool"; }
  std::filesystem::path conference() const { return path_ / "conference"; }
  std::string control_socket() const { return (path_ / "control.sock").string(); }

 private:
  std::filesystem::path path_;
  int lock_ = -1;
};

/// True if another process holds the folder, which is then reached through its control socket.
bool is_in_use(const std::filesystem::path& folder);

/// Copies a package into the data folder, so that later starts need not be told of it. Throws
/// std::runtime_error with a sentence.
void import_package(const std::filesystem::path& package, const DataFolder& folder);

}  // namespace plenary::app
