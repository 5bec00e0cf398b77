#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "stage/part_sink.h"
#include "stage/spool_disk.h"

namespace plenary::stage {

/// A folder of its own for one test, gone with it.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "plenary-test-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~TemporaryFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// A part whose bytes tell which it is; sizes differ from part to part.
inline PackagedPart made_part(std::uint64_t number, int index) {
  const std::string text = "<" + std::to_string(number) + "." + std::to_string(index) + ">";
  base::Bytes bytes(text.begin(), text.end());
  bytes.resize(bytes.size() + static_cast<std::size_t>(index) * 3, '.');
  return {.number = number,
          .index = index,
          .independent = index == 0,
          .bytes = std::make_shared<const base::Bytes>(std::move(bytes))};
}

inline Rendition made_rendition(std::string_view id, Rendition::Kind kind) {
  Rendition rendition;
  rendition.id = *base::RenditionId::parse(id);
  rendition.kind = kind;
  rendition.codecs = kind == Rendition::Kind::kVideo ? "avc1.64001f" : "mp4a.40.2";
  if (kind == Rendition::Kind::kVideo) {
    rendition.width = 1280;
    rendition.height = 720;
  }
  rendition.average_bps = kind == Rendition::Kind::kVideo ? 2'000'000 : 64'000;
  rendition.peak_bps = kind == Rendition::Kind::kVideo ? 2'600'000 : 70'000;
  const std::string init = "init of " + std::string(id);
  rendition.init = std::make_shared<const base::Bytes>(init.begin(), init.end());
  return rendition;
}

/// A run of two renditions on the default grid.
inline Run made_run(std::uint64_t first_number) {
  Run run;
  run.first_number = first_number;
  run.renditions = {made_rendition("720p", Rendition::Kind::kVideo),
                    made_rendition("audio", Rendition::Kind::kAudio)};
  return run;
}

/// A disk that takes `room_bytes` more and then only the first bytes of a write, as a full one
/// does.
class FullDisk : public Disk {
 public:
  std::uint64_t room_bytes = 1 << 30;
  std::uint64_t free = 1 << 30;

  base::Status write(const net::OpenFile& file, std::uint64_t offset,
                     base::ByteView bytes) override {
    if (bytes.size() <= room_bytes) {
      room_bytes -= bytes.size();
      return Disk::write(file, offset, bytes);
    }
    const auto taken = Disk::write(file, offset, bytes.first(room_bytes));
    room_bytes = 0;
    if (!taken) return taken.error();
    return base::Error(base::Errc::kUnavailable, "No space left on device");
  }
  base::Result<std::uint64_t> free_bytes(const std::filesystem::path&) override { return free; }
};

}  // namespace plenary::stage
