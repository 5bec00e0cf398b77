#include "stage/spool_index.h"

#include <zlib.h>

#include <optional>

namespace plenary::stage {
namespace {

constexpr std::uint16_t kIndependent = 1;

/// Precondition: `bytes` is one record long. Nothing if its checksum is wrong.
std::optional<PartRecord> parse_record(base::ByteView bytes) {
  base::ByteReader reader(bytes);
  PartRecord record;
  record.number = *reader.u64();
  record.offset = *reader.u64();
  record.size_bytes = *reader.u32();
  record.duration = std::chrono::microseconds(*reader.u32());
  record.part = *reader.u16();
  record.independent = (*reader.u16() & kIndependent) != 0;
  record.checksum = *reader.u32();
  if (*reader.u32() != checksum_of(bytes.first(kIndexRecordBytes - 4))) return std::nullopt;
  return record;
}

bool follows(const PartRecord& next, const PartRecord& last) {
  if (next.number == last.number) {
    return next.part == last.part + 1 && next.offset == last.offset + last.size_bytes;
  }
  return next.number > last.number && next.part == 0 && next.offset == 0;
}

}  // namespace

std::uint32_t checksum_of(base::ByteView bytes) {
  return static_cast<std::uint32_t>(::crc32_z(0, bytes.data(), bytes.size()));
}

void append_record(base::Bytes& out, const PartRecord& record) {
  const std::size_t start = out.size();
  base::ByteWriter writer(out);
  writer.u64(record.number);
  writer.u64(record.offset);
  writer.u32(record.size_bytes);
  writer.u32(static_cast<std::uint32_t>(record.duration.count()));
  writer.u16(static_cast<std::uint16_t>(record.part));
  writer.u16(record.independent ? kIndependent : 0);
  writer.u32(record.checksum);
  writer.u32(checksum_of(base::ByteView(out).subspan(start)));
}

IndexContents parse_index(base::ByteView bytes) {
  IndexContents contents;
  contents.records.reserve(bytes.size() / kIndexRecordBytes);
  while (bytes.size() - contents.valid_bytes >= kIndexRecordBytes) {
    const auto record = parse_record(bytes.subspan(contents.valid_bytes, kIndexRecordBytes));
    if (!record) break;
    const bool in_place = contents.records.empty() ? record->part == 0 && record->offset == 0
                                                   : follows(*record, contents.records.back());
    if (!in_place) break;
    contents.records.push_back(*record);
    contents.valid_bytes += kIndexRecordBytes;
  }
  return contents;
}

}  // namespace plenary::stage
