#include "programme/programme.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/find.h"

namespace plenary::programme {

const char* name(InputKind kind) {
  switch (kind) {
    case InputKind::kRtmp:
      return "rtmp";
    case InputKind::kFilm:
      return "film";
    case InputKind::kDemo:
      return "demo";
  }
  return "";
}

const char* name(LadderChoice ladder) {
  switch (ladder) {
    case LadderChoice::kAuto:
      return "auto";
    case LadderChoice::k720p:
      return "720p";
    case LadderChoice::k1080p:
      return "1080p";
  }
  return "";
}

const Session* Programme::session(const base::SessionId& id) const {
  return base::find_by_id(sessions, id);
}

const StageDescription* Programme::stage(const base::StageId& id) const {
  return base::find_by_id(stages, id);
}

std::string format_date(std::chrono::year_month_day date) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::chrono::year_month_day local_date(base::Instant instant, std::chrono::minutes utc_offset) {
  return std::chrono::floor<std::chrono::days>(instant + utc_offset);
}

}  // namespace plenary::programme
