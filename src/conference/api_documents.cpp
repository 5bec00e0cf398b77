#include "conference/api_documents.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "conference/json_parts.h"
#include "conference/report_documents.h"
#include "conference/special_documents.h"
#include "programme/agenda.h"

namespace plenary::conference {
namespace {

namespace json = boost::json;
using programme::Session;
using programme::SessionPhase;
using programme::SessionState;
using programme::SessionStates;

/// What every noun with a source ends in.
template <class Noun>
void add_origin(json::object& object, const Noun& noun) {
  object["our_wording"] = strings(noun.our_wording);
  object["sources"] = strings(noun.sources);
}

json::array passages(const std::vector<Passage>& list) {
  json::array array;
  for (const Passage& passage : list) {
    json::object object{
        {"id", passage.id}, {"title", localised(passage.title)}, {"text", localised(passage.text)}};
    add_origin(object, passage);
    array.emplace_back(std::move(object));
  }
  return array;
}

json::array conference_days(const std::vector<programme::Day>& days) {
  json::array array;
  for (const programme::Day& day : days) {
    json::object object{{"date", programme::format_date(day.date)},
                        {"title", localised(day.title)},
                        {"note", localised(day.note)},
                        {"illustrative", day.illustrative}};
    add_origin(object, day);
    array.emplace_back(std::move(object));
  }
  return array;
}

json::object sources_by_key(const Content& content) {
  json::object object;
  for (const auto& [key, source] : content.sources_by_key) {
    object[key] =
        json::object{{"title", source.title},
                     {"url", source.url.empty() ? json::value(nullptr) : json::value(source.url)},
                     {"grade", std::string(1, source.grade)}};
  }
  return object;
}

json::value shown_or_null(const std::optional<base::Instant>& real, const Clock& clock) {
  if (!real) return nullptr;
  return json::value(base::format_rfc3339(clock.shown(*real)));
}

json::array running_order(const Session& session, const SessionState& state, const Clock& clock) {
  json::array array;
  for (const programme::RunningOrderItem& item : session.running_order) {
    json::object object{{"id", item.id},
                        {"kind", name(item.kind)},
                        {"title", localised(item.title)},
                        {"person", id_or_null(item.person)},
                        {"organisation", id_or_null(item.organisation)},
                        {"moderator", id_or_null(item.moderator)},
                        {"illustrative", item.illustrative}};
    add_origin(object, item);
    const auto began = state.items.find(item.id);
    object["started_at"] = began == state.items.end() ? json::value(nullptr)
                                                      : shown_or_null(began->second, clock);
    array.emplace_back(std::move(object));
  }
  return array;
}

json::array links(const std::vector<base::Link>& list) {
  json::array array;
  for (const base::Link& link : list) {
    array.emplace_back(json::object{{"title", localised(link.title)}, {"url", link.url}});
  }
  return array;
}

/// How the session stands against what was announced before.
void add_announcement(json::object& object, const Session& session,
                      const programme::History& history) {
  const programme::SessionHistory* const told = history.of(session.id);
  object["status"] = name(status_of(session, history));
  object["moved_from"] = nullptr;
  if (told != nullptr && told->moved_from) {
    object["moved_from"] =
        json::object{{"starts_at", base::format_rfc3339(told->moved_from->starts_at)},
                     {"stage", told->moved_from->stage.text()}};
  }
  object["sequence"] = told == nullptr ? 0 : told->sequence;
}

json::object session_object(const Content& content, const Session& session,
                            const SessionState& state, const programme::History& history,
                            const Releases& releases, const Clock& clock) {
  const auto date = programme::local_date(session.starts_at, content.utc_offset);
  json::object object{{"id", session.id.text()},
                      {"title", localised(session.title)},
                      {"kind", name(session.kind)},
                      {"stage", session.stage.text()},
                      {"forum", id_or_null(session.forum)},
                      {"topic", text_or_null(session.topic)},
                      {"language", text_or_null(session.language)},
                      {"day", programme::format_date(date)},
                      {"starts_at", base::format_rfc3339(session.starts_at)},
                      {"ends_at", base::format_rfc3339(session.ends_at)},
                      {"times_illustrative", session.times_illustrative},
                      {"part_of_day", localised(session.part_of_day)},
                      {"abstract", localised(session.abstract)},
                      {"moderator", id_or_null(session.moderator)},
                      {"order_illustrative", session.order_illustrative},
                      {"running_order", running_order(session, state, clock)},
                      {"materials", links(session.materials)}};
  add_origin(object, session);
  add_announcement(object, session, history);
  object["state"] = name(state.phase);
  object["started_at"] = shown_or_null(state.started_at, clock);
  object["ended_at"] = shown_or_null(state.ended_at, clock);
  object["extended_minutes"] = state.extended.count();
  const bool ended = state.phase == SessionPhase::kEnded;
  object["replay"] =
      ended ? json::value("/replay/" + session.id.text() + "/index.m3u8") : json::value(nullptr);
  add_special(object, content, session, releases);
  return object;
}

json::value live_object(const Session* session, const SessionStates& states, const Clock& clock) {
  if (!session) return nullptr;
  const SessionState state = state_of(states, session->id);
  return json::object{{"id", session->id.text()},
                      {"state", name(state.phase)},
                      {"started_at", shown_or_null(state.started_at, clock)},
                      {"ends_at", base::format_rfc3339(programme::announced_end(*session, state))}};
}

json::value viewers_or_null(const std::optional<Viewers>& viewers) {
  if (!viewers) return nullptr;
  return json::object{{"now", viewers->now}, {"low", viewers->low}, {"high", viewers->high}};
}

json::value next_object(const Session* session) {
  if (!session) return nullptr;
  return json::object{{"id", session->id.text()},
                      {"starts_at", base::format_rfc3339(session->starts_at)}};
}

}  // namespace

std::string conference_json(const Content& content, const Clock& clock, base::Instant now) {
  json::object object{{"id", content.id.text()},
                      {"title", localised(content.title)},
                      {"short", content.short_name},
                      {"theme", localised(content.theme)},
                      {"host", content.host.text()},
                      {"time_zone", content.time_zone},
                      {"time_zone_name", localised(content.time_zone_name)},
                      {"time_zone_illustrative", content.time_zone_illustrative},
                      {"utc_offset_minutes", content.utc_offset.count()},
                      {"languages", strings(content.languages)},
                      {"fallback", strings(content.fallback)},
                      {"our_wording", strings(content.our_wording)},
                      {"conference_sources", strings(content.sources)},
                      {"days", conference_days(content.programme.days)},
                      {"sections", passages(content.sections)},
                      {"topics", passages(content.topics)},
                      {"facts", passages(content.facts)},
                      {"sources", sources_by_key(content)}};
  object["clock"] = json::object{{"now", base::format_rfc3339(now)},
                                 {"offset_ms", clock.offset().count()},
                                 {"demo", clock.kind() == FolderKind::kDemonstration},
                                 {"rehearsal", clock.kind() == FolderKind::kRehearsal}};
  return json::serialize(object);
}

std::string programme_json(const Content& content, const SessionStates& states,
                           std::uint64_t version, const Clock& clock,
                           const programme::History& history, const Releases& releases) {
  const programme::Programme& programme = content.programme;
  json::array days;
  for (const programme::Day& day : programme.days) {
    days.emplace_back(json::object{{"date", programme::format_date(day.date)}});
  }
  json::array stages;
  for (const programme::StageDescription& stage : programme.stages) {
    stages.emplace_back(json::object{{"id", stage.id.text()}, {"title", localised(stage.title)}});
  }
  json::array forums;
  for (const programme::Forum& forum : programme.forums) {
    json::object object{{"id", forum.id.text()},
                        {"title", localised(forum.title)},
                        {"organisation", id_or_null(forum.organisation)},
                        {"co_hosts", ids(forum.co_hosts)},
                        {"topic", text_or_null(forum.topic)},
                        {"colour", text_or_null(forum.colour)},
                        {"text", localised(forum.text)}};
    add_origin(object, forum);
    forums.emplace_back(std::move(object));
  }
  json::array topics;
  for (const Passage& topic : content.topics) {
    topics.emplace_back(json::object{{"id", topic.id}, {"title", localised(topic.title)}});
  }
  json::array sessions;
  for (const Session& session : programme.sessions) {
    sessions.emplace_back(
        session_object(content, session, state_of(states, session.id), history, releases, clock));
  }
  return json::serialize(json::object{{"version", version},
                                      {"days", std::move(days)},
                                      {"stages", std::move(stages)},
                                      {"forums", std::move(forums)},
                                      {"topics", std::move(topics)},
                                      {"sessions", std::move(sessions)}});
}

std::string people_json(const Content& content, const PictureSizes& pictures) {
  json::array people;
  for (const people::Person& person : content.people) {
    json::object object{{"id", person.id.text()},
                        {"name", localised(person.name)},
                        {"title", localised(person.title)},
                        {"organisation", id_or_null(person.organisation)},
                        {"text", localised(person.text)},
                        {"picture", picture_object(person.picture, pictures)},
                        {"links", links(person.links)}};
    add_origin(object, person);
    people.emplace_back(std::move(object));
  }
  json::array organisations;
  for (const people::Organisation& organisation : content.organisations) {
    json::object object{{"id", organisation.id.text()},
                        {"name", localised(organisation.name)},
                        {"short", localised(organisation.short_name)},
                        {"text", localised(organisation.text)},
                        {"picture", picture_object(organisation.picture, pictures)},
                        {"links", links(organisation.links)}};
    add_origin(object, organisation);
    organisations.emplace_back(std::move(object));
  }
  return json::serialize(
      json::object{{"people", std::move(people)}, {"organisations", std::move(organisations)}});
}

std::string stages_json(const Content& content, const SessionStates& states,
                        const std::vector<StagePresence>& presences, std::uint64_t version,
                        const Clock& clock, base::Instant now) {
  const programme::Programme& programme = content.programme;
  json::array stages;
  for (const programme::StageDescription& stage : programme.stages) {
    const auto found = std::find_if(presences.begin(), presences.end(),
                                    [&stage](const auto& one) { return one.id == stage.id; });
    const StagePresence presence = found == presences.end() ? StagePresence{} : *found;
    const std::string live = "/live/" + stage.id.text();
    json::object object{
        {"id", stage.id.text()},
        {"title", localised(stage.title)},
        {"state", presence.open ? "open" : "closed"},
        {"showing", presence.open && presence.on_input ? "input" : "slate"},
        {"session", live_object(live_on(programme, states, stage.id), states, clock)},
        {"next", next_object(next_on(programme, states, stage.id, now))},
        {"viewers", viewers_or_null(presence.viewers)},
        {"opened_at", presence.open ? shown_or_null(presence.opened_at, clock) : nullptr}};
    object["live"] = presence.open ? json::value(live + "/index.m3u8") : json::value(nullptr);
    object["rewind"] = presence.open ? json::value(live + "/rewind.m3u8") : json::value(nullptr);
    object["programme_version"] = version;
    stages.emplace_back(std::move(object));
  }
  return json::serialize(stages);
}

}  // namespace plenary::conference
