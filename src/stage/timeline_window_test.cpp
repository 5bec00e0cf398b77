#include "stage/timeline_window.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "stage/spool_fixture.h"

namespace plenary::stage::timeline_window_test {
namespace {

using namespace std::chrono_literals;

Stored on_disk(const PackagedPart& part, std::uint64_t offset) {
  return {.place = {.offset = offset,
                    .size_bytes = static_cast<std::uint32_t>(part.bytes->size()),
                    .on_disk = true,
                    .memory = part.bytes},
          .file = std::make_shared<const net::OpenFile>(-1)};
}

Stored in_memory(const PackagedPart& part) {
  return {.place = {.size_bytes = static_cast<std::uint32_t>(part.bytes->size()),
                    .memory = part.bytes}};
}

void add_segment(WindowBuilder& builder, std::uint64_t number, int parts = 6, bool disk = true) {
  std::uint64_t offset = 0;
  for (int i = 0; i < parts; ++i) {
    const PackagedPart part = made_part(number, i);
    builder.add(part, disk ? on_disk(part, offset) : in_memory(part));
    offset += part.bytes->size();
  }
}

std::vector<std::uint64_t> numbers(const Window& window) {
  std::vector<std::uint64_t> found;
  for (const auto& entry : window.whole) found.push_back(entry->listing.number);
  return found;
}

TEST(WindowBuilder, MovesTheEdgeWithEveryPart) {
  WindowBuilder builder(Grid{}, 100);
  EXPECT_EQ(builder.window()->edge, (hls::Edge{100, 0}));
  EXPECT_TRUE(builder.window()->whole.empty());
  add_segment(builder, 100, 2);
  EXPECT_EQ(builder.window()->edge, (hls::Edge{100, 2}));
  EXPECT_EQ(builder.window()->open->listing.parts.size(), 2u);
  add_segment(builder, 101, 0);
  for (int i = 2; i < 6; ++i) builder.add(made_part(100, i), in_memory(made_part(100, i)));
  EXPECT_EQ(builder.window()->edge, (hls::Edge{101, 0}));
  const auto window = builder.window();
  ASSERT_EQ(window->whole.size(), 1u);
  EXPECT_EQ(window->whole[0]->listing.duration, 1920ms);
  EXPECT_EQ(window->whole[0]->listing.begins, base::Instant(192s));
}

TEST(WindowBuilder, LeavesOldWindowsAsTheyWere) {
  WindowBuilder builder(Grid{}, 100);
  add_segment(builder, 100, 3);
  const auto before = builder.window();
  add_segment(builder, 101, 1);
  EXPECT_EQ(before->edge, (hls::Edge{100, 3}));
  EXPECT_EQ(before->open->places.size(), 3u);
  EXPECT_TRUE(before->whole.empty());
}

TEST(WindowBuilder, KeepsTheLastMinuteAndTheRestAsHistory) {
  WindowBuilder builder(Grid{}, 100);
  for (std::uint64_t number = 100; number < 300; ++number) add_segment(builder, number);
  const auto window = builder.window();
  EXPECT_EQ(window->whole.size(), 32u);  // 31 would be 59.52 s.
  EXPECT_EQ(window->whole.front()->listing.number, 268u);
  EXPECT_EQ(window->history->count(), 168u);
  ASSERT_EQ(window->history->blocks().size(), 3u);
  EXPECT_TRUE(window->history->blocks()[1]->full());
  EXPECT_FALSE(window->history->blocks()[1]->lines.text.empty());
  EXPECT_EQ(window->history->blocks()[2]->segments.size(), 40u);
  EXPECT_EQ(window->history->find(267).segment->number, 267u);
  EXPECT_EQ(window->history->find(268).segment, nullptr);
  EXPECT_EQ(window->history->find(99).segment, nullptr);
  std::uint64_t bytes = 0;
  for (int i = 0; i < 6; ++i) bytes += made_part(150, i).bytes->size();
  EXPECT_EQ(window->history->find(150).bytes, bytes);
}

TEST(WindowBuilder, KeepsFilesOpenAndPartsInMemoryOnlyForTheNewestSegments) {
  WindowBuilder builder(Grid{}, 100);
  for (std::uint64_t number = 100; number < 110; ++number) add_segment(builder, number);
  const auto window = builder.window();
  for (const auto& entry : window->whole) {
    const bool recent = entry->listing.number >= 104;
    EXPECT_EQ(entry->file != nullptr, recent) << entry->listing.number;
    EXPECT_EQ(entry->places[0].memory != nullptr, recent) << entry->listing.number;
  }
}

TEST(WindowBuilder, ListsMissingNumbersAsGaps) {
  WindowBuilder builder(Grid{}, 100);
  add_segment(builder, 100, 2);
  add_segment(builder, 103, 1);
  const auto window = builder.window();
  EXPECT_EQ(numbers(*window), (std::vector<std::uint64_t>{100, 101, 102}));
  EXPECT_EQ(window->whole[0]->listing.duration, 640ms);
  EXPECT_FALSE(window->whole[0]->listing.gap);
  EXPECT_TRUE(window->whole[1]->listing.gap);
  EXPECT_EQ(window->whole[2]->listing.duration, 1920ms);
  EXPECT_EQ(window->edge, (hls::Edge{103, 1}));
}

TEST(WindowBuilder, TakesUpWhatACrashLeft) {
  WindowBuilder writer(Grid{}, 100);
  RecoveredTrack track;
  for (std::uint64_t number = 100; number < 150; ++number) {
    if (number == 105) continue;
    std::uint64_t offset = 0;
    for (int i = 0; i < (number == 149 ? 4 : 6); ++i) {
      const auto part = made_part(number, i);
      const auto size = static_cast<std::uint32_t>(part.bytes->size());
      track.records.push_back({.number = number,
                               .part = i,
                               .independent = i == 0,
                               .offset = offset,
                               .size_bytes = size,
                               .duration = 320ms});
      offset += size;
    }
    add_segment(writer, number, number == 149 ? 4 : 6);
  }
  WindowBuilder builder(Grid{}, 100);
  builder.restore(track);
  builder.skip_to(152);
  writer.skip_to(152);
  const auto restored = builder.window();
  const auto written = writer.window();
  EXPECT_EQ(restored->edge, (hls::Edge{152, 0}));
  ASSERT_EQ(numbers(*restored), numbers(*written));
  for (std::size_t i = 0; i < restored->whole.size(); ++i) {
    EXPECT_EQ(restored->whole[i]->listing, written->whole[i]->listing);
  }
  ASSERT_EQ(restored->history->count(), written->history->count());
  for (std::uint64_t number = 100; number < 100 + restored->history->count(); ++number) {
    EXPECT_EQ(*restored->history->find(number).segment, *written->history->find(number).segment);
    EXPECT_EQ(restored->history->find(number).bytes, written->history->find(number).bytes);
  }
  EXPECT_TRUE(restored->history->find(105).segment->gap);
}

TEST(WindowBuilder, RecordsOnlyWhatTheDiskHas) {
  WindowBuilder builder(Grid{}, 100);
  add_segment(builder, 100);
  add_segment(builder, 101, 6, false);
  builder.add(made_part(102, 0), on_disk(made_part(102, 0), 0));
  for (int i = 1; i < 6; ++i) builder.add(made_part(102, i), in_memory(made_part(102, i)));
  add_segment(builder, 103, 2);
  builder.end();
  const auto window = builder.window();
  EXPECT_TRUE(window->ended);
  EXPECT_EQ(window->open, nullptr);
  EXPECT_EQ(window->whole.back()->listing.duration, 640ms);
  EXPECT_FALSE(window->whole[1]->listing.gap);  // Memory still has it.

  const auto recording = builder.recording();
  ASSERT_EQ(recording->count(), 4u);
  EXPECT_EQ(recording->find(100).segment->duration, 1920ms);
  EXPECT_TRUE(recording->find(101).segment->gap);
  EXPECT_EQ(recording->find(101).bytes, 0u);
  EXPECT_EQ(recording->find(102).segment->duration, 320ms);
  EXPECT_EQ(recording->find(102).bytes, made_part(102, 0).bytes->size());
  EXPECT_EQ(recording->find(103).segment->duration, 640ms);
}

TEST(ShapeOf, GroupsPartsToAboutASecond) {
  EXPECT_EQ(shape_of(Grid{}), hls::Shape{});
  const hls::Shape thirty =
      shape_of({.frames_per_second = 30, .frames_per_part = 16, .parts_per_segment = 3});
  EXPECT_EQ(thirty.parts_per_wide, 2);
  EXPECT_EQ(thirty.segment, 1600ms);
  EXPECT_EQ(thirty.target_duration(), 2s);
}

std::string gunzip(const std::string& gzip) {
  z_stream stream{};
  EXPECT_EQ(::inflateInit2(&stream, 15 + 16), Z_OK);
  std::string out(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(gzip.data()));
  stream.avail_in = static_cast<uInt>(gzip.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(::inflate(&stream, Z_FINISH), Z_STREAM_END);
  EXPECT_EQ(stream.avail_in, 0u);
  out.resize(stream.total_out);
  ::inflateEnd(&stream);
  return out;
}

TEST(DeflatedText, JoinsIntoOneGzipFile) {
  std::string lines;
  for (int i = 0; i < 500; ++i) lines += "#EXTINF:1.920,\n" + std::to_string(i) + ".m4s\n";
  const DeflatedText head = deflate_text("#EXTM3U\n");
  const DeflatedText empty = deflate_text("");
  const DeflatedText body = deflate_text(lines, 1);
  const std::vector<const DeflatedText*> pieces{&head, &empty, &body, &body};
  EXPECT_EQ(gunzip(join_gzip(pieces)), "#EXTM3U\n" + lines + lines);
  EXPECT_EQ(join_text(pieces), "#EXTM3U\n" + lines + lines);
  EXPECT_EQ(gunzip(join_gzip({})), "");
}

}  // namespace
}  // namespace plenary::stage::timeline_window_test
