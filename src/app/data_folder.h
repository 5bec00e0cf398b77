#pragma once

#include <filesystem>
#include <string>

namespace plenary::app {

/// The folder in which a conference lives: plenary.db, spool/, conference/films, pictures/ and,
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
  /// Films, and what an earlier version of Plenary copied here; the package itself is in plenary.db.
  std::filesystem::path conference() const { return path_ / "conference"; }
  std::filesystem::path films() const { return conference() / "films"; }
  /// The sizes of the package's pictures, which can be made again.
  std::filesystem::path pictures() const { return path_ / "pictures"; }
  std::string control_socket() const { return (path_ / "control.sock").string(); }

 private:
  std::filesystem::path path_;
  int lock_ = -1;
};

/// True if another process holds the folder, which is then reached through its control socket.
bool is_in_use(const std::filesystem::path& folder);

}  // namespace plenary::app
