#include "site/desk_bodies.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <set>
#include <utility>

#include "base/text.h"
#include "site/bodies.h"
#include "site/content_answers.h"

namespace plenary::site {
namespace {

namespace json = boost::json;
using base::Errc;
using base::Error;
using base::Result;

constexpr std::size_t kMostNoteBytes = 2'000;
constexpr std::size_t kMostTextBytes = 20'000;
constexpr std::size_t kMostPictureBytes = 11u << 20;
constexpr std::int64_t kMostMinutes = 10'000;

Error wrong(std::string sentence) {
  return {Errc::kMalformed, std::move(sentence)};
}

}  // namespace

Result<stage::Choice> read_choice(std::string_view body) {
  const auto object = object_body(body);
  if (!object) return object.error();
  const auto kind = text_field(*object, "kind");
  stage::Choice choice;
  if (kind == "automatic") return choice;
  if (kind == "slate") {
    choice.kind = stage::Choice::Kind::kSlate;
    return choice;
  }
  if (kind != "input") return wrong("`kind` is automatic, input or slate.");
  const auto input = base::InputId::parse(text_field(*object, "input").value_or(""));
  if (!input) return wrong("`input` is the input's id.");
  choice.kind = stage::Choice::Kind::kInput;
  choice.input = *input;
  return choice;
}

Result<bool> read_play(std::string_view body) {
  const auto object = object_body(body);
  const json::value* const play = object ? object->if_contains("play") : nullptr;
  if (play == nullptr || !play->is_bool()) return wrong("`play` is true or false.");
  return play->as_bool();
}

Result<std::chrono::minutes> read_minutes(std::string_view body) {
  const auto object = object_body(body);
  const json::value* const minutes = object ? object->if_contains("minutes") : nullptr;
  if (minutes == nullptr || !minutes->is_int64()) return wrong("`minutes` is a whole number.");
  return std::chrono::minutes(std::clamp(minutes->as_int64(), -kMostMinutes, kMostMinutes));
}

Result<std::vector<conference::FileEdit>> read_edits(std::string_view body, std::size_t most,
                                                     const std::optional<std::string>& file) {
  const auto object = object_body(body);
  if (!object) return object.error();
  const json::value* const list = object->if_contains("edits");
  if (list == nullptr || !list->is_array() || list->as_array().size() > most) {
    return wrong("`edits` is a list of at most " + std::to_string(most) + " edits.");
  }
  std::vector<conference::FileEdit> edits;
  for (const json::value& item : list->as_array()) {
    if (!item.is_object()) return wrong("An edit has `op` and `path`.");
    json::object given = item.as_object();
    if (file) given["file"] = *file;
    auto edit = read_edit(given);
    if (!edit) return edit.error();
    edits.push_back(std::move(*edit));
  }
  return edits;
}

Result<TextChange> read_text_change(std::string_view body) {
  const auto object = object_body(body);
  if (!object) return object.error();
  TextChange change;
  auto path = text_field(*object, "path");
  if (!path) return wrong("`path` is the file's.");
  change.path = std::move(*path);
  change.text = text_field(*object, "text");
  if (object->contains("was")) change.was = text_field(*object, "was").value_or("");
  return change;
}

Result<DraftAct> read_draft_act(std::string_view body) {
  const auto object = object_body(body);
  const json::value* const revision = object ? object->if_contains("revision") : nullptr;
  if (revision == nullptr || !revision->is_int64()) return wrong("`revision` is the draft's.");
  DraftAct act{static_cast<std::uint64_t>(revision->as_int64()),
               text_field(*object, "note").value_or("")};
  if (act.note.size() > kMostNoteBytes) return wrong("The note is too long.");
  return act;
}

Result<base::Instant> read_instant(std::string_view body) {
  const auto object = object_body(body);
  const auto at = object ? text_field(*object, "at") : std::nullopt;
  if (at) {
    if (const auto instant = base::parse_rfc3339(*at)) return *instant;
  }
  return wrong("`at` is an instant with a zone, such as 2020-07-23T20:30+08:00.");
}

Result<std::vector<std::string>> read_sessions(std::string_view body, std::size_t most) {
  const Error refusal =
      wrong("{\"sessions\": [at most " + std::to_string(most) + " ids of sessions]}");
  const auto object = object_body(body);
  const json::value* const list = object ? object->if_contains("sessions") : nullptr;
  if (list == nullptr || !list->is_array()) return refusal;
  std::vector<std::string> sessions;
  std::set<std::string> seen;
  for (const json::value& one : list->get_array()) {
    if (!one.is_string() || !base::is_slug(std::string_view(one.get_string()))) return refusal;
    std::string id(one.get_string());
    if (seen.insert(id).second) sessions.push_back(std::move(id));
    if (sessions.size() > most) return refusal;
  }
  return sessions;
}

Result<Proposal> read_proposal(std::string_view body, const std::vector<std::string>& languages) {
  const auto object = object_body(body);
  if (!object) return object.error();
  json::object words;
  const json::value* const text = object->if_contains("text");
  if (text != nullptr && text->is_object()) {
    for (const json::key_value_pair& one : text->as_object()) {
      const std::string language(one.key());
      const bool ours = std::find(languages.begin(), languages.end(), language) != languages.end();
      if (!ours || !one.value().is_string()) return wrong("`text` is words by language.");
      words[language] = one.value();
    }
  }
  Proposal proposal{json::serialize(words), text_field(*object, "picture").value_or("")};
  if (words.empty() && proposal.picture.empty()) return wrong("`text` or `picture` is needed.");
  if (proposal.text.size() > kMostTextBytes || proposal.picture.size() > kMostPictureBytes) {
    return Error(Errc::kLimit, "A text or picture is too large.");
  }
  return proposal;
}

}  // namespace plenary::site
