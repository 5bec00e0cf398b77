#include "stage/spool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "stage/spool_fixture.h"

namespace plenary::stage::spool_test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::chrono::microseconds kPart{320'000};

base::Status always() {
  return base::Done{};
}

base::Bytes contents(const std::filesystem::path& path) {
  auto bytes = read_file(path, 1 << 20);
  return bytes ? *bytes : base::Bytes{};
}

/// Writes `segments` whole segments of six parts and `parts` of another, as a rendition's thread
/// does.
void write_track(const std::filesystem::path& folder, Disk& disk, int segments, int parts) {
  TrackWriter writer(folder, disk, always);
  for (int i = 0; i < segments * 6 + parts; ++i) {
    const auto stored =
        writer.append(made_part(100 + static_cast<std::uint64_t>(i / 6), i % 6), kPart);
    ASSERT_TRUE(stored.place.on_disk);
  }
}

TEST(SpoolIndex, ReadsWhatItWrote) {
  base::Bytes bytes;
  const PartRecord first{.number = 830'000'000,
                         .independent = true,
                         .size_bytes = 9,
                         .duration = kPart,
                         .checksum = 7};
  const PartRecord second{.number = 830'000'000,
                          .part = 1,
                          .offset = 9,
                          .size_bytes = 0xFFFFFFFF,
                          .duration = kPart,
                          .checksum = 0xFFFFFFFF};
  append_record(bytes, first);
  append_record(bytes, second);
  EXPECT_EQ(bytes.size(), 2 * kIndexRecordBytes);
  const IndexContents contents = parse_index(bytes);
  EXPECT_THAT(contents.records, ElementsAre(first, second));
  EXPECT_EQ(contents.valid_bytes, bytes.size());
}

TEST(SpoolIndex, StopsAtTheFirstDamagedRecord) {
  base::Bytes whole;
  for (int i = 0; i < 4; ++i) append_record(whole, {.number = 5, .part = i});
  for (std::size_t at = 0; at < whole.size(); ++at) {
    base::Bytes damaged = whole;
    damaged[at] ^= 0x40;
    EXPECT_EQ(parse_index(damaged).valid_bytes, at / kIndexRecordBytes * kIndexRecordBytes);
  }
  EXPECT_EQ(parse_index(base::Bytes(10 * kIndexRecordBytes, 0)).valid_bytes, 0u);
}

TEST(SpoolIndex, StopsWhereAPartIsOutOfPlace) {
  const PartRecord first{.number = 5, .size_bytes = 10};
  const std::vector<PartRecord> wrong{{.number = 5, .part = 2, .offset = 10},  // A part is missing.
                                      {.number = 5, .part = 1, .offset = 11},  // Bytes are missing.
                                      {.number = 4, .part = 0},  // Numbers do not go back.
                                      {.number = 6, .part = 1},  // A segment begins with part 0.
                                      {.number = 6, .part = 0, .offset = 1}};
  for (const PartRecord& record : wrong) {
    base::Bytes bytes;
    append_record(bytes, first);
    append_record(bytes, record);
    EXPECT_THAT(parse_index(bytes).records, ElementsAre(first));
  }
}

TEST(Spool, AppendsPartsToTheFileOfTheirSegment) {
  const TemporaryFolder folder;
  Disk disk;
  write_track(folder.path(), disk, 1, 2);
  base::Bytes first;
  for (int i = 0; i < 6; ++i) {
    const auto part = made_part(100, i);
    first.insert(first.end(), part.bytes->begin(), part.bytes->end());
  }
  EXPECT_EQ(contents(segment_path(folder.path(), 100)), first);
  EXPECT_EQ(contents(index_path(folder.path())).size(), 8 * kIndexRecordBytes);
  const RecoveredTrack track = read_track(folder.path());
  ASSERT_EQ(track.records.size(), 8u);
  EXPECT_EQ(track.records[7].number, 101u);
  EXPECT_EQ(track.records[7].offset, made_part(101, 0).bytes->size());
  EXPECT_TRUE(track.records[6].independent);
}

TEST(Spool, GoesOnInAnIndexThatIsThere) {
  const TemporaryFolder folder;
  Disk disk;
  write_track(folder.path(), disk, 1, 0);
  TrackWriter writer(folder.path(), disk, always);
  writer.append(made_part(107, 0), kPart);
  const RecoveredTrack track = recover_track(folder.path(), disk);
  ASSERT_EQ(track.records.size(), 7u);
  EXPECT_EQ(track.records.back().number, 107u);
}

/// Whatever length a crash left the index and the last files at, recovery keeps exactly the parts
/// that are whole in both, and leaves nothing beyond them.
TEST(Spool, RecoversTheLastWholePartFromEveryCut) {
  const TemporaryFolder whole;
  Disk disk;
  write_track(whole.path(), disk, 2, 3);
  const base::Bytes index = contents(index_path(whole.path()));
  const base::Bytes file = contents(segment_path(whole.path(), 102));
  const RecoveredTrack all = read_track(whole.path());

  const auto recovered_from = [&](std::size_t index_size, std::size_t file_size) {
    const TemporaryFolder cut;
    std::filesystem::copy(whole.path(), cut.path());
    std::filesystem::resize_file(index_path(cut.path()), index_size);
    std::filesystem::resize_file(segment_path(cut.path(), 102), file_size);
    const RecoveredTrack track = recover_track(cut.path(), disk);

    std::size_t expected = index_size / kIndexRecordBytes;
    while (expected > 12 &&
           all.records[expected - 1].offset + all.records[expected - 1].size_bytes > file_size) {
      --expected;
    }
    EXPECT_TRUE(std::equal(track.records.begin(), track.records.end(), all.records.begin(),
                           all.records.begin() + static_cast<std::ptrdiff_t>(expected)))
        << index_size << " " << file_size;
    EXPECT_EQ(contents(index_path(cut.path())).size(), expected * kIndexRecordBytes);
    // The file that holds the last part ends with it; a file without a part is gone.
    if (expected == 0) return;
    const PartRecord& last = all.records[expected - 1];
    EXPECT_EQ(std::filesystem::file_size(segment_path(cut.path(), last.number)),
              last.offset + last.size_bytes);
    EXPECT_FALSE(std::filesystem::exists(segment_path(cut.path(), last.number + 1)));
    EXPECT_EQ(recover_track(cut.path(), disk).records,
              track.records);  // Once more changes nothing.
  };
  for (std::size_t size = 0; size <= index.size(); ++size) recovered_from(size, file.size());
  for (std::size_t size = 0; size <= file.size(); ++size) recovered_from(index.size(), size);
  for (std::size_t size = 0; size <= file.size(); size += 7) {
    for (std::size_t shorter = 0; shorter < 3 * kIndexRecordBytes; shorter += 5) {
      recovered_from(index.size() - shorter, size);
    }
  }
}

TEST(Spool, DropsAPartWhoseBytesAreNotWhatWasWritten) {
  const TemporaryFolder folder;
  Disk disk;
  write_track(folder.path(), disk, 1, 3);
  const auto file = disk.open(segment_path(folder.path(), 101));
  ASSERT_TRUE(file);
  const std::uint64_t second = made_part(101, 0).bytes->size();
  ASSERT_TRUE(disk.write(**file, second, base::Bytes{0xFF}));
  EXPECT_EQ(recover_track(folder.path(), disk).records.size(), 7u);
}

TEST(Spool, KeepsPartsInMemoryWhileTheDiskIsFullAndWritesAgainFromTheNextSegment) {
  const TemporaryFolder folder;
  FullDisk disk;
  TrackWriter writer(folder.path(), disk, always);
  const auto append = [&](std::uint64_t number, int index) {
    return writer.append(made_part(number, index), kPart);
  };
  EXPECT_TRUE(append(100, 0).place.on_disk);
  disk.room_bytes = 10;  // The next write is taken in part.
  for (int i = 1; i < 6; ++i) EXPECT_FALSE(append(100, i).place.on_disk);
  EXPECT_TRUE(writer.memory_only());
  EXPECT_FALSE(append(101, 0).place.on_disk);
  disk.room_bytes = 1 << 20;
  EXPECT_FALSE(append(101, 1).place.on_disk);  // Not in the middle of a segment.
  const Stored resumed = append(102, 0);
  EXPECT_TRUE(resumed.place.on_disk);
  EXPECT_EQ(resumed.place.offset, 0u);
  EXPECT_FALSE(writer.memory_only());

  const RecoveredTrack track = recover_track(folder.path(), disk);
  ASSERT_EQ(track.records.size(), 2u);
  EXPECT_EQ(track.records[0].number, 100u);
  EXPECT_EQ(track.records[1].number, 102u);
  EXPECT_EQ(std::filesystem::file_size(segment_path(folder.path(), 100)),
            made_part(100, 0).bytes->size());
}

TEST(Spool, LeavesTheLastOfTheDiskToOthers) {
  const TemporaryFolder folder;
  const auto disk = std::make_shared<FullDisk>();
  RunFolder run(folder.path() / "100", made_run(100), disk, 1000);
  const auto writer = run.writer(0);
  disk->free = 999;
  EXPECT_FALSE(writer->append(made_part(100, 0), kPart).place.on_disk);
  disk->free = 1000;
  EXPECT_TRUE(writer->append(made_part(101, 0), kPart).place.on_disk);
  EXPECT_EQ(run.free_bytes(), 1000u);
}

TEST(Spool, RemembersARunAsItWas) {
  const stage::Run run = made_run(830'000'000);
  const auto parsed = parse_run(render_run(run));
  ASSERT_TRUE(parsed);
  EXPECT_EQ(render_run(*parsed), render_run(run));
  EXPECT_EQ(parsed->grid, run.grid);
  EXPECT_EQ(parsed->first_number, run.first_number);
}

TEST(Spool, RefusesARunItCannotRead) {
  for (const char* text : {"", "{}", "[]", "null", R"({"version":2})",
                           R"({"version":1,"first_number":-1,"grid":{},"renditions":[]})"}) {
    EXPECT_FALSE(parse_run(text)) << text;
  }
}

TEST(Spool, FindsItsRunsAgainAndClosesAllButTheNewest) {
  const TemporaryFolder folder;
  const auto disk = std::make_shared<Disk>();
  for (const std::uint64_t first : {100u, 200u, 300u}) {
    RunFolder run(folder.path() / std::to_string(first), made_run(first), disk, 0);
    run.writer(0)->append(made_part(first, 0), kPart);
    if (first == 100) {
      EXPECT_TRUE(run.close());
    }
  }
  std::filesystem::create_directory(folder.path() / "400");  // No run.json: not a run.
  std::filesystem::create_directory(folder.path() / "something");
  const auto runs = recover_runs(folder.path(), *disk);
  ASSERT_EQ(runs.size(), 3u);
  EXPECT_TRUE(runs[0].closed);
  EXPECT_TRUE(runs[1].closed);
  EXPECT_FALSE(runs[2].closed);
  EXPECT_EQ(runs[2].next_number(), 301u);
  EXPECT_EQ(*runs[2].run.renditions[0].init, *made_run(300).renditions[0].init);
  EXPECT_TRUE(recover_runs(folder.path(), *disk)[1].closed);
}

TEST(Spool, HasNoRunsBeforeTheFirst) {
  Disk disk;
  EXPECT_THAT(recover_runs("/nonexistent/spool", disk), IsEmpty());
}

TEST(Spool, ContinuesARunOnlyWithTheSameGridAndHeaders) {
  const stage::Run last = made_run(100);
  EXPECT_TRUE(continues(made_run(101), last));
  EXPECT_FALSE(continues(made_run(100), last));
  stage::Run other = made_run(101);
  other.grid.parts_per_segment = 3;
  EXPECT_FALSE(continues(other, last));
  other = made_run(101);
  other.renditions[1].init = std::make_shared<const base::Bytes>(base::Bytes{1});
  EXPECT_FALSE(continues(other, last));
  other = made_run(101);
  other.renditions.pop_back();
  EXPECT_FALSE(continues(other, last));
}

}  // namespace
}  // namespace plenary::stage::spool_test
