#include "formats/tables.h"

#include <map>
#include <vector>

#include "base/csv.h"

namespace plenary::formats {
namespace {

constexpr const char* kMark = "\xEF\xBB\xBF";

std::string row(const std::vector<std::string>& fields) {
  std::string line;
  for (const std::string& field : fields) {
    if (!line.empty() || &field != &fields.front()) line += ',';
    line += base::csv_field(field);
  }
  return line + "\r\n";
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : "; ") + text;
  return all;
}

}  // namespace

std::string sessions_csv(const conference::Content& content, const programme::History& history,
                         const Rendering& rendering) {
  const auto say = [&](const base::LocalisedText& text) { return words(text, content, rendering); };
  const auto person = [&](const base::PersonId& id) {
    const auto* found = content.person(id);
    return found == nullptr ? id.text() : say(found->name);
  };
  std::string csv = kMark + row({"id", "title", "kind", "status", "stage", "forum", "starts_at",
                                 "ends_at", "language", "moderator", "speakers", "url"});
  for (const programme::Session& session : content.programme.sessions) {
    std::vector<std::string> speakers;
    for (const auto& item : session.running_order) {
      if (item.person) speakers.push_back(person(*item.person));
    }
    const auto* stage = content.programme.stage(session.stage);
    const auto* forum = session.forum ? content.forum(*session.forum) : nullptr;
    csv += row({session.id.text(), say(session.title), name(session.kind),
                name(status_of(session, history)), stage == nullptr ? "" : say(stage->title),
                forum == nullptr ? "" : say(forum->title),
                local_time(session.starts_at, content.utc_offset),
                local_time(session.ends_at, content.utc_offset), session.language,
                session.moderator ? person(*session.moderator) : "", joined(speakers),
                session_url(rendering, session.id)});
  }
  return csv;
}

std::string people_csv(const conference::Content& content, const Rendering& rendering) {
  std::map<base::PersonId, std::vector<std::string>> sessions;
  for (const programme::Session& session : content.programme.sessions) {
    std::vector<base::PersonId> here;
    if (session.moderator) here.push_back(*session.moderator);
    for (const auto& item : session.running_order) {
      if (item.person) here.push_back(*item.person);
    }
    for (const base::PersonId& id : here) {
      auto& list = sessions[id];
      if (list.empty() || list.back() != session.id.text()) list.push_back(session.id.text());
    }
  }
  std::string csv = kMark + row({"id", "name", "title", "organisation", "sessions", "url"});
  for (const people::Person& person : content.people) {
    const auto* of = person.organisation ? content.organisation(*person.organisation) : nullptr;
    csv += row({person.id.text(), words(person.name, content, rendering),
                words(person.title, content, rendering),
                of == nullptr ? "" : words(of->name, content, rendering),
                joined(sessions[person.id]), person_url(rendering, person.id)});
  }
  return csv;
}

}  // namespace plenary::formats
