#include "formats/schedule_import.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "base/text.h"
#include "formats/guid.h"
#include "formats/illustrative.h"
#include "formats/schedule_json.h"
#include "formats/schedule_xml.h"
#include "programme/programme.h"

namespace plenary::formats {
namespace {

namespace json = boost::json;
using conference::Content;
using conference::Edit;
using conference::EditOp;
using conference::Path;
using conference::PathStep;
using programme::Session;
using programme::SessionKind;

constexpr std::size_t kMostNotes = 200;
constexpr std::size_t kMostLine = 200;      // Characters of a title, as packages have it.
constexpr std::size_t kMostProse = 20'000;  // And of an abstract.
constexpr const char* kProgramme = "programme.yaml";
constexpr const char* kSource = "SCHEDULE";

std::optional<SessionKind> kind_of_type(std::string_view type) {
  static const std::map<std::string, SessionKind, std::less<>> kinds = {
      {"ceremony", SessionKind::kCeremony},    {"opening", SessionKind::kCeremony},
      {"closing", SessionKind::kCeremony},     {"keynote", SessionKind::kKeynote},
      {"talk", SessionKind::kKeynote},         {"lecture", SessionKind::kKeynote},
      {"presentation", SessionKind::kKeynote}, {"forum", SessionKind::kForum},
      {"panel", SessionKind::kForum},          {"podium", SessionKind::kForum},
      {"discussion", SessionKind::kForum},     {"special", SessionKind::kSpecial},
      {"workshop", SessionKind::kSpecial},     {"hands-on", SessionKind::kSpecial},
      {"meeting", SessionKind::kSpecial},      {"game", SessionKind::kSpecial},
      {"performance", SessionKind::kSpecial},  {"other", SessionKind::kSpecial}};
  std::string lower(type);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  });
  const auto found = kinds.find(lower);
  return found == kinds.end() ? std::nullopt : std::optional(found->second);
}

/// At most `most` characters.
std::string cut(std::string text, std::size_t most) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U) continue;
    if (++characters > most) {
      text.resize(i);
      break;
    }
  }
  return text;
}

std::string line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return cut(std::move(text), kMostLine);
}

std::string title_of(const ScheduleEvent& event) {
  return line(event.subtitle.empty() ? event.title : event.title + ": " + event.subtitle);
}

std::string abstract_of(const ScheduleEvent& event) {
  std::string text = event.abstract;
  const bool ours = is_illustrative_times(event.description);
  if (!event.description.empty() && event.description != event.abstract && !ours) {
    if (!text.empty()) text += "\n\n";
    text += event.description;
  }
  return cut(std::move(text), kMostProse);
}

/// The last part of an address below `folder`: "opening" of "https://x/stage/opening".
std::string id_in_url(std::string_view url, std::string_view folder) {
  const std::size_t at = url.rfind(folder);
  if (at == std::string_view::npos) return {};
  const std::string_view id = url.substr(at + folder.size());
  return base::is_slug(id) ? std::string(id) : std::string();
}

PathStep key(std::string name) {
  return {std::move(name)};
}
PathStep item(std::string name, std::string value) {
  return {PathStep::Item{std::move(name), std::move(value)}};
}

template <class Noun>
bool called(const Noun& noun, const std::string& name) {
  return std::any_of(noun.by_language.begin(), noun.by_language.end(),
                     [&name](const auto& one) { return one.second == name; });
}

class Importer {
 public:
  Importer(const Schedule& schedule, const Content& content, const std::string& language)
      : schedule_(schedule),
        content_(content),
        language_(language),
        ours_(schedule_of(content, schedule.version, {origin_of(schedule.url), language})) {
    for (const auto& stage : content.programme.stages) stages_.insert(stage.id.text());
    for (const auto& forum : content.programme.forums) forums_.insert(forum.id.text());
    for (const auto& person : content.people) people_.insert(person.id.text());
    for (const auto& session : content.programme.sessions) sessions_.insert(session.id.text());
  }

  ScheduleImport run() {
    add_days();
    for (const ScheduleRoom& room : schedule_.rooms) stage_of_room_[room.name] = take_room(room);
    for (const ScheduleTrack& track : schedule_.tracks) {
      forum_of_track_[track.name] = take_track(track);
    }
    std::set<std::string> seen;
    for (const ScheduleEvent& event : schedule_.events) {
      if (const Session* known = known_session(event, seen)) {
        seen.insert(known->id.text());
        change(*known, event);
      } else {
        seen.insert(add_session(event));
      }
    }
    for (const Session& session : content_.programme.sessions) {
      if (!session.cancelled && !seen.contains(session.id.text())) {
        out_.missing.push_back(session.id);
      }
    }
    return std::move(out_);
  }

 private:
  static std::string origin_of(const std::string& url) {
    return url.ends_with('/') ? url.substr(0, url.size() - 1) : url;
  }

  void note(std::string sentence) {
    if (out_.notes.size() < kMostNotes) out_.notes.push_back(std::move(sentence));
  }
  void set(std::string file, Path path, json::value value) {
    out_.edits.push_back({std::move(file), {EditOp::kSet, std::move(path), std::move(value), {}}});
  }
  void set_text(Path path, const std::string& text) {
    set(kProgramme, std::move(path), json::value(json::string(text)));
  }
  void insert(std::string file, Path path, json::value value,
              std::optional<PathStep> before = std::nullopt) {
    out_.edits.push_back(
        {std::move(file), {EditOp::kInsert, std::move(path), std::move(value), std::move(before)}});
  }

  json::object localised(const std::string& text) const { return {{language_, text}}; }

  /// What a new thing is known by, where the package wants that said of everything.
  void add_sources(json::object& object) {
    if (content_.sources_by_key.empty()) return;
    if (!source_added_ && !content_.sources_by_key.contains(kSource)) {
      json::object source{{"title", line(schedule_.title.empty() ? "schedule" : schedule_.title)},
                          {"grade", "B"}};
      if (!schedule_.url.empty()) source["url"] = schedule_.url;
      set("sources.yaml", {key(kSource)}, std::move(source));
    }
    source_added_ = true;
    object["sources"] = json::array{kSource};
  }

  /// An id that nothing of its kind has yet.
  static std::string free_id(std::string wanted, const std::string& otherwise,
                             std::set<std::string>& taken) {
    if (!base::is_slug(wanted)) wanted = otherwise;
    std::string id = wanted;
    for (int number = 2; !taken.insert(id).second; ++number) {
      const std::string tail = "-" + std::to_string(number);
      id = wanted.substr(0, 64 - tail.size()) + tail;
    }
    return id;
  }

  void add_days() {
    for (const auto& date : schedule_.days) {
      const auto& days = content_.programme.days;
      const auto later = std::find_if(days.begin(), days.end(),
                                      [&date](const auto& day) { return day.date >= date; });
      if (later != days.end() && later->date == date) continue;
      const std::string text = programme::format_date(date);
      std::optional<PathStep> before;
      if (later != days.end()) before = item("date", programme::format_date(later->date));
      json::object day{{"date", text}};
      add_sources(day);
      insert("conference.yaml", {key("days")}, std::move(day), before);
      note("The conference gains the day " + text + ".");
    }
  }

  /// The id that the file itself gives a room: its slug, or its page among the links.
  std::string id_of_room(const ScheduleRoom& room) const {
    if (base::is_slug(room.slug)) return room.slug;
    for (const ScheduleEvent& event : schedule_.events) {
      if (event.room != room.name) continue;
      for (const ScheduleLink& link : event.links) {
        const std::string id = id_in_url(link.url, "/stage/");
        if (link.title == room.name && !id.empty()) return id;
      }
    }
    return {};
  }

  std::string take_room(const ScheduleRoom& room) {
    const std::string given = id_of_room(room);
    for (std::size_t i = 0; i < ours_.rooms.size(); ++i) {
      if (!room.guid.empty() && ours_.rooms[i].guid == room.guid) return ours_.rooms[i].slug;
    }
    for (const auto& stage : content_.programme.stages) {
      if (stage.id.text() == given || called(stage.title, room.name)) return stage.id.text();
    }
    const std::string id = free_id(given.empty() ? id_of_name(room.name) : given, "stage", stages_);
    json::object stage{{"id", id}, {"title", localised(line(room.name))}};
    stage["inputs"] = json::array{json::object{{"id", "primary"}}};
    insert(kProgramme, {key("stages")}, std::move(stage));
    note("The room \"" + room.name + "\" becomes the stage `" + id +
         "` with one input, `primary`.");
    return id;
  }

  std::string take_track(const ScheduleTrack& track) {
    for (std::size_t i = 0; i < ours_.tracks.size(); ++i) {
      if (ours_.tracks[i].name == track.name) return ours_.tracks[i].slug;
    }
    for (const auto& forum : content_.programme.forums) {
      if (forum.id.text() == track.slug || called(forum.title, track.name)) return forum.id.text();
    }
    const std::string id =
        free_id(base::is_slug(track.slug) ? track.slug : id_of_name(track.name), "forum", forums_);
    json::object forum{{"id", id}, {"title", localised(line(track.name))}};
    if (track.colour.size() == 7 && track.colour[0] == '#') forum["colour"] = track.colour;
    add_sources(forum);
    insert(kProgramme, {key("forums")}, std::move(forum));
    return id;
  }

  const Session* known_session(const ScheduleEvent& event,
                               const std::set<std::string>& seen) const {
    for (const Session& session : content_.programme.sessions) {
      if (seen.contains(session.id.text())) continue;
      if (!event.guid.empty() && guid(content_.id, "session", session.id.text()) == event.guid) {
        return &session;
      }
    }
    const auto id = base::SessionId::parse(id_of_slug(event.slug, schedule_.acronym));
    const Session* session = id ? content_.programme.session(*id) : nullptr;
    return session != nullptr && !seen.contains(session->id.text()) ? session : nullptr;
  }

  /// The person's id, who is new if nobody has that UUID, page or name.
  std::string take_person(const SchedulePerson& person, const ScheduleEvent& event) {
    const std::string by = person.guid + "/" + person.name;
    if (const auto known = person_of_.find(by); known != person_of_.end()) return known->second;
    std::string given;
    for (const ScheduleLink& link : event.links) {
      if (link.title == person.name) given = id_in_url(link.url, "/person/");
      if (!given.empty()) break;
    }
    for (const auto& one : content_.people) {
      const bool same = person.guid == guid(content_.id, "person", one.id.text()) ||
                        one.id.text() == given || called(one.name, person.name);
      if (same) return person_of_[by] = one.id.text();
    }
    const std::string id =
        free_id(given.empty() ? id_of_name(person.name) : given, "person", people_);
    json::object object{{"id", id}, {"name", localised(line(person.name))}};
    add_sources(object);
    insert("people.yaml", {key("people")}, std::move(object));
    return person_of_[by] = id;
  }

  json::object keynote(const std::string& id, const std::string& title, const std::string& person) {
    json::object object{
        {"id", id}, {"kind", "keynote"}, {"title", localised(title)}, {"person", person}};
    add_sources(object);
    return object;
  }

  /// Attachments, and those links that lead elsewhere than to pages of ours.
  json::array materials_of(const ScheduleEvent& event) const {
    json::array materials;
    const auto add = [&](const ScheduleLink& link) {
      const std::string title = line(link.title.empty() ? link.url : link.title);
      materials.emplace_back(json::object{{"title", localised(title)}, {"url", link.url}});
    };
    for (const ScheduleLink& link : event.attachments) add(link);
    for (const ScheduleLink& link : event.links) {
      if (id_in_url(link.url, "/stage/").empty() && id_in_url(link.url, "/person/").empty()) {
        add(link);
      }
    }
    return materials;
  }

  SessionKind kind_of(const ScheduleEvent& event) {
    if (const auto kind = kind_of_type(event.type)) return *kind;
    note("\"" + event.title + "\" is of the type \"" + event.type + "\": it becomes a forum.");
    return SessionKind::kForum;
  }

  std::string add_session(const ScheduleEvent& event) {
    std::string wanted = id_of_slug(event.slug, schedule_.acronym);
    if (wanted.empty()) wanted = id_of_name(event.title);
    const std::string id = free_id(wanted, "session", sessions_);
    json::object session{
        {"id", id},
        {"kind", name(kind_of(event))},
        {"stage", stage_of_room_[event.room]},
        {"title", localised(title_of(event))},
        {"starts_at", local_time(event.starts_at, event.utc_offset)},
        {"ends_at", local_time(event.starts_at + event.duration, event.utc_offset)}};
    if (event.cancelled) session["cancelled"] = true;
    if (!event.track.empty()) session["forum"] = forum_of_track_[event.track];
    if (!event.language.empty()) session["language"] = event.language;
    if (const std::string text = abstract_of(event); !text.empty()) {
      session["abstract"] = localised(text);
    }
    if (json::array materials = materials_of(event); !materials.empty()) {
      session["materials"] = std::move(materials);
    }
    add_sources(session);
    json::array order;
    std::set<std::string> items;
    for (const SchedulePerson& person : event.persons) {
      const std::string who = take_person(person, event);
      const std::string one = free_id(who, "keynote", items);
      order.emplace_back(keynote(one, title_of(event), who));
    }
    if (!order.empty()) session["running_order"] = std::move(order);
    insert(kProgramme, {key("sessions")}, std::move(session));
    return id;
  }

  void change(const Session& session, const ScheduleEvent& event) {
    const auto found = std::find_if(ours_.events.begin(), ours_.events.end(),
                                    [&, uuid = guid(content_.id, "session", session.id.text())](
                                        const ScheduleEvent& one) { return one.guid == uuid; });
    const std::string& id = session.id.text();
    if (found == ours_.events.end()) return;
    const ScheduleEvent& ours = *found;
    const auto at = [&id](std::string name) {
      return Path{key("sessions"), item("id", id), key(std::move(name))};
    };
    const auto text_at = [&](std::string name) {
      Path path = at(std::move(name));
      path.push_back(key(language_));
      return path;
    };
    if (event.cancelled != session.cancelled) set(kProgramme, at("cancelled"), event.cancelled);
    if (title_of(event) != title_of(ours)) set_text(text_at("title"), title_of(event));
    if (abstract_of(event) != abstract_of(ours)) {
      set_text(text_at("abstract"), abstract_of(event));
    }
    if (event.starts_at != ours.starts_at) {
      set_text(at("starts_at"), local_time(event.starts_at, event.utc_offset));
    }
    // JSON and XML say the end to the second or the minute: what differs by less is the same.
    const base::Instant ends_at = event.starts_at + event.duration;
    if (std::chrono::abs(ends_at - session.ends_at) >= std::chrono::seconds(1)) {
      set_text(at("ends_at"), local_time(ends_at, event.utc_offset));
    }
    if (stage_of_room_[event.room] != session.stage.text()) {
      set_text(at("stage"), stage_of_room_[event.room]);
    }
    if (event.track != ours.track && !event.track.empty()) {
      set_text(at("forum"), forum_of_track_[event.track]);
    }
    const auto kind = kind_of_type(event.type);
    if (kind && *kind != session.kind) set_text(at("kind"), name(*kind));
    if (event.language != ours.language && !event.language.empty()) {
      set_text(at("language"), event.language);
    }
    if (event.attachments != ours.attachments && !event.attachments.empty()) {
      set(kProgramme, at("materials"), materials_of(event));
    }
    change_people(session, event, ours);
  }

  void change_people(const Session& session, const ScheduleEvent& event,
                     const ScheduleEvent& ours) {
    std::set<std::string> there;
    for (const SchedulePerson& person : ours.persons) there.insert(person.guid);
    std::set<std::string> items;
    for (const auto& one : session.running_order) items.insert(one.id);
    std::set<std::string> named;
    for (const SchedulePerson& person : event.persons) {
      const std::string who = take_person(person, event);
      const std::string uuid = guid(content_.id, "person", who);
      named.insert(uuid);
      if (there.contains(uuid)) continue;
      const std::string one = free_id(who, "keynote", items);
      insert(kProgramme, {key("sessions"), item("id", session.id.text()), key("running_order")},
             keynote(one, title_of(event), who));
    }
    for (const SchedulePerson& person : ours.persons) {
      if (named.contains(person.guid)) continue;
      note("`" + session.id.text() + "` no longer names " + person.name +
           ", who stays until somebody takes them out.");
    }
  }

  const Schedule& schedule_;
  const Content& content_;
  const std::string& language_;
  const Schedule ours_;
  ScheduleImport out_;
  std::set<std::string> stages_, forums_, people_, sessions_;  // Ids taken.
  std::map<std::string, std::string> stage_of_room_, forum_of_track_, person_of_;
  bool source_added_ = false;
};

}  // namespace

ScheduleImport import_schedule(const Schedule& schedule, const Content& content,
                               const std::string& language) {
  return Importer(schedule, content, language).run();
}

base::Result<Schedule> read_schedule(std::string_view text) {
  const std::string_view begin = base::trim(text.substr(0, 1'000));
  const bool xml = begin.starts_with('<') || begin.starts_with("\xEF\xBB\xBF<");
  return xml ? read_schedule_xml(text) : read_schedule_json(text);
}

base::Result<conference::PackageFiles> edited_package(conference::PackageFiles files,
                                                      const ScheduleImport& import) {
  std::map<std::string, std::vector<Edit>> by_file;
  for (const ImportEdit& one : import.edits) by_file[one.file].push_back(one.edit);
  for (const auto& [file, edits] : by_file) {
    const auto text = conference::splice(files.text(file), edits);
    if (!text) return base::Error(text.error().code(), file + ": " + text.error().detail());
    files.put(file, *text);
  }
  return files;
}

std::string id_of_name(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::Transliterator> latin(
      icu::Transliterator::createInstance("Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status));
  icu::UnicodeString text =
      icu::UnicodeString::fromUTF8({name.data(), static_cast<int32_t>(name.size())});
  if (U_SUCCESS(status)) latin->transliterate(text);
  std::string ascii;
  text.toUTF8String(ascii);
  return id_of_slug(ascii, "\n");
}

conference::PackageFiles package_of(const Schedule& schedule, const std::string& language,
                                    const std::string& host, std::vector<std::string>* notes) {
  // A conference that has nothing but its name: what it lacks is what the schedule brings.
  Content empty;
  const auto id = base::ConferenceId::parse(id_of_acronym(schedule.acronym));
  empty.id = id ? *id : *base::ConferenceId::parse("conference");
  empty.languages = {language};
  empty.fallback = {language};
  const ScheduleImport import = import_schedule(schedule, empty, language);
  if (notes != nullptr) *notes = import.notes;

  const json::object title{
      {language, line(schedule.title.empty() ? empty.id.text() : schedule.title)}};
  std::string host_id = id_of_name(host);
  if (host_id.empty()) host_id = "host";
  std::map<std::string, json::value> roots;
  roots["conference.yaml"] = json::object{
      {"id", empty.id.text()},
      {"short_name", empty.id.text()},
      {"title", title},
      {"host", host_id},
      {"time_zone", schedule.time_zone.empty() ? "UTC" : json::string(schedule.time_zone)},
      {"languages", json::array{language}},
      {"days", json::array()}};
  roots["organisations.yaml"] = json::object{
      {"organisations",
       json::array{json::object{
           {"id", host_id}, {"name", json::object{{language, host.empty() ? "Host" : host}}}}}}};
  roots["people.yaml"] = json::object{{"people", json::array()}};
  roots["programme.yaml"] = json::object{
      {"stages", json::array()}, {"forums", json::array()}, {"sessions", json::array()}};
  conference::PackageFiles files;
  for (auto& [file, root] : roots) {
    for (const ImportEdit& edit : import.edits) {
      if (edit.file != file) continue;
      auto edited = conference::apply(std::move(root), edit.edit);
      if (!edited) return {};
      root = std::move(*edited);
    }
    const auto text = conference::rewrite({}, root);
    if (text) files.put(file, *text);
  }
  return files;
}

}  // namespace plenary::formats
