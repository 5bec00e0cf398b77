#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "conference/content.h"
#include "programme/history.h"

namespace plenary::formats {

using namespace std::chrono_literals;

inline base::LocalisedText said(std::string en, std::string zh = {}) {
  base::LocalisedText text;
  text.by_language["en"] = std::move(en);
  if (!zh.empty()) text.by_language["zh"] = std::move(zh);
  return text;
}

template <class Id>
Id id_of(const std::string& text) {
  return *Id::parse(text);
}

/// A conference of two days and two stages with everything that a schedule can say, and some that
/// it cannot: a second language, a cancelled session, people in several parts.
inline conference::Content small_conference() {
  conference::Content content;
  content.id = id_of<base::ConferenceId>("cic2020");
  content.title = said("Internet <Conference> & more", "互联网大会");
  content.host = id_of<base::OrganisationId>("isc");
  content.time_zone = "Asia/Shanghai";
  content.utc_offset = 8h;
  content.languages = {"en", "zh"};
  content.fallback = {"en"};
  people::Organisation isc;
  isc.id = id_of<base::OrganisationId>("isc");
  isc.name = said("Internet Society of China", "中国互联网协会");
  content.organisations = {isc};
  const auto person = [&](const char* id, const char* en, const char* zh) {
    people::Person one;
    one.id = id_of<base::PersonId>(id);
    one.name = said(en, zh);
    one.title = said("=Chair, \"first\"");
    one.organisation = isc.id;
    content.people.push_back(one);
    return one.id;
  };
  const auto liu = person("liu-duo", "Liu Duo", "刘多");
  const auto shang = person("shang-bing", "Shang Bing", "尚冰");
  for (const char* date : {"2020-07-23", "2020-07-24"}) {
    programme::Day day;
    day.date = std::chrono::floor<std::chrono::days>(
        *base::parse_rfc3339(std::string(date) + "T00:00:00Z"));
    content.programme.days.push_back(day);
  }
  for (const auto& [id, en, zh] :
       {std::tuple{"opening", "Main stage", "主会场"}, std::tuple{"hall-2", "Hall 2", "二号厅"}}) {
    programme::StageDescription stage;
    stage.id = id_of<base::StageId>(id);
    stage.title = said(en, zh);
    content.programme.stages.push_back(stage);
  }
  programme::Forum forum;
  forum.id = id_of<base::ForumId>("industrial");
  forum.title = said("Industrial internet", "工业互联网");
  forum.colour = "#1f6feb";
  forum.organisation = isc.id;
  content.programme.forums = {forum};

  programme::Session opening;
  opening.id = id_of<base::SessionId>("opening-ceremony");
  opening.title = said("Opening", "开幕式");
  opening.kind = programme::SessionKind::kCeremony;
  opening.stage = content.programme.stages[0].id;
  opening.starts_at = *base::parse_rfc3339("2020-07-23T14:30:00+08:00");
  opening.ends_at = opening.starts_at + 90min;
  opening.abstract = said("Words & <marks>;\nand a second line, with a comma.", "开幕。");
  opening.language = "zh";
  opening.moderator = liu;
  programme::RunningOrderItem item;
  item.id = "welcome";
  item.kind = programme::ItemKind::kWelcome;
  item.title = said("Welcome", "欢迎辞");
  item.person = shang;
  opening.running_order = {item};
  opening.materials = {{said("Slides"), "https://example.org/slides.pdf?a=1&b=2"}};

  programme::Session session = opening;
  session.id = id_of<base::SessionId>("5g");
  session.title = said(std::string(120, 'x') + " 互联网互联网互联网互联网互联网互联网互联网", "5G");
  session.kind = programme::SessionKind::kForum;
  session.stage = content.programme.stages[1].id;
  session.forum = forum.id;
  session.starts_at = *base::parse_rfc3339("2020-07-24T09:00:00+08:00");
  session.ends_at = session.starts_at + 45min;
  session.materials.clear();
  session.moderator.reset();

  programme::Session cancelled = session;
  cancelled.id = id_of<base::SessionId>("gone");
  cancelled.title = said("Cancelled");
  cancelled.starts_at += 2h;
  cancelled.ends_at += 2h;
  cancelled.cancelled = true;
  content.programme.sessions = {opening, session, cancelled};
  return content;
}

/// The forum was an hour earlier before, and the cancelled session was to be held.
inline programme::History small_history() {
  programme::Programme before = small_conference().programme;
  before.sessions[1].starts_at -= 1h;
  before.sessions[1].ends_at -= 1h;
  before.sessions[2].cancelled = false;
  const base::Instant told = *base::parse_rfc3339("2020-07-01T10:00:00Z");
  return programme::announce(programme::announce({}, before, told), small_conference().programme,
                             told + 1h);
}

/// A file of the test's own.
class ScratchFile {
 public:
  ScratchFile(const std::string& text, const std::string& ending)
      : path_(std::filesystem::temp_directory_path() /
              ("plenary-formats-" + std::to_string(::getpid()) + "-" + std::to_string(number()++) +
               ending)) {
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~ScratchFile() { std::filesystem::remove(path_); }
  ScratchFile(const ScratchFile&) = delete;
  ScratchFile& operator=(const ScratchFile&) = delete;
  std::string path() const { return path_.string(); }

 private:
  static int& number() {
    static int next = 0;
    return next;
  }
  std::filesystem::path path_;
};

/// What a command printed, both streams, and whether it ended well.
struct Ran {
  bool well = false;
  std::string said;
};
inline Ran run(const std::string& command) {
  Ran ran;
  FILE* const pipe = ::popen(("timeout 60 " + command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return ran;
  std::array<char, 4096> buffer{};
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    ran.said.append(buffer.data(), size);
  }
  ran.well = ::pclose(pipe) == 0;
  return ran;
}
inline bool has_program(const std::string& name) {
  return run("which " + name).well;
}

/// The folder with the schemas of c3voc.de/schedule, which are not ours to keep; empty if there is
/// none: set PLENARY_FRAB_SCHEMAS.
inline std::string frab_schemas() {
  const char* const folder = std::getenv("PLENARY_FRAB_SCHEMAS");
  return folder != nullptr && std::filesystem::exists(folder) ? folder : "";
}

}  // namespace plenary::formats
