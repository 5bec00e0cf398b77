#include "site/page_state.h"

#include <boost/json.hpp>
#include <vector>

#include "programme/agenda.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using conference::Snapshot;
using programme::Session;

/// JSON inside a script element: `<` could begin "</script>" or "<!--".
void append_json(std::string& out, std::string_view text) {
  for (const char c : text) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
}

/// What the page at `path` and its first moments need, the most needed first.
std::set<std::string> wanted_sessions(const Snapshot& snapshot, const std::string& path,
                                      base::Instant now) {
  const programme::Programme& programme = snapshot.content->programme;
  std::set<std::string> wanted;
  const auto want = [&](const Session* session) {
    if (session != nullptr && wanted.size() < PageState::kMostSessions) {
      wanted.insert(session->id.text());
    }
  };
  if (path.starts_with("/session/")) {
    const auto id = base::SessionId::parse(path.substr(9));
    if (id) want(programme.session(*id));
  }
  const auto want_next = [&](const base::StageId& stage) {
    want(live_on(programme, snapshot.states, stage));
    want(next_on(programme, snapshot.states, stage, now));
  };
  constexpr std::size_t kOfOneStage = 12;
  if (path.starts_with("/stage/")) {
    const std::string id = path.substr(7, path.find('/', 7) - 7);
    for (const Session& session : programme.sessions) {
      if (session.stage.text() != id) continue;
      if (wanted.empty()) want_next(session.stage);
      if (wanted.size() < kOfOneStage) want(&session);
    }
    return wanted;
  }
  // A stage's own next first, so that each has one if there are many.
  for (const programme::StageDescription& stage : programme.stages) {
    const Session* const live = live_on(programme, snapshot.states, stage.id);
    want(live != nullptr ? live : next_on(programme, snapshot.states, stage.id, now));
  }
  return wanted;
}

void collect_id(std::set<std::string>& ids, const json::object& object, std::string_view key) {
  const json::value* const value = object.if_contains(key);
  if (value != nullptr && value->is_string()) ids.emplace(value->as_string());
}

/// The session as an overview needs it; the page of a session or stage needs it whole.
json::object shortened(json::object session) {
  session["abstract"] = json::object();
  session["running_order"] = json::array();
  return session;
}

struct Excerpt {
  json::array sessions;
  std::set<std::string> people;
  std::set<std::string> organisations;
};

Excerpt excerpt_of(const json::array& sessions, const std::set<std::string>& wanted, bool whole) {
  Excerpt excerpt;
  for (const json::value& value : sessions) {
    const json::object& session = value.as_object();
    if (!wanted.contains(std::string(session.at("id").as_string()))) continue;
    collect_id(excerpt.people, session, "moderator");
    excerpt.sessions.emplace_back(whole ? session : shortened(session));
    if (!whole) continue;
    for (const json::value& item : session.at("running_order").as_array()) {
      collect_id(excerpt.people, item.as_object(), "person");
      collect_id(excerpt.people, item.as_object(), "moderator");
      collect_id(excerpt.organisations, item.as_object(), "organisation");
    }
  }
  return excerpt;
}

json::array with_ids(const json::array& things, const std::set<std::string>& ids) {
  json::array array;
  for (const json::value& thing : things) {
    if (ids.contains(std::string(thing.as_object().at("id").as_string()))) array.push_back(thing);
  }
  return array;
}

}  // namespace

std::shared_ptr<const PageState::Parsed> PageState::parsed(const Snapshot& snapshot) const {
  auto kept = parsed_.with([](const auto& value) { return value; });
  if (kept && kept->programme_body == snapshot.programme.body &&
      kept->people_body == snapshot.people.body) {
    return kept;
  }
  auto fresh = std::make_shared<Parsed>();
  fresh->programme_body = snapshot.programme.body;
  fresh->people_body = snapshot.people.body;
  fresh->programme = json::parse(base::text_of(*snapshot.programme.body)).as_object();
  fresh->people = json::parse(base::text_of(*snapshot.people.body)).as_object();
  parsed_.with([&](auto& value) { value = fresh; });
  return fresh;
}

std::string PageState::json(const Snapshot& snapshot, const std::string& path,
                            base::Instant now) const {
  std::string state = "{\"conference\":";
  append_json(state, base::text_of(*snapshot.conference.body));
  if (snapshot.content->programme.sessions.size() <= kMostSessions) {
    state += ",\"programme\":";
    append_json(state, base::text_of(*snapshot.programme.body));
    state += ",\"people\":";
    append_json(state, base::text_of(*snapshot.people.body));
  } else {
    const auto whole = parsed(snapshot);
    const bool of_one = path.starts_with("/session/") || path.starts_with("/stage/");
    Excerpt excerpt = excerpt_of(whole->programme.at("sessions").as_array(),
                                 wanted_sessions(snapshot, path, now), of_one);
    json::object programme;
    for (const auto& [key, value] : whole->programme) {
      if (key != "sessions") programme.emplace(key, value);
    }
    programme["sessions"] = std::move(excerpt.sessions);
    programme["partial"] = true;
    json::array people = with_ids(whole->people.at("people").as_array(), excerpt.people);
    for (const json::value& person : people) {
      collect_id(excerpt.organisations, person.as_object(), "organisation");
    }
    json::object known{{"organisations", with_ids(whole->people.at("organisations").as_array(),
                                                  excerpt.organisations)}};
    known["people"] = std::move(people);
    known["partial"] = true;
    state += ",\"programme\":";
    append_json(state, json::serialize(programme));
    state += ",\"people\":";
    append_json(state, json::serialize(known));
  }
  state += ",\"stages\":";
  append_json(state, base::text_of(*snapshot.stages.body));
  return state + "}";
}

}  // namespace plenary::site
