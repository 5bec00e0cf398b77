#pragma once

#include <filesystem>

#include "base/check.h"
#include "conference/package.h"

namespace plenary::conference {

/// tests/packages/whole: a good package in which every key of the format stands at least once. For
/// tests alone.
inline PackageFiles whole_package() {
  auto files = read_package(std::filesystem::path(PLENARY_SOURCE_DIR) / "tests/packages/whole");
  PLENARY_CHECK(files);
  return std::move(*files);
}

}  // namespace plenary::conference
