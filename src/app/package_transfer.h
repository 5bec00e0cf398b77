#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/data_folder.h"
#include "archive/zip.h"
#include "conference/library.h"

namespace plenary::app {

/// The library of a data folder. A package that an earlier version of Plenary copied into the
/// folder is taken over as version 1. Blocks. Throws std::runtime_error with a sentence.
std::unique_ptr<conference::Library> open_library(const DataFolder& folder,
                                                  storage::Database& database);

/// What is imported: a folder, or a schedule.xml or schedule.json.
struct ImportSource {
  std::filesystem::path path;
  std::string language = {};  ///< Of a schedule's texts; empty: the conference's first.
};

/// What an import would do.
struct ImportPlan {
  std::int64_t seen = 0;              ///< The latest version, which the changes are against.
  std::vector<std::string> changes;   ///< One line each.
  std::vector<std::string> mistakes;  ///< One line each, warnings too.
  bool usable = false;                ///< No mistake is an error.
};

/// Reads a package and compares it. Blocks. Fails with a sentence if the folder cannot be read.
base::Result<ImportPlan> plan_import(conference::Library& library, const ImportSource& source);

/// Makes it the next version, and copies its films. Blocks. The number, or a sentence.
base::Result<std::int64_t> run_import(conference::Library& library, const DataFolder& folder,
                                      const ImportSource& source, std::int64_t seen);

/// `serve --conference DIR`: into an empty folder it is imported; of a used one the difference goes
/// to standard error, and what was edited stays. Throws std::runtime_error with a sentence.
void import_at_start(conference::Library& library, const DataFolder& folder,
                     const std::filesystem::path& package);

/// The files of a version (absent: the latest). Blocks.
base::Result<archive::Files> export_files(conference::Library& library,
                                          std::optional<std::int64_t> version);

/// Whether what was shown is done: by whoever sits at the terminal, in any case, or in none (a dry run).
enum class Consent : std::uint8_t { kAsked, kGiven, kRefused };

/// `plenary import` and `plenary export`, through the server where one holds the folder. The exit
/// status; sentences go to the terminal.
int import_command(const std::string& data, const ImportSource& source, Consent consent);
/// `plenary import-exhibitors`: a table into the draft, which is shown at the organiser's desk and
/// published there.
int import_exhibitors_command(const std::string& data, const std::string& table);
int export_command(const std::string& data, const std::string& target,
                   std::optional<std::int64_t> version);

}  // namespace plenary::app
