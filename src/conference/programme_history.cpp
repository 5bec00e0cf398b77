#include "conference/programme_history.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_to.hpp>
#include <exception>
#include <map>
#include <stdexcept>

#include "conference/announced_things.h"

namespace plenary::conference {
namespace {

namespace json = boost::json;
using base::Errc;
using base::Error;
using programme::Announcement;
using programme::ChangeEntry;
using programme::FormerPlace;
using programme::History;
using programme::SessionHistory;

json::object announcement_json(const Announcement& told) {
  json::object title;
  for (const auto& [language, words] : told.title.by_language) title[language] = words;
  return {{"title", std::move(title)},
          {"stage", told.stage.text()},
          {"starts_at", base::format_rfc3339(told.starts_at)},
          {"ends_at", base::format_rfc3339(told.ends_at)},
          {"cancelled", told.cancelled}};
}

json::value announcement_or_null(const std::optional<Announcement>& told) {
  return told ? json::value(announcement_json(*told)) : json::value(nullptr);
}

json::object entry_json(const ChangeEntry& entry) {
  return {{"number", entry.number},
          {"at", base::format_rfc3339(entry.at)},
          {"session", entry.change.session.text()},
          {"kind", name(entry.change.kind)},
          {"sequence", entry.sequence},
          {"before", announcement_or_null(entry.change.before)},
          {"after", announcement_or_null(entry.change.after)}};
}

// Reading throws where the record is not as it was written; read_history() catches.

template <class T>
T valid(base::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail());
  return std::move(*result);
}

base::Instant instant(const json::value& value) {
  return valid(base::parse_rfc3339(std::string_view(value.as_string())));
}

Announcement announcement(const json::value& value) {
  Announcement told;
  for (const auto& [language, words] : value.at("title").as_object()) {
    told.title.by_language[std::string(language)] = words.as_string().c_str();
  }
  told.stage = valid(base::StageId::parse(std::string_view(value.at("stage").as_string())));
  told.starts_at = instant(value.at("starts_at"));
  told.ends_at = instant(value.at("ends_at"));
  told.cancelled = value.at("cancelled").as_bool();
  return told;
}

std::optional<Announcement> optional_announcement(const json::value& value) {
  if (value.is_null()) return std::nullopt;
  return announcement(value);
}

base::SessionId session_id(std::string_view text) {
  return valid(base::SessionId::parse(text));
}

SessionHistory session_history(const json::value& value) {
  SessionHistory session;
  session.latest = announcement(value.at("latest"));
  if (const json::value& from = value.at("moved_from"); !from.is_null()) {
    session.moved_from =
        FormerPlace{instant(from.at("starts_at")),
                    valid(base::StageId::parse(std::string_view(from.at("stage").as_string())))};
  }
  session.sequence = json::value_to<std::uint32_t>(value.at("sequence"));
  session.changed_at = instant(value.at("changed_at"));
  session.removed = value.at("removed").as_bool();
  return session;
}

base::LocalisedText words(const json::value& value) {
  base::LocalisedText text;
  for (const auto& [language, one] : value.as_object()) {
    text.by_language[std::string(language)] = one.as_string().c_str();
  }
  return text;
}

json::object words_json(const base::LocalisedText& text) {
  json::object object;
  for (const auto& [language, one] : text.by_language) object[language] = one;
  return object;
}

json::array things_json(const programme::Things& things) {
  json::array all;
  for (const auto& [name, thing] : things) {
    all.emplace_back(json::object{{"kind", name.first},
                                  {"id", name.second},
                                  {"title", words_json(thing.title)},
                                  {"told", thing.told}});
  }
  return all;
}

programme::Things things(const json::value& value) {
  programme::Things all;
  for (const json::value& one : value.as_array()) {
    all[{one.at("kind").as_string().c_str(), one.at("id").as_string().c_str()}] = {
        words(one.at("title")), one.at("told").as_string().c_str()};
  }
  return all;
}

/// As it is told, and as it is kept.
json::object thing_change_json(const programme::ThingChange& change) {
  return {{"number", change.number},
          {"at", base::format_rfc3339(change.at)},
          {"kind", name(change.kind)},
          {"thing", json::object{{"kind", change.thing.first},
                                 {"id", change.thing.second},
                                 {"title", words_json(change.title)},
                                 {"url", thing_url(change.thing)}}}};
}

programme::ThingChange thing_change(const json::value& value) {
  const json::value& thing = value.at("thing");
  programme::ThingChange change;
  change.number = json::value_to<std::uint64_t>(value.at("number"));
  change.at = instant(value.at("at"));
  change.kind = programme::change_kind(std::string_view(value.at("kind").as_string()));
  change.thing = {thing.at("kind").as_string().c_str(), thing.at("id").as_string().c_str()};
  change.title = words(thing.at("title"));
  return change;
}

ChangeEntry entry(const json::value& value) {
  ChangeEntry entry;
  entry.number = json::value_to<std::uint64_t>(value.at("number"));
  entry.at = instant(value.at("at"));
  entry.sequence = json::value_to<std::uint32_t>(value.at("sequence"));
  entry.change.session = session_id(std::string_view(value.at("session").as_string()));
  entry.change.kind = programme::change_kind(std::string_view(value.at("kind").as_string()));
  entry.change.before = optional_announcement(value.at("before"));
  entry.change.after = optional_announcement(value.at("after"));
  return entry;
}

}  // namespace

std::string print_history(const History& history) {
  json::object sessions;
  for (const auto& [id, session] : history.sessions) {
    json::value from = nullptr;
    if (session.moved_from) {
      from = json::object{{"starts_at", base::format_rfc3339(session.moved_from->starts_at)},
                          {"stage", session.moved_from->stage.text()}};
    }
    sessions[id.text()] = json::object{{"latest", announcement_json(session.latest)},
                                       {"moved_from", std::move(from)},
                                       {"sequence", session.sequence},
                                       {"changed_at", base::format_rfc3339(session.changed_at)},
                                       {"removed", session.removed}};
  }
  json::array changes;
  for (const ChangeEntry& one : history.changes) changes.emplace_back(entry_json(one));
  json::array thing_changes;
  for (const auto& one : history.thing_changes) thing_changes.emplace_back(thing_change_json(one));
  json::object kept{{"since", base::format_rfc3339(history.since)},
                    {"last_number", history.last_number},
                    {"sessions", std::move(sessions)},
                    {"changes", std::move(changes)},
                    {"thing_changes", std::move(thing_changes)}};
  if (history.things) kept["things"] = things_json(*history.things);
  return json::serialize(kept);
}

base::Result<History> read_history(std::string_view text) {
  try {
    const json::value root = json::parse({text.data(), text.size()});
    History history;
    history.since = instant(root.at("since"));
    history.last_number = json::value_to<std::uint64_t>(root.at("last_number"));
    for (const auto& [id, session] : root.at("sessions").as_object()) {
      history.sessions[session_id(std::string_view(id))] = session_history(session);
    }
    for (const json::value& one : root.at("changes").as_array()) {
      history.changes.push_back(entry(one));
    }
    // Records of before know the sessions alone.
    const json::object& kept = root.as_object();
    if (const json::value* known = kept.if_contains("things")) history.things = things(*known);
    if (const json::value* told = kept.if_contains("thing_changes")) {
      for (const json::value& one : told->as_array()) {
        history.thing_changes.push_back(thing_change(one));
      }
    }
    return history;
  } catch (const std::exception& error) {
    return Error(Errc::kMalformed, std::string("the programme's history: ") + error.what());
  }
}

std::string changes_json(const History& history, std::uint64_t after) {
  std::map<std::uint64_t, json::object> by_number;
  for (const ChangeEntry& one : history.changes) {
    if (one.number > after) by_number[one.number] = entry_json(one);
  }
  for (const programme::ThingChange& one : history.thing_changes) {
    if (one.number > after) by_number[one.number] = thing_change_json(one);
  }
  json::array changes;
  for (auto& [number, one] : by_number) changes.emplace_back(std::move(one));
  return json::serialize(
      json::object{{"last_number", history.last_number}, {"changes", std::move(changes)}});
}

}  // namespace plenary::conference
