#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "conference/content.h"
#include "conference/mistake.h"

namespace plenary::conference {

/// A package as bytes, before anything is believed of it.
struct PackageFiles {
  std::map<std::string, std::string> yaml;  ///< File name to text: "programme.yaml".
  std::set<std::string> films;              ///< Names found in the folder `films`.
};

inline constexpr std::size_t kMostFileBytes = 4u << 20;

/// Reads the package's own files of a folder; nothing else in it is touched. Blocks. Fails with
/// kNotFound if there is no such folder, kUnavailable if a file cannot be read, kLimit beyond
/// kMostFileBytes; the detail is a sentence for the operator.
base::Result<PackageFiles> read_package(const std::filesystem::path& folder);

/// What came of a package: its content, or null, and every mistake found in one go.
struct Loaded {
  std::shared_ptr<const Content> content;  ///< Null if any mistake is an error.
  std::vector<Mistake> mistakes;           ///< By file and line.
};

/// Reads and checks. Never throws, whatever the bytes are; work and memory are bounded by their
/// size.
Loaded load(const PackageFiles& files);

/// read_package() and load(); a folder that cannot be read is a mistake of its own.
Loaded load_folder(const std::filesystem::path& folder);

/// Every mistake in a folder, errors and warnings.
std::vector<Mistake> check(const std::filesystem::path& folder);

}  // namespace plenary::conference
