#include "stage/spool.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <utility>

#include "base/log.h"

namespace plenary::stage {
namespace {

namespace json = boost::json;

constexpr int kVersion = 1;
constexpr std::uint64_t kHeaderLimitBytes = 1 << 20;
constexpr std::string_view kRunFile = "run.json";
constexpr std::string_view kClosedFile = "closed";
constexpr std::string_view kKeptFile = "kept";
constexpr std::string_view kInitFile = "init.mp4";

json::object rendition_to_json(const Rendition& rendition) {
  return {{"id", rendition.id.text()},
          {"kind", rendition.kind == Rendition::Kind::kVideo ? "video" : "audio"},
          {"codecs", rendition.codecs},
          {"width", rendition.width},
          {"height", rendition.height},
          {"average_bps", rendition.average_bps},
          {"peak_bps", rendition.peak_bps},
          {"language", rendition.language}};
}

/// Throws boost::system::system_error where a field is missing or of another type.
Rendition rendition_from_json(const json::value& value) {
  const auto id = base::RenditionId::parse(std::string_view(value.at("id").as_string()));
  if (!id) throw std::runtime_error(id.error().detail());
  Rendition rendition;
  rendition.id = *id;
  rendition.kind =
      value.at("kind").as_string() == "video" ? Rendition::Kind::kVideo : Rendition::Kind::kAudio;
  rendition.codecs = value.at("codecs").as_string();
  rendition.width = value.at("width").to_number<int>();
  rendition.height = value.at("height").to_number<int>();
  rendition.average_bps = value.at("average_bps").to_number<std::uint32_t>();
  rendition.peak_bps = value.at("peak_bps").to_number<std::uint32_t>();
  rendition.language = value.at("language").as_string();
  return rendition;
}

Run run_from_json(const json::value& value) {
  Run run;
  run.first_number = value.at("first_number").to_number<std::uint64_t>();
  const json::value& grid = value.at("grid");
  run.grid.frames_per_second = grid.at("frames_per_second").to_number<int>();
  run.grid.frames_per_part = grid.at("frames_per_part").to_number<int>();
  run.grid.parts_per_segment = grid.at("parts_per_segment").to_number<int>();
  const auto sane = [](int field) { return field > 0 && field <= 1000; };
  if (!sane(run.grid.frames_per_second) || !sane(run.grid.frames_per_part) ||
      !sane(run.grid.parts_per_segment)) {
    throw std::runtime_error("the grid is out of range");
  }
  for (const json::value& rendition : value.at("renditions").as_array()) {
    run.renditions.push_back(rendition_from_json(rendition));
  }
  return run;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::uint64_t read_first_kept(const std::filesystem::path& folder, std::uint64_t run) {
  const auto text = read_file(folder / kKeptFile, 64);
  if (!text) return run;
  return parse_number(base::text_of(*text)).value_or(run);
}

base::Result<Run> read_run(const std::filesystem::path& folder) {
  const auto text = read_file(folder / kRunFile, kHeaderLimitBytes);
  if (!text) return text.error();
  auto run = parse_run(base::text_of(*text));
  if (!run) return run.error();
  for (Rendition& rendition : run->renditions) {
    auto init = read_file(folder / rendition.id.text() / kInitFile, kHeaderLimitBytes);
    if (!init) return init.error();
    rendition.init = std::make_shared<const base::Bytes>(std::move(*init));
  }
  return run;
}

/// The folders of runs that can be read, oldest first.
std::vector<std::pair<std::filesystem::path, Run>> find_runs(const std::filesystem::path& stage) {
  std::vector<std::pair<std::filesystem::path, Run>> runs;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(stage, error)) {
    const auto number = parse_number(entry.path().filename().string());
    if (!number) continue;
    auto run = read_run(entry.path());
    if (run && run->first_number == *number) {
      runs.emplace_back(entry.path(), std::move(*run));
      continue;
    }
    base::log(base::Level::kWarning, "spool_run_unreadable",
              {{"folder", entry.path().string()},
               {"why", run ? "run.json names another run" : run.error().detail()}});
  }
  std::sort(runs.begin(), runs.end(), [](const auto& a, const auto& b) {
    return a.second.first_number < b.second.first_number;
  });
  return runs;
}

base::Status mark_closed(const std::filesystem::path& folder, Disk& disk) {
  return disk.replace(folder / kClosedFile, {});
}

}  // namespace

std::string render_run(const Run& run) {
  json::array renditions;
  for (const Rendition& rendition : run.renditions) {
    renditions.push_back(rendition_to_json(rendition));
  }
  const json::object grid{{"frames_per_second", run.grid.frames_per_second},
                          {"frames_per_part", run.grid.frames_per_part},
                          {"parts_per_segment", run.grid.parts_per_segment}};
  return json::serialize(json::object{{"version", kVersion},
                                      {"first_number", run.first_number},
                                      {"grid", grid},
                                      {"renditions", std::move(renditions)}});
}

base::Result<Run> parse_run(std::string_view text) {
  try {
    const json::value value = json::parse(text);
    if (value.at("version").to_number<int>() != kVersion) {
      return base::Error(base::Errc::kUnsupported, "a run of another version of Plenary");
    }
    return run_from_json(value);
  } catch (const std::exception& error) {
    return base::Error(base::Errc::kMalformed, error.what());
  }
}

bool continues(const Run& next, const Run& last) {
  const auto same = [](const Rendition& a, const Rendition& b) {
    return a.id == b.id && a.kind == b.kind && a.language == b.language && *a.init == *b.init;
  };
  return next.grid == last.grid && next.first_number > last.first_number &&
         std::equal(next.renditions.begin(), next.renditions.end(), last.renditions.begin(),
                    last.renditions.end(), same);
}

std::uint64_t RecoveredRun::next_number() const {
  std::uint64_t next = run.first_number;
  for (const RecoveredTrack& track : tracks) {
    if (!track.records.empty()) next = std::max(next, track.records.back().number + 1);
  }
  return next;
}

RunFolder::RunFolder(std::filesystem::path folder, Run run, std::shared_ptr<Disk> disk,
                     std::uint64_t min_free_bytes)
    : folder_(std::move(folder)),
      run_(std::move(run)),
      disk_(std::move(disk)),
      min_free_bytes_(min_free_bytes) {}

std::filesystem::path RunFolder::track(std::size_t rendition) const {
  return folder_ / run_.renditions[rendition].id.text();
}

std::unique_ptr<TrackWriter> RunFolder::writer(std::size_t rendition) {
  return std::make_unique<TrackWriter>(track(rendition), *disk_, [this] { return may_write(); });
}

base::Status RunFolder::prepare() {
  if (ready_.load(std::memory_order_acquire)) return base::Done{};
  if (preparing_.test_and_set(std::memory_order_acquire)) {
    return base::Error(base::Errc::kUnavailable, "the run's folder is being made");
  }
  const auto status = make();
  if (status) ready_.store(true, std::memory_order_release);
  preparing_.clear(std::memory_order_release);
  return status;
}

base::Status RunFolder::make() {
  for (std::size_t i = 0; i < run_.renditions.size(); ++i) {
    if (const auto status = disk_->make_folder(track(i)); !status) return status;
    const auto status = disk_->replace(track(i) / kInitFile, *run_.renditions[i].init);
    if (!status) return status;
  }
  // The last file written: a folder without it is no run.
  return disk_->replace(folder_ / kRunFile, base::view_of(render_run(run_)));
}

base::Status RunFolder::close() {
  if (const auto status = prepare(); !status) return status;
  return mark_closed(folder_, *disk_);
}

base::Status RunFolder::may_write() {
  if (const auto status = prepare(); !status) return status;
  const auto free = disk_->free_bytes(folder_);
  if (!free) return free.error();
  free_bytes_.store(*free, std::memory_order_relaxed);
  if (*free < min_free_bytes_) {
    return base::Error(base::Errc::kUnavailable, "less than min_free_bytes is left on the disk");
  }
  return base::Done{};
}

base::Status delete_segments(const std::filesystem::path& run_folder, std::uint64_t first,
                             std::uint64_t last, bool whole_run, Disk& disk) {
  std::error_code error;
  if (whole_run) {
    std::filesystem::remove(run_folder / kRunFile, error);  // From here on it is no run.
    std::filesystem::remove_all(run_folder, error);
    if (error) return base::Error(base::Errc::kUnavailable, error.message());
    return base::Done{};
  }
  const std::string kept = std::to_string(last + 1);
  const auto status = disk.replace(run_folder / kKeptFile, base::view_of(kept));
  if (!status) return status;
  for (const auto& entry : std::filesystem::directory_iterator(run_folder, error)) {
    if (!entry.is_directory()) continue;
    for (std::uint64_t number = first; number <= last; ++number) {
      std::filesystem::remove(segment_path(entry.path(), number), error);
    }
  }
  return base::Done{};
}

std::vector<RecoveredRun> recover_runs(const std::filesystem::path& stage_folder, Disk& disk) {
  std::vector<RecoveredRun> recovered;
  const auto found = find_runs(stage_folder);
  for (const auto& [folder, run] : found) {
    RecoveredRun each{.run = run, .closed = std::filesystem::exists(folder / kClosedFile)};
    each.first_kept = read_first_kept(folder, run.first_number);
    for (const Rendition& rendition : run.renditions) {
      const auto track = folder / rendition.id.text();
      each.tracks.push_back(each.closed ? read_track(track) : recover_track(track, disk));
    }
    const bool newest = &folder == &found.back().first;
    if (!each.closed && !newest) each.closed = mark_closed(folder, disk).has_value();
    recovered.push_back(std::move(each));
  }
  return recovered;
}

}  // namespace plenary::stage
