#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace plenary::base {

/// A field of CSV (RFC 4180) that no spreadsheet takes for a formula: what begins with =, +, -, @,
/// a tab or a line end gets an apostrophe before it.
std::string csv_field(std::string_view text);

/// A row of a table, and on which line of the text it begins, from 1.
struct CsvRow {
  std::vector<std::string> fields;
  std::size_t line = 1;
};

/// Reads CSV (RFC 4180), with or without a byte order mark, with either line end; fields are
/// separated by what separates those of the first line: a comma, a semicolon or a tab. Empty lines
/// are no rows; an apostrophe that csv_field() put is taken away again. kMalformed: not UTF-8, or a
/// quote that does not end; kLimit: more than `most_rows`. The detail is a sentence.
Result<std::vector<CsvRow>> read_csv(std::string_view text, std::size_t most_rows);

}  // namespace plenary::base
