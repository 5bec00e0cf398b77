#include "audience/act_json.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <string>
#include <utility>

namespace plenary::audience {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostId = 36;
constexpr std::size_t kMostWord = 64;
constexpr std::size_t kMostLanguages = 8;
constexpr std::size_t kMostListed = 200;
constexpr std::int64_t kMostNumber = 1'000'000'000'000;

// Which member of Act a field goes to.
enum class Slot : std::uint8_t {
  kText,
  kRef,
  kBy,
  kRule,
  kWord,
  kShow,
  kSession,
  kOn,
  kAll,
  kNumber,
  kChoices,
  kOptions,
  kAdd,
  kDrop,
};

enum class Need : std::uint8_t { kRequired, kOptional };

struct FieldRule {
  ActKind kind;
  std::string_view name;
  Slot slot;
  Need need = Need::kRequired;
};

constexpr FieldRule kFields[] = {
    {ActKind::kSay, "text", Slot::kText},
    {ActKind::kSay, "re", Slot::kRef, Need::kOptional},
    {ActKind::kAsk, "text", Slot::kText},
    {ActKind::kAsk, "anonymous", Slot::kOn, Need::kOptional},
    {ActKind::kUpvote, "q", Slot::kRef},
    {ActKind::kUpvote, "on", Slot::kOn},
    {ActKind::kVote, "p", Slot::kRef},
    {ActKind::kVote, "choices", Slot::kChoices, Need::kOptional},
    {ActKind::kVote, "rating", Slot::kNumber, Need::kOptional},
    {ActKind::kVote, "text", Slot::kText, Need::kOptional},
    {ActKind::kReact, "kind", Slot::kWord},
    {ActKind::kReact, "count", Slot::kNumber, Need::kOptional},
    {ActKind::kHand, "up", Slot::kOn},
    {ActKind::kApprove, "ref", Slot::kRef},
    {ActKind::kRemove, "ref", Slot::kRef},
    {ActKind::kRemove, "rule", Slot::kRule},
    {ActKind::kTimeout, "by", Slot::kBy},
    {ActKind::kTimeout, "seconds", Slot::kNumber},
    {ActKind::kTimeout, "rule", Slot::kRule},
    {ActKind::kBan, "by", Slot::kBy},
    {ActKind::kBan, "rule", Slot::kRule},
    {ActKind::kBan, "all", Slot::kAll, Need::kOptional},
    {ActKind::kHide, "by", Slot::kBy},
    {ActKind::kUndo, "entry", Slot::kNumber},
    {ActKind::kPin, "ref", Slot::kRef, Need::kOptional},
    {ActKind::kSlow, "seconds", Slot::kNumber},
    {ActKind::kMembersOnly, "on", Slot::kOn},
    {ActKind::kPause, "on", Slot::kOn},
    {ActKind::kPause, "all", Slot::kAll, Need::kOptional},
    {ActKind::kHoldFirst, "on", Slot::kOn},
    {ActKind::kHoldQuestions, "on", Slot::kOn},
    {ActKind::kLinks, "policy", Slot::kWord},
    {ActKind::kWords, "add", Slot::kAdd, Need::kOptional},
    {ActKind::kWords, "drop", Slot::kDrop, Need::kOptional},
    {ActKind::kLabel, "q", Slot::kRef},
    {ActKind::kLabel, "label", Slot::kWord},
    {ActKind::kLabel, "on", Slot::kOn},
    {ActKind::kAnswered, "q", Slot::kRef},
    {ActKind::kAnswered, "on", Slot::kOn},
    {ActKind::kScreen, "q", Slot::kRef, Need::kOptional},
    {ActKind::kPollMake, "kind", Slot::kWord},
    {ActKind::kPollMake, "text", Slot::kText},
    {ActKind::kPollMake, "options", Slot::kOptions, Need::kOptional},
    {ActKind::kPollMake, "show", Slot::kShow},
    {ActKind::kPollMake, "session", Slot::kSession, Need::kOptional},
    {ActKind::kPollOpen, "p", Slot::kRef},
    {ActKind::kPollOpen, "seconds", Slot::kNumber, Need::kOptional},
    {ActKind::kPollClose, "p", Slot::kRef},
    {ActKind::kPollDrop, "p", Slot::kRef},
    {ActKind::kAnnounce, "text", Slot::kText},
    {ActKind::kAnnounce, "scope", Slot::kWord},
    {ActKind::kAnnounce, "seconds", Slot::kNumber},
    {ActKind::kAnnounceEnd, "ref", Slot::kRef},
    {ActKind::kLowerHand, "by", Slot::kBy},
};

base::Error wrong(std::string_view field, std::string_view what) {
  return {base::Errc::kMalformed, "`" + std::string(field) + "` " + std::string(what)};
}

bool read_string(const json::value& value, std::size_t most, std::string& out) {
  if (!value.is_string() || value.as_string().size() > most) return false;
  out.assign(value.as_string().data(), value.as_string().size());
  return true;
}

bool read_text(const json::value& value, base::LocalisedText& out) {
  if (value.is_string()) {
    out = plain_text(std::string(std::string_view(value.as_string())));
    return true;
  }
  if (!value.is_object() || value.as_object().empty() ||
      value.as_object().size() > kMostLanguages) {
    return false;
  }
  for (const auto& [language, words] : value.as_object()) {
    if (language.empty() || language.size() > 35 || !words.is_string()) return false;
    out.by_language.emplace(std::string(language),
                            std::string(std::string_view(words.as_string())));
  }
  return true;
}

bool read_texts(const json::value& value, std::vector<base::LocalisedText>& out) {
  if (!value.is_array() || value.as_array().size() > kMostListed) return false;
  for (const json::value& item : value.as_array()) {
    if (!read_text(item, out.emplace_back())) return false;
  }
  return true;
}

bool read_number(const json::value& value, std::int64_t& out) {
  if (!value.is_int64()) return false;
  out = value.as_int64();
  return out >= -kMostNumber && out <= kMostNumber;
}

bool read_choices(const json::value& value, std::vector<int>& out) {
  if (!value.is_array() || value.as_array().size() > kMostListed) return false;
  for (const json::value& item : value.as_array()) {
    std::int64_t number = 0;
    if (!read_number(item, number) || number < 0 || number > 1000) return false;
    out.push_back(static_cast<int>(number));
  }
  return true;
}

bool read_words(const json::value& value, std::vector<std::string>& out) {
  if (!value.is_array() || value.as_array().size() > kMostListed) return false;
  return std::all_of(value.as_array().begin(), value.as_array().end(),
                     [&](const json::value& item) {
                       return read_string(item, 4 * kMostWord, out.emplace_back());
                     });
}

bool read_flag(const json::value& value, bool& out) {
  if (!value.is_bool()) return false;
  out = value.as_bool();
  return true;
}

bool read_slot(const json::value& value, Slot slot, Act& act) {
  switch (slot) {
    case Slot::kText:
      return read_text(value, act.text);
    case Slot::kRef:
      return read_string(value, kMostWord, act.ref);
    case Slot::kBy:
      return read_string(value, kMostWord, act.by);
    case Slot::kRule:
      return read_string(value, kMostWord, act.rule);
    case Slot::kWord:
      return read_string(value, kMostWord, act.word);
    case Slot::kShow:
      return read_string(value, kMostWord, act.show);
    case Slot::kSession:
      return read_string(value, kMostWord, act.session);
    case Slot::kOn:
      return read_flag(value, act.on);
    case Slot::kAll:
      return read_flag(value, act.all);
    case Slot::kNumber:
      return read_number(value, act.number);
    case Slot::kChoices:
      return read_choices(value, act.choices);
    case Slot::kOptions:
      return read_texts(value, act.options);
    case Slot::kAdd:
      return read_words(value, act.add);
    case Slot::kDrop:
      return read_words(value, act.drop);
  }
  return false;
}

json::value strings(const std::vector<std::string>& list) {
  json::array array;
  for (const std::string& item : list) array.emplace_back(item);
  return array;
}

/// Null where the member holds nothing worth writing.
json::value slot_json(const Act& act, Slot slot) {
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);
  };
  switch (slot) {
    case Slot::kText:
      return act.text.empty() ? json::value(nullptr) : text_json(act.text);
    case Slot::kRef:
      return text_or_null(act.ref);
    case Slot::kBy:
      return text_or_null(act.by);
    case Slot::kRule:
      return text_or_null(act.rule);
    case Slot::kWord:
      return text_or_null(act.word);
    case Slot::kShow:
      return text_or_null(act.show);
    case Slot::kSession:
      return text_or_null(act.session);
    case Slot::kOn:
      return act.on;
    case Slot::kAll:
      return act.all;
    case Slot::kNumber:
      return act.number;
    case Slot::kAdd:
      return strings(act.add);
    case Slot::kDrop:
      return strings(act.drop);
    case Slot::kChoices:
      return json::array(act.choices.begin(), act.choices.end());
    case Slot::kOptions: {
      json::array array;
      for (const base::LocalisedText& option : act.options) array.push_back(text_json(option));
      return array;
    }
  }
  return nullptr;
}

}  // namespace

json::value text_json(const base::LocalisedText& text) {
  if (text.by_language.size() == 1 && text.by_language.begin()->first == "und") {
    return json::value(text.by_language.begin()->second);
  }
  json::object object;
  for (const auto& [language, words] : text.by_language) object[language] = words;
  return object;
}

base::Result<Act> read_act(const json::object& object) {
  Act act;
  const json::value* id = object.if_contains("id");
  if (id == nullptr || !read_string(*id, kMostId, act.id) || act.id.empty()) {
    return wrong("id", "is a string of 1 to 36 characters");
  }
  const json::value* verb = object.if_contains("do");
  const auto kind = verb != nullptr && verb->is_string()
                        ? act_kind(std::string_view(verb->as_string()))
                        : std::nullopt;
  if (!kind) return wrong("do", "is none of the acts");
  act.kind = *kind;
  if (act.kind == ActKind::kReact) act.number = 1;
  for (const FieldRule& field : kFields) {
    if (field.kind != act.kind) continue;
    const json::value* value = object.if_contains(field.name);
    if (value == nullptr || value->is_null()) {
      if (field.need == Need::kRequired) return wrong(field.name, "is missing");
      continue;
    }
    if (!read_slot(*value, field.slot, act)) return wrong(field.name, "is not what it should be");
  }
  return act;
}

json::object act_json(const Act& act) {
  json::object object{{"id", act.id}, {"do", name(act.kind)}};
  for (const FieldRule& field : kFields) {
    if (field.kind != act.kind) continue;
    json::value value = slot_json(act, field.slot);
    // What is needed stays, empty or not: the journal must be able to read what it wrote.
    if (value.is_null() && field.need == Need::kRequired) value = "";
    if (!value.is_null()) object[field.name] = std::move(value);
  }
  return object;
}

}  // namespace plenary::audience
