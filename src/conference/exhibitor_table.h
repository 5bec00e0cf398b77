#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "conference/package.h"

namespace plenary::conference {

/// Something in a table that its author has to mend.
struct TableMistake {
  std::size_t row = 0;  ///< The line of the file, from 1; 0 if it concerns the whole table.
  std::string column;   ///< As its header calls it; may be empty.
  std::string what;
  std::string mend;

  bool operator==(const TableMistake&) const = default;
};

/// What a table of exhibitors makes of a package.
struct TableImport {
  std::size_t rows = 0;        ///< Without the header.
  std::size_t exhibitors = 0;  ///< Different ones.
  std::size_t products = 0;
  std::vector<TableMistake> mistakes;  ///< By row; at most kMostTableMistakes.
  /// Files that are new or changed; empty where there is any mistake.
  std::map<std::string, base::SharedBytes> files;
};

inline constexpr std::size_t kMostTableRows = 50'000;
inline constexpr std::size_t kMostTableBytes = 16u << 20;
inline constexpr std::size_t kMostTableMistakes = 1'000;

/// Reads a table (CSV, docs/formats.md says which columns) into exhibitors' files and the booths of
/// exhibition.yaml. What a file of the package has and the table does not speak of stays. Whatever
/// the package's own checks find in it is told by the row and column that it came from. Pure; never
/// throws, whatever the bytes are.
TableImport read_exhibitor_table(std::string_view csv, const PackageFiles& package);

}  // namespace plenary::conference
