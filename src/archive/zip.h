#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace plenary::archive {

/// What a ZIP may unfold to.
struct ZipLimits {
  std::size_t files = 20'000;
  std::size_t file_bytes = 16u << 20;
  std::size_t all_bytes = 256u << 20;
};

/// Paths with '/' between, such as "news/opening.zh.md".
using Files = std::map<std::string, base::SharedBytes>;

/// Unpacks in memory. A folder that all files lie in is taken off their paths. kMalformed: no ZIP,
/// cut off, or an entry that is no plain file with a plain relative path, or comes twice; kLimit:
/// more than the limits. The detail is a sentence for whoever sent it.
base::Result<Files> read_zip(base::ByteView bytes, const ZipLimits& limits = {});

/// Deflated, in order of the paths, each dated 1980-01-01: the same files give the same bytes.
/// Memory only; fails with kUnavailable if there is none left.
base::Result<base::Bytes> write_zip(const Files& files);

}  // namespace plenary::archive
