#include "formats/streams.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "formats/guid.h"
#include "formats/schedule.h"
#include "programme/agenda.h"

namespace plenary::formats {
namespace {

namespace json = boost::json;
using conference::Content;
using programme::Session;

json::value talk(const Session* session, const Content& content, const Rendering& rendering) {
  if (session == nullptr) return nullptr;
  return json::object{{"guid", guid(content.id, "session", session->id.text())},
                      {"title", words(session->title, content, rendering)},
                      {"fstart", local_time(session->starts_at, content.utc_offset)},
                      {"fend", local_time(session->ends_at, content.utc_offset)},
                      {"url", session_url(rendering, session->id)}};
}

json::object room(const programme::StageDescription& stage, const Session* current,
                  const Session* next, const Content& content, const Rendering& rendering) {
  const std::string& id = stage.id.text();
  const json::object hls{{"display", "HLS"},
                         {"tech", "LL-HLS, H.264 and AAC"},
                         {"url", rendering.origin + "/live/" + id + "/index.m3u8"}};
  const json::object stream{{"slug", "hd-native"},  {"display", "HD"},
                            {"type", "video"},      {"isTranslated", false},
                            {"videoSize", nullptr}, {"urls", json::object{{"hls", hls}}}};
  return {{"guid", guid(content.id, "stage", id)},
          {"slug", id},
          {"schedulename", words(stage.title, content, rendering)},
          {"thumb", nullptr},
          {"poster", nullptr},
          {"link", stage_url(rendering, stage.id)},
          {"display", words(stage.title, content, rendering)},
          {"stream", id},
          {"talks", json::object{{"current", talk(current, content, rendering)},
                                 {"next", talk(next, content, rendering)}}},
          {"streams", json::array{stream}}};
}

}  // namespace

std::string streams_json(const Content& content, const programme::SessionStates& states,
                         const std::vector<conference::StagePresence>& presences, base::Instant now,
                         const Rendering& rendering) {
  const programme::Programme& programme = content.programme;
  json::array rooms;
  for (const auto& stage : programme.stages) {
    const bool open = std::any_of(presences.begin(), presences.end(), [&](const auto& presence) {
      return presence.id == stage.id && presence.open;
    });
    if (!open) continue;
    rooms.emplace_back(room(stage, live_on(programme, states, stage.id),
                            next_on(programme, states, stage.id, now), content, rendering));
  }
  const bool streaming = !rooms.empty();
  const auto& days = programme.days;
  const auto midnight = [&](const programme::Day& day, int later) {
    return local_time(base::Instant(std::chrono::sys_days(day.date)) - content.utc_offset +
                          std::chrono::days(later),
                      content.utc_offset);
  };
  json::array groups;
  if (streaming) groups.emplace_back(json::object{{"group", "Live"}, {"rooms", std::move(rooms)}});
  const json::object conference{
      {"conference", words(content.title, content, rendering)},
      {"slug", acronym_of(content.id)},
      {"author", nullptr},
      {"description", words(content.theme, content, rendering)},
      {"keywords", ""},
      {"schedule", rendering.origin + "/schedule.xml"},
      {"startsAt", days.empty() ? json::value(nullptr) : json::value(midnight(days.front(), 0))},
      {"endsAt", days.empty() ? json::value(nullptr) : json::value(midnight(days.back(), 1))},
      {"isCurrentlyStreaming", streaming},
      {"groups", std::move(groups)}};
  return json::serialize(json::array{conference});
}

}  // namespace plenary::formats
