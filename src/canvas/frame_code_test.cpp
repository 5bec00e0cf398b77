#include "canvas/frame_code.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>

#include "canvas/canvas.h"
#include "canvas/scenery.h"

namespace plenary::canvas::frame_code_test {
namespace {

constexpr int kWidth = 1280;
constexpr int kHeight = 720;

base::Instant at_ms(std::int64_t ms) {
  return base::Instant(base::Milliseconds(ms));
}

LumaView luma(const std::vector<std::uint8_t>& bytes, int width, int height) {
  return {.width = width, .height = height, .y = bytes.data(), .stride = width};
}

std::optional<FrameCode> read(PlaneBuffer& frame) {
  return read_frame_code(luma(frame.bytes(), frame.width(), frame.height()));
}

TEST(FrameCode, ComesBackFromTheFrameItWasWrittenInto) {
  const std::vector<FrameCode> codes = {
      {at_ms(0), 0}, {at_ms(1'595'487'300'123), 4711}, {at_ms((1LL << 42) - 1), (1 << 14) - 1}};
  for (const auto& [width, height] :
       {std::pair{1280, 720}, {1920, 1080}, {854, 480}, {640, 360}, {426, 240}}) {
    for (const FrameCode& code : codes) {
      PlaneBuffer frame(width, height);
      write_frame_code(code, frame.planes());
      EXPECT_EQ(read(frame), code) << width;
    }
  }
}

TEST(FrameCode, IsAbsentFromPicturesWithout) {
  PlaneBuffer black(kWidth, kHeight);
  EXPECT_EQ(read(black), std::nullopt);
  Canvas canvas(kWidth, kHeight);
  paint_scenery(canvas, plan_scenery(kWidth, kHeight), ceremony_colours(), Disc::kShown);
  convert(canvas, canvas.bounds(), black.planes());
  EXPECT_EQ(read(black), std::nullopt);
  EXPECT_EQ(read_frame_code({.width = 0, .height = 0, .y = nullptr, .stride = 0}), std::nullopt);
}

TEST(FrameCode, IsRefusedWithOneCellTurned) {
  PlaneBuffer frame(kWidth, kHeight);
  write_frame_code({at_ms(1'595'487'300'123), 99}, frame.planes());
  const Rect region = frame_code_region(kWidth, kHeight);
  const Planes planes = frame.planes();
  for (int row = 0; row < kCodeRows; ++row) {
    for (int column = 0; column < kCodeColumns; ++column) {
      const auto turn = [&] {
        for (int y = 0; y < 12; ++y) {
          for (int x = 0; x < 12; ++x) {
            std::uint8_t& pixel =
                planes.y[(region.y + row * 12 + y) * planes.y_stride + region.x + column * 12 + x];
            pixel = static_cast<std::uint8_t>(220 - pixel);
          }
        }
      };
      turn();
      EXPECT_EQ(read(frame), std::nullopt) << row << " " << column;
      turn();
    }
  }
  EXPECT_NE(read(frame), std::nullopt);
}

// One frame of the ceremony's landscape a code, as raw video.
class Broadcast {
 public:
  static constexpr int kFrames = 30;

  Broadcast() {
    std::string name = (std::filesystem::temp_directory_path() / "frame-code-XXXXXX").string();
    directory_ = ::mkdtemp(name.data());
    Canvas canvas(kWidth, kHeight);
    paint_scenery(canvas, plan_scenery(kWidth, kHeight), ceremony_colours(), Disc::kShown);
    PlaneBuffer frame(kWidth, kHeight);
    convert(canvas, canvas.bounds(), frame.planes());
    std::ofstream out(raw(), std::ios::binary);
    for (int i = 0; i < kFrames; ++i) {
      write_frame_code(code(i), frame.planes());
      out.write(reinterpret_cast<const char*>(frame.bytes().data()),
                static_cast<std::streamsize>(frame.bytes().size()));
    }
  }
  ~Broadcast() { std::filesystem::remove_all(directory_); }

  static FrameCode code(int i) {
    return {at_ms(1'595'487'299'760 + 40 * i + i % 3),
            static_cast<std::uint16_t>((i + 16'370) % (1 << 14))};
  }
  std::filesystem::path raw() const { return directory_ / "in.yuv"; }
  std::filesystem::path file(const char* name) const { return directory_ / name; }

 private:
  std::filesystem::path directory_;
};

struct Rung {
  int width, height, kbps;
};

// Twice through x264, as on the way from a publisher over the ladder; then the rung's luma.
std::vector<std::uint8_t> through_x264(const Broadcast& broadcast, const Rung& rung) {
  const std::string flags = " -c:v libx264 -preset superfast -tune zerolatency -g 48 -bf 0 ";
  const std::string size = std::to_string(rung.width) + "x" + std::to_string(rung.height);
  const std::string rate = std::to_string(rung.kbps) + "k";
  const std::string quiet = "timeout 60 ffmpeg -nostdin -v error -y ";
  const std::string raw =
      "-f rawvideo -pix_fmt yuv420p -s 1280x720 -r 25 -i " + broadcast.raw().string();
  const std::string published = broadcast.file("published.ts").string();
  const std::string encoded = broadcast.file("rung.ts").string();
  const std::string shown = broadcast.file("shown.gray").string();
  EXPECT_EQ(
      std::system(
          (quiet + raw + flags + "-b:v 2000k -maxrate 2000k -bufsize 1000k " + published).c_str()),
      0);
  EXPECT_EQ(std::system((quiet + "-i " + published + " -s " + size + flags + "-b:v " + rate +
                         " -maxrate " + rate + " -bufsize " + rate + " " + encoded)
                            .c_str()),
            0);
  EXPECT_EQ(
      std::system((quiet + "-i " + encoded + " -pix_fmt yuv420p -f rawvideo " + shown).c_str()), 0);
  std::ifstream in(shown, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(FrameCode, SurvivesEveryRungOfTheLadder) {
  const Broadcast broadcast;
  for (const Rung& rung : {Rung{1280, 720, 1800}, {640, 360, 600}, {426, 240, 200}}) {
    const std::vector<std::uint8_t> shown = through_x264(broadcast, rung);
    const auto frame_bytes = static_cast<std::size_t>(rung.width * rung.height * 3 / 2);
    ASSERT_EQ(shown.size(), frame_bytes * Broadcast::kFrames);
    for (int i = 0; i < Broadcast::kFrames; ++i) {
      const LumaView view{.width = rung.width,
                          .height = rung.height,
                          .y = shown.data() + frame_bytes * static_cast<std::size_t>(i),
                          .stride = rung.width};
      EXPECT_EQ(read_frame_code(view), Broadcast::code(i)) << rung.height << "p, frame " << i;
    }
  }
}

// What `node` prints for one frame given to the browser's reader, as RGBA.
std::string read_in_javascript(const std::string& rgba_file, int width, int height,
                               const std::string& covers) {
  const std::string script =
      "import {readFileSync} from 'node:fs';"
      "import * as code from '" PLENARY_SOURCE_DIR
      "/tests/support/frame_code.mjs';"
      "const image = {data: readFileSync('" +
      rgba_file + "'), width: " + std::to_string(width) + ", height: " + std::to_string(height) +
      "};"
      "console.log(JSON.stringify(code.readFrameCode(image, code." +
      covers + ")));";
  const std::string command = "timeout 20 node --input-type=module -e \"" + script + "\"";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string out;
  for (int c; pipe && (c = std::fgetc(pipe.get())) != EOF;) out += static_cast<char>(c);
  return out;
}

TEST(FrameCode, IsReadByTheBrowsersReaderToo) {
  const Broadcast broadcast;
  const FrameCode code = Broadcast::code(7);
  const std::string expected =
      "{\"utc_ms\":" + std::to_string(code.drawn_at.time_since_epoch().count()) +
      ",\"frame\":" + std::to_string(code.frame) + "}\n";
  const std::string rgba = broadcast.file("frame.rgba").string();
  const std::string convert_frame =
      "timeout 60 ffmpeg -nostdin -v error -y -f rawvideo -pix_fmt yuv420p -s 1280x720 -i " +
      broadcast.raw().string() + " -vf \"select=eq(n\\,7),";
  const std::string to_rgba = "\" -frames:v 1 -pix_fmt rgba -f rawvideo " + rgba;

  ASSERT_EQ(std::system((convert_frame + "scale=426:240" + to_rgba).c_str()), 0);
  EXPECT_EQ(read_in_javascript(rgba, 426, 240, "WHOLE_FRAME"), expected);
  ASSERT_EQ(std::system((convert_frame + "crop=240:48:976:632" + to_rgba).c_str()), 0);
  EXPECT_EQ(read_in_javascript(rgba, 240, 48, "FRAME_CODE_REGION"), expected);
  ASSERT_EQ(std::system((convert_frame + "hflip" + to_rgba).c_str()), 0);
  EXPECT_EQ(read_in_javascript(rgba, 1280, 720, "WHOLE_FRAME"), "null\n");
}

}  // namespace
}  // namespace plenary::canvas::frame_code_test
