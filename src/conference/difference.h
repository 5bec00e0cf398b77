#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "conference/package.h"
#include "conference/splice.h"

namespace plenary::conference {

enum class ChangeKind : std::uint8_t { kAdded, kRemoved, kChanged, kMoved };

/// "added", "removed", "changed", "moved".
std::string_view name(ChangeKind kind);

/// One place in which two packages differ.
struct Change {
  std::string file;
  Path path;  ///< Within a YAML file; empty: the whole file.
  ChangeKind kind = ChangeKind::kChanged;
  /// Of YAML its value; of Markdown its text; of a picture {"hash", "bytes"}. Null where it is not.
  boost::json::value before;
  boost::json::value after;
};

/// Every place in which `after` differs from `before`, by file and in the file's order. Items of
/// lists are known by their `id` (`date`, `period`), so that an item in another place is one move;
/// comments and layout are no difference. A YAML file that cannot be read differs as text. Pure.
std::vector<Change> difference(const PackageFiles& before, const PackageFiles& after);

/// The same of two values: `file` of what comes back is empty.
std::vector<Change> difference(const boost::json::value& before, const boost::json::value& after);

/// "programme.yaml  sessions[opening-forum].title.zh: "开幕论坛" -> "论坛"", at most one line.
std::string print(const Change& change);

/// {"file", "path", "kind", "before", "after"}
boost::json::object change_json(const Change& change);

}  // namespace plenary::conference
