#include "stage/spool_track.h"

#include <unistd.h>

#include <utility>

#include "base/log.h"
#include "hls/media_name.h"

namespace plenary::stage {
namespace {

constexpr std::uint64_t kIndexLimitBytes = 1ULL << 30;  // Over a hundred days of parts.

/// Recovery goes on without: what is beyond the last record is never served.
void warn(const base::Status& status) {
  if (status) return;
  base::log(base::Level::kWarning, "spool_recovery", {{"why", status.error().detail()}});
}

/// True if the record's bytes are in the file as they were written.
bool bytes_hold(const net::OpenFile& file, const PartRecord& record) {
  const auto size = size_of_file(file);
  if (!size || *size < record.offset || *size - record.offset < record.size_bytes) return false;
  const auto bytes = read_at(file, record.offset, record.size_bytes);
  return bytes && checksum_of(*bytes) == record.checksum;
}

/// How many of the segment's records, which are the last of the index, have their bytes.
std::size_t whole_parts(const std::filesystem::path& folder, Disk& disk,
                        std::span<const PartRecord> parts) {
  const auto file = disk.open(segment_path(folder, parts.front().number));
  if (!file) return 0;
  std::size_t whole = 0;
  while (whole < parts.size() && bytes_hold(**file, parts[whole])) ++whole;
  const std::uint64_t end = whole == 0 ? 0 : parts[whole - 1].offset + parts[whole - 1].size_bytes;
  warn(disk.cut(**file, end));
  return whole;
}

std::span<const PartRecord> last_segment(const std::vector<PartRecord>& records) {
  std::size_t first = records.size();
  while (first > 0 && records[first - 1].number == records.back().number) --first;
  return std::span(records).subspan(first);
}

}  // namespace

std::filesystem::path segment_path(const std::filesystem::path& folder, std::uint64_t number) {
  return folder / hls::segment_name(number);
}

std::filesystem::path index_path(const std::filesystem::path& folder) {
  return folder / "index";
}

RecoveredTrack read_track(const std::filesystem::path& folder) {
  const auto bytes = read_file(index_path(folder), kIndexLimitBytes);
  if (!bytes) return {};
  return {.records = parse_index(*bytes).records};
}

RecoveredTrack recover_track(const std::filesystem::path& folder, Disk& disk) {
  RecoveredTrack track = read_track(folder);
  std::vector<PartRecord>& records = track.records;
  while (!records.empty()) {
    const auto parts = last_segment(records);
    const std::uint64_t number = parts.front().number;
    const std::size_t whole = whole_parts(folder, disk, parts);
    records.resize(records.size() - parts.size() + whole);
    if (whole > 0) break;
    ::unlink(segment_path(folder, number).c_str());
  }
  // The file that was being begun, before its first part reached the index.
  const std::uint64_t next = records.empty() ? 0 : records.back().number + 1;
  if (next > 0) ::unlink(segment_path(folder, next).c_str());
  if (const auto index = disk.open(index_path(folder))) {
    warn(disk.cut(**index, records.size() * kIndexRecordBytes));
  }
  return track;
}

TrackWriter::TrackWriter(std::filesystem::path folder, Disk& disk, MayWrite may_write)
    : folder_(std::move(folder)), disk_(disk), may_write_(std::move(may_write)) {}

Stored TrackWriter::append(const PackagedPart& part, std::chrono::microseconds duration) {
  const auto size = static_cast<std::uint32_t>(part.bytes->size());
  if (number_ != part.number) {
    number_ = part.number;
    const auto begun = begin_segment(part);
    memory_only_.store(!begun, std::memory_order_relaxed);
    if (!begun) fall_back(begun.error());
  }
  Stored stored{
      .place = {.size_bytes = size, .memory = part.bytes, .published_at = part.published_at},
      .file = file_};
  if (memory_only()) return stored;
  if (const auto status = write(part, duration); !status) {
    fall_back(status.error());
    return stored;
  }
  if (std::exchange(complaining_, false)) {
    base::log(base::Level::kInfo, "spool_resumed", {{"folder", folder_.string()}});
  }
  stored.place.on_disk = true;
  stored.place.offset = file_bytes_ - size;
  return stored;
}

base::Status TrackWriter::begin_segment(const PackagedPart& part) {
  file_.reset();
  file_bytes_ = 0;
  if (part.index != 0)
    return base::Error(base::Errc::kMalformed, "a segment without its first part");
  if (const auto status = may_write_(); !status) return status.error();
  if (!index_) {
    auto index = disk_.open(index_path(folder_));
    if (!index) return index.error();
    const auto size = size_of_file(**index);
    if (!size) return size.error();
    index_ = std::move(*index);
    index_bytes_ = *size - *size % kIndexRecordBytes;
  }
  auto file = disk_.open(segment_path(folder_, part.number));
  if (!file) return file.error();
  if (const auto status = disk_.cut(**file, 0); !status) return status.error();
  file_ = std::move(*file);
  return base::Done{};
}

base::Status TrackWriter::write(const PackagedPart& part, std::chrono::microseconds duration) {
  const PartRecord record{.number = part.number,
                          .part = part.index,
                          .independent = part.independent,
                          .offset = file_bytes_,
                          .size_bytes = static_cast<std::uint32_t>(part.bytes->size()),
                          .duration = duration,
                          .checksum = checksum_of(*part.bytes)};
  base::Bytes line;
  append_record(line, record);
  // Bytes first, then the record that vouches for them.
  if (const auto status = disk_.write(*file_, file_bytes_, *part.bytes); !status) {
    return status.error();
  }
  if (const auto status = disk_.write(*index_, index_bytes_, line); !status) return status.error();
  file_bytes_ += record.size_bytes;
  index_bytes_ += kIndexRecordBytes;
  written_.fetch_add(record.size_bytes + kIndexRecordBytes, std::memory_order_relaxed);
  return base::Done{};
}

void TrackWriter::fall_back(const base::Error& why) {
  memory_only_.store(true, std::memory_order_relaxed);
  // Back to the last whole part. Should this fail too, recovery does it.
  base::Status file_cut = base::Done{};
  base::Status index_cut = base::Done{};
  if (file_) file_cut = disk_.cut(*file_, file_bytes_);
  if (index_) index_cut = disk_.cut(*index_, index_bytes_);
  if (complaining_) return;
  complaining_ = true;
  base::log(base::Level::kError, "spool_in_memory_only",
            {{"folder", folder_.string()},
             {"why", why.detail()},
             {"cut", file_cut.has_value() && index_cut.has_value()}});
}

}  // namespace plenary::stage
