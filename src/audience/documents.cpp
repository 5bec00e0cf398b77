#include "audience/documents.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "audience/act_json.h"

namespace plenary::audience {
namespace {

namespace json = boost::json;
using base::format_rfc3339;

const char* state_of(const Person& person, base::Instant now) {
  if (person.banned) return "banned";
  if (person.hidden) return "hidden";
  if (person.timed_out_until && *person.timed_out_until > now) return "timed_out";
  return "ok";
}

/// The name under which somebody stands on the pages: a hand, or another stage, need not have told.
std::string shown_name(const Person& person) {
  return person.name.empty() ? "Guest " + person.by.substr(0, 4) : person.name;
}

/// By author, the newest step against them that can be taken back.
std::map<std::string_view, std::uint64_t> undoable_steps(const Room& room) {
  std::map<std::string_view, std::uint64_t> steps;
  for (const LogLine& line : room.log()) {
    const ActKind kind = line.act.kind;
    const bool against =
        kind == ActKind::kTimeout || kind == ActKind::kBan || kind == ActKind::kHide;
    if (against && line.undoable()) steps[line.author] = line.seq;
  }
  return steps;
}

json::object held_json(const Message& message, char kind, const Room& room, base::Instant now) {
  const Person* author = room.person(message.actor.author);
  return {{"id", print_ref(kind, message.seq)},
          {"kind", kind == 'm' ? "message" : "question"},
          {"text", message.text},
          {"name", message.actor.name},
          {"by", message.actor.by},
          {"author_state", author == nullptr ? "ok" : state_of(*author, now)},
          {"t", message.at.time_since_epoch().count()},
          {"reason", message.reason}};
}

json::array held_list(const Room& room, base::Instant now) {
  json::array held;
  for (const auto& [seq, message] : room.messages()) {
    if (message.standing == Standing::kHeld) held.push_back(held_json(message, 'm', room, now));
  }
  for (const auto& [seq, question] : room.questions()) {
    if (question.asked.standing != Standing::kHeld) continue;
    held.push_back(held_json(question.asked, 'q', room, now));
  }
  return held;
}

/// What runs: shown to all, or said by somebody who was silenced; what is held or taken down has
/// lists of its own.
bool runs(const Message& message) {
  return message.standing == Standing::kShown || message.standing == Standing::kHidden;
}

json::array chat_list(const Room& room) {
  constexpr std::size_t kMost = 200;
  std::vector<const Message*> last;
  const auto& messages = room.messages();
  for (auto one = messages.rbegin(); one != messages.rend() && last.size() < kMost; ++one) {
    if (runs(one->second)) last.push_back(&one->second);
  }
  json::array chat;
  for (auto one = last.rbegin(); one != last.rend(); ++one) {
    json::object object = message_json(**one);
    object["standing"] = name((*one)->standing);
    chat.push_back(std::move(object));
  }
  return chat;
}

json::array people_list(const StageAudience& stage, base::Instant now) {
  constexpr std::size_t kMost = 1000;
  std::vector<const Person*> people;
  for (const auto& [author, person] : stage.room.people()) {
    if (author != kProgramme) people.push_back(&person);
  }
  // Those who made work first.
  const auto rank = [](const Person* person) {
    return std::tuple(!(person->banned || person->hidden || person->timed_out_until),
                      -static_cast<std::int64_t>(person->removed),
                      -static_cast<std::int64_t>(person->messages), person->by);
  };
  std::sort(people.begin(), people.end(),
            [&](const Person* left, const Person* right) { return rank(left) < rank(right); });
  if (people.size() > kMost) people.resize(kMost);
  const auto steps = undoable_steps(stage.room);
  json::array list;
  for (const Person* person : people) {
    const bool hand = std::any_of(stage.hands.begin(), stage.hands.end(),
                                  [&](const auto& entry) { return entry.second.by == person->by; });
    json::object object{{"by", person->by},
                        {"name", shown_name(*person)},
                        {"account", person->account},
                        {"messages", person->messages},
                        {"removed", person->removed},
                        {"timeouts", person->timeouts},
                        {"state", state_of(*person, now)},
                        {"hand", hand}};
    if (person->timed_out_until && *person->timed_out_until > now) {
      object["timed_out_until"] = person->timed_out_until->time_since_epoch().count();
    }
    const auto step = steps.find(person->author);
    const bool undo = step != steps.end() && object["state"] != "ok";
    object["undo"] = undo ? json::value(step->second) : json::value();
    list.push_back(std::move(object));
  }
  return list;
}

json::array hands_list(const StageAudience& stage) {
  std::vector<const Hand*> hands;
  for (const auto& [sid, hand] : stage.hands) hands.push_back(&hand);
  std::sort(hands.begin(), hands.end(), [](const Hand* left, const Hand* right) {
    return std::tie(left->since, left->by) < std::tie(right->since, right->by);
  });
  json::array list;
  for (const Hand* hand : hands) {
    list.push_back(json::object{
        {"by", hand->by}, {"name", hand->name}, {"t", hand->since.time_since_epoch().count()}});
  }
  return list;
}

json::array announcements_list(const Room& room, base::Instant now) {
  json::array list;
  for (const auto& [seq, announcement] : room.announcements()) {
    if (announcement.until > now) list.push_back(announcement_json(announcement));
  }
  return list;
}

json::object counts_json(const Counts& counts) {
  return {{"now", counts.now},
          {"low", counts.low},
          {"high", counts.high},
          {"unique", counts.unique},
          {"peak", counts.peak}};
}

/// What a rule of the room was set to; null for any other act. Of the word list nothing is told.
json::value rule_value(const Act& act) {
  switch (act.kind) {
    case ActKind::kSlow:
      return json::value(std::to_string(act.number));
    case ActKind::kLinks:
      return json::value(act.word);
    case ActKind::kMembersOnly:
    case ActKind::kPause:
    case ActKind::kHoldFirst:
    case ActKind::kHoldQuestions:
      return act.on ? "on" : "off";
    default:
      return nullptr;
  }
}

json::array log_list(const Room& room) {
  constexpr std::size_t kMost = 200;
  json::array list;
  const auto& log = room.log();
  for (auto line = log.rbegin(); line != log.rend() && list.size() < kMost; ++line) {
    const Person* about = room.person(line->author);
    list.push_back(json::object{{"seq", line->seq},
                                {"t", line->at.time_since_epoch().count()},
                                {"actor", line->actor},
                                {"do", name(line->act.kind)},
                                {"ref", line->act.ref},
                                {"by", about == nullptr ? "" : about->by},
                                {"name", about == nullptr ? std::string() : shown_name(*about)},
                                {"rule", line->act.rule},
                                {"to", rule_value(line->act)},
                                {"undone", line->undone},
                                {"undoable", line->undoable()}});
  }
  return list;
}

}  // namespace

std::string desk_document(const StageAudience& stage, base::Instant now) {
  const Room& room = stage.room;
  json::array questions;
  for (const auto& [seq, question] : room.questions()) {
    if (!runs(question.asked)) continue;
    json::object object = question_json(question, room, true);
    object["standing"] = name(question.asked.standing);
    object["anonymous"] = question.anonymous;
    questions.push_back(std::move(object));
  }
  json::array polls;
  for (const auto& [seq, poll] : room.polls()) {
    if (poll.state == Poll::State::kDropped) continue;
    json::object object = poll_json(poll, true);
    object["session"] = poll.session;
    polls.push_back(std::move(object));
  }
  const std::vector<std::string> words = room.words().words();
  const Message* pinned = room.message(room.pinned());
  const json::object document{
      {"stage", room.stage().text()},
      {"held", held_list(room, now)},
      {"questions", std::move(questions)},
      {"polls", std::move(polls)},
      {"chat", chat_list(room)},
      {"pinned", pinned == nullptr ? json::value() : json::value(message_json(*pinned))},
      {"people", people_list(stage, now)},
      {"rules", rules_json(room.rules())},
      {"words", json::array(words.begin(), words.end())},
      {"announcements", announcements_list(room, now)},
      {"log", log_list(room)},
      {"counts", counts_json(stage.reach.counts())},
      {"hands", hands_list(stage)}};
  return json::serialize(document);
}

std::string announcers_document(const StageAudience& stage, base::Instant now) {
  return json::serialize(json::object{{"stage", stage.room.stage().text()},
                                      {"announcements", announcements_list(stage.room, now)},
                                      {"counts", counts_json(stage.reach.counts())}});
}

std::string moderation_document(const Room& room) {
  // By the hour, so that nobody finds the own silence in it.
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? json::value() : json::value(text);
  };
  using Key = std::tuple<base::Instant, std::string_view, std::string, std::string>;
  std::map<Key, std::uint64_t> counts;
  for (const LogLine& line : room.log()) {
    if (line.undone || line.act.kind == ActKind::kUndo) continue;
    const base::Instant hour = std::chrono::floor<std::chrono::hours>(line.at);
    const json::value to = rule_value(line.act);
    std::string set(to.is_string() ? std::string_view(to.as_string()) : std::string_view());
    ++counts[{hour, name(line.act.kind), line.act.rule, std::move(set)}];
  }
  json::array entries;
  for (const auto& [key, count] : counts) {
    const auto& [hour, action, rule, to] = key;
    entries.push_back(json::object{{"at", format_rfc3339(hour)},
                                   {"action", action},
                                   {"rule", text_or_null(rule)},
                                   {"to", text_or_null(to)},
                                   {"count", count}});
  }
  return json::serialize(
      json::object{{"stage", room.stage().text()}, {"entries", std::move(entries)}});
}

std::string tally_document(const Room& room, const Poll& poll) {
  json::object document = poll_json(poll, true);
  document["stage"] = room.stage().text();
  document["definitions"] = json::object{
      {"verified", "Votes of accounts that somebody vouches for: an invitation or a ticket shop."},
      {"anonymous", "Votes of everybody else, one a device."},
      {"receipt", "What a voter was given with the vote. The last vote of a voter counts."}};
  json::array ballots;
  for (const poll::PublishedVote& vote : poll.box.published()) {
    json::object ballot{{"receipt", poll::print(vote.receipt)}, {"verified", vote.ballot.verified}};
    if (poll.question.kind == poll::Kind::kText) {
      if (vote.removed.empty()) {
        ballot["text"] = vote.ballot.text;
      } else {
        ballot["text"] = nullptr;
        ballot["removed"] = vote.removed;
      }
    } else if (poll.question.kind == poll::Kind::kRating) {
      ballot["rating"] = vote.ballot.choices.empty() ? 0 : vote.ballot.choices.front() + 1;
    } else {
      ballot["choices"] = json::array(vote.ballot.choices.begin(), vote.ballot.choices.end());
    }
    ballots.push_back(std::move(ballot));
  }
  document["ballots"] = std::move(ballots);
  return json::serialize(document);
}

std::string tally_csv(const Poll& poll) {
  std::string csv = "receipt,verified,choices,text,removed\r\n";
  for (const poll::PublishedVote& vote : poll.box.published()) {
    std::string choices;
    for (const int choice : vote.ballot.choices) {
      if (!choices.empty()) choices += ' ';
      choices += std::to_string(choice + 1);
    }
    csv += poll::print(vote.receipt) + (vote.ballot.verified ? ",yes," : ",no,") + choices + "," +
           csv_field(vote.ballot.text) + "," + vote.removed + "\r\n";
  }
  return csv;
}

std::string answers_document(const Poll& poll, std::uint64_t before) {
  constexpr std::size_t kMost = 200;
  const auto& answers = poll.box.answers();
  json::array list;
  json::value next;
  auto one = before == 0 ? answers.end() : answers.lower_bound(before);
  while (one != answers.begin()) {
    const poll::Answer& answer = (--one)->second;
    if (list.size() == kMost) {
      next = list.back().at("id");
      break;
    }
    const bool removed = !answer.removed.empty();
    list.push_back(
        json::object{{"id", print_ref('v', answer.number)},
                     {"t", answer.at.time_since_epoch().count()},
                     {"text", answer.text},
                     {"verified", answer.verified},
                     {"state", removed ? "removed" : "shown"},
                     {"rule", removed ? json::value(answer.removed) : json::value()},
                     {"removal", removed ? json::value(answer.removal) : json::value()}});
  }
  const auto removed = std::count_if(answers.begin(), answers.end(), [](const auto& answer) {
    return !answer.second.removed.empty();
  });
  return json::serialize(json::object{{"poll", poll_json(poll, true)},
                                      {"answers", std::move(list)},
                                      {"removed", removed},
                                      {"next", std::move(next)}});
}

std::string export_jsonl(const std::vector<storage::JournalRecord>& records) {
  std::string lines;
  for (const storage::JournalRecord& record : records) {
    boost::system::error_code failed;
    json::object line{{"stage", record.stage.text()},
                      {"seq", record.seq},
                      {"at", format_rfc3339(record.at)},
                      {"author", record.author}};
    json::value body = json::parse(record.body, failed);
    if (!failed && body.is_object()) {
      for (auto& field : body.as_object()) line[field.key()] = std::move(field.value());
    }
    const json::value* act = line.if_contains("act");
    const bool votes = act != nullptr && act->is_object() && act->as_object().contains("do") &&
                       act->as_object().at("do") == "vote";
    // A ballot is secret: what was voted is told, not by whom.
    if (votes) {
      for (const char* field : {"author", "by", "name"}) line.erase(field);
    }
    lines += json::serialize(line) + "\n";
  }
  return lines;
}

std::string export_csv_head() {
  return "seq,at,author,by,name,role,do,about,text,standing\r\n";
}

std::string export_csv(const std::vector<storage::JournalRecord>& records) {
  std::string csv;
  for (const storage::JournalRecord& record : records) {
    const auto entry = entry_of(record);
    if (!entry) continue;
    const Act& act = entry->act;
    std::string about = act.ref.empty() ? act.by : act.ref;
    if (act.kind == ActKind::kVote) {
      for (const int choice : act.choices) about += " " + std::to_string(choice + 1);
      if (act.number > 0) about += " " + std::to_string(act.number);
    }
    // A ballot is secret: what was voted is told, not by whom.
    const Actor actor = act.kind == ActKind::kVote ? Actor() : entry->actor;
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{}\r\n", entry->seq, format_rfc3339(entry->at),
                       csv_field(actor.author), csv_field(actor.by), csv_field(actor.name),
                       actor.role, name(act.kind), csv_field(about), csv_field(plain(act.text)),
                       name(entry->standing));
  }
  return csv;
}

}  // namespace plenary::audience
