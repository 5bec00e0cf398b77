#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace plenary::stage {

/// One part as the spool's index remembers it: where its bytes are and what a playlist must know.
struct PartRecord {
  std::uint64_t number = 0;  ///< Of the segment, whose file is named after it.
  int part = 0;
  bool independent = false;
  std::uint64_t offset = 0;  ///< In the segment's file.
  std::uint32_t size_bytes = 0;
  std::chrono::microseconds duration{0};
  std::uint32_t checksum = 0;  ///< CRC-32 of the part's bytes.
  bool operator==(const PartRecord&) const = default;
};

inline constexpr std::size_t kIndexRecordBytes = 36;

/// CRC-32 (ISO 3309, as gzip uses it).
std::uint32_t checksum_of(base::ByteView bytes);

/// Appends the record's fixed form, which ends with a checksum of its own, so that a torn or zeroed
/// record is known. Big-endian.
void append_record(base::Bytes& out, const PartRecord& record);

/// What an index file holds up to its first torn, damaged or misplaced record.
struct IndexContents {
  std::vector<PartRecord> records;
  std::size_t valid_bytes = 0;  ///< To which the file is cut before anything is appended.
};

/// Reads an index of any length. A record follows another as the next part of its segment, where
/// the part's bytes follow too, or as part 0 of a later segment.
IndexContents parse_index(base::ByteView bytes);

}  // namespace plenary::stage
