#include "site/desk.h"

#include <boost/json.hpp>

#include "base/time.h"
#include "conference/json_parts.h"
#include "programme/agenda.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using base::format_rfc3339;
using conference::localised;

json::value instant_or_null(const std::optional<base::Instant>& instant,
                            const conference::Clock& clock) {
  if (!instant) return nullptr;
  return json::value(format_rfc3339(clock.shown(*instant)));
}

const char* name(stage::InputStatus::State state) {
  switch (state) {
    case stage::InputStatus::State::kAbsent: return "absent";
    case stage::InputStatus::State::kConnecting: return "connecting";
    case stage::InputStatus::State::kSteady: return "steady";
    case stage::InputStatus::State::kLost: return "lost";
  }
  return "absent";
}

const char* name(stage::Choice::Kind kind) {
  switch (kind) {
    case stage::Choice::Kind::kAutomatic: return "automatic";
    case stage::Choice::Kind::kInput: return "input";
    case stage::Choice::Kind::kSlate: return "slate";
  }
  return "automatic";
}

json::value picture_url(std::string path, std::uint64_t version) {
  if (version == 0) return nullptr;
  return json::value(path + "/picture.jpg?v=" + std::to_string(version));
}

json::object input_json(const std::string& base, const stage::InputStatus& input,
                        const programme::InputDescription* described,
                        const conference::Clock& clock) {
  json::object object;
  object["id"] = input.id.text();
  object["title"] = described != nullptr ? localised(described->title) : json::object{};
  object["kind"] = described != nullptr ? programme::name(described->kind) : "rtmp";
  object["state"] = name(input.state);
  object["protocol"] = input.protocol;
  object["address"] = input.address;
  object["software"] = input.software;
  object["since"] = instant_or_null(input.since, clock);
  object["health"] = json::object{{"missing", input.missing},
                                  {"frozen", input.frozen},
                                  {"black", input.black},
                                  {"silent", input.silent}};
  object["width"] = input.width;
  object["height"] = input.height;
  object["frames_per_second"] = input.frames_per_second;
  object["bps"] = input.bps;
  object["sample_rate"] = input.sample_rate;
  object["channels"] = input.channels;
  object["level_db"] = input.level_db;
  object["packets"] = input.packets;
  object["undecodable"] = input.undecodable;
  object["dropped"] = input.dropped;
  object["picture"] = picture_url(base + "/inputs/" + input.id.text(), input.picture_version);
  return object;
}

json::array running_order_json(const programme::Session& session,
                               const programme::SessionState& state,
                               const conference::Clock& clock) {
  json::array items;
  for (const programme::RunningOrderItem& item : session.running_order) {
    const auto began = state.items.find(item.id);
    items.push_back(json::object{
        {"id", item.id},
        {"kind", programme::name(item.kind)},
        {"title", localised(item.title)},
        {"person", item.person ? json::value(item.person->text()) : json::value(nullptr)},
        {"started_at", began == state.items.end() ? json::value(nullptr)
                                                  : instant_or_null(began->second, clock)}});
  }
  return items;
}

json::object session_json(const programme::Session& session,
                          const programme::SessionState& state, const conference::Clock& clock) {
  json::object object;
  object["id"] = session.id.text();
  object["title"] = localised(session.title);
  object["state"] = programme::name(state.phase);
  object["starts_at"] = format_rfc3339(session.starts_at);
  object["ends_at"] = format_rfc3339(session.ends_at + state.extended);
  object["started_at"] = instant_or_null(state.started_at, clock);
  object["ended_at"] = instant_or_null(state.ended_at, clock);
  object["extended_minutes"] = state.extended.count();
  object["running_order"] = running_order_json(session, state, clock);
  const auto running = running_item(state);
  object["running_item"] = running ? json::value(*running) : json::value(nullptr);
  return object;
}

json::array rendition_array(const std::vector<stage::Rendition>& renditions) {
  json::array array;
  for (const stage::Rendition& rendition : renditions) {
    array.push_back(json::object{{"id", rendition.id.text()},
                                 {"codecs", rendition.codecs},
                                 {"width", rendition.width},
                                 {"height", rendition.height},
                                 {"average_bps", rendition.average_bps}});
  }
  return array;
}

}  // namespace

json::object desk_json(const DeskStage& desk, const conference::Snapshot& snapshot,
                       const conference::Clock& clock) {
  const stage::StageStatus status = desk.stage->status();
  const programme::StageDescription* described = snapshot.content->programme.stage(desk.id);
  const std::string base = "/api/v1/desk/stages/" + desk.id.text();

  json::object object;
  object["id"] = desk.id.text();
  object["title"] = described != nullptr ? localised(described->title) : json::object{};
  object["state"] = status.open ? "open" : "closed";
  object["run_started_at"] = instant_or_null(status.run_started_at, clock);
  object["choice"] = json::object{{"kind", name(status.choice.kind)},
                                  {"input", status.choice.input.text()}};
  object["on_air"] = status.on_slate ? std::string("slate") : status.on_air.text();
  object["reason"] = status.reason;

  json::array inputs;
  for (const stage::InputStatus& input : status.inputs) {
    const programme::InputDescription* input_described = nullptr;
    if (described != nullptr) {
      for (const auto& candidate : described->inputs) {
        if (candidate.id == input.id) input_described = &candidate;
      }
    }
    inputs.push_back(input_json(base, input, input_described, clock));
  }
  object["inputs"] = std::move(inputs);

  object["programme"] = json::object{
      {"frames", status.frames},
      {"repeated_frames", status.repeated_frames},
      {"late_ms", status.late_ms},
      {"level_db", status.level_db},
      {"picture", picture_url(base + "/programme", status.picture_version)}};
  object["renditions"] = rendition_array(desk.renditions());
  const SpoolView spool = desk.spool();
  object["spool"] = json::object{{"bytes", spool.bytes},
                                 {"free_bytes", spool.free_bytes},
                                 {"memory_only", spool.memory_only}};

  json::array sessions;
  for (const programme::Session& session : snapshot.content->programme.sessions) {
    if (session.stage != desk.id) continue;
    sessions.push_back(session_json(session, snapshot.state(session.id), clock));
  }
  object["sessions"] = std::move(sessions);
  object["now"] = format_rfc3339(clock.now());
  object["offset_ms"] = clock.offset().count();
  return object;
}

}  // namespace plenary::site
