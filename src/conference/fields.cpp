#include "conference/fields.h"

#include <algorithm>

#include "conference/zone.h"

namespace plenary::conference {
namespace {

constexpr std::size_t kMostLineCharacters = 200;
constexpr std::size_t kMostProseCharacters = 20'000;

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

std::string shape_of(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kScalar:
      return "a single value";
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
  }
  return "";
}

template <class Strings>
std::vector<std::string_view> views(const Strings& strings) {
  return {strings.begin(), strings.end()};
}

}  // namespace

std::string_view owner_of_file(std::string_view name) {
  const std::size_t mark = name.substr(0, name.find('.')).rfind("--");
  return mark == std::string_view::npos ? std::string_view() : name.substr(0, mark);
}

std::string suggest(std::string_view word, const std::vector<std::string_view>& candidates) {
  const std::string_view near = nearest(word, candidates);
  if (!near.empty()) return "Did you mean " + in_quotes(near) + "?";
  if (candidates.empty()) return "None is defined yet.";
  constexpr std::size_t kMost = 12;
  std::string list;
  for (std::size_t i = 0; i < candidates.size() && i < kMost; ++i) {
    list += (i == 0 ? "" : ", ") + std::string(candidates[i]);
  }
  return "Known are: " + list + (candidates.size() > kMost ? ", ..." : ".");
}

Fields::Fields(const YamlNode& node, std::string noun, const Known& known, Report& report)
    : node_(node), noun_(std::move(noun)), known_(known), report_(report) {
  if (node_.kind == YamlNode::Kind::kMap) return;
  report_.error(node_.line, noun_ + " is a map of keys, but here stands " + shape_of(node_),
                "Write it as lines of `key: value`.");
}

const YamlEntry* Fields::entry(std::string_view key) const {
  for (const YamlEntry& candidate : node_.entries) {
    if (candidate.key == key) return &candidate;
  }
  return nullptr;
}

int Fields::line_of(std::string_view key) const {
  const YamlEntry* found = entry(key);
  return found ? found->line : node_.line;
}

bool Fields::has(std::string_view key) const {
  return entry(key) != nullptr;
}

bool Fields::has_empty_list(std::string_view key) const {
  const YamlEntry* found = entry(key);
  return found && found->value.kind == YamlNode::Kind::kList && found->value.items.empty();
}

const YamlEntry* Fields::find(std::string_view key, Need need) {
  asked_.emplace_back(key);
  const YamlEntry* found = entry(key);
  if (!found) {
    if (need == Need::kRequired && node_.kind == YamlNode::Kind::kMap) {
      report_.error(node_.line, noun_ + " lacks the key " + in_quotes(key), "Add it.");
    }
    return nullptr;
  }
  const YamlNode& value = found->value;
  const bool nothing = value.kind == YamlNode::Kind::kScalar && value.plain &&
                       (value.text.empty() || value.text == "~" || value.text == "null");
  if (!nothing) return found;
  report_.error(found->line, in_quotes(key) + " has no value",
                need == Need::kRequired ? "Write one." : "Write one or delete the line.");
  return nullptr;
}

const std::string* Fields::scalar(const YamlEntry& found) {
  if (found.value.kind == YamlNode::Kind::kScalar) return &found.value.text;
  report_.error(found.line,
                in_quotes(found.key) + " is a single value, but here stands " + shape_of(found.value),
                "Write it on one line after the colon.");
  return nullptr;
}

bool Fields::fits(const std::string& text, const std::string& where, int line, Shape shape) {
  if (text.empty()) {
    report_.error(line, where + " is empty", "Write its text or delete the line.");
    return false;
  }
  if (shape == Shape::kLine && text.find('\n') != std::string::npos) {
    report_.error(line, where + " has several lines", "It is a title: keep it on one line.");
    return false;
  }
  const std::size_t most = shape == Shape::kLine ? kMostLineCharacters : kMostProseCharacters;
  const std::size_t length = characters(text);
  if (length <= most) return true;
  report_.error(line, where + " has " + std::to_string(length) + " characters",
                "At most " + std::to_string(most) + " fit: shorten it.");
  return false;
}

std::string Fields::text(std::string_view key, Need need, Shape shape) {
  const YamlEntry* found = find(key, need);
  const std::string* value = found ? scalar(*found) : nullptr;
  if (!value) return {};
  std::string trimmed(base::trim(*value));
  return fits(trimmed, in_quotes(key), found->line, shape) ? trimmed : std::string();
}

bool Fields::check_language(const std::string& tag, int line) {
  if (!is_language_tag(tag)) {
    report_.error(line, in_quotes(tag) + " is not a language",
                  "Write a BCP 47 tag such as `zh`, `en` or `id`.");
    return false;
  }
  const auto& languages = known_.languages;
  if (languages.empty() || std::find(languages.begin(), languages.end(), tag) != languages.end()) {
    return true;
  }
  report_.error(line, in_quotes(tag) + " is not among the conference's languages",
                "Add it to `languages` in conference.yaml, or delete this text.");
  return false;
}

base::LocalisedText Fields::localised(std::string_view key, Need need, Shape shape) {
  base::LocalisedText made;
  const YamlEntry* found = find(key, need);
  if (!found) return made;
  if (found->value.kind != YamlNode::Kind::kMap) {
    report_.error(
        found->line,
        in_quotes(key) + " is a text in several languages, but here stands " + shape_of(found->value),
        "Write it as `" + std::string(key) + ": {en: ..., zh: ...}`.");
    return made;
  }
  for (const YamlEntry& one : found->value.entries) {
    if (!check_language(one.key, one.line)) continue;
    const std::string* value = scalar(one);
    if (!value) continue;
    std::string trimmed(base::trim(*value));
    const std::string where = in_quotes(key) + " in " + in_quotes(one.key);
    if (fits(trimmed, where, one.line, shape)) made.by_language[one.key] = std::move(trimmed);
  }
  if (found->value.entries.empty()) {
    report_.error(found->line, in_quotes(key) + " has no language", "Write at least one text.");
  }
  return made;
}

bool Fields::flag(std::string_view key) {
  const YamlEntry* found = find(key, Need::kOptional);
  const std::string* value = found ? scalar(*found) : nullptr;
  if (!value || *value == "false") return false;
  if (*value == "true") return true;
  report_.error(found->line, in_quotes(key) + " is " + in_quotes(*value), "Write `true` or `false`.");
  return false;
}

std::optional<base::Instant> Fields::instant(std::string_view key, Need need) {
  const YamlEntry* found = find(key, need);
  const std::string* value = found ? scalar(*found) : nullptr;
  if (!value) return std::nullopt;
  const auto instant = base::parse_rfc3339(*value);
  if (instant) return *instant;
  report_.error(found->line, in_quotes(*value) + " is not a time",
                "Write date, time and zone, such as `2020-07-23T14:30:00+08:00`.");
  return std::nullopt;
}

std::optional<std::chrono::year_month_day> Fields::date(std::string_view key, Need need) {
  const YamlEntry* found = find(key, need);
  const std::string* value = found ? scalar(*found) : nullptr;
  if (!value) return std::nullopt;
  const auto midnight = base::parse_rfc3339(*value + "T00:00:00Z");
  if (midnight) return std::chrono::floor<std::chrono::days>(*midnight);
  report_.error(found->line, in_quotes(*value) + " is not a date",
                "Write year, month and day, such as `2020-07-23`.");
  return std::nullopt;
}

std::vector<std::string> Fields::words(std::string_view key, Need need) {
  std::vector<std::string> made;
  const YamlEntry* found = find(key, need);
  if (!found) return made;
  if (found->value.kind != YamlNode::Kind::kList) {
    report_.error(found->line,
                  in_quotes(key) + " is a list, but here stands " + shape_of(found->value),
                  "Write it as `" + std::string(key) + ": [one, two]`.");
    return made;
  }
  for (const YamlNode& item : found->value.items) {
    if (item.kind != YamlNode::Kind::kScalar || item.text.empty()) {
      report_.error(item.line, in_quotes(key) + " is a list of words",
                    "Write one word for each item.");
    } else {
      made.push_back(item.text);
    }
  }
  return made;
}

const std::vector<YamlNode>& Fields::list(std::string_view key, Need need) {
  static const std::vector<YamlNode> kNone;
  const YamlEntry* found = find(key, need);
  if (!found) return kNone;
  if (found->value.kind == YamlNode::Kind::kList) return found->value.items;
  report_.error(found->line, in_quotes(key) + " is a list, but here stands " + shape_of(found->value),
                "Begin each of its items with `- `.");
  return kNone;
}

std::string Fields::id_text(std::set<std::string>& taken) {
  const YamlEntry* found = find("id", Need::kRequired);
  const std::string* value = found ? scalar(*found) : nullptr;
  if (!value) return {};
  if (!base::is_slug(*value)) {
    report_.error(found->line, "the id " + in_quotes(*value) + " cannot stand in an address",
                  "Use a-z, 0-9 and hyphens within, 64 characters at most.");
    return {};
  }
  if (taken.insert(*value).second) return *value;
  report_.error(found->line, "the id " + in_quotes(*value) + " is taken",
                "Choose another: it stands further up already.");
  return {};
}

std::string Fields::reference_text(std::string_view key, Need need, const Names& names) {
  const YamlEntry* found = find(key, need);
  const std::string* value = found ? scalar(*found) : nullptr;
  if (!value || !holds(names, *value, found->line)) return {};
  return *value;
}

/// An exhibitor's staff read what is wrong with their file: they are told of no file but their own,
/// since others' are not out yet, nor are pictures of reports under embargo.
bool Fields::holds(const Names& names, const std::string& id, int line) {
  const bool bound = names.are_files && !exhibitor_.empty();
  const std::string_view owner = owner_of_file(id);
  if (bound && !owner.empty() && owner != exhibitor_) {
    report_.error(line, "the " + names.noun + " " + in_quotes(id) + " is another exhibitor's",
                  "Name one whose name begins with " + in_quotes(exhibitor_ + "--") +
                      ", or one without `--`.");
    return false;
  }
  if (names.ids.contains(id) || !names.complete) return true;
  std::vector<std::string_view> candidates = views(names.ids);
  if (bound) {
    std::erase_if(candidates, [&](auto name) { return owner_of_file(name) != exhibitor_; });
  }
  report_.error(line, "there is no " + names.noun + " " + in_quotes(id),
                bound && candidates.empty()
                    ? "Put the file into " + names.file + ", or mend its name."
                    : suggest(id, candidates) + " They stand in " + names.file + ".");
  return false;
}

std::size_t Fields::choice_index(std::string_view key, Need need,
                                 const std::vector<std::string_view>& words) {
  const YamlEntry* found = find(key, need);
  const std::string* value = found ? scalar(*found) : nullptr;
  if (!value) return 0;
  const auto chosen = std::find(words.begin(), words.end(), *value);
  if (chosen != words.end()) return static_cast<std::size_t>(chosen - words.begin());
  report_.error(found->line, in_quotes(key) + " cannot be " + in_quotes(*value), suggest(*value, words));
  return 0;
}

std::vector<std::string> Fields::sources(bool illustrative, bool beside) {
  std::vector<std::string> made;
  bool only_weak = true;
  for (const std::string& key : words("sources", Need::kOptional)) {
    if (!known_source(key, line_of("sources"))) continue;
    only_weak = only_weak && known_.sources.at(key).grade == 'C';
    made.push_back(key);
  }
  if (made.size() == 1 && only_weak && !beside) {
    report_.error(line_of("sources"), noun_ + " rests on one source of grade C alone",
                  "Add a second source, or leave it out.");
  }
  const bool readable = node_.kind == YamlNode::Kind::kMap;
  if (readable && known_.demand_sources && !has("sources") && !illustrative) {
    report_.error(node_.line, noun_ + " names no source",
                  "Add `sources: [KEY]`: this package states the source of everything.");
  }
  return made;
}

bool Fields::known_source(const std::string& key, int line) {
  if (known_.sources.contains(key)) return true;
  if (!known_.sources_complete) return false;
  std::vector<std::string_view> keys;
  for (const auto& [one, source] : known_.sources) keys.push_back(one);
  report_.error(line, "there is no source " + in_quotes(key),
                suggest(key, keys) + " They stand in sources.yaml.");
  return false;
}

std::vector<std::string> Fields::our_wording() {
  return languages("our_wording");
}

std::vector<std::string> Fields::languages(std::string_view key) {
  std::vector<std::string> made = words(key, Need::kOptional);
  std::erase_if(made, [&](const std::string& tag) { return !check_language(tag, line_of(key)); });
  return made;
}

void Fields::finish() {
  if (known_.asked) (*known_.asked)[noun_].insert(asked_.begin(), asked_.end());
  const std::vector<std::string_view> known = views(asked_);
  for (const YamlEntry& one : node_.entries) {
    if (std::find(known.begin(), known.end(), one.key) != known.end()) continue;
    report_.error(one.line, "unknown key " + in_quotes(one.key) + " in " + noun_,
                  suggest(one.key, known));
  }
}

}  // namespace plenary::conference
